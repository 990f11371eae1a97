// RUN: %every_way %t %s
// goto forwards, backwards, out of and into blocks; awaits under labels.
#include "check.h"
LOG;

async int backwards(int n)
{
    int sum = 0;
again:
    sum += await later(n);
    if (--n > 0)
        goto again;
    return sum;
}

async int forwards(int n)
{
    int error = -1;
    if (await later(n) == 0)
        goto fail;
    if (await later(n) == 1)
        goto fail_later;
    return 0;
fail_later:
    error = await later(-2);
fail:
    await later(0);
    return error;
}

async int into_a_loop(int enter)
{
    int i = 5, turns = 0;
    if (enter)
        goto inside;
    for (i = 0; i < 3; i++) {
    inside:
        turns += await later(1);
    }
    return turns * 10 + i;
}

async int into_a_block(int enter)
{
    int x = 1;
    if (enter)
        goto inside;
    {
        int y = 2;
        x += y;
    inside:
        y = await later(x);
        x += y;
    }
    return x;
}

async int label_before_await(int n)
{
    goto there;
    while (n > 0) {
        n--;
    there:
        await later(n);
    }
    return n;
}

async int around_a_declaration(void)
{
    int turns = 0;
top:;
    int x = await later(turns);
    if (turns++ < 3)
        goto top;
    await later(0);
    return x;
}

async int machine(const char *text)
{
    int words = 0;
between:
    if (!*text)
        goto end;
    if (await later(*text++) == ' ')
        goto between;
    words++;
within:
    if (!*text)
        goto end;
    if (await later(*text++) == ' ')
        goto between;
    goto within;
end:
    return words;
}

async int label_named_like_a_local(void)
{
    int retry = 0;
retry:
    retry += await later(1);
    if (retry < 3)
        goto retry;
    return retry;
}

async int unused_after(void)
{
    return await later(1);
    await later(2);
}

int main(void)
{
    CHECK(block_on(backwards(4)) == 10);
    CHECK(block_on(forwards(0)) == -1 && block_on(forwards(1)) == -2 && block_on(forwards(2)) == 0);
    CHECK(block_on(into_a_loop(0)) == 33 && block_on(into_a_loop(1)) == 16);
    CHECK(block_on(into_a_block(0)) == 6 && block_on(into_a_block(1)) == 2);
    CHECK(block_on(label_before_await(3)) == 0);
    CHECK(block_on(around_a_declaration()) == 3);
    CHECK(block_on(machine("to be or  not ")) == 4);
    CHECK(block_on(label_named_like_a_local()) == 3);
    CHECK(block_on(unused_after()) == 1);
}
