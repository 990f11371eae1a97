// RUN: %quiet
// A header hands pointers on, and takes them in async functions.
#include <lifeguard.h>

#include "Inputs/pointer_taken.h"

const op first = f;
async int g(void)
{
    return await run(1);
}
