// RUN: %every_way %t %s
// Locals and parameters that cannot be assigned live across awaits: const members, also of an array's elements, where
// clang would assign and gcc would not; const volatile ones.
#include "check.h"
LOG;

struct point {
    const int x;
    int y;
};
struct path {
    struct point at[2][2];
    union {
        int length;
        struct point last[1];
    };
};

async int through(struct path given, const volatile int n)
{
    struct path own = {.at[1][1] = {await later(1), await later(2)}, .length = 3};
    struct path copied = given;
    const struct path fixed = {.at = {{{.x = await later(4)}}}};
    await later(0);
    return own.at[1][1].x + own.at[1][1].y + own.length + copied.at[0][0].y + fixed.at[0][0].x + n;
}

async int watched(const volatile int n)
{
    const volatile long limit = 7;
    const volatile struct point corner = {1, await later(2)};
    const volatile int row[2] = {1, await later(3)};
    const volatile int *literal = &(const volatile int){n};
    await later(0);
    return (int)limit + corner.y + row[1] + *literal + n;
}

int main(void)
{
    struct path path = {.at[0][0] = {10, 20}};
    CHECK(block_on(through(path, 5)) == 1 + 2 + 3 + 20 + 4 + 5);
    CHECK(block_on(watched(9)) == 7 + 2 + 3 + 9 + 9);
}
