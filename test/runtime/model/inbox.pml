/* inbox.pml: how other threads wake a task of a current-thread runtime (runtime/src/task_owned.h, inbox.c,
 * current_thread.c): WOKEN, the inbox, and the permit of the thread inside.
 *
 * Claimed, in every order of the steps: the task is in the inbox once at most; what is written before a wake is seen by
 * a later poll; the thread inside does not sleep for ever (spin: no invalid end state); nobody touches the runtime after
 * the last reference to it is gone, also who wakes while the runtime is dropped.
 *
 * With LATE the owner clears WOKEN only after the poll, with SILENT who pushes leaves no permit. Both must be found
 * wrong. */
#define WAKERS 2
#define WAKES  2 /* of each */

bool woken, closed;        /* of the task's `shared` */
bool in_inbox, filled, inbox_closed, lock, permit;
bool queued = true, done;  /* the owner's */
byte written, seen;
byte references = 1 + WAKERS; /* the runtime's and the wakers'; one more for a place in the inbox */
bool freed;                   /* the task, and with it the runtime's memory */
bool dropping;                /* the owner drops the runtime instead of waiting for the task */

inline release() {
    atomic { assert(!freed); references--; if :: references == 0 -> freed = true :: else fi }
}

inline acquire_lock() { atomic { !lock -> assert(!freed); lock = true } }
inline release_lock() { assert(!freed); lock = false }

proctype Waker() {
    byte i;
    bool mine, refused;
    for (i : 1 .. WAKES) {
        atomic { written++ };
        atomic { assert(!freed); mine = !woken && !closed; woken = true };
        if
        :: mine ->
            atomic { references++ };
            acquire_lock();
            refused = inbox_closed;
            if
            :: !refused ->
                assert(!in_inbox);
                in_inbox = true; filled = true;
#ifndef SILENT
                permit = true
#endif
            :: else
            fi;
            release_lock();
            if :: refused -> release() :: else fi
        :: else
        fi
    };
    release()
}

inline take(close) {
    acquire_lock();
    got = in_inbox;
    in_inbox = false; filled = false;
    inbox_closed = close;
    release_lock();
    if
    :: got ->
#ifndef LATE
        atomic { assert(!freed); woken = false };
#endif
        if :: !done -> queued = true :: else fi;
        release()
    :: else
    fi
}

proctype Owner() {
    bool got;
    do
    :: done || dropping -> break
    :: !done && !dropping -> dropping = true /* any time */
    :: !done && !dropping ->
        if :: filled -> take(false) :: else fi;
        if
        :: queued ->
            queued = false;
            seen = written;
#ifdef LATE
            atomic { woken = false };
#endif
            if
            :: seen == WAKERS * WAKES -> done = true; atomic { closed = true }
            :: else
            fi
        :: else -> atomic { permit -> permit = false }
        fi
    od;
    take(false);
    if :: !done -> done = true; atomic { closed = true } :: else fi;
    take(true);
    release();
}

init {
    atomic { run Owner(); run Waker(); run Waker() };
    _nr_pr == 1;
    assert(freed && references == 0 && !in_inbox)
}
