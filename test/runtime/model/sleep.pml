/* sleep.pml: how the workers of a runtime fall asleep and are woken (runtime/src/idle.h, the second half of worker.c).
 *
 * Two workers, and a thread that injects tasks. A task that was injected puts another into the ring of the worker that
 * runs it, and ends. Claimed, in every order of their steps: all tasks are run, nobody sleeps for ever while there is
 * one (spin: no invalid end state), and no more search, or are awake, than there are.
 *
 * With CARELESS a worker does not look for work once more after it has said that it sleeps; with MUTE nobody is woken.
 * Both must be found wrong. */
#define N     2
#define TASKS 3 /* injected */

byte injected, ring[N];
byte awake = N, searching;
bool asleep[N], permit[N];
byte ran;
bool stopping;

#define WANTS_WORK (searching == 0 && awake < N)

inline unpark(w) { permit[w] = true }

/* lg__idle_choose, and the unparking of who was chosen */
inline notify(chosen) {
#ifndef MUTE
    atomic { chosen = N; if :: WANTS_WORK -> chosen = N + 1 :: else fi };
    if
    :: chosen == N + 1 ->
        atomic {
            chosen = N;
            if
            :: WANTS_WORK ->
                if :: asleep[0] -> chosen = 0 :: asleep[1] -> chosen = 1 fi;
                asleep[chosen] = false; awake++; searching++
            :: else
            fi
        };
        if :: chosen < N -> unpark(chosen) :: else fi
    :: else
    fi
#else
    chosen = N
#endif
}

proctype Injector() {
    byte i, chosen;
    for (i : 1 .. TASKS) {
        injected++;
        notify(chosen)
    };
    ran == 2 * TASKS;
    stopping = true;
    unpark(0);
    unpark(1)
}

proctype Worker(byte me) {
    bool looking, got, spawns, last;
    byte chosen;
    do
    :: stopping -> break
    :: else ->
        got = false; spawns = false;
        if
        :: atomic { ring[me] > 0 -> ring[me]--; got = true }
        :: atomic { ring[me] == 0 && injected > 0 -> injected--; got = true; spawns = true }
        :: else
        fi;
        if
        :: !got && !looking -> if :: atomic { 2 * searching < N -> searching++; looking = true } :: else fi
        :: else
        fi;
        assert(searching <= N);
        if
        :: !got && looking ->
            if
            :: atomic { ring[1 - me] > 0 -> ring[1 - me]--; got = true }
            :: atomic { injected > 0 -> injected--; got = true; spawns = true }
            :: else
            fi
        :: else
        fi;
        if
        :: got && looking ->
            atomic { searching--; last = (searching == 0); looking = false };
            if :: last -> notify(chosen) :: else fi
        :: else
        fi;
        if
        :: got ->
            if
            :: spawns -> ring[me]++; if :: WANTS_WORK -> notify(chosen) :: else fi
            :: else
            fi;
            ran++
        :: else ->
            atomic { awake--; if :: looking -> searching-- :: else fi; asleep[me] = true };
            if
#ifndef CARELESS
            :: injected > 0 || ring[0] > 0 || ring[1] > 0 || stopping
#endif
            :: else -> atomic { permit[me] -> permit[me] = false }
            fi;
            atomic {
                if
                :: asleep[me] -> asleep[me] = false; awake++; looking = false
                :: else -> looking = true
                fi;
                assert(awake <= N)
            }
        fi
    od
}

init { atomic { run Injector(); run Worker(0); run Worker(1) } }
