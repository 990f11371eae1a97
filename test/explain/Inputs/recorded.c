#include <lifeguard.h>
#include <lifeguard/trace.h>
#include <stdio.h>

typedef struct lifecycle(bell_on_resume, bell_on_suspend) bell {
    int rings;
} bell;
void bell_on_resume(bell *self, lg_context *cx)
{
    (void)cx;
    self->rings++;
}
void bell_on_suspend(bell *self, lg_context *cx)
{
    (void)cx;
    self->rings++;
}

static async int twice(int n)
{
    bell ringing = {0};
    for (int i = 0; i < 2; i++)
        await lg_yield_now();
    lg_event_at(LG_INFO, "over", lg_field("rings", ringing.rings));
    return n;
}

static async int three(void)
{
    lg_task *other = spawn(twice(30));
    int sum = await twice(10);
    int late = 0;
    if (await_timeout(0, late = twice(20)))
        sum += late;
    (void)await lg_join(other, NULL);
    return sum;
}

int main(int argc, char **argv)
{
    (void)argv;
    lg_clock_pause();
    lg_subscriber *trace = argc > 1 ? lg_trace_chrome(stdout) : lg_trace_json(stdout);
    int sum = block_on(three());
    return lg_trace_close(trace) != 0 || sum == 0;
}
