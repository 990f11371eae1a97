/* jump.pml: how a paused clock moves when all workers have fallen asleep (runtime/src/worker.c: idle, jump).
 *
 * Two workers; a call on a thread of its own, which wakes a task when it ends, and while which the clock stands; a thread
 * that injects another task. Each task makes a timer, and ends once that has fired. Claimed, in every order of the steps:
 * all timers fire (spin: no invalid end state), and the clock never moves while somebody is awake beside who moves it.
 *
 * With RASH a worker that was refused to jump, or found nowhere to jump to, does not look once more after it has said
 * that it sleeps; with MUM the end of the call is told to nobody. Both must be found wrong. */
#define N     2
#define TASKS 2

byte injected, fired[N]; /* tasks that are queued: new ones, and in the rings those whose timers have fired */
byte timers, busy = 1;
byte awake = N, searching;
bool asleep[N], permit[N];
byte ended;
bool stopping;

#define WANTS_WORK (searching == 0 && awake < N)
#define SEES_WORK  (injected > 0 || fired[0] > 0 || fired[1] > 0 || stopping)

inline notify() {
    atomic {
        chosen = N;
        if
        :: WANTS_WORK ->
            if :: asleep[0] -> chosen = 0 :: asleep[1] -> chosen = 1 fi;
            asleep[chosen] = false; awake++; searching++; permit[chosen] = true
        :: else
        fi
    }
}

proctype Call() {
    byte chosen;
    injected++;
    notify();
    busy--;
#ifndef MUM
    notify()
#endif
}

proctype Injector() {
    byte chosen;
    injected++;
    notify()
}

inline fall_asleep() { awake--; if :: looking -> searching-- :: else fi; asleep[me] = true }

proctype Worker(byte me) {
    bool looking, makes, ends, may, refused, last;
    byte chosen;
    do
    :: stopping -> break
    :: else ->
        atomic { /* finding, of which sleep.pml has the steps */
            makes = false; ends = false; last = false;
            if
            :: fired[me] > 0 -> fired[me]--; ends = true
            :: fired[me] == 0 && injected > 0 -> injected--; makes = true
            :: else -> if :: !looking && 2 * searching < N -> searching++; looking = true :: else fi
            fi
        };
        atomic {
            if
            :: !makes && !ends && looking && fired[1 - me] > 0 -> fired[1 - me]--; ends = true
            :: else
            fi;
            if :: (makes || ends) && looking -> searching--; last = (searching == 0); looking = false :: else fi
        };
        if :: last -> notify() :: else fi;
        if
        :: makes -> timers++
        :: ends ->
            atomic { ended++; if :: ended == TASKS -> stopping = true; permit[0] = true; permit[1] = true :: else fi }
        :: else ->
            may = (busy == 0);
            atomic { refused = (may && awake == 1); if :: !refused -> fall_asleep() :: else fi };
            if
            :: refused && SEES_WORK -> goto again
            :: refused && !SEES_WORK && timers > 0 ->
                atomic { assert(!asleep[me]); fired[me] = fired[me] + timers; timers = 0 };
                goto again
            :: refused && !SEES_WORK && timers == 0 -> atomic { fall_asleep() }
            :: else
            fi;
            if
            :: SEES_WORK
#ifndef RASH
            :: !SEES_WORK && awake == 0 && busy == 0 && timers > 0
            :: !SEES_WORK && !(awake == 0 && busy == 0 && timers > 0) -> atomic { permit[me] -> permit[me] = false }
#else
            :: else -> atomic { permit[me] -> permit[me] = false }
#endif
            fi;
            atomic {
                if
                :: asleep[me] -> asleep[me] = false; awake++; looking = false
                :: else -> looking = true
                fi
            }
        fi;
again:
    od
}

init { atomic { run Call(); run Injector(); run Worker(0); run Worker(1) } }
