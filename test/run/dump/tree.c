// RUN: %cc -O2 -c %s -o %t.o && %clang %t.o %libs -o %t && %t | FileCheck %s
// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan | FileCheck %s
// RUN: %lg lower %s -o %t.lowered.c && %gcc -O2 %t.lowered.c %libs -o %t.gcc && %t.gcc | FileCheck %s
// The dump of a current-thread runtime's tasks, by one of them: every way to wait, and what stands out.
#include <lifeguard.h>
#include <lifeguard/dump.h>
#include <lifeguard/mpsc.h>
#include <lifeguard/mutex.h>
#include <lifeguard/rwlock.h>
#include <stdlib.h>
#include <string.h>

static lg_mutex first = LG_MUTEX_INIT, second = LG_MUTEX_INIT, third = LG_MUTEX_INIT;
static lg_rwlock shared = LG_RWLOCK_INIT;
static lg_mpsc_sender sender;
static lg_mpsc_receiver receiver;
static lg_future *box;

struct never {
    const char *why;
};
void never_init(struct never *self, const char *why)
{
    self->why = why;
}
lg_poll never_poll(struct never *self, lg_context *cx)
{
    (void)self, (void)cx; /* keeps no waker */
    return LG_PENDING;
}
void never_drop(struct never *self)
{
    (void)self;
}
lg_leaf(struct never, never_init, never_poll, never_drop) void never(const char *why);
static void describe_never(const void *future, FILE *file)
{
    fprintf(file, "because of %s", ((const struct never *)future)->why);
}

async int lock_other(lg_mutex *other)
{
    lg_scoped(lg_mutex_guard) guard = await lg_mutex_lock(other);
    return 0;
}
// CHECK: task 1 "run" of lifeguard, running on worker 0
// CHECK-NEXT: task 2 "transfer" of lifeguard, waits
// CHECK-NEXT: {{^}}  transfer at {{.*}}tree.c:[[#@LINE+11]], awaits lock_other
// CHECK-NEXT: {{^}}      holds 'held' (lg_mutex_guard) since line [[#@LINE+8]]
// CHECK-NEXT: {{^}}    lock_other at {{.*}}tree.c:[[#@LINE-7]], awaits lg_mutex_lock
// CHECK-NEXT: {{^}}      lg_mutex_lock: mutex 0x{{.*}}, which task 3 "transfer" holds as 'held' since {{.*}}tree.c:[[#@LINE+6]]
// CHECK-NEXT: task 3 "transfer" of lifeguard, waits
// CHECK: which task 2 "transfer" holds as 'held'

async int transfer(lg_mutex *from, lg_mutex *to)
{
    lg_scoped(lg_mutex_guard) held = await lg_mutex_lock(from);
    await lg_yield_now();
    return await lock_other(to);
}

/* Of another file, as far as this one knows; behind a pointer; in a box. */
typedef async int (*operation)(int);
async int recursive(int depth)
{
    if (depth > 0)
        return await recursive(depth - 1);
    await never("a whim");
    return 0;
}
// CHECK-NEXT: task 4 "all_ways" of lifeguard, waits
// CHECK-NEXT: {{^}}  all_ways at {{.*}}tree.c:[[#@LINE+19]], awaits all
// CHECK-NEXT: {{^}}    recursive at {{.*}}tree.c:[[#@LINE-6]], awaits recursive
// CHECK-NEXT: {{^}}      recursive at {{.*}}tree.c:[[#@LINE-6]], awaits never
// CHECK-NEXT: {{^}}        never: because of a whim
// CHECK-NEXT: {{^}}    recursive at {{.*}}tree.c:[[#@LINE-8]], awaits never
// CHECK-NEXT: {{^}}      never: because of a whim
// CHECK-NEXT: {{^}}    lg_future_await
// CHECK-NEXT: {{^}}      recursive at {{.*}}tree.c:[[#@LINE-11]], awaits never
// CHECK-NEXT: {{^}}        never: because of a whim
// CHECK-NEXT: {{^}}    lg_sleep_ms: for another 700.000 s
// CHECK-NEXT: task 5 "either" of lifeguard, waits
// CHECK-NEXT: {{^}}  either at {{.*}}tree.c:[[#@LINE+15]], awaits any
// CHECK-NEXT: {{^}}    lg_mpsc_recv: channel 0x
// CHECK-NEXT: {{^}}    lg_sleep_ms: for another 5.000 s

async void all_ways(operation pointer)
{
    box = future(recursive(0));
    int a, b;
    await_all(a = recursive(1), b = (*pointer)(0), lg_yield_now(), lg_future_await(box, NULL), lg_sleep_ms(700000));
    abort(); /* it is dropped before */
}

