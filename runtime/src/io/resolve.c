/* resolve.c: getaddrinfo(3) on a thread of the pool. The question is on the heap and outlives the future that asks: a
 * resolver that does not answer for a minute must not hold up who has given up. */
#include "../posix.h"

#include "../atomics.h"
#include "../blocking.h"
#include "../contract.h"
#include "../lock.h"

#include <lifeguard/resolve.h>

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

struct lg__query {
    struct lg__job job;           /* first: a job is a query */
    _Atomic(unsigned) references; /* the future's, the job's */
    const char *host, *service;   /* behind it */
    struct lg__lock lock;         /* guards what follows */
    bool answered, has_waker;
    lg_waker waker;
    lg_addresses addresses;
    int error;
};

void lg_addresses_drop(lg_addresses *addresses)
{
    free(addresses->list);
    *addresses = (lg_addresses){0};
}

static void release(struct lg__query *query)
{
    if (lg__fetch_sub_acq_rel(&query->references, 1u) > 1)
        return;
    if (query->has_waker)
        lg_waker_drop(query->waker);
    lg_addresses_drop(&query->addresses);
    free(query);
}

static int error_of(int code)
{
    switch (code) {
    case EAI_SYSTEM:
        return errno;
    case EAI_MEMORY:
        return ENOMEM;
    case EAI_AGAIN:
        return EAGAIN;
    case EAI_SERVICE:
    case EAI_BADFLAGS:
        return EINVAL;
    case EAI_FAIL:
        return EIO;
    default:
        return ENOENT;
    }
}

static int copy(lg_addresses *addresses, const struct addrinfo *found)
{
    size_t count = 0;
    for (const struct addrinfo *each = found; each; each = each->ai_next)
        count++;
    addresses->list = calloc(count ? count : 1, sizeof *addresses->list);
    if (!addresses->list)
        return ENOMEM;
    for (const struct addrinfo *each = found; each; each = each->ai_next) {
        lg_address *address = &addresses->list[addresses->count++];
        memcpy(&address->storage, each->ai_addr, each->ai_addrlen);
        address->length = each->ai_addrlen;
    }
    return 0;
}

static int ask(lg_addresses *addresses, const char *host, const char *service)
{
    const struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(host, service, &wanted, &found);
    if (code)
        return error_of(code);
    int error = copy(addresses, found);
    freeaddrinfo(found);
    return error;
}

static void run(struct lg__job *job, bool canceled)
{
    struct lg__query *query = (struct lg__query *)job;
    lg_addresses addresses = {0};
    int error = canceled ? ECANCELED : ask(&addresses, query->host, query->service);
    lg__lock(&query->lock);
    query->addresses = addresses;
    query->error = error;
    query->answered = true;
    bool wake = query->has_waker;
    query->has_waker = false;
    lg_waker waker = query->waker;
    lg__unlock(&query->lock);
    if (wake)
        lg_waker_wake(waker);
    release(query);
}

static struct lg__query *new_query(const char *host, const char *service)
{
    const size_t host_size = strlen(host) + 1, service_size = strlen(service) + 1;
    struct lg__query *query = malloc(sizeof *query + host_size + service_size);
    if (!query)
        return NULL;
    char *texts = (char *)(query + 1);
    *query = (struct lg__query){.job = {.run = run}, .references = 2, .host = texts, .service = texts + host_size};
    memcpy(texts, host, host_size);
    memcpy(texts + host_size, service, service_size);
    return query;
}

void lg_resolve_init(struct lg_resolving *self, lg_addresses *addresses, const char *host, const char *service)
{
    *self = (struct lg_resolving){.host = host, .service = service, .addresses = addresses};
}

/* Hands the question in: 0 or an errno. */
static int begin(struct lg_resolving *self, lg_context *cx)
{
    struct lg__blocking *pool = lg__runtime_blocking(cx->runtime);
    if (!pool)
        return errno;
    struct lg__query *query = new_query(self->host, self->service);
    if (!query)
        return ENOMEM;
    query->waker = lg_waker_clone(cx->waker);
    query->has_waker = true;
    self->query = query;
    int error = lg__blocking_submit(pool, &query->job);
    if (error) {
        lg__store_relaxed(&query->references, 1u); /* nobody else has it */
        release(query);
        self->query = NULL;
    }
    return error;
}

/* The answer, or else leaves the waker. */
static bool check(struct lg__query *query, const lg_waker *waker)
{
    lg_waker clone = lg_waker_clone(waker);
    lg__lock(&query->lock);
    bool answered = query->answered;
    if (!answered) { /* then there is one */
        lg_waker old = query->waker;
        query->waker = clone;
        clone = old;
    }
    lg__unlock(&query->lock);
    lg_waker_drop(clone);
    return answered;
}

lg_poll lg_resolve_poll(struct lg_resolving *self, lg_context *cx, int *out)
{
    if (self->finished)
        lg_polled_after_completion("lg_resolve");
    if (!self->query) {
        *out = cx->runtime ? begin(self, cx) : ask(self->addresses, self->host, self->service);
        if (self->query)
            return LG_PENDING;
    } else {
        struct lg__query *query = self->query;
        if (!check(query, cx->waker))
            return LG_PENDING;
        *out = query->error;
        *self->addresses = query->addresses;
        query->addresses = (lg_addresses){0};
        self->query = NULL;
        release(query);
    }
    self->finished = true;
    return LG_READY;
}

void lg_resolve_drop(struct lg_resolving *self)
{
    if (self->query)
        release(self->query);
    self->query = NULL;
    self->finished = true;
}
