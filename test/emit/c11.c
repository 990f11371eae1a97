// REQUIRES: gcc
// RUN: %lg lower -std=c11 -pedantic-errors %s -o %t.c
// RUN: gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -O2 $(%lg cflags) %t.c -o %t $(%lg libs) && %t
// RUN: %clang -std=c11 -Weverything -Wno-unknown-warning-option -Wno-padded -Wno-unsafe-buffer-usage -Wno-declaration-after-statement -Wno-missing-prototypes -Wno-missing-variable-declarations -Wno-pre-c11-compat -Wno-switch-enum -Wno-covered-switch-default -Wno-switch-default -Wno-format-nonliteral -Wno-c++-compat -Wno-c++98-compat -Wno-unused-macros -Wno-shadow -Wno-used-but-marked-unused -Werror $(%lg cflags) -c %t.c -o %t.o
// The lowered text of strict C11 is strict C11: no extension that the source does not use, no warning.
#include <lifeguard.h>

struct pair {
    int a, b;
};

async struct pair make(int n)
{
    struct pair p = {n, 0};
    await lg_yield_now();
    p.b = n + 1;
    return p;
}

async int all(int n)
{
    struct pair p, q;
    await_all(p = make(n), q = make(2));
    int first = await_any(make(3), lg_yield_now());
    switch (n) {
    case 1:
        return p.a + first && (await make(1)).b ? await_timeout(5, make(4)) : -1;
    default:
        break;
    }
    while ((await make(n)).a < 3)
        n++;
    return q.b - 3 + n - 3;
}

int main(void)
{
    return block_on(all(1)) + block_on(all(2));
}
