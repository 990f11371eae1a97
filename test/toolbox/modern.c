// REQUIRES: c23
// RUN: %cc -Werror -std=c23 %s %libs -o %t && %t | grep -x 7
// The words of C23 in an async function.
#include <lifeguard.h>
#include <stdio.h>

[[nodiscard]] async int f(bool b, int)
{
    constexpr int three = 3;
    auto x = 4;
    int *p = nullptr;
    await lg_yield_now();
    static_assert(three == 3);
    if (b)
        goto out;
    typeof(x) y = 0b11;
    x += 1'000 * y;
out:
    return p ? 0 : x + three;
}

int main()
{
    printf("%d\n", block_on(f(true, 0)));
}
