/* thread_waker.c: the waker of a thread lies on that thread's stack, which may only be left once all clones are gone.
 *
 * `word` is twice the number of clones, plus 1 if woken since the thread last looked. Who is about to wake a clone does
 * so soon, so that waiting for the last one is short. */
#include "posix.h"

#include "lock.h"
#include "thread_waker.h"

enum { WOKEN = 1, CLONE = 2 };

struct thread {
    _Atomic(unsigned) word;
};

static lg_waker thread_clone(void *data);

static void thread_wake_by_ref(void *data)
{
    struct thread *thread = data;
    /* Releases what was written before the wake to the thread, which acquires it by taking the bit. */
    if (!(lg__fetch_or_acq_rel(&thread->word, WOKEN) & WOKEN))
        lg__futex_wake_one(&thread->word);
}

/* One step: with the clone the right to touch the thread's stack is gone. */
static void thread_wake(void *data)
{
    struct thread *thread = data;
    unsigned word = lg__load_relaxed(&thread->word);
    while (!lg__cas_acq_rel(&thread->word, &word, (word - CLONE) | WOKEN))
        ;
    lg__futex_wake_one(&thread->word);
}

static void thread_drop(void *data)
{
    struct thread *thread = data;
    lg__fetch_sub_acq_rel(&thread->word, CLONE);
    lg__futex_wake_one(&thread->word);
}

static const lg_waker_vtable thread_vtable = {thread_clone, thread_wake, thread_wake_by_ref, thread_drop};

static lg_waker thread_clone(void *data)
{
    lg__fetch_add_relaxed(&((struct thread *)data)->word, CLONE);
    return (lg_waker){&thread_vtable, data};
}

void lg__wait_on_thread(lg_poll (*poll)(void *future, lg_context *cx, void *out), void *future, void *out)
{
    struct thread thread = {0};
    const lg_waker waker = {&thread_vtable, &thread};
    lg_context cx;
    lg_context_init(&cx, &waker);
    while (poll(future, &cx, out) == LG_PENDING) {
        unsigned word;
        while (!((word = lg__fetch_and_acq_rel(&thread.word, ~(unsigned)WOKEN)) & WOKEN))
            lg__futex_wait(&thread.word, word);
    }
    for (unsigned word; (word = lg__load_acquire(&thread.word)) >= CLONE;) /* pairs with the end of each clone */
        lg__futex_wait(&thread.word, word);
}
