// The rules beside those of guards and locks.
#include <errno.h>
#include <lifeguard.h>
#include <stdio.h>
#include <threads.h>
#include <unistd.h>

async void turn(void)
{
    await lg_yield_now();
}

// blocking-call

async void sleeps(void)
{
    sleep(1); // EXPECT: blocking-call
    await turn();
}

async void reads(FILE *in, char *line)
{
    if (fgets(line, 10, in)) // EXPECT: blocking-call
        await turn();
}

void ordinary_sleeps(void)
{
    sleep(1);
}

async void writes(FILE *out)
{
    fputs("x", out);
    await lg_sleep_ms(5);
}

// A function of one's own with such a name is another one.
static void pause_music(void)
{
}

async void pauses(void)
{
    pause_music();
    await turn();
}

// future-never-awaited

async void thrown_away(void)
{
    spawn(turn()); // EXPECT: future-never-awaited
    await turn();
}

void boxed_and_thrown_away(int c)
{
    if (c)
        future(turn()); // EXPECT: future-never-awaited
}

async void let_go(void)
{
    lg_detach(spawn(turn()));
    lg_task *t = spawn(turn());
    await lg_join(t, NULL);
}

// borrow-outlives

async void fill(int *into)
{
    await turn();
    *into = 1;
}

async void lends(void)
{
    int x = 0;
    lg_detach(spawn(fill(&x))); // EXPECT: borrow-outlives
    await turn();
}

async void lends_and_waits(void)
{
    int x = 0;
    lg_task *t = spawn(fill(&x));
    await lg_join(t, NULL);
}

lg_future *lends_and_returns(void)
{
    static int kept;
    return future(fill(&kept));
}

// tls-across-await

static _Thread_local int depth;

async void keeps_the_address(void)
{
    int *d = &depth; // EXPECT: tls-across-await
    await turn();
    ++*d;
}

async void keeps_errno(void)
{
    int *e = &errno; // EXPECT: tls-across-await
    await turn();
    *e = 0;
}

async void takes_it_again(void)
{
    int *d = &depth;
    ++*d;
    await turn();
    d = &depth;
    ++*d;
}

// cancel-unsafe

lg_cancel_unsafe("half a message may have been read") async int read_message(int from)
{
    await turn();
    return from;
}

async int raced(void)
{
    int got = 0;
    if (await_timeout(10, got = read_message(1))) // EXPECT: cancel-unsafe
        return -1;
    return got;
}

async int waited(void)
{
    return await read_message(1);
}
