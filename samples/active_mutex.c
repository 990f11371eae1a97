/* active_mutex.c: a mutex that is unlocked while the future that holds it is suspended.
 *
 * Holding an ordinary lock across an await keeps everybody out for as long as the wait takes, and is a deadlock as soon
 * as those who would end the wait need the lock. The guard of an lg_active_mutex has hooks: suspending unlocks,
 * resuming locks again before the next statement runs. It protects each piece of code between two awaits, and can not
 * be forgotten at any of them. The price: at each await the protected data may change. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/sync.h>
#include <stdio.h>

struct till {
    lg_active_mutex mutex; /* guards `coins` */
    int coins;
};

static const char *state_of(struct till *till)
{
    lg_active_guard guard;
    if (lg_active_mutex_try_lock(&till->mutex, &guard) == EBUSY)
        return "locked";
    lg_active_guard_drop(&guard);
    return "free";
}

async void pay(struct till *till, const char *who, int coins, uint64_t ms)
{
    lg_scoped(lg_active_guard) guard = lg_active_mutex_lock(&till->mutex);
    int before = till->coins;
    printf("%s: found %d, the till is %s\n", who, before, state_of(till));
    await lg_sleep_ms(ms); /* counts the coins; unlocked meanwhile */
    if (till->coins != before)
        printf("%s: %d have become %d while I was counting\n", who, before, till->coins);
    till->coins += coins;
    printf("%s: paid %d, makes %d, the till is %s\n", who, coins, till->coins, state_of(till));
}

/* Nobody is inside while all of them wait. */
async void watch(struct till *till)
{
    await lg_sleep_ms(5);
    printf("at 5 ms the till is %s\n", state_of(till));
}

async void show(struct till *till)
{
    await_all(pay(till, "anna", 3, 20), pay(till, "ben", 4, 10), watch(till));

    /* A guard that is cancelled while suspended has been unlocked already. */
    if (await_timeout(5, pay(till, "carl", 5, 1000)) == ETIMEDOUT)
        printf("carl gave up, the till is %s\n", state_of(till));
}

int main(void)
{
    struct till till = {LG_ACTIVE_MUTEX_INIT, 0};
    lg_clock_pause();
    block_on(show(&till));
    return till.coins != 7;
}
