// RUN: %cc_runtime %plugin -std=gnu2x %s -o %t.plugin && %t.plugin
// RUN: %lg lower -std=gnu2x %s -o %t.c && %gcc -std=gnu2x -O2 -I %S %t.c %libs -o %t.gcc && %t.gcc
// The cleanup attribute as C23 writes attributes.
#include "Inputs/record.h"

static async void standard_attributes(void)
{
    [[gnu::cleanup(tracked_drop)]] tracked a = track("a");
    tracked b [[gnu::cleanup(tracked_drop)]] = track("b");
    [[maybe_unused]] tracked c = track("c");
    await once("x");
}
WALK(standard_attributes)

int main(void)
{
    CHECK_WALK(standard_attributes,
               "a b c x? -c -b -a", "+a +b +c x# ~b ~a",
               "+a +b +c x= ~b ~a done");
    return RECORD_STATUS;
}
