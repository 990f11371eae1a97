/* queue.pml: the bounded queue of runtime/src/mpsc.c: its ring without a lock, and the line of senders beside it.
 *
 * Two senders, of MESSAGES and of one less, one receiver, room for CAPACITY. A sender that waits may give up once, also when it was
 * just granted room, and begins anew. What is done with the lock of the line is one step where it is not about who helps
 * himself meanwhile. Claimed, in every order of their steps: nobody waits for ever while there is room or a
 * message (spin: no invalid end state), no slot is written before it was read, each sender's messages come in order,
 * and at the end no flag is left that would send anybody the long way.
 *
 * With HASTY a sender looks for room before it says that it waits; with DEAF it does not look whether the receiver
 * sleeps; with UNCOUNTED room that was granted is there for others, too. All must be found wrong. */
#define SENDERS  2
#define MESSAGES 2
#ifndef CAPACITY
#define CAPACITY 1
#endif

byte tail, head;                   /* numbers; their flags: */
bool crowded, asleep;              /* of tail */
bool waited;                       /* of head */
byte turn[CAPACITY], from[CAPACITY]; /* of the slots */

bool sending_locked, receiving_locked;
chan line = [SENDERS] of { byte }; /* who waits for room */
byte granted;
bool given[SENDERS], woken[SENDERS];
bool receiver_listed, receiver_woken;
bool patient[SENDERS] = true, done[SENDERS];

#define lock(l)   atomic { !l -> l = true }
#define unlock(l) l = false

#ifdef UNCOUNTED
#define ROOM (CAPACITY - (tail - head) > 0)
#else
#define ROOM (CAPACITY - (tail - head) - granted > 0)
#endif

/* With the lock of the line. */
inline settle() {
    if
    :: empty(line) ->
        waited = false;
        if :: granted == 0 -> crowded = false :: else fi
    :: else
    fi
}

inline grant_all(who, more) {
    do
    :: atomic {
           !sending_locked ->
           if
           :: nempty(line) && ROOM -> granted++; line ? who; given[who] = true; more = true
           :: else -> more = false
           fi;
           settle()
       };
       if :: more -> woken[who] = true :: else -> break fi
    od
}

/* The compare-and-swap: takes number t, and learns whether the receiver sleeps. */
inline take_number(t, wakes) {
    t = tail;
    assert(t - head < CAPACITY);
    tail++;
#ifdef DEAF
    wakes = false
#else
    wakes = asleep;
    asleep = false
#endif
}

proctype Sender(byte me) {
    byte sent, t, who;
    bool wakes, claimed, more;
    do
    :: sent == MESSAGES - me -> break
    :: else ->
        claimed = false;
        /* claim: what it saw of tail and head may be old; of tail, the swap would find that */
        atomic { t = tail; more = !crowded && tail - head < CAPACITY };
        if
        :: more ->
            atomic { if :: tail == t && !crowded -> take_number(t, wakes); claimed = true :: else fi }
        :: else ->
            lock(sending_locked);
#ifdef HASTY
            more = empty(line) && ROOM;
            crowded = true;
            waited = true;
#else
            crowded = true;
            waited = true;
            more = empty(line) && ROOM;
#endif
            if
            :: more -> atomic { take_number(t, wakes); claimed = true }; settle(); unlock(sending_locked)
            :: else ->
                line ! me;
                unlock(sending_locked);
                do
                :: woken[me] ->
                    woken[me] = false; /* lg__waiter_check, claim_granted: woken for nothing, it waits on */
                    atomic {
                        !sending_locked ->
                        if
                        :: given[me] ->
                            given[me] = false;
                            granted--;
                            take_number(t, wakes);
                            claimed = true;
                            settle()
                        :: else
                        fi
                    };
                    if :: claimed -> break :: else fi
                :: patient[me] -> /* gives up, once: lg_mpsc_sending_drop */
                    patient[me] = false;
                    atomic {
                        !sending_locked ->
                        if
                        :: given[me] -> granted--; given[me] = false
                        :: else -> line ?? eval(me)
                        fi
                    };
                    grant_all(who, more);
                    break
                od
            fi
        fi;
        if
        :: claimed ->
            /* publish */
            from[t % CAPACITY] = me * MESSAGES + sent;
            turn[t % CAPACITY] = t + 1;
            if
            :: wakes ->
                atomic { !receiving_locked -> more = receiver_listed; receiver_listed = false };
                if :: more -> receiver_woken = true :: else fi
            :: else
            fi;
            sent++
        :: else
        fi
    od;
    done[me] = true
}

proctype Receiver() {
    byte received, t, who, next[SENDERS];
    bool more, waits;
    do
    :: received == 2 * MESSAGES - 1 -> break
    :: else ->
        if
        :: turn[head % CAPACITY] == head + 1 ->
            t = from[head % CAPACITY];
            assert(t % MESSAGES == next[t / MESSAGES]);
            next[t / MESSAGES]++;
            received++;
            atomic { head++; more = waited };
            if :: more -> grant_all(who, more) :: else fi
        :: else ->
            lock(receiving_locked);
            atomic { asleep = true; t = tail };
            waits = t == head;
            receiver_listed = waits;
            unlock(receiving_locked);
            if :: waits -> receiver_woken; receiver_woken = false :: else fi
        fi
    od;
    done[0] && done[1];
    assert(!crowded && !waited && granted == 0 && empty(line))
}

init {
    atomic { run Sender(0); run Sender(1); run Receiver() }
}
