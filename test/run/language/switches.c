// RUN: %every_way %t %s
// switch: awaits in the condition and under labels, fallthrough, default in the middle, blocks and loops inside.
#include "check.h"
LOG;

async int choose(int n)
{
    int log = 0;
    switch (await later(n)) {
    case 1:
        log = log * 10 + await later(1);
        __attribute__((fallthrough));
    case 2:
        log = log * 10 + await later(2);
        break;
    default:
        log = log * 10 + await later(9);
        __attribute__((fallthrough));
    case 3: {
        int three = 3;
        log = log * 10 + await later(three);
        if (n == 7)
            break;
        log = log * 10 + three;
        break;
    }
    case 10 ... 12:
        return await later(log + 1012);
    }
    return log;
}

async int without_default(int n)
{
    int x = 0;
    switch (n) {
    case 1:
    case 2:
        x = await later(5);
    }
    return x;
}

async int in_a_loop(void)
{
    int log = 0;
    for (int i = 0; i < 5; i++) {
        switch (i) {
        case 1:
            continue;
        case 3:
            await later(0);
            break;
        case 4:
            goto out;
        default:
            log = log * 10 + await later(i);
            continue;
        }
        log = log * 10 + 8;
    }
out:
    return log;
}

async int loop_inside(int n)
{
    int sum = 0;
    switch (n) {
        for (; n < 6; n++) {
        case 3:
            sum += await later(n);
            if (n == 4)
                break;
            __attribute__((fallthrough));
        case 9:
            sum += 100;
        }
        sum += 1000;
    }
    return sum;
}

/* Duff's device. */
async int copied(int count)
{
    int done = 0, turns = (count + 3) / 4;
    switch (count % 4) {
    case 0:
        do {
            done += await later(1);
            __attribute__((fallthrough));
        case 3:
            done += await later(1);
            __attribute__((fallthrough));
        case 2:
            done += await later(1);
            __attribute__((fallthrough));
        case 1:
            done += await later(1);
        } while (--turns > 0);
    }
    return done;
}

enum colour { RED, GREEN, BLUE };

async enum colour next(enum colour c)
{
    await later(0);
    switch (c) {
    case RED:
        return GREEN;
    case GREEN:
        return BLUE;
    case BLUE:
        break;
    }
    return RED;
}

async int nested(int a, int b)
{
    switch (a) {
    case 0:
        switch (await later(b)) {
        case 0:
            return 1;
        case 1:
            break;
        default:
            return await later(2);
        }
        return 3;
    default:
        switch (b)
        case 5:
            return await later(5);
    }
    return 4;
}

async long wide(long n)
{
    switch (n) {
    case 0x100000000L:
        return await later(1);
    case 0:
        return await later(2);
    }
    return 3;
}

int main(void)
{
    CHECK(block_on(choose(1)) == 12 && block_on(choose(2)) == 2 && block_on(choose(3)) == 33);
    CHECK(block_on(choose(7)) == 93 && block_on(choose(8)) == 933 && block_on(choose(11)) == 1012);
    CHECK(block_on(without_default(2)) == 5 && block_on(without_default(3)) == 0);
    CHECK(block_on(in_a_loop()) == 28);
    CHECK(block_on(loop_inside(3)) == 3 + 100 + 4 + 1000 && block_on(loop_inside(9)) == 1100);
    for (int i = 1; i < 10; i++)
        CHECK(block_on(copied(i)) == i);
    CHECK(block_on(next(RED)) == GREEN && block_on(next(BLUE)) == RED);
    CHECK(block_on(nested(0, 0)) == 1 && block_on(nested(0, 1)) == 3 && block_on(nested(0, 2)) == 2);
    CHECK(block_on(nested(1, 5)) == 5 && block_on(nested(1, 6)) == 4);
    CHECK(block_on(wide(0x100000000L)) == 1 && block_on(wide(0)) == 2 && block_on(wide(1)) == 3);
}
