/* lifeguard.c: a task for each connection, on one thread. */
#include "server.h"

static bool was_last_answer(void)
{
    return bench_answered();
}

int main(int argc, char **argv)
{
    bench_arguments(argc, argv);
    block_on(run());
    return 0;
}
