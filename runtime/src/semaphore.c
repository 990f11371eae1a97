/* semaphore.c: permits are handed over: those that come go to the first waiter until it has all it wants, so that
 * nobody can get in between. */
#include "posix.h"

#include "semaphore.h"
#include "wait_list.h"

#include <errno.h>

static struct lg_acquiring *first(lg_semaphore *semaphore)
{
    struct lg__waiter *waiter = semaphore->waiters.first;
    return waiter ? (struct lg_acquiring *)((char *)waiter - offsetof(struct lg_acquiring, waiter)) : NULL;
}

/* Adds permits, and gives the first waiters theirs, a batch at a time. After the last unlock the semaphore is not
 * touched: its owner may be among the woken. */
void lg_semaphore_add(lg_semaphore *semaphore, size_t count)
{
    enum { BATCH = 32 };
    struct lg_acquiring *next;
    lg__lock(&semaphore->waiters.lock);
    semaphore->permits += count;
    for (bool more = true; more;) {
        lg_waker wakers[BATCH];
        unsigned taken = 0;
        while (taken < BATCH && (next = first(semaphore)) && next->count <= semaphore->permits) {
            semaphore->permits -= next->count;
            lg__wait_list_take(&semaphore->waiters, LG__WAITER_GRANTED, &wakers[taken++]);
        }
        more = (next = first(semaphore)) && next->count <= semaphore->permits;
        lg__unlock(&semaphore->waiters.lock);
        for (unsigned i = 0; i < taken; i++)
            lg_waker_wake(wakers[i]);
        if (more)
            lg__lock(&semaphore->waiters.lock);
    }
}

void lg_semaphore_close(lg_semaphore *semaphore)
{
    lg__lock(&semaphore->waiters.lock);
    semaphore->closed = true;
    lg__wait_list_wake_all(&semaphore->waiters, LG__WAITER_CALLED);
}

size_t lg_semaphore_available(lg_semaphore *semaphore)
{
    lg__lock(&semaphore->waiters.lock);
    size_t available = semaphore->waiters.first ? 0 : semaphore->permits;
    lg__unlock(&semaphore->waiters.lock);
    return available;
}

/* With the lock. */
static int take(lg_semaphore *semaphore, size_t count)
{
    if (semaphore->closed)
        return EPIPE;
    if (semaphore->waiters.first || semaphore->permits < count)
        return EAGAIN;
    semaphore->permits -= count;
    return 0;
}

int lg_semaphore_try_acquire(lg_semaphore *semaphore, size_t count, lg_semaphore_permit *permit)
{
    lg__lock(&semaphore->waiters.lock);
    int error = take(semaphore, count);
    lg__unlock(&semaphore->waiters.lock);
    *permit = error ? (lg_semaphore_permit){NULL, 0} : (lg_semaphore_permit){semaphore, count};
    return error;
}

void lg_semaphore_permit_forget(lg_semaphore_permit *permit)
{
    *permit = (lg_semaphore_permit){NULL, 0};
}

void lg_semaphore_permit_drop(lg_semaphore_permit *permit)
{
    lg_semaphore_permit held = *permit;
    lg_semaphore_permit_forget(permit);
    if (held.semaphore)
        lg_semaphore_add(held.semaphore, held.count);
}

void lg_acquiring_init(struct lg_acquiring *self, lg_semaphore *semaphore, size_t count, lg_semaphore_permit *permit)
{
    self->semaphore = semaphore;
    self->count = count;
    self->permit = permit;
    self->closed = false;
    lg__waiter_init(&self->waiter);
}

static bool ask(void *future)
{
    struct lg_acquiring *self = future;
    int error = take(self->semaphore, self->count);
    self->closed = error == EPIPE;
    return error != EAGAIN;
}

lg_poll lg__acquiring_poll(struct lg_acquiring *self, lg_context *cx, const char *name)
{
    lg__waiter_expect(&self->waiter, name);
    return lg__wait(&self->semaphore->waiters, &self->waiter, cx, ask, self) ? LG_READY : LG_PENDING;
}

lg_poll lg_acquiring_poll(struct lg_acquiring *self, lg_context *cx, int *out)
{
    if (lg__acquiring_poll(self, cx, "lg_semaphore_acquire") == LG_PENDING)
        return LG_PENDING;
    *self->permit = self->closed ? (lg_semaphore_permit){NULL, 0} : (lg_semaphore_permit){self->semaphore, self->count};
    *out = self->closed ? EPIPE : 0;
    return LG_READY;
}

void lg_acquiring_drop(struct lg_acquiring *self)
{
    switch (lg__waiter_leave(&self->waiter, &self->semaphore->waiters)) {
    case LG__WAITER_GRANTED:
        lg_semaphore_add(self->semaphore, self->count);
        break;
    case LG__WAITER_LISTED: /* those behind it may want less than it did */
        lg_semaphore_add(self->semaphore, 0);
        break;
    default:
        break;
    }
}
