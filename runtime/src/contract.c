#include "posix.h"

#include "contract.h"

#include <lifeguard/abi.h>
#include <stdio.h>
#include <stdlib.h>

void lg__violated(const char *who, const char *what)
{
    fprintf(stderr, "lifeguard: %s: %s\n", who, what);
    abort();
}

void lg__out_of_memory(const char *who)
{
    lg__violated(who, "out of memory");
}

void lg_polled_after_completion(const char *name)
{
    fprintf(stderr, "lifeguard: '%s' was polled after completion\n", name);
    abort();
}
