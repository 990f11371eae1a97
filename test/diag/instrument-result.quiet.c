// RUN: %quiet
// Results that can be errors.
#include <lifeguard.h>

instrument_with(err) async void *f(void)
{
    await lg_yield_now();
    return 0;
}
instrument_with(err) async unsigned char g(void)
{
    await lg_yield_now();
    return 0;
}
instrument_with(err < 0) async long h(void)
{
    await lg_yield_now();
    return 0;
}
