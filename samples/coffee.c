/* coffee.c: breakfast for one pair of hands.
 *
 * An async function runs until it has to wait; `await` is where, and meanwhile others run. The kettle and the toaster
 * need no hands, only time. Pouring, stirring and buttering need both hands, and nothing else gets done. So how long
 * breakfast takes depends on when the waiting begins.
 *
 *     lifeguard cc coffee.c -o coffee && ./coffee */
#include <lifeguard.h>
#include <stdio.h>

static uint64_t began; /* when this breakfast began, in milliseconds */

static void say(const char *what)
{
    printf("%6.1f s  %s\n", (double)(lg_now_ms() - began) / 1000, what);
}

/* Work for both hands: whoever else is ready has to wait. */
static void hands(unsigned seconds)
{
    lg_clock_advance_ms(seconds * 1000);
}

async void prepare_mug(uint64_t pause_ms)
{
    /* More than 0 lets the others go first. */
    await lg_sleep_ms(pause_ms);
    say("pour the milk");
    hands(3);
    say("the milk is in");
    say("spoon in the coffee");
    hands(3);
    say("the coffee is in");
}

async void make_coffee(void)
{
    say("kettle on");
    await lg_sleep_ms(10000);
    say("the water boils");
    say("pour the water");
    hands(3);
    say("coffee is ready");
}

async void make_toast(void)
{
    /* The kettle first: whoever begins in this moment begins before the toaster. */
    await lg_yield_now();
    say("bread into the toaster");
    await lg_sleep_ms(10000);
    say("the toast pops up");
    say("butter the toast");
    hands(5);
    say("toast is ready");
}

/* Calling an async function runs nothing yet: it makes a future, and await_all asks each of its futures in turn how far
 * it gets. The mug is asked first and never waits, so that the kettle stays cold for six seconds. */
async void breakfast(void)
{
    await_all(prepare_mug(0), make_coffee(), make_toast());
}

/* The mug waits a tenth of a second; that lets the kettle and the toaster start, and their ten seconds pass while the
 * hands are at the mug. A sleep more, and six seconds less. Both get hot in the same moment: await_all asks in the
 * order written, and toast is best while it is warm. */
async void faster_breakfast(void)
{
    await_all(prepare_mug(100), make_toast(), make_coffee());
}

static void start(const char *title)
{
    puts(title);
    began = lg_now_ms();
}

static void finish(void)
{
    printf("It took %u seconds.\n", (unsigned)(lg_now_ms() - began) / 1000);
}

int main(void)
{
    lg_clock_pause(); /* virtual time: it moves only when all are waiting, or by hands(). Without it: 42 real seconds */

    start("The mug first:");
    block_on(breakfast());
    finish();

    puts("");
    start("The kettle first:");
    block_on(faster_breakfast());
    finish();
    return 0;
}
