// RUN: %quiet
// All that instrument_with knows; a prototype may call the parameters anything.
#include <lifeguard.h>

instrument_with(id, err < 0, level = debug, target = "net, and more", name = "a \"name\"") async int f(int id)
{
    await lg_yield_now();
    return id;
}
instrument_with(all, err) async const char *g(int id, const char *name, double rate, void *data, _Bool on)
{
    (void)rate, (void)data, (void)on;
    await lg_yield_now();
    return id ? name : 0;
}
instrument_with(whatever) async int h(int, char);
instrument_with() async void nothing(void)
{
    await lg_yield_now();
}
