#include "../posix.h"

#include "../wait_list.h"
#include "reactor.h"
#include "source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static bool set_nonblocking(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    return flags != -1 && (flags & O_NONBLOCK || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != -1);
}

struct lg__source *lg__source_new(int fd, enum lg__source_kind kind, bool nonblocking)
{
    struct lg__source *source = malloc(sizeof *source);
    if (!source || (!nonblocking && !set_nonblocking(fd))) {
        int error = source ? errno : ENOMEM;
        free(source);
        close(fd);
        errno = error;
        return NULL;
    }
    *source = (struct lg__source){.fd = fd, .kind = kind, .handles = 1, .references = 1};
    return source;
}

void lg__source_retain(struct lg__source *source)
{
    lg__fetch_add_relaxed(&source->references, 1u);
}

void lg__source_release(struct lg__source *source)
{
    if (lg__fetch_sub_acq_rel(&source->references, 1u) == 1)
        free(source);
}

void lg__source_share(struct lg__source *source)
{
    lg__fetch_add_relaxed(&source->handles, 1u);
}

void lg__source_drop(struct lg__source *source)
{
    if (!source || lg__fetch_sub_acq_rel(&source->handles, 1u) > 1)
        return;
    lg__reactor_forget(source); /* before the number can be another descriptor's */
    close(source->fd);
    lg__source_release(source);
}

static void wake_all(struct lg__wait_list *list)
{
    lg__lock(&list->lock);
    lg__wait_list_wake_all(list, LG__WAITER_CALLED); /* unlocks */
}

void lg__source_report(struct lg__source *source, uint32_t bits)
{
    uint32_t clear = (bits & LG__IN_DRY ? LG__IN_DRY | LG__IN_SHORT : 0u) | (bits & LG__OUT_FULL);
    uint32_t word = lg__load_relaxed(&source->word);
    while (!lg__cas_acq_rel(&source->word, &word, ((word & ~clear) | (bits & LG__ENDED)) + LG__REPORT))
        ;
    /* Where the bit was clear nobody waits, or is being woken. */
    if (bits & word & LG__IN_DRY)
        wake_all(&source->waiters[LG__IN]);
    if (bits & word & LG__OUT_FULL)
        wake_all(&source->waiters[LG__OUT]);
}

/* For lg__ask: the source, and the bit while which it is waited for. */
struct question {
    struct lg__source *source;
    uint32_t exhausted;
};

static bool may_be_ready(void *data)
{
    struct question *question = data;
    return !(lg__load_relaxed(&question->source->word) & question->exhausted);
}

int lg__source_wait(struct lg__source *source, enum lg__direction direction, struct lg__waiter *waiter, lg_context *cx)
{
    struct lg__wait_list *list = &source->waiters[direction];
    int error = lg__reactor_watch(source, cx);
    if (error)
        return error;
    if (waiter->phase == LG__WAITER_WAITING && lg__waiter_check(waiter, list, cx->waker) == LG__WAITER_LISTED)
        return LG__WAITING;
    struct question question = {source, direction == LG__IN ? LG__IN_DRY : LG__OUT_FULL};
    if (!lg__wait_in_line(list, waiter, cx, may_be_ready, &question))
        return LG__WAITING;
    lg__waiter_init(waiter);
    return 0;
}

void lg__source_leave(struct lg__source *source, enum lg__direction direction, struct lg__waiter *waiter)
{
    lg__waiter_leave(waiter, &source->waiters[direction]);
}
