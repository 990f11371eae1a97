/* The external definition of a function that GNU keeps inline. */
#include "../check.h"
async int twice(int n);
async int thrice(int n)
{
    return await twice(n) + await later(n);
}
