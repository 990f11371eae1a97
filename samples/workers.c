/* workers.c: a pool of workers, and how it stops: by a word to all of them, by a word to one, or by giving up.
 *
 * The workers are tasks in a join set: whatever way the pool is left, none of them outlives it. Each listens to a token
 * besides its work: the pool's, or a child of that for one that is to be stopped alone. The pool's is a child of the
 * program's: cancelling one worker, the pool, or everything is the same call on another token. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/cancel.h>
#include <lifeguard/join_set.h>
#include <lifeguard/sync.h>
#include <stdio.h>

enum { WORKERS = 3 };

typedef struct bench {
    int of;
} bench;

static void bench_drop(bench *self)
{
    printf("%3u ms: worker %d tidies up\n", (unsigned)lg_now_ms(), self->of);
}

/* One piece of work, which can not be left half done: a worker looks at its token before and after it. */
async int forge(int worker, int job)
{
    await lg_sleep_ms(10 + 5 * worker);
    printf("%3u ms: worker %d has done job %d\n", (unsigned)lg_now_ms(), worker, job);
    return 1;
}

/* How many jobs it has done. */
async int work(int worker, lg_mutex *queue, int *next, const lg_cancel_token *token)
{
    lg_scoped(bench) tidy = {worker};
    int done = 0;
    while (!lg_is_cancelled(token)) {
        int job;
        {
            lg_scoped(lg_mutex_guard) guard = {0};
            if (await_any(lg_cancelled(token), guard = lg_mutex_lock(queue)) == 0)
                break;
            job = ++*next;
        }
        done += await forge(worker, job);
    }
    return done;
}

async int run_pool(const lg_cancel_token *program)
{
    lg_mutex queue = LG_MUTEX_INIT;
    int next = 0, total = 0, done, error;
    lg_scoped(lg_cancel_token) pool = {0};
    lg_scoped(lg_cancel_token) first = {0};
    lg_scoped(lg_join_set) workers = {0}; /* after what its tasks use: it is dropped before that */
    error = lg_cancel_token_child(program, &pool);
    if (!error)
        error = lg_cancel_token_child(&pool, &first);
    if (!error)
        error = lg_join_set_new(&workers);
    for (int i = 1; !error && i <= WORKERS; i++)
        error = lg_join_set_add(&workers, spawn(work(i, &queue, &next, i == 1 ? &first : &pool)));
    if (error)
        return -1;

    await lg_sleep_ms(20);
    lg_cancel(&first); /* one goes home */
    error = await lg_join_set_next(&workers, &done);
    printf("%3u ms: the first has done %d\n", (unsigned)lg_now_ms(), error ? -1 : done);
    total += error ? 0 : done;
    while ((error = await lg_join_set_next(&workers, &done)) != ENOENT)
        total += error ? 0 : done;
    return total;
}

/* Closing time. */
async void close_at(uint64_t ms, const lg_cancel_token *program)
{
    await lg_sleep_ms(ms);
    printf("%3u ms: closing\n", (unsigned)lg_now_ms());
    lg_cancel(program);
}

async int day(void)
{
    lg_scoped(lg_cancel_token) program = {0};
    int total = -1;
    if (lg_cancel_token_new(&program))
        return -1;
    await_all(total = run_pool(&program), close_at(50, &program));
    return total;
}

/* Nobody says a word: the pool is dropped, and its workers end with it, in the middle of their jobs. */
async int day_cut_short(void)
{
    lg_scoped(lg_cancel_token) program = {0};
    int total = -1;
    if (lg_cancel_token_new(&program))
        return -1;
    printf("%3u ms: a day cut short\n", (unsigned)lg_now_ms());
    int error = await_timeout(12, total = run_pool(&program));
    await lg_yield_now(); /* the workers end when they are next run */
    return error == ETIMEDOUT ? 0 : total;
}

int main(void)
{
    lg_clock_pause();
    int total = block_on(day());
    printf("%d jobs\n", total);
    return total < 0 || block_on(day_cut_short()) != 0;
}
