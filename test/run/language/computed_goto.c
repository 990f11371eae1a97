// RUN: %every_way %t %s
// Computed goto: tables of labels and pointers to them that live across awaits, and asm goto.
#include "check.h"
LOG;

enum { PUSH, ADD, WAIT, JUMP, HALT };

// An interpreter with a static table, an operand of each instruction behind it.
static async int interpret(const int *program)
{
    static const void *const table[] = {&&push, &&add, &&wait, &&jump, &&halt};
    int stack[4], top = 0, fuel = 3;
    const int *at = program;
#define NEXT goto *table[*at++]
    NEXT;
push:
    stack[top++] = *at++;
    NEXT;
add:
    top--;
    stack[top - 1] += stack[top];
    NEXT;
wait:
    stack[top++] = await later(*at++);
    NEXT;
jump:
    if (fuel-- > 0)
        at = program + *at;
    else
        at++;
    NEXT;
halt:
    return stack[top - 1];
}

// A pointer to a label is kept while the function is suspended.
static async int kept(int n)
{
    void *where = n ? &&one : &&two;
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        sum += await later(1);
        goto *where;
    one:
        sum += 10;
        where = &&two;
        continue;
    two:
        sum += 100;
        where = &&one;
    }
    return sum;
}

// The place to go to is itself awaited; a block is left, and its storage used again.
static async int awaited(void)
{
    void *to[] = {&&first, &&second};
    int sum = 0;
    {
        int inner[2] = {1, 2}, *p = inner;
        sum += await later(*p);
        goto *to[await later(1)];
    }
first:
    sum += 1000;
second : {
    int other[3] = {3, 4, 5}, *p = other;
    sum += await later(p[2]);
}
    return sum;
}

static int choose(int n)
{
    asm goto("" : : "r"(n) : : yes);
    return n;
yes:
    return -n;
}

static async int assembly(int n)
{
    int a = await later(n), b;
    asm("" : "=r"(b) : "0"(await later(a + 1)), "r"(await later(2)));
    a += await later(b);
    asm goto("" : : "r"(a) : : out);
    a += await later(100) - 100;
out:
    a += await later(1);
    return a + choose(0);
}

// Whatever it goes to leaves the same guard.
static void left(int *guard)
{
    note("left:%d", *guard);
}

static async int guarded(int n)
{
    __attribute__((cleanup(left), unused)) int guard = n;
    void *to[] = {&&again, &&end};
    int times = 0;
again:
    times += await later(1);
    goto *to[times == 2];
end:
    return times;
}

int main(void)
{
    CHECK(block_on(interpret((int[]){PUSH, 1, WAIT, 2, ADD, HALT})) == 3);
    CHECK(block_on(interpret((int[]){WAIT, 0, PUSH, 5, ADD, WAIT, 7, ADD, JUMP, 2, HALT})) == 12 * 4);
    CHECK(block_on(kept(0)) == 213);
    CHECK(block_on(kept(1)) == 123);
    CHECK(block_on(awaited()) == 6);
    CHECK(block_on(assembly(1)) == 4);
    CHECK(block_on(guarded(7)) == 2);
    CHECK_LOG("left:7");
    return 0;
}
