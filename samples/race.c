/* race.c: several futures at once: one after the other, all of them, or whichever is ready first.
 *
 * await_any drops those that lose. A dropped call is put down like any other: its cleanup runs. */
#include <lifeguard.h>
#include <stdio.h>

/* A call to a station, for as long as the scope lasts. */
typedef struct call {
    const char *station;
} call;

static call call_up(const char *station)
{
    printf("%3u ms  %s: calling\n", (unsigned)lg_now_ms(), station);
    return (call){station};
}

static void call_drop(call *self)
{
    printf("%3u ms  %s: put down\n", (unsigned)lg_now_ms(), self->station);
}

/* The water temperature there, in degrees, after some time. */
async int ask(const char *station, int degrees, uint64_t ms)
{
    lg_scoped(call) line = call_up(station);
    await lg_sleep_ms(ms);
    return degrees;
}

/* How long a station near the one with this temperature takes to answer. */
async uint64_t answer_time(int degrees)
{
    await lg_sleep_ms(10);
    return (uint64_t)degrees;
}

async void survey(void)
{
    puts("One after the other, for each needs what the one before says:");
    int south = await ask("south", 17, await answer_time(await ask("north", 14, 20)));
    printf("south: %d degrees\n", south);

    puts("All: as long as the slowest takes.");
    int sum[3];
    await_all(sum[0] = ask("north", 14, 20), sum[1] = ask("south", 17, 30), sum[2] = ask("west", 11, 10));
    printf("on average: %d degrees\n", (sum[0] + sum[1] + sum[2]) / 3);

    puts("Any: as long as the quickest takes, or 25 ms.");
    int degrees = 0;
    switch (await_any(degrees = ask("north", 14, 40), degrees = ask("south", 17, 20), lg_sleep_ms(25))) {
    case 0:
    case 1:
        printf("the first answer: %d degrees\n", degrees);
        break;
    default:
        puts("nobody answers");
    }
}

int main(void)
{
    lg_clock_pause();
    block_on(survey());
    return 0;
}
