// RUN: %quiet
// An await that came there in a macro argument is not evaluated, as any call there; the plain call may stand there.
#define NDEBUG
#include <assert.h>
#include <lifeguard.h>


#define MAX(a, b)                                                                                                      \
    ({                                                                                                                 \
        __typeof__(a) a_ = (a);                                                                                        \
        __typeof__(b) b_ = (b);                                                                                        \
        a_ > b_ ? a_ : b_;                                                                                             \
    })

async int f(void);

async int g(int n)
{
    assert(await f() == 1);
    __typeof__(f()) x = (int)sizeof(f());
    return MAX(await f(), n) + x;
}
