/* task.pml: the life of a task of a multi-thread runtime (runtime/src/task_shared.h), step by step as task_shared.c does
 * it. Each read-modify-write is one step, and so is each plain access that another thread could see.
 *
 * Two workers, two threads that wake, one that may abort, and the holder of the handle, who joins and may be early or late.
 * Claimed, in every order of their steps:
 *   - the task is in one queue at most, and one worker at most polls or drops it;
 *   - what is written before a wake is seen by a poll that begins afterwards, unless the task was ended first;
 *   - the future finishes or is dropped once, and is polled no more;
 *   - the join is woken, or sees the end, and who asked for it early enough gets ECANCELED;
 *   - memory is freed once, by the last reference, and not touched afterwards;
 *   - nobody hangs (checked by spin: no invalid end state).
 *
 * With FORGETFUL a worker lets go of a task without looking whether it was woken meanwhile; with GREEDY a wake does not
 * look whether somebody holds the task. Both must be found wrong. */

#ifndef WAKES
#define WAKES 2 /* of each waking thread */
#endif

/* shared */
bool woken, held = true, abort_asked, joiner, closed, finished;
byte references = 2 + 2; /* the runtime's, the handle's, two wakers' */
bool freed;

byte queued = 1;     /* places in queues */
byte inside;         /* workers that poll or drop */
byte written, seen;  /* what wakes stand for: written before, seen by polls */
bool ended;          /* finished or dropped */
bool join_permit;    /* of the joining thread's parker */
bool asked;          /* the abort is over: it borrows the handle, which the join gives up */
byte done_threads;

#define TOUCH assert(!freed)

inline release() {
    atomic { TOUCH; references--; if :: references == 0 -> freed = true; assert(closed) :: else fi }
}

/* set_woken and queue */
inline wake(bit_abort) {
    atomic {
        TOUCH;
#ifdef GREEDY
        mine = !closed;
#else
        mine = !held && !closed;
#endif
        woken = true; held = true;
        if :: bit_abort -> abort_asked = true :: else fi
    };
    if :: mine -> atomic { assert(queued == 0); queued++ } :: else fi
}

proctype Waker() {
    byte i; bool mine;
    for (i : 1 .. WAKES) {
        atomic { written++ };
        wake(false)
    };
    release();
    done_threads++
}

inline end_task(how) {
    atomic { /* the exchange that closes, and with nobody waiting also gives up the runtime's reference */
        TOUCH;
        assert(held && !closed && !ended);
        ended = true; closed = true; finished = how;
        listening = joiner;
        if :: !joiner -> references--; if :: references == 0 -> freed = true :: else fi :: else fi
    };
    if
    :: listening -> join_permit = true; release()
    :: else
    fi
}

proctype Worker() {
    bool got, listening, abort_seen, rewoken;
    byte sees;
again:
    rewoken = false;
    if
    :: atomic { queued > 0 -> queued--; got = true }
    :: closed && queued == 0 -> goto out
    fi;
take:
    atomic { TOUCH; assert(held && !ended); inside++; assert(inside == 1) };
    /* a load, and the clearing only if it saw WOKEN */
    if
    :: atomic { woken -> woken = false; abort_seen = abort_asked }
    :: atomic { !woken -> abort_seen = abort_asked }
    fi;
    if
    :: abort_seen -> inside--; end_task(false); goto again
    :: else
    fi;
    /* the poll: sees what was written; then is ready, or pending, or wakes itself and is pending */
    sees = written;
    atomic { if :: sees > seen -> seen = sees :: else fi };
    if
    :: seen == 2 * WAKES -> inside--; end_task(true); goto again
    :: seen < 2 * WAKES
    :: seen < 2 * WAKES && !rewoken -> rewoken = true; inside--; atomic { assert(queued == 0); queued++ }; goto again
    fi;
    inside--;
    /* let_go */
#ifdef FORGETFUL
    atomic { TOUCH; held = false };
#else
    if
    :: atomic { woken -> assert(queued == 0); queued++ }
    :: atomic { !woken -> TOUCH; held = false }
    fi;
#endif
    goto again;
out:
    done_threads++
}

proctype Joiner() {
    bool see;
    atomic { TOUCH; see = closed };
    if
    :: see -> goto ready
    :: else
    fi;
    atomic { TOUCH; if :: closed -> see = true :: else -> joiner = true fi };
    if
    :: see -> goto ready
    :: else
    fi;
    join_permit -> assert(closed);
ready:
    asked;
    release();
    done_threads++
}

init {
    bool mine;
    atomic { run Waker(); run Waker(); run Worker(); run Worker(); run Joiner() };
    if
    :: wake(true)
    :: skip
    fi;
    asked = true;
    done_threads == 5;
    assert(freed && references == 0 && queued == 0 && ended && inside == 0);
    assert(finished || abort_asked)
}
