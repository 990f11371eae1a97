// RUN: %cc -O2 -c %s -o %t.o && %clang %t.o %libs -o %t && %t | FileCheck %s
// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan | FileCheck %s
// What the dump says of channels and the rest that can be waited for, who could end it, circles through channels; and how
// long tasks have waited, from the second dump on.
#include <lifeguard.h>
#include <lifeguard/barrier.h>
#include <lifeguard/dump.h>
#include <lifeguard/mpsc.h>
#include <lifeguard/mutex.h>
#include <lifeguard/notify.h>
#include <lifeguard/oneshot.h>
#include <lifeguard/semaphore.h>
#include <stdlib.h>

static lg_mpsc_sender to_left, to_right, more, many, other_many;
static lg_mpsc_receiver from_left, from_right, never_read, from_many;
static lg_oneshot_sender answer, other_answer;
static lg_oneshot_receiver question, other_question;
static lg_semaphore permits = LG_SEMAPHORE_INIT(1);
static lg_notify bell = LG_NOTIFY_INIT;
static lg_barrier barrier = LG_BARRIER_INIT(3);
static lg_mutex mutex = LG_MUTEX_INIT;

/* Each waits for what only the other could send. */
async void talk(lg_mpsc_sender *to, lg_mpsc_receiver *from)
{
    lg_scoped(lg_mpsc_sender) tx = *to;
    lg_scoped(lg_mpsc_receiver) rx = *from;
    int message;
    await lg_mpsc_recv(&rx, &message);
}
// CHECK-LABEL: first
// CHECK: task 2 "talk" of lifeguard, waits{{$}}
// CHECK: lg_mpsc_recv: channel 0x{{[0-9a-f]+}}, empty, which task 3 "talk" can send to as 'tx' since {{.*}}waits.c:[[#@LINE-7]]
// CHECK-NEXT: task 3 "talk" of lifeguard, waits{{$}}
// CHECK: lg_mpsc_recv: channel 0x{{[0-9a-f]+}}, empty, which task 2 "talk" can send to as 'tx'

/* Fills a channel whose other end asks it for something. */
async void fill(void)
{
    lg_scoped(lg_mpsc_sender) tx = more;
    lg_scoped(lg_oneshot_sender) reply = answer;
    for (int i = 0;; i++)
        await lg_mpsc_send(&tx, &i);
}
async void ask(void)
{
    lg_scoped(lg_mpsc_receiver) rx = never_read;
    lg_scoped(lg_oneshot_receiver) reply = question;
    int message;
    await lg_oneshot_recv(&reply, &message);
}
// CHECK-NEXT: task 4 "fill" of lifeguard, waits{{$}}
// CHECK: lg_mpsc_send: channel 0x{{[0-9a-f]+}}, full, which task 5 "ask" receives from as 'rx'
// CHECK-NEXT: task 5 "ask" of lifeguard, waits{{$}}
// CHECK: lg_oneshot_recv: channel 0x{{[0-9a-f]+}}, empty, which task 4 "fill" can send to as 'reply'

/* One of two senders waits for the receiver; the other, which nobody sees, could send. */
async void hear(void)
{
    lg_scoped(lg_mpsc_receiver) rx = from_many;
    lg_scoped(lg_mutex_guard) held = await lg_mutex_lock(&mutex);
    int message;
    await lg_mpsc_recv(&rx, &message);
}
async void say(void)
{
    lg_scoped(lg_mpsc_sender) tx = many;
    lg_scoped(lg_mutex_guard) held = await lg_mutex_lock(&mutex);
}
// CHECK-NEXT: task 6 "hear" of lifeguard, waits{{$}}
// CHECK: lg_mpsc_recv: channel 0x{{[0-9a-f]+}}, empty, which task 7 "say" can send to as 'tx'
// CHECK-NEXT: task 7 "say" of lifeguard, waits{{$}}
// CHECK: lg_mutex_lock: mutex 0x{{[0-9a-f]+}}, which task 6 "hear" holds as 'held'

