/* main.c: the program. GREETING_MS is given by the build, to show that definitions arrive. */
#include "greet.h"
#include <stdio.h>

async unsigned greet_all(void)
{
    unsigned first, second;
    await_all(first = greet("world", 2 * GREETING_MS), second = greet("build system", GREETING_MS));
    return first + second;
}

int main(void)
{
    lg_clock_pause(); /* virtual time: the program ends at once */
    printf("%u ms of waiting\n", block_on(greet_all()));
}
