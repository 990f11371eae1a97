// RUN: %noisy
// block_on in an ordinary function of a header.
#include "Inputs/ordinary.h"
// CHECK: ordinary.h:11:12: error: 'block_on' in an ordinary function of a header, whose text stays as it is [lifeguard-header-construct]
// CHECK: ordinary.h:11:12: note: move the function into the source file, or make it 'static inline async'

int g(void)
{
    return run(1);
}
// CHECK: 1 error generated.