async void rest(void)
{
    lg_scoped(lg_semaphore_permit) permit = {0};
    int message;
    if (await lg_semaphore_acquire(&permits, 1, &permit))
        return;
    await_any(lg_notify_wait(&bell), lg_barrier_wait(&barrier), lg_oneshot_recv(&other_question, &message));
}
// CHECK-NEXT: task 8 "rest" of lifeguard, waits{{$}}
// CHECK-NEXT: rest at {{.*}}waits.c:[[#@LINE-3]], awaits any
// CHECK-NEXT: holds 'permit' (lg_semaphore_permit) since line [[#@LINE-8]]
// CHECK-NEXT: lg_notify_wait: notify 0x{{[0-9a-f]+$}}
// CHECK-NEXT: lg_barrier_wait: barrier 0x{{[0-9a-f]+$}}
// CHECK-NEXT: lg_oneshot_recv: channel 0x{{[0-9a-f]+}}, empty{{$}}
// CHECK-NEXT: task 9 "rest" of lifeguard, waits{{$}}
// CHECK-NOT: holds 'permit' (
// CHECK: lg_semaphore_acquire: semaphore 0x{{[0-9a-f]+}}, which task 8 "rest" holds as 'permit'
// CHECK-NEXT: task 10 "tick" of lifeguard, waits{{$}}
// CHECK: lg_sleep_ms: for another 0.500 s
// CHECK-NEXT: deadlock, unless others reach a channel: tasks wait for each other
// CHECK-NEXT: task 2 "talk" waits at {{.*}} for channel 0x{{[0-9a-f]+}}, empty, which task 3 "talk" can send to
// CHECK-NEXT: task 3 "talk" waits at {{.*}} for channel 0x{{[0-9a-f]+}}, empty, which task 2 "talk" can send to
// CHECK-NEXT: deadlock, unless others reach a channel: tasks wait for each other
// CHECK-NEXT: task 4 "fill" waits at {{.*}} for channel 0x{{[0-9a-f]+}}, full, which task 5 "ask" receives from
// CHECK-NEXT: task 5 "ask" waits at {{.*}} for channel 0x{{[0-9a-f]+}}, empty, which task 4 "fill" can send to
// CHECK-NOT: deadlock

async void tick(void)
{
    for (;;)
        await lg_sleep_ms(500);
}
// CHECK-LABEL: second
// CHECK: task 2 "talk" of lifeguard, waits, for more than 2.250 s so far
// CHECK: task 10 "tick" of lifeguard, waits, for 0.250 s so far
// CHECK: end

async void run(void)
{
    lg_detach(spawn(talk(&to_left, &from_left)));
    lg_detach(spawn(talk(&to_right, &from_right)));
    lg_detach(spawn(fill()));
    lg_detach(spawn(ask()));
    lg_detach(spawn(hear()));
    lg_detach(spawn(say()));
    lg_detach(spawn(rest()));
    lg_detach(spawn(rest()));
    lg_detach(spawn(tick()));
    await lg_yield_now();
    await lg_yield_now();
    puts("first");
    lg_dump_tasks(stdout);
    await lg_sleep_ms(2250);
    puts("second");
    lg_dump_tasks(stdout);
    puts("end");
}

int main(void)
{
    lg_clock_pause();
    if (lg_mpsc_new(sizeof(int), 1, NULL, &to_left, &from_right) || lg_mpsc_new(sizeof(int), 1, NULL, &to_right, &from_left) ||
        lg_mpsc_new(sizeof(int), 1, NULL, &more, &never_read) || lg_mpsc_new(sizeof(int), 1, NULL, &many, &from_many) ||
        lg_oneshot_new(sizeof(int), NULL, &answer, &question) ||
        lg_oneshot_new(sizeof(int), NULL, &other_answer, &other_question))
        return 1;
    other_many = lg_mpsc_sender_clone(&many);
    block_on(run());
    lg_mpsc_sender_drop(&other_many);
    lg_oneshot_sender_drop(&other_answer);
    lg_oneshot_receiver_drop(&other_question);
    return 0;
}