async void either(lg_mpsc_receiver *receiver)
{
    int message;
    await_any(lg_mpsc_recv(receiver, &message), lg_sleep_ms(5000));
}
// CHECK-NEXT: task 6 "sleeper" of lifeguard, waits
// CHECK-NEXT: sleeper at {{.*}}tree.c:[[#@LINE+13]], awaits lg_sleep_ms
// CHECK-NEXT: holds 'dozing' (lg_mutex_guard) since line [[#@LINE+10]]
// CHECK-NEXT: holds 'reading' (lg_read_guard) since line [[#@LINE+10]]
// CHECK-NEXT: lg_sleep_ms: for another 60.000 s
// CHECK-NEXT: task 7 "in_time" of lifeguard, waits
// CHECK-NEXT: in_time at {{.*}}tree.c:[[#@LINE+14]], awaits timeout
// CHECK-NEXT: lg_rwlock_write: rwlock 0x{{.*}}, which task 6 "sleeper" holds as 'reading'
// CHECK-NEXT: lg_sleep_ms: for another 9.000 s

async void sleeper(void)
{
    lg_scoped(lg_mutex_guard) dozing = await lg_mutex_lock(&third);
    lg_scoped(lg_read_guard) reading = await lg_rwlock_read(&shared);
    await lg_sleep_ms(60000);
}

async void in_time(void)
{
    lg_write_guard writing;
    await_timeout(9000, writing = lg_rwlock_write(&shared));
}
// CHECK-NEXT: task 8 "spinner" of lifeguard, ready to run
// CHECK-NEXT: spinner at {{.*}}tree.c:[[#@LINE+9]], awaits lg_yield_now
// CHECK-NEXT: lg_yield_now
// CHECK-NEXT: task 9 "joiner" of lifeguard, waits
// CHECK-NEXT: joiner at {{.*}}tree.c:[[#@LINE+11]], awaits lg_join
// CHECK-NEXT: lg_join: the end of task 8 "spinner"

async void spinner(void)
{
    for (;;)
        await lg_yield_now();
}

async int joiner(lg_task *task)
{
    return await lg_join(task, NULL);
}
// CHECK-NEXT: task 10 "lg_sleep_ms" of lifeguard, waits
// CHECK-NEXT: {{^}}  lg_sleep_ms: for another 4.000 s
// CHECK-NEXT: task 11 "never" of lifeguard, waits
// CHECK-NEXT: {{^}}  never: because of spite
// CHECK-NEXT: task 12 "spinner" of lifeguard, about to be dropped
// CHECK-NEXT: task 13 "spinner" of lifeguard, not started
// CHECK-NEXT: deadlock: tasks wait for each other
// CHECK-NEXT: task 2 "transfer" waits at {{.*}}tree.c:43 for mutex 0x{{.*}}, which task 3 "transfer" holds
// CHECK-NEXT: task 3 "transfer" waits at {{.*}}tree.c:43 for mutex 0x{{.*}}, which task 2 "transfer" holds
// CHECK-NEXT: note: task 6 "sleeper" holds as 'dozing' since {{.*}} (lg_mutex_guard) and sleeps at {{.*}} for another 60.000 s
// CHECK-NEXT: note: task 6 "sleeper" holds as 'reading' since {{.*}} (lg_read_guard) and sleeps at {{.*}} for another 60.000 s
// CHECK-NEXT: note: task 8 "spinner" was ready to run at both of two looks: it wakes itself, or others keep it from running
// CHECK-NEXT: note: task 11 "never" waits, and nobody has a waker to wake it
// CHECK-NEXT: end

async int run(void)
{
    lg_detach(spawn(transfer(&first, &second)));
    lg_detach(spawn(transfer(&second, &first)));
    lg_detach(spawn(all_ways(recursive)));
    lg_detach(spawn(either(&receiver)));
    lg_detach(spawn(sleeper()));
    lg_detach(spawn(in_time()));
    lg_detach(spawn(joiner(spawn(spinner()))));
    lg_detach(spawn(lg_sleep_ms(4000)));
    lg_detach(spawn(never("spite")));
    lg_task *aborted = spawn(spinner());
    for (int i = 0; i < 5; i++)
        await lg_yield_now();
    lg_abort(aborted);
    lg_detach(aborted);
    lg_detach(spawn(spinner()));
    int error = lg_dump_tasks(stdout);
    puts("end");
    return error;
}

int main(void)
{
    lg_clock_pause();
    if (lg_dump_describe("never", describe_never) || lg_mpsc_new(sizeof(int), 1, NULL, &sender, &receiver))
        return 1;
    int error = block_on(run());
    lg_future_drop(box);
    lg_mpsc_sender_drop(&sender);
    lg_mpsc_receiver_drop(&receiver);
    return error ? error : lg_dump_tasks(stdout);
}
// CHECK-NEXT: no tasks
