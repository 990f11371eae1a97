/* alternate.c: two tasks that take turns, because they want to.
 *
 * Nobody takes the thread away from a task: it runs until it awaits something that is not ready. lg_yield_now() is the
 * politest such thing: not ready once, and back at the end of the queue at once. */
#include <errno.h>
#include <lifeguard.h>
#include <stdio.h>

async int polite(const char *word, int times)
{
    for (int i = 1; i <= times; i++) {
        printf("%s %d\n", word, i);
        await lg_yield_now();
    }
    return times;
}

/* Also an async function, but it never waits: from its first poll to its end it is alone on the thread. */
async int selfish(const char *word, int times)
{
    for (int i = 1; i <= times; i++)
        printf("%s %d\n", word, i);
    return times;
}

/* Joins both tasks, whichever could be made, and adds up what they return; -1 if one is missing. */
async int join_both(lg_task *a, lg_task *b)
{
    int turns_a = 0, turns_b = 0, error = a && b ? 0 : ENOMEM;
    if (a && await lg_join(a, &turns_a))
        error = ECANCELED;
    if (b && await lg_join(b, &turns_b))
        error = ECANCELED;
    return error ? -1 : turns_a + turns_b;
}

async int both_polite(void)
{
    lg_task *tick = spawn(polite("tick", 3));
    lg_task *tock = spawn(polite("  tock", 3));
    puts("spawned, and nothing has run yet: I have not waited for anything");
    return await join_both(tick, tock);
}

async int one_selfish(void)
{
    lg_task *tick = spawn(polite("tick", 3));
    lg_task *tock = spawn(selfish("  TOCK", 3));
    return await join_both(tick, tock);
}

int main(void)
{
    int polite_turns = block_on(both_polite());
    printf("%d turns, shared\n", polite_turns);
    int selfish_turns = block_on(one_selfish());
    printf("%d turns, three of them in one go\n", selfish_turns);
    return polite_turns < 0 || selfish_turns < 0;
}
