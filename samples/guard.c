/* guard.c: a guard type of our own, with hooks.
 *
 * A lamp is on while somebody is in the room. As a local of an async function it must go off when the function is
 * suspended, for then nobody is in, and on again when it is resumed. `lifecycle(...)` on the type names the functions
 * that see to it; `lg_scoped` names the one that runs at the end of the scope. Here every poll is made by hand. */
#include <errno.h>
#include <lifeguard.h>
#include <stdio.h>

/* --- A lamp; a cancelled one is resumed first, so that its cleanup finds it on --- */

typedef struct lifecycle(lamp_on_resume, lamp_on_suspend) lamp {
    const char *name;
} lamp;

void lamp_on_resume(lamp *self, lg_context *cx)
{
    (void)cx;
    printf("  %s on again\n", self->name);
}

void lamp_on_suspend(lamp *self, lg_context *cx)
{
    (void)cx;
    printf("  %s off for now\n", self->name);
}

static lamp lamp_on(const char *name)
{
    printf("  %s on\n", name);
    return (lamp){name};
}

static void lamp_drop(lamp *self)
{
    printf("  %s off\n", self->name);
}

/* --- A candle, with a third hook, for being cancelled: it needs no light to be thrown away --- */

typedef struct lifecycle(candle_on_resume, candle_on_suspend, candle_on_cancel) candle {
    const char *name;
} candle;

void candle_on_resume(candle *self, lg_context *cx)
{
    (void)cx;
    printf("  %s lit again\n", self->name);
}

void candle_on_suspend(candle *self, lg_context *cx)
{
    (void)cx;
    printf("  %s blown out for now\n", self->name);
}

void candle_on_cancel(candle *self, lg_context *cx)
{
    (void)cx;
    printf("  %s thrown away\n", self->name);
}

static candle candle_lit(const char *name)
{
    printf("  %s lit\n", name);
    return (candle){name};
}

static void candle_drop(candle *self)
{
    printf("  %s blown out\n", self->name);
}

/* --- Somebody who reads --- */

async void turn_page(void)
{
    lg_scoped(lamp) reading = lamp_on("reading lamp");
    await lg_yield_now();
}

async void read_book(void)
{
    lg_scoped(lamp) hall = lamp_on("hall lamp");
    lg_scoped(candle) table = candle_lit("candle");
    await lg_sleep_ms(0); /* ready at once: nothing is suspended, no hook runs */
    puts("  sits down");
    await turn_page();
    /* The hooks act on what is in the guard when they run. */
    lamp *nearest = &hall;
    *nearest = (lamp){"garden lamp"};
    puts("  goes out");
    await lg_yield_now();
    puts("  comes in");
}

/* Polls up to `polls` times, then drops the future, finished or not. 0, or ENOMEM. */
static int visit(int polls)
{
    lg_future *reader = future(read_book());
    if (!reader)
        return ENOMEM;
    puts("a future: nothing has happened yet");
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    lg_poll poll = LG_PENDING;
    for (int i = 1; i <= polls && poll == LG_PENDING; i++) {
        printf("poll %d\n", i);
        poll = lg_future_poll(reader, &cx, NULL);
    }
    puts(poll == LG_READY ? "ready" : "dropped");
    lg_future_drop(reader);
    return 0;
}

int main(void)
{
    int error = visit(3); /* to the end */
    puts("");
    error |= visit(1); /* cancelled inside turn_page */
    return error != 0;
}
