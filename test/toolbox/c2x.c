// RUN: %cc -Werror -std=c2x %s %libs -o %t && %t | grep -x 7
// What every clang that there is a plugin for knows of C23, in an async function.
#include <lifeguard.h>
#include <stdio.h>

[[nodiscard]] async int f(int n, int)
{
    [[maybe_unused]] int three = 0b11;
    _Static_assert(sizeof three == 4);
    await lg_yield_now();
    switch (n) {
    case 4:
        three = n;
        [[fallthrough]];
    default:
        three += 1'000 - 997;
    }
    if (n)
        goto out;
    three = 0;
out:
    await lg_yield_now();
    return three;
}

int main(void)
{
    printf("%d\n", block_on(f(4, 0)));
}
