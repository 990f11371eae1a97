// REQUIRES: c23
// RUN: %cc_runtime %plugin -std=gnu2x %s -o %t.plugin && %t.plugin
// RUN: %lg lower -std=gnu2x %s -o %t.c && %gcc -std=gnu2x -O2 -I %S %t.c %libs -o %t.gcc && %t.gcc
// Guards whose declarations have labels, as C23 allows.
#include "Inputs/record.h"

static async int labels(int twice)
{
again:
    tracked a [[gnu::cleanup(tracked_drop)]] = track("a");
    await once("x");
    if (twice--)
        goto again;
    switch (twice) {
    case -1:
        lg_scoped(tracked) b = track("b");
        await once("y");
    }
    return 0;
}
WALK(labels, 1)

int main(void)
{
    CHECK_WALK(labels,
               "a x? -a", "+a x# ~a",
               "+a x= ~a a x? -a", "+a x# ~a",
               "+a x= b y? -b -a", "+a +b y# ~b ~a",
               "+a +b y= ~b ~a done:0");
    return RECORD_STATUS;
}
