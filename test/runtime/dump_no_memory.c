// REQUIRES: plugin
// RUN: %cc_asan %plugin -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=free \
// RUN:   %s -o %t
// RUN: %t
// Memory that is out at each place where a dump of the tasks asks for it: the dump says so, and nothing is left.
#include "check.h"
#include "failing_realloc.h"
#include <lifeguard/dump.h>
#include <lifeguard/sync.h>

static lg_mutex one = LG_MUTEX_INIT, other = LG_MUTEX_INIT;

/* Two of these lock each other out. */
async void lock_both(lg_mutex *first, lg_mutex *then)
{
    lg_scoped(lg_mutex_guard) first_guard = await lg_mutex_lock(first);
    await lg_yield_now();
    lg_scoped(lg_mutex_guard) then_guard = await lg_mutex_lock(then);
}

static bool says(const char *text, const char *what)
{
    return strstr(text, what);
}

/* Whether the dump is whole where the allocation of that number, if there is one, fails. */
static bool dump(int number)
{
    char text[8192] = "";
    FILE *file = fmemopen(text, sizeof text, "w");
    CHECK(file);
    atomic_store(&asked, 0);
    atomic_store(&fail_at, number);
    CHECK_INT(lg_dump_tasks(file), 0);
    bool whole = atomic_exchange(&fail_at, 0) > atomic_load(&asked);
    CHECK_INT(fclose(file), 0);
    CHECK_INT(says(text, "memory was out"), !whole);
    CHECK(!whole || says(text, "deadlock"));
    return whole;
}

/* How many allocations a dump makes. */
async int dump_until_whole(void)
{
    int number = 1;
    lg_detach(spawn(lock_both(&one, &other)));
    lg_detach(spawn(lock_both(&other, &one)));
    for (int i = 0; i < 3; i++)
        await lg_yield_now();
    while (!dump(number))
        number++;
    return number - 1;
}

int main(void)
{
    CHECK(block_on(dump_until_whole()) >= 5);
    return 0;
}
