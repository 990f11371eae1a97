/* fan_out.c: work for several threads, and a guard that follows it from one to the next.
 *
 * Primes are counted in parts, each by a task, on a runtime with four workers. A task pauses now and then to let others
 * run, and may go on on another thread. The allocator below is one per thread, as those of real programs often are: a
 * pointer to it must not be kept across a pause. So the guard gives it back when its function pauses, and takes the one
 * of the thread where that goes on. */
#include <lifeguard.h>
#include <stdbool.h>
#include <stdio.h>

/* What a thread has for itself. Nobody locks it: it must be used by its own thread only. */
struct scratch {
    bool taken;
    unsigned long uses;
};

static _Thread_local struct scratch scratch_of_thread;

/* The scratch of the thread that executes the guard's function, while it executes. */
typedef struct lifecycle(scratch_guard_on_resume, scratch_guard_on_suspend) scratch_guard {
    struct scratch *scratch;
} scratch_guard;

/* It is taken from between two pauses: whatever runs on this thread has given it back. */
static scratch_guard scratch_take(void)
{
    struct scratch *scratch = &scratch_of_thread;
    if (scratch->taken)
        fprintf(stderr, "somebody paused and kept it\n");
    scratch->taken = true;
    return (scratch_guard){scratch};
}

static void scratch_guard_drop(scratch_guard *guard)
{
    if (guard->scratch != &scratch_of_thread)
        fprintf(stderr, "this is another thread's\n");
    guard->scratch->taken = false;
}

void scratch_guard_on_resume(scratch_guard *guard, lg_context *cx)
{
    (void)cx;
    *guard = scratch_take();
}

void scratch_guard_on_suspend(scratch_guard *guard, lg_context *cx)
{
    (void)cx;
    scratch_guard_drop(guard);
}

static bool is_prime(unsigned n)
{
    for (unsigned divisor = 2; divisor * divisor <= n; divisor++)
        if (n % divisor == 0)
            return false;
    return n > 1;
}

async unsigned count_primes(unsigned from, unsigned to)
{
    lg_scoped(scratch_guard) guard = scratch_take();
    unsigned count = 0;
    for (unsigned n = from; n < to; n++) {
        count += is_prime(n);
        guard.scratch->uses++;
        if (n % 256 == 0)
            await lg_yield_now(); /* others of this worker run; this may go on on another */
    }
    return count;
}

/* The primes below `end`: a task for each part, and all of them joined, also when some could not be made. */
async int count_in_parts(unsigned end, unsigned *count)
{
    enum { PARTS = 16 };
    lg_task *parts[PARTS];
    int error = 0;
    for (unsigned i = 0; i < PARTS; i++)
        parts[i] = spawn(count_primes(end / PARTS * i, end / PARTS * (i + 1)));
    *count = 0;
    for (unsigned i = 0; i < PARTS; i++) {
        unsigned part = 0;
        int failed = parts[i] ? await lg_join(parts[i], &part) : ENOMEM;
        error = failed ? failed : error;
        *count += part;
    }
    return error;
}

int main(void)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = 4, .name = "primes"});
    if (!runtime) {
        perror("lg_runtime_new");
        return 1;
    }
    unsigned count;
    int error = block_on_in(runtime, count_in_parts(64000, &count));
    if (!error)
        printf("%u primes below 64000\n", count);

    lg_stats stats;
    lg_runtime_stats(runtime, &stats);
    printf("%llu tasks on %u workers\n", (unsigned long long)stats.all.finished, stats.workers);
    lg_runtime_drop(runtime);
    return error != 0;
}
