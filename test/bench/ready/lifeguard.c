/* Await, in a loop, of a child that could suspend and is ready at once. */
#include "../common/gate.h"

#define RARE (1u << 31)

#ifdef CALLS
struct step_future;
static PLAIN_CALL lg_poll step_future_poll(struct step_future *self, lg_context *cx, uint32_t *out);
#endif

static async uint32_t step(uint32_t x)
{
    if (x == RARE)
        x = await gate(x);
    return x * 2 + 1;
}

async uint32_t root(uint32_t n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum = sum * 3 + await step(i);
    return sum;
}
