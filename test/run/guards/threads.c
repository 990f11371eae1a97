// RUN: %cc_tsan %plugin %s -o %t.tsan && %t.tsan
// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan
// RUN: %lg lower %s -o %t.lowered.c && %gcc -O2 -I %S %t.lowered.c %libs -o %t.gcc && %t.gcc
// A future that is polled next on another thread sees its guards' hooks run on that thread, and one that is dropped
// there its cleanups.
#include "Inputs/record.h"
#include <pthread.h>

static _Thread_local char this_thread = 'm';

/* A guard that says on which thread each of its functions ran, and belongs to the thread that runs it: it keeps the
 * count of what is active on this thread, without a lock. */
static _Thread_local int active_here;

typedef struct lifecycle(local_on_resume, local_on_suspend) local {
    int *active;
} local;
static local local_begin(void)
{
    say("begin:%c", this_thread);
    active_here++;
    return (local){&active_here};
}
static void local_on_resume(local *self, lg_context *cx)
{
    (void)cx;
    say("+%c", this_thread);
    self->active = &active_here;
    active_here++;
}
static void local_on_suspend(local *self, lg_context *cx)
{
    (void)cx;
    say("-%c%s", this_thread, self->active == &active_here ? "" : "(other)");
    active_here--;
}
static void local_drop(local *self)
{
    say("~%c%s", this_thread, self->active == &active_here ? "" : "(other)");
    active_here--;
}

static async void inner(void)
{
    lg_scoped(local) b = local_begin();
    await pend("x", 3, 0);
}
static async void outer(void)
{
    lg_scoped(local) a = local_begin();
    await inner();
    await once("y");
}

/* Two threads take turns: whose turn it is, is under the lock, and so is what they hand on. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turned = PTHREAD_COND_INITIALIZER;
static char turn;
static int turns_left;
static lg_future *shared;

static void take_turn(void)
{
    if (turns_left-- > 0) {
        lg_waker waker = lg_waker_noop();
        lg_context cx;
        lg_context_init(&cx, &waker);
        say("%c:", this_thread);
        poll_once(shared, &cx);
    } else if (shared) {
        say("drop:%c", this_thread);
        lg_future_drop(shared);
        shared = NULL;
    }
    if (active_here)
        say("(%d active)", active_here);
}

static void *take_turns(void *name)
{
    this_thread = *(const char *)name;
    pthread_mutex_lock(&lock);
    while (shared) {
        if (turn == this_thread) {
            take_turn();
            turn = turn == 'a' ? 'b' : 'a';
            pthread_cond_broadcast(&turned);
        } else {
            pthread_cond_wait(&turned, &lock);
        }
    }
    pthread_mutex_unlock(&lock);
    return NULL;
}

/* Polls `polls` times, alternately on a and b, and drops on the next. */
static int alternate(int polls)
{
    static char names[] = {'a', 'b'};
    pthread_t threads[2];
    turn = 'a';
    turns_left = polls;
    shared = future(outer());
    int error = 0;
    for (int i = 0; i < 2; i++)
        error |= pthread_create(&threads[i], NULL, take_turns, &names[i]);
    if (error)
        return error;
    for (int i = 0; i < 2; i++)
        error |= pthread_join(threads[i], NULL);
    return error;
}

int main(void)
{
    int error = alternate(5);
    CHECK_RECORD("a: begin:a begin:a x? -a -a b: +b +b x? -b -b a: +a +a x? -a -a b: +b +b x= ~b y? -b "
                 "a: +a y= ~a done drop:b");
    error |= alternate(2);
    CHECK_RECORD("a: begin:a begin:a x? -a -a b: +b +b x? -b -b drop:a +a +a x# ~a ~a");
    error |= alternate(1);
    CHECK_RECORD("a: begin:a begin:a x? -a -a drop:b +b +b x# ~b ~b");
    error |= alternate(0);
    CHECK_RECORD("drop:a");
    return RECORD_STATUS || error;
}
