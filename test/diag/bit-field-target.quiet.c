// RUN: %quiet
// A bit-field may be assigned an await.
#include <lifeguard.h>


async int f(void);

struct flags {
    unsigned low : 4;
};

async unsigned g(struct flags *flags)
{
    flags->low = (unsigned)await f();
    return flags->low;
}
