// RUN: %every_way %t %s
// Producers and a consumer of a bounded queue, by await_all and as tasks.
#include "check.h"
LOG;

struct q {
    int items[4];
    int head, n;
};
static async void push(struct q *q, int v)
{
    while (q->n == 4)
        await lg_yield_now();
    q->items[(q->head + q->n++) % 4] = v;
}
static async int pop(struct q *q)
{
    while (!q->n)
        await lg_yield_now();
    int v = q->items[q->head];
    q->head = (q->head + 1) % 4;
    q->n--;
    return v;
}
static async void produce(struct q *q, int from, int to)
{
    for (int i = from; i < to; ++i)
        await push(q, i);
    await push(q, -1);
}
async long consume(struct q *q, int producers)
{
    long s = 0;
    for (int v; producers; s += v > 0 ? v : 0)
        if ((v = await pop(q)) < 0)
            producers--, v = 0;
    return s;
}
async long all(void)
{
    struct q q = {{0}, 0, 0};
    long s;
    await_all(s = consume(&q, 3), produce(&q, 1, 20), produce(&q, 20, 40), produce(&q, 40, 101));
    return s;
}
async long tasks(void)
{
    struct q q = {{0}, 0, 0};
    lg_task *t[3];
    for (int i = 0; i < 3; i++)
        t[i] = spawn(produce(&q, i * 10 + 1, i * 10 + 11));
    long s = await consume(&q, 3);
    for (int i = 0; i < 3; i++)
        await lg_join(t[i], NULL);
    return s;
}
int main(void)
{
    return !(block_on(all()) == 5050 && block_on(tasks()) == 465);
}
