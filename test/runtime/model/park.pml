/* park.pml: one thread that sleeps and several that wake it (runtime/src/park.c), on the condition variable and in a
 * driver.
 *
 * The sleeper parks until it has seen all that was published, choosing either way each time. Claimed: it sees all, in
 * every order of the steps (spin: no invalid end state).
 *
 * With UNLOCKED the waker signals without having taken the mutex, which must be found wrong. */
#define WAKERS 2

mtype = { NO_PERMIT, PERMIT, SLEEPING, IN_DRIVER };

mtype state = NO_PERMIT;
bool mutex;           /* somebody has it */
bool waiting;         /* the sleeper is in pthread_cond_wait */
bool interrupted;     /* what the driver's unpark leaves */
byte published, seen;

#define LOCK   atomic { !mutex -> mutex = true }
#define UNLOCK mutex = false

proctype Waker() {
    mtype was;
    published++;
    atomic { was = state; state = PERMIT };
    if
    :: was == SLEEPING ->
#ifndef UNLOCKED
        LOCK;
#endif
        waiting = false; /* the signal: who does not wait yet, does not get it */
#ifndef UNLOCKED
        UNLOCK
#endif
    :: was == IN_DRIVER -> interrupted = true
    :: else
    fi
}

proctype Sleeper() {
    bool slept;
    do
    :: seen = published; if :: seen == WAKERS -> break :: else fi;
        if
        :: /* in the driver */
            atomic { slept = (state == NO_PERMIT); if :: slept -> state = IN_DRIVER :: else fi };
            if
            :: slept -> atomic { interrupted -> interrupted = false }
            :: !slept -> interrupted = false /* it polls, and does not wait */
            fi;
            state = NO_PERMIT
        :: /* on the condition variable */
            LOCK;
            atomic { slept = (state == NO_PERMIT); if :: slept -> state = SLEEPING :: else fi };
            do
            :: slept && state == SLEEPING ->
                atomic { mutex = false; waiting = true };
                !waiting;
                LOCK
            :: else -> break
            od;
            state = NO_PERMIT;
            UNLOCK
        fi
    od
}

init { atomic { run Sleeper(); run Waker(); run Waker() } }
