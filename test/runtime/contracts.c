// RUN: %cc_runtime %s -o %t && %t
// What ends the program, and what it says then.
#include "check.h"
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static lg_poll ready(struct co *co, lg_context *cx)
{
    (void)cx;
    co->state = -1;
    return LG_READY;
}

static void spawn_outside(void)
{
    co_spawn("t", ready, NULL);
}

static lg_context *cx(void)
{
    return lg_context_noop();
}

static void box_again(void)
{
    lg_future *box = co_box("t", ready, NULL);
    lg_future_poll(box, cx(), NULL);
    lg_future_poll(box, cx(), NULL);
}

static void yield_again(void)
{
    struct lg_yield yield;
    lg_yield_init(&yield);
    for (int i = 0; i < 3; i++)
        lg_yield_poll(&yield, cx());
}

static void sleep_again(void)
{
    struct lg_sleep sleep;
    lg_sleep_init(&sleep, 0);
    lg_sleep_poll(&sleep, cx());
    lg_sleep_poll(&sleep, cx());
}

static void sleep_until_dropped(void)
{
    struct lg_sleep sleep;
    lg_sleep_until_init(&sleep, lg_now() + LG_NS_PER_MS * 10000);
    CHECK_INT(lg_sleep_poll(&sleep, cx()), LG_PENDING);
    lg_sleep_drop(&sleep);
    lg_sleep_poll(&sleep, cx());
}

static void lock_again(void)
{
    lg_mutex mutex = LG_MUTEX_INIT;
    lg_mutex_guard guard;
    struct lg_locking locking;
    lg_locking_init(&locking, &mutex);
    lg_locking_poll(&locking, cx(), &guard);
    lg_locking_poll(&locking, cx(), &guard);
}

static void active_twice(void)
{
    lg_active_mutex mutex = LG_ACTIVE_MUTEX_INIT;
    lg_active_guard guard = lg_active_mutex_lock(&mutex);
    lg_active_mutex_lock(guard.mutex);
}

static lg_runtime *runtime;

static lg_poll block_again(struct co *co, lg_context *context)
{
    (void)co;
    (void)context;
    co_block_on_in(runtime, ready, NULL);
    return LG_PENDING;
}

static void block_twice(void)
{
    runtime = lg_runtime_new(NULL);
    co_block_on_in(runtime, block_again, NULL);
}

static lg_poll drop_inside(struct co *co, lg_context *context)
{
    (void)co;
    (void)context;
    lg_runtime_drop(runtime);
    return LG_PENDING;
}

static void drop_running(void)
{
    runtime = lg_runtime_new(NULL);
    co_block_on_in(runtime, drop_inside, NULL);
}

/* The same with workers, whose tasks may not wait for them. */
static void block_on_own_workers(void)
{
    runtime = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    co_block_on_in(runtime, block_again, NULL);
}

static void drop_own_workers(void)
{
    runtime = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    co_block_on_in(runtime, drop_inside, NULL);
}

static lg_poll shut_down_inside(struct co *co, lg_context *context)
{
    (void)co;
    (void)context;
    lg_runtime_shutdown(runtime, 0);
    return LG_PENDING;
}

static void shut_down_own_workers(void)
{
    runtime = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    co_block_on_in(runtime, shut_down_inside, NULL);
}

static void send_again(void)
{
    lg_oneshot_sender tx;
    lg_oneshot_receiver rx;
    CHECK_INT(lg_oneshot_new(0, NULL, &tx, &rx), 0);
    CHECK_INT(lg_oneshot_send(&tx, NULL), 0);
    lg_oneshot_send(&tx, NULL);
}

static void receive_beside(void)
{
    lg_mpsc_sender tx;
    lg_mpsc_receiver rx;
    struct lg_mpsc_receiving one, other;
    int error;
    CHECK_INT(lg_mpsc_new(0, 1, NULL, &tx, &rx), 0);
    lg_mpsc_receiving_init(&one, &rx, NULL);
    lg_mpsc_receiving_init(&other, &rx, NULL);
    CHECK_INT(lg_mpsc_receiving_poll(&one, cx(), &error), LG_PENDING);
    lg_mpsc_receiving_poll(&other, cx(), &error);
}

static void finish_without_turn(void)
{
    lg_once_turn turn = {NULL};
    lg_once_finish(&turn);
}

static void frame_without_memory(void)
{
    static const lg_future_type type = {.size = SIZE_MAX - 4096, .align = 8, .name = "huge"};
    lg_frame_new(cx(), &type);
}

/* Runs `violate` in a process of its own, which must abort with just this message. */
static void check_abort(void (*violate)(void), const char *message)
{
    int ends[2];
    char said[256] = "";
    CHECK_INT(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        dup2(ends[1], STDERR_FILENO);
        violate();
        _exit(0);
    }
    close(ends[1]);
    for (ssize_t used = 0, n; (n = read(ends[0], said + used, sizeof said - 1 - (size_t)used)) > 0; used += n)
        ;
    close(ends[0]);
    int status;
    CHECK_INT(waitpid(child, &status, 0), child);
    if (strcmp(said, message) != 0) {
        fprintf(stderr, "said \"%s\", not \"%s\"\n", said, message);
        abort();
    }
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
    check_abort(spawn_outside, "lifeguard: spawn: called outside a runtime\n");
    check_abort(box_again, "lifeguard: 'co' was polled after completion\n");
    check_abort(yield_again, "lifeguard: 'lg_yield_now' was polled after completion\n");
    check_abort(sleep_again, "lifeguard: 'lg_sleep_ms' was polled after completion\n");
    check_abort(sleep_until_dropped, "lifeguard: 'lg_sleep_until' was polled after completion\n");
    check_abort(lock_again, "lifeguard: 'lg_mutex_lock' was polled after completion\n");
    check_abort(active_twice, "lifeguard: lg_active_mutex_lock: this thread holds the mutex already\n");
    check_abort(block_twice, "lifeguard: block_on_in: the runtime is running already\n");
    check_abort(drop_running, "lifeguard: lg_runtime_drop: the runtime is running already\n");
    check_abort(block_on_own_workers, "lifeguard: block_on_in: called by one of the runtime's own tasks\n");
    check_abort(drop_own_workers, "lifeguard: lg_runtime_drop: called by one of the runtime's own tasks\n");
    check_abort(shut_down_own_workers, "lifeguard: lg_runtime_shutdown: called by one of the runtime's own tasks\n");
    check_abort(send_again, "lifeguard: lg_oneshot_send: the sender has sent already, or was dropped\n");
    check_abort(receive_beside, "lifeguard: lg_mpsc_recv: two futures receive from one receiver\n");
    check_abort(finish_without_turn, "lifeguard: lg_once_finish: it is not the caller's turn\n");
    check_abort(frame_without_memory, "lifeguard: huge: out of memory\n");
    return 0;
}
