/* An async program for the tests of clang's options: prints 42. */
#include "answer.h"
#include <stdio.h>

async int answer(int n)
{
    int half = HALF(n);
    for (int i = 0; i < half; i++)
        await lg_yield_now();
    return half + await wait_for(half);
}

int main(void)
{
    printf("%d\n", block_on(answer(42)));
    return 0;
}
