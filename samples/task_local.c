/* task_local.c: a value that follows a future.
 *
 * A thread-local variable is of little use in async code: one thread runs many futures, a piece of each at a time. A
 * task-local is set whenever the future that set it runs, and only then: its scope is a guard with Lifecycle hooks.
 * That works for tasks, and also for several futures inside one task, which no runtime could tell apart. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/task_local.h>
#include <stdio.h>

LG_TASK_LOCAL(user); /* a const char *, of whoever this is done for */

/* Deep inside, and nobody has passed the user down. */
static void note(const char *what)
{
    const char *name = lg_task_local_get(&user);
    printf("%2u ms  %-6s %s\n", (unsigned)lg_now_ms(), name ? name : "nobody", what);
}

async void fetch(uint64_t ms)
{
    note("asks");
    await lg_sleep_ms(ms);
    note("has it");
}

/* Does one thing as somebody else. */
async void fetch_as_root(uint64_t ms)
{
    lg_scoped(lg_task_local_scope) scope = lg_task_local_set(&user, "root"); /* hides the outer one */
    await fetch(ms);
}

async void session(const char *name, uint64_t ms)
{
    lg_scoped(lg_task_local_scope) scope = lg_task_local_set(&user, name);
    note("comes in");
    await fetch(ms);
    await fetch_as_root(ms);
    note("leaves");
}

async int serve(void)
{
    lg_task *task = spawn(session("carl", 15));
    if (!task)
        return errno;
    await_all(session("anna", 10), session("ben", 4));
    note("serves nobody any more");
    return await lg_join(task, NULL);
}

int main(void)
{
    lg_clock_pause();
    int error = block_on(serve());
    note("is left");
    return error != 0;
}
