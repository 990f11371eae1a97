/* Frames of every shape: pinned and saved locals, blocks, unions, flags, children of every kind, targets, timeouts. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/trace.h>

typedef struct lifecycle(door_on_resume, door_on_suspend) door {
    char number;
} door;
void door_on_resume(door *self, lg_context *cx);
void door_on_suspend(door *self, lg_context *cx);
void door_drop(door *self);

async long elsewhere(char c);
void fill(char *text);

struct pair {
    long results[2];
};

static async short leaf(char c)
{
    await lg_yield_now();
    return c;
}

static async int deep(int n)
{
    return n ? await deep(n - 1) : 0;
}

async long shapes(char c, short s, struct pair *into, async int (*pointer)(int))
{
    lg_scoped(door) front = {c};
    long sum = s;
    {
        char text[100];
        fill(text);
        sum += await elsewhere(c);
    }
    for (int i = 0; i < s; i++) {
        _Alignas(32) char aligned[3];
        fill(aligned);
        await_all(into->results[0] = elsewhere(c), into->results[1] = leaf(c), sum = leaf(c));
        sum += aligned[0];
    }
    switch (s) {
        lg_entered *unused;
    case 1: {
        door back = {2};
        if (await_timeout(5, sum = leaf(c)) == ETIMEDOUT)
            sum += back.number;
        break;
    }
    default:
        unused = 0;
        (void)unused;
        sum += await pointer(3);
        if (await_any(lg_sleep_ms(1), sum = deep(4)) == 1)
            sum++;
    }
    return sum;
}
