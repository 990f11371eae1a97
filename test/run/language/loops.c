// RUN: %every_way %t %s
// Every kind of loop, with awaits in condition, step and body, and every way out of one.
#include "check.h"
LOG;

async int while_condition(int n)
{
    int turns = 0;
    while (await later(n--) > 0)
        turns++;
    return turns;
}

async int while_both(int n)
{
    int sum = 0;
    while (await later(n) > 0) {
        sum += await later(n);
        n--;
    }
    return sum;
}

async int while_jumps(void)
{
    int i = 0, sum = 0;
    while (await later(1)) {
        if (++i == 3)
            continue;
        if (i > 5)
            break;
        sum = sum * 10 + await later(i);
    }
    return sum;
}

async int do_condition(int n)
{
    int turns = 0;
    do
        turns++;
    while (await later(--n) > 0);
    return turns;
}

async int do_both(void)
{
    int i = 0, sum = 0;
    do {
        i++;
        if (i == 2)
            continue;
        if (i == 6)
            break;
        sum = sum * 10 + await later(i);
    } while (await later(i) < 100);
    return sum;
}

async int for_everywhere(int n)
{
    int sum = 0;
    for (int i = await later(1); i < await later(n); i += await later(2)) {
        if (i == 3)
            continue;
        sum = sum * 10 + await later(i);
    }
    return sum;
}

async int for_step(void)
{
    int sum = 0;
    for (int i = 0, step = 1; i < 20; i += step, step = await later(step + 1)) {
        if (i == 1)
            continue;
        if (i == 15)
            break;
        sum += i;
    }
    return sum;
}

async int for_bare(void)
{
    int i = 0;
    for (;;) {
        if (await later(i) == 4)
            break;
        i++;
    }
    for (;; i++)
        if (i == 7)
            return await later(i);
}

async int for_void_step(int *n)
{
    int i;
    for (i = 0; i < 3; await later(9))
        *n += i++;
    return i;
}

async int nested(void)
{
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            if (j == await later(i))
                continue;
            int k = 2;
            while (k-- > 0) {
                if (await later(k) == j)
                    break;
                sum += i * 100 + j * 10 + k;
            }
            if (i == 2 && j == 1)
                goto out;
        }
    }
out:
    return sum + await later(0);
}

/* The same without awaits. */
static int nested_plainly(void)
{
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            if (j == i)
                continue;
            int k = 2;
            while (k-- > 0) {
                if (k == j)
                    break;
                sum += i * 100 + j * 10 + k;
            }
            if (i == 2 && j == 1)
                goto out;
        }
    }
out:
    return sum;
}

async int ready_at_once(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += await after(0, i);
    return sum;
}

/* The declaration of a loop is passed anew each time. */
async int fresh_each_time(void)
{
    int sum = 0;
    for (int i = 0; i < 4; i++) {
        int once = 0;
        once += await later(i);
        sum += once;
        int late = sum;
        await later(0);
        sum = late;
    }
    return sum;
}

int main(void)
{
    int n = 0;
    CHECK(block_on(while_condition(3)) == 3);
    CHECK(block_on(while_both(4)) == 10);
    CHECK(block_on(while_jumps()) == 1245);
    CHECK(block_on(do_condition(3)) == 3 && block_on(do_condition(0)) == 1);
    CHECK(block_on(do_both()) == 1345);
    CHECK(block_on(for_everywhere(8)) == 157);
    CHECK(block_on(for_step()) == 0 + 3 + 6 + 10);
    CHECK(block_on(for_bare()) == 7);
    CHECK(block_on(for_void_step(&n)) == 3 && n == 3);
    CHECK(block_on(nested()) == nested_plainly());
    CHECK(block_on(ready_at_once(1000)) == 499500);
    CHECK(block_on(fresh_each_time()) == 6);
}
