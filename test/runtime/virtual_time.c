// REQUIRES: plugin
// RUN: %cc_runtime %plugin -O2 %s -o %t.plain && %t.plain 300
// RUN: %cc_tsan %plugin -O1 %s -o %t && %t 60
// Virtual time on several workers is what it would be on one: a tree of tasks that sleep, spawn, call what blocks and
// join takes exactly as long as its longest path, whoever runs what, and however late.
#include "check.h"
#include <lifeguard/blocking.h>

static unsigned number(uint64_t *state, unsigned end)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(*state >> 33) % end;
}

static void nothing(void *unused)
{
    (void)unused;
}

/* Begins at `begin`; when it has ended. */
async uint64_t branch(uint64_t begin, int depth, uint64_t seed)
{
    unsigned before = number(&seed, 50), between = number(&seed, 50), children = depth ? number(&seed, 4) : 0;
    lg_task *tasks[3];
    uint64_t end = begin + before + between;
    CHECK_INT(lg_now_ms(), begin);
    await lg_sleep_ms(before);
    CHECK_INT(lg_now_ms(), begin + before);
    for (unsigned i = 0; i < children; i++)
        CHECK((tasks[i] = spawn(branch(begin + before, depth - 1, seed + i))));
    if (seed % 3 == 0)
        CHECK_INT(await lg_blocking(nothing, NULL), 0);
    if (seed % 4 == 0)
        await lg_yield_now();
    if (between)
        CHECK_INT(await_timeout(between, lg_sleep_ms(between + 1)), ETIMEDOUT);
    CHECK_INT(lg_now_ms(), end);
    for (unsigned i = 0; i < children; i++) {
        uint64_t ended;
        CHECK_INT(await lg_join(tasks[i], &ended), 0);
        end = ended > end ? ended : end;
    }
    CHECK_INT(lg_now_ms(), end);
    return end;
}

int main(int argc, char **argv)
{
    CHECK_INT(argc, 2);
    for (int round = 0; round < atoi(argv[1]); round++) {
        uint64_t ended[3];
        for (unsigned workers = 1; workers <= 3; workers++) {
            lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers, .paused_clock = true});
            CHECK(runtime);
            ended[workers - 1] = block_on_in(runtime, branch(0, 5, (uint64_t)round));
            lg_runtime_drop(runtime);
        }
        CHECK_INT(ended[0], ended[1]);
        CHECK_INT(ended[0], ended[2]);
    }
    return 0;
}
