// UNSUPPORTED: llvm-14
// RUN: %check_in_every_way
// The cleanup attribute on a variable whose type is deduced, which clang 14 refuses.
#include "Inputs/record.h"

static async void deduced(void)
{
    __attribute__((cleanup(tracked_drop), unused)) __auto_type a = track("a");
    await once("x");
}
WALK(deduced)

int main(void)
{
    CHECK_WALK(deduced,
               "a x? -a", "+a x# ~a",
               "+a x= ~a done");
    return RECORD_STATUS;
}
