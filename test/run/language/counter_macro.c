// RUN: %every_way %t %s
// __COUNTER__ counts what the user counts, and # makes strings of what the user wrote.
#include "check.h"
LOG;

#define COUNT __COUNTER__
#define STRING_(x) #x
#define STRING(x) STRING_(x)
#define NAMED(x) await named(x, #x)

async int named(int x, const char *text)
{
    await later(0);
    return x + (int)strlen(text);
}

async int counts(void)
{
    int a = await later(COUNT), b = COUNT;
    CHECK(strcmp(STRING_(await later(1)), "await later(1)") == 0);
    return a * 10 + b + await later(COUNT) * 100 + NAMED(1 + 1) * 1000;
}

int main(void)
{
    CHECK(block_on(counts()) == 7201);
    CHECK(COUNT == 3);
}
