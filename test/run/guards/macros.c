// RUN: %check_in_every_way
// Guards, awaits and ways out that macros write.
#include "Inputs/record.h"

static async tracked made(const char *name, const char *wait)
{
    await once(wait);
    return track(name);
}

#define HOLD(name) lg_scoped(tracked) name = await made(#name, "wait_" #name)
#define LEAVE(value)                                                                                                   \
    do {                                                                                                               \
        say("leave");                                                                                                  \
        return value;                                                                                                  \
    } while (0)

static async int holds_and_leaves(int early)
{
    HOLD(a);
    HOLD(b);
    if (early)
        LEAVE(await pend("x", 1, 3));
    return 0;
}
WALK(holds_and_leaves, 1)

#define WITH(name)                                                                                                     \
    for (bool once_ = true; once_;)                                                                                    \
        for (lg_scoped(tracked) name = await made(#name, "wait"); once_; once_ = false)

static async int one_block(void)
{
    WITH(a)
    {
        await once("x");
        WITH(b)
            return await pend("y", 1, 2);
    }
    return 0;
}
WALK(one_block)

#define TRY(call)                                                                                                      \
    ({                                                                                                                 \
        int error_ = await call;                                                                                       \
        if (error_)                                                                                                    \
            goto failed;                                                                                               \
        error_;                                                                                                        \
    })
#define BOTH(first, second)                                                                                            \
    lg_scoped(tracked) first = track(#first);                                                                          \
    lg_scoped(tracked) second = track(#second)

static async int jumps(int error)
{
    int number = 0;
    {
        BOTH(a, b);
        number = 1 + TRY(pend("x", 1, 0));
        {
            BOTH(c, d);
            number += TRY(pend("y", 1, error));
        }
        say("(not failed)");
    }
    return number;
failed:
    say("failed");
    return -error;
}
WALK(jumps, 5)

int main(void)
{
    CHECK_WALK(holds_and_leaves,
               "wait_a?", "wait_a#",
               "wait_a= a wait_b? -a", "+a wait_b# ~a",
               "+a wait_b= b leave x? -b -a", "+a +b x# ~b ~a",
               "+a +b x= ~b ~a done:3");
    CHECK_WALK(one_block,
               "wait?", "wait#",
               "wait= a x? -a", "+a x# ~a",
               "+a x= wait? -a", "+a wait# ~a",
               "+a wait= b y? -b -a", "+a +b y# ~b ~a",
               "+a +b y= ~b ~a done:2");
    CHECK_WALK(jumps,
               "a b x? -b -a", "+a +b x# ~b ~a",
               "+a +b x= c d y? -d -c -b -a", "+a +b +c +d y# ~d ~c ~b ~a",
               "+a +b +c +d y= ~d ~c ~b ~a failed done:-5");
    return RECORD_STATUS;
}
