// REQUIRES: c23
// RUN: %cc_runtime %plugin -std=c23 %s -o %t && %t
// RUN: %cc_asan %plugin -std=c23 -O1 %s -o %t && %t
// What C23 adds, in an async function.
#include "../run/language/check.h"
LOG;
[[maybe_unused]] static async int g(int n)
{
    return await later(n);
}
static async int f(int)
{
    constexpr int three = 3;
    auto n = await later(three);
    typeof(n) m = await later(2);
    int *p = nullptr;
    bool yes = true;
    enum small : unsigned char { A, B = 200 } e = B;
    struct {
        int x;
    } s = {};
    alignas(32) int al = 1, *pal = &al;
    static_assert(sizeof(enum small) == 1);
    [[maybe_unused]] int unused = await later(1);
    int a[3] = {};
    switch (await later(1)) {
    case 1:
        n++;
        [[fallthrough]];
    case 2:
        n++;
    }
    await later(0);
    CHECK(p == nullptr && yes && e == 200 && s.x == 0 && *pal == 1 && (uintptr_t)pal % 32 == 0 && a[2] == 0);
label:
    int after_label = await later(1);
    if (after_label++ > 1)
        goto label;
    return n + m + 0b11 + 1'000;
}
int main(void)
{
    CHECK(block_on(f(0)) == 5 + 2 + 3 + 1000);
    return 0;
}
