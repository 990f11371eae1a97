// RUN: %every_way %t %s %S/Inputs/shapes.c
// Async functions of another file, known by prototype.
#include "Inputs/shapes.h"
LOG;

async int use(void)
{
    struct shape list[2] = {{1, 2}, {3, 4}};
    list[0] = await turned(list[0]);
    int sum = await total(list, 2), again, once_more;
    await_all(again = total(list, 1), once_more = total(list + 1, 1));
    return sum * 10000 + list[0].w * 1000 + again * 100 + once_more;
}

async int cancelled(void)
{
    struct shape list[2] = {{1, 2}, {3, 4}};
    return await_any(total(list, 2), total(list, 1), lg_yield_now());
}

int main(void)
{
    CHECK(block_on(use()) == 14 * 10000 + 2000 + 200 + 12);
    CHECK_LOG("totalled totalled totalled");
    CHECK(block_on(total((struct shape[]){{5, 5}}, 1)) == 25);
    lg_future *f = future(turned((struct shape){1, 2}));
    lg_future_drop(f);
    log_text[0] = '\0';
    CHECK(block_on(cancelled()) == 2);
    CHECK_LOG("drop:2 drop:2");
}
