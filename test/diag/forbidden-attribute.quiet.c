// RUN: %quiet
// Attributes that it can have.
#include <lifeguard.h>


__attribute__((noinline, warn_unused_result, visibility("hidden"))) async int f(int *p) __attribute__((nonnull));
async int f(int *p)
{
    return *p;
}
