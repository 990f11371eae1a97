// RUN: %check_in_every_way
// Types of the function's own that hold guards: members and arrays are notified, and a cleanup takes what it can name.
#include "Inputs/record.h"

static void forgotten(void *place)
{
    say("forgotten:%d", *(int *)place);
}

static async void holds_guards(void)
{
    struct pair {
        tracked first;
        struct {
            tracked inner;
        };
        struct list {
            tracked two[2];
        } list;
    };
    struct pair pair = {track("a"), {track("b")}, {{track("c"), track("d")}}};
    await once("x");
    (void)pair;
}
WALK(holds_guards)

static async int cleaned(void)
{
    struct number {
        int n;
    };
    for (int i = 0; i < 2; i++) {
        __attribute__((cleanup(forgotten))) struct number number = {i};
        unscoped(tracked) g = track("g");
        await once("x");
        if (number.n == 1)
            return 5;
    }
    return 6;
}
WALK(cleaned)

int main(void)
{
    CHECK_WALK(holds_guards,
               "a b c d x? -d -c -b -a", "+a +b +c +d x#",
               "+a +b +c +d x= done");
    CHECK_WALK(cleaned,
               "g x? -g", "+g x# forgotten:0",
               "+g x= forgotten:0 g x? -g", "+g x# forgotten:1",
               "+g x= forgotten:1 done:5");
    return RECORD_STATUS;
}
