// RUN: %every_way %t %s
// What C evaluates only sometimes is evaluated only then, and what C puts in order stays in order.
#include "check.h"
LOG;

async int noted_later(int value)
{
    note("%d", value);
    return await later(value);
}

async int both(int a, int b)
{
    return await noted_later(a) && await noted_later(b);
}

async int either(int a, int b)
{
    return await noted_later(a) || await noted_later(b);
}

async int mixed(int a, int b, int c)
{
    if (noted(a) && (await noted_later(b) || noted(c)))
        return 1;
    return 0;
}

async int chain(int a)
{
    return (a && await noted_later(1) && await noted_later(0) && await noted_later(2)) || await noted_later(3);
}

async int chosen(int a)
{
    return await noted_later(a) ? await noted_later(10) : await noted_later(20);
}

async int chosen_partly(int a)
{
    int b = a ? await noted_later(10) : noted(20);
    return b + (a ? noted(1) : (await noted_later(2)));
}

async void chosen_void(int a)
{
    a ? await lg_yield_now() : (void)noted(3);
    a ? (void)noted(4) : (void)await noted_later(5);
}

async int commas(void)
{
    int x = (noted(1), await noted_later(2), noted(3));
    x += (await noted_later(4), await noted_later(5));
    for (int i = 0, j = 9; noted(i), await noted_later(j), i < 1; i++, await noted_later(7), j--)
        ;
    return x;
}

async int left_before_await(int a)
{
    int sum = a && await later(1);
    sum += (a++, await later(a));
    return sum * 100 + a;
}

async int in_conditions(int n)
{
    int turns = 0;
    while (n > 0 && await later(n) != 3) {
        n--;
        turns++;
    }
    do
        turns += 10;
    while (turns < 40 && (await later(turns) < 25 || await later(0)));
    return turns;
}

async int common(int a)
{
    return await noted_later(a) ?: await noted_later(5);
}

static int *slot(int *p)
{
    note("slot");
    return p;
}

/* Unsequenced, but each exactly once. */
async int once(void)
{
    int x = 0;
    *slot(&x) = await noted_later(1);
    *slot(&x) += await noted_later(2);
    return x;
}

async int nested_choice(int a, int b)
{
    return a ? b ? await later(11) : await later(10) : b ? await later(1) : 0;
}

async const char *text(int a)
{
    return (await later(a)) ? "yes" : NULL;
}

int main(void)
{
    CHECK(block_on(both(0, 5)) == 0);
    CHECK_LOG("0");
    CHECK(block_on(both(3, 5)) == 1);
    CHECK_LOG("3 5");
    CHECK(block_on(either(3, 5)) == 1);
    CHECK_LOG("3");
    CHECK(block_on(either(0, 5)) == 1);
    CHECK_LOG("0 5");
    CHECK(block_on(mixed(0, 1, 1)) == 0);
    CHECK_LOG("0");
    CHECK(block_on(mixed(1, 0, 2)) == 1);
    CHECK_LOG("1 0 2");
    CHECK(block_on(mixed(1, 2, 3)) == 1);
    CHECK_LOG("1 2");
    CHECK(block_on(chain(1)) == 1);
    CHECK_LOG("1 0 3");
    CHECK(block_on(chosen(1)) == 10 && block_on(chosen(0)) == 20);
    CHECK_LOG("1 10 0 20");
    CHECK(block_on(chosen_partly(1)) == 11 && block_on(chosen_partly(0)) == 22);
    CHECK_LOG("10 1 20 2");
    block_on(chosen_void(1));
    block_on(chosen_void(0));
    CHECK_LOG("4 3 5");
    CHECK(block_on(commas()) == 8);
    CHECK_LOG("1 2 3 4 5 0 9 7 1 8");
    CHECK(block_on(left_before_await(2)) == 403);
    CHECK(block_on(in_conditions(5)) == 32);
    CHECK(block_on(common(0)) == 5 && block_on(common(2)) == 2);
    CHECK_LOG("0 5 2");
    CHECK(block_on(once()) == 3);
    CHECK(strstr(log_text, "slot") && strstr(strstr(log_text, "slot") + 4, "slot"));
    CHECK(strlen(log_text) == strlen("slot 1 slot 2"));
    log_text[0] = '\0';
    CHECK(block_on(nested_choice(1, 1)) == 11 && block_on(nested_choice(1, 0)) == 10);
    CHECK(block_on(nested_choice(0, 1)) == 1 && block_on(nested_choice(0, 0)) == 0);
    CHECK(strcmp(block_on(text(1)), "yes") == 0 && !block_on(text(0)));
}
