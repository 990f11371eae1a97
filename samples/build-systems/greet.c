/* greet.c: the definition. Only this file knows how large its future is; main.c gets its place from an arena. */
#include "greet.h"
#include <stdio.h>

async unsigned greet(const char *name, unsigned ms)
{
    await lg_sleep_ms(ms);
    printf("Hello, %s!\n", name);
    return ms;
}
