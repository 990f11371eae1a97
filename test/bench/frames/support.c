#include "support.h"

static int last;
static unsigned checksum;

int next(void)
{
    return ++last;
}

void fill(unsigned char *to, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        to[i] = (unsigned char)next();
}

int total(const unsigned char *of, unsigned size)
{
    int sum = 0;
    for (unsigned i = 0; i < size; i++)
        sum += of[i];
    return sum;
}

void note(int value)
{
    checksum = checksum * 31 + (unsigned)value;
}

unsigned noted(void)
{
    return checksum;
}
