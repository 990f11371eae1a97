/* seat.pml: who sits in the reactor, and who looks out, when workers fall asleep (runtime/src/idle.c, the second half of
 * worker.c).
 *
 * Workers, a task that attaches the reactor and then waits for a descriptor EVENTS times, and a thread that injects EXTRA
 * tasks which do nothing, at any time. What is about searching is left to sleep.pml: here who makes work known wakes
 * somebody whenever somebody is asleep. The lookout's few milliseconds may pass at any time, while it is not dozing.
 * Claimed, in every order of the steps: the task sees every event, whenever the reactor came and whoever was asleep then
 * (spin: no invalid end state).
 *
 * With UNTOLD nobody is told that there is a reactor now; with UNSEATED the lookout does not take the seat that it finds
 * empty. Both must be found wrong. */
#ifndef N
#define N 2
#endif
#ifndef EVENTS
#define EVENTS 1
#endif
#ifndef EXTRA
#define EXTRA 1
#endif

mtype = { CHOSEN, SLEEPER, LOOKOUT, DOZER };

byte awake = N, lookout = N; /* N: nobody */
bool asleep[N], permit[N], lookout_in_seat, dozes;
bool seat, reactor;
byte injected = 1, ring[N]; /* the task, at first; extra ones are counted in `extra` */
byte extra;
bool ready; /* the reactor has something to report */
bool waits; /* the task, for the descriptor */
byte seen;
bool stopping;

#define SEES_WORK (injected > 0 || extra > 0 || ring[0] > 0 || ring[N - 1] > 0 || ring[N / 2] > 0 || stopping)

inline pick(w) { if :: asleep[0] -> w = 0 :: asleep[N / 2] -> w = N / 2 :: asleep[N - 1] -> w = N - 1 fi }

/* remove_sleeper; the sleeper is marked awake already. In an atomic block. */
inline remove(w, rouse) {
    rouse = N;
    if
    :: w == lookout ->
        lookout = N; lookout_in_seat = false; dozes = false;
        if :: awake < N -> pick(lookout); rouse = lookout :: else fi
    :: else -> if :: dozes -> rouse = lookout :: else fi; dozes = false
    fi
}

/* lg__idle_choose, and the unparking. The lookout is taken last. */
inline notify() {
    atomic {
        chosen = N; rouse = N;
        if
        :: awake < N ->
            pick(chosen);
            if :: chosen == lookout && awake < N - 1 -> asleep[chosen] = false; pick(other); asleep[chosen] = true; chosen = other
            :: else
            fi;
            asleep[chosen] = false; awake++;
            remove(chosen, rouse)
        :: else
        fi
    };
    atomic {
        if :: chosen < N -> permit[chosen] = true :: else fi;
        if :: rouse < N -> permit[rouse] = true :: else fi;
        chosen = 0; rouse = 0; other = 0 /* of one state, not of several, from here on */
    }
}

inline take_seat(has) { atomic { has = !seat; seat = true } }

/* driver->poll, what it finds; by who has the seat */
inline poll() {
    atomic { if :: ready -> ready = false; ring[me]++ :: else fi }
}

inline take_seat_and_poll() {
    if
    :: reactor ->
        take_seat(looks);
        if :: looks -> poll(); atomic { seat = false; looks = false } :: else fi
    :: else
    fi
}

inline find_role() {
    atomic {
        if
        :: !asleep[me] -> role = CHOSEN
        :: asleep[me] && lookout == me -> dozes = (awake == 0); if :: dozes -> role = DOZER :: else -> role = LOOKOUT fi
        :: else -> role = SLEEPER
        fi
    }
}

inline rouse_all() { atomic { permit[0] = true; permit[N / 2] = true; permit[N - 1] = true } }

inline attach() {
    reactor = true;
#ifndef UNTOLD
    rouse_all()
#endif
}

proctype Outside() {
    byte i;
    for (i : 1 .. EVENTS) {
        waits && seen == i - 1;
        ready = true
    }
}

proctype Injector() {
    byte i, chosen, rouse, other;
    do
    :: i == EXTRA -> break
    :: else -> i++; extra++; notify()
    od
}

proctype Worker(byte me) {
    bool in_seat, looks, in_driver;
    byte chosen, rouse, other;
    mtype role;
    do
    :: stopping -> break
    :: else ->
#if N < 3
        if :: take_seat_and_poll() :: skip fi; /* once in so many polls */
#endif
        if
        :: atomic { extra > 0 -> extra-- }
        :: atomic { injected > 0 -> injected-- }; attach(); waits = true
        :: atomic { ring[me] > 0 -> ring[me]-- } -> goto event
        :: atomic { me != N / 2 && ring[N / 2] > 0 -> ring[N / 2]-- } -> goto event
        :: atomic { me != N - 1 && ring[N - 1] > 0 -> ring[N - 1]-- } -> goto event
        :: atomic { me != 0 && ring[0] > 0 -> ring[0]-- } ->
event:      seen++;
            if :: seen == EVENTS -> stopping = true; rouse_all() :: else fi
        :: else ->
            take_seat(in_seat);
            atomic {
                awake--; asleep[me] = true;
                if
                :: lookout == N || (lookout_in_seat && !in_seat) -> lookout = me; lookout_in_seat = in_seat; dozes = false
                :: else
                fi
            };
            if
            :: SEES_WORK
            :: else ->
                find_role();
                do
                :: role == CHOSEN -> break
                :: else ->
#ifndef UNSEATED
                    if :: !in_seat -> take_seat(in_seat) :: else fi;
#endif
                    in_driver = in_seat && reactor;
                    if
                    :: in_driver -> permit[me] || ready || role == LOOKOUT; poll()
                    :: else -> permit[me] || role == LOOKOUT
                    fi;
                    atomic { permit[me] = false };
                    find_role();
                    if :: role == SLEEPER || role == CHOSEN -> break :: else fi;
                    take_seat_and_poll();
                    if :: SEES_WORK -> break :: else fi
                od
            fi;
            atomic { if :: in_seat -> seat = false :: else fi; in_seat = false; in_driver = false; role = 0 };
            atomic {
                rouse = N;
                if :: asleep[me] -> asleep[me] = false; awake++; remove(me, rouse) :: else fi
            };
            atomic { if :: rouse < N -> permit[rouse] = true :: else fi; rouse = 0 }
        fi
    od
}

init {
    byte i;
    atomic { run Outside(); run Injector(); for (i : 0 .. N - 1) { run Worker(i) } }
}
