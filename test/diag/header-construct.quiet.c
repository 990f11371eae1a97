// RUN: %quiet
// What the note says.
#include "Inputs/async_inline.h"

int g(void)
{
    return block_on(run(1));
}
