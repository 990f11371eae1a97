/* watch.pml: the life of a watch between a descriptor and the reactor (runtime/src/io/reactor.c): the queue of changes,
 * and the turn of who may touch the event loop.
 *
 * A thread has a descriptor watched, another may forget it as soon as it knows of the watch, a third changes something
 * else now and then, and the poller sleeps with the turn until the alarm rings. Claimed, in every order of their steps: a
 * watch that is wanted is added though the poller sleeps (spin: no invalid end state); it is freed once, with the last of
 * its two references, never while it stands in the queue, and not touched afterwards; and it is gone from the event loop
 * then.
 *
 * With SILENT who finds the turn taken does not ring; with TWICE a watch that became unwanted on its way from the queue
 * does not look whether it was queued again. Both must be found wrong. */
bool turn, lock;
bool alarm;
bool published, wanted = true; /* of the watch; `published`: the source names it */
bool queued, listed, added;
byte references = 2; /* the source's, or whoever's who forgets it; the reactor's */
bool freed;
bool ending;
byte ended;

#define TOUCH assert(!freed)

inline acquire_lock() { atomic { !lock -> lock = true } }
inline release_lock() { lock = false }

inline release() {
    atomic { TOUCH; references--; if :: references == 0 -> assert(!queued && !added && !listed); freed = true :: else fi }
}

/* With the turn. */
inline apply_changes() {
    do
    ::  acquire_lock();
        got = queued;
        if :: got -> TOUCH; queued = false :: else fi;
        release_lock();
        if
        :: !got -> break
        :: got && wanted -> TOUCH; added = true
        :: got && !wanted ->
            TOUCH;
            added = false;
            acquire_lock();
#ifdef TWICE
            again = false;
#else
            again = queued;
#endif
            if :: !again -> listed = false :: else fi;
            release_lock();
            if :: !again -> release() :: else fi
        fi
    od
}

inline take_turn_if_free() { atomic { mine = !turn; turn = true } }

inline change(is_new) {
    acquire_lock();
    TOUCH;
    if :: is_new -> listed = true :: else fi;
#ifdef TWICE
    queued = true;
#else
    if :: listed -> queued = true :: else fi;
#endif
    release_lock();
    take_turn_if_free();
    if
    :: mine -> apply_changes(); turn = false
#ifndef SILENT
    :: !mine && is_new -> alarm = true
#endif
    :: else
    fi
}

proctype Watcher() {
    bool got, again, mine;
    published = true;
    change(true);
    ended++
}

proctype Forgetter() {
    bool got, again, mine;
    if
    ::  published;
        wanted = false;
        change(false);
        release()
    :: skip
    fi;
    ended++
}

proctype Other() {
    bool got, again, mine;
    take_turn_if_free();
    if :: mine -> apply_changes(); turn = false :: else fi;
    ended++
}

proctype Poller() {
    bool got, again;
    do
    ::  atomic { !turn -> turn = true };
        apply_changes();
        if :: ending -> apply_changes(); break :: else fi;
        alarm || ending;
        alarm = false;
        turn = false
    od
}

init {
    atomic { run Watcher(); run Forgetter(); run Other(); run Poller() };
    ended == 3 && (added || !wanted);
    ending = true;
    _nr_pr == 1;
    assert(wanted || freed);
    assert(!wanted || added)
}
