/* timeout.c: giving up on something, and what is left behind then.
 *
 * await_timeout drops what has not finished in time. Dropping a suspended future ends it where it stands: not one more
 * of its statements runs, but every scope it is in is left, and so the cleanups run. An async function is safe to
 * cancel if at each await the cleanups put right whatever is half done. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/sync.h>
#include <stdbool.h>
#include <stdio.h>

struct bank {
    lg_mutex mutex; /* one transfer at a time */
    int savings, current;
};

/* Takes ten seconds to agree. */
async void ask_permission(void)
{
    await lg_sleep_ms(10000);
}

/* Not safe to cancel: at the await the money is nowhere, and nothing remembers it. */
async bool transfer_carelessly(struct bank *bank, int amount)
{
    bank->savings -= amount;
    await ask_permission();
    bank->current += amount;
    return true;
}

/* A withdrawal that is undone at the end of its scope, unless it has been completed by then. */
typedef struct withdrawal {
    int *account;
    int amount;
    bool completed;
} withdrawal;

static withdrawal withdraw(int *account, int amount)
{
    *account -= amount;
    return (withdrawal){account, amount, false};
}

static void withdrawal_drop(withdrawal *self)
{
    if (self->completed)
        return;
    *self->account += self->amount;
    printf("  put back %d\n", self->amount);
}

/* A lock that says when it is released: lg_mutex_guard with a cleanup of our own. */
static void unlock(lg_mutex_guard *guard)
{
    lg_mutex_guard_drop(guard);
    puts("  unlocked");
}

/* Safe: whichever way this is left, both cleanups run, last first; being dropped at an await is one of the ways. */
async bool transfer(struct bank *bank, int amount)
{
    __attribute__((cleanup(unlock), unused)) lg_mutex_guard guard = await lg_mutex_lock(&bank->mutex);
    lg_scoped(withdrawal) taken = withdraw(&bank->savings, amount);
    await ask_permission();
    bank->current += amount;
    taken.completed = true;
    return true;
}

static void report(const struct bank *bank, int error)
{
    printf("  %s; %d + %d = %d\n", error == ETIMEDOUT ? "timed out" : "done in time", bank->savings, bank->current,
           bank->savings + bank->current);
}

async void show(struct bank *bank)
{
    bool done = false; /* assigned only if the transfer wins */
    puts("carelessly, within 3 seconds:");
    int error = await_timeout(3000, done = transfer_carelessly(bank, 10));
    report(bank, error);

    puts("with care, within 3 seconds:");
    error = await_timeout(3000, done = transfer(bank, 10));
    report(bank, error);

    puts("with care, within 20 seconds:");
    error = await_timeout(20000, done = transfer(bank, 10));
    report(bank, error);
    printf("%u seconds in all; the last transfer %s\n", (unsigned)lg_now_ms() / 1000, done ? "came through" : "failed");
}

int main(void)
{
    struct bank bank = {LG_MUTEX_INIT, 100, 0};
    lg_clock_pause();
    block_on(show(&bank));
    return 0;
}
