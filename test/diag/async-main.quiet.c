// RUN: %quiet
// What the note says.
#include <lifeguard.h>


async int run(void)
{
    return 0;
}

int main(void)
{
    return block_on(run());
}
