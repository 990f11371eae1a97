// In Lwan's shapes: nothing is marked; what reaches coro_yield may suspend, and a yield of CONN_CORO_ABORT does not come back.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct coro;
enum lwan_connection_coro_yield { CONN_CORO_YIELD, CONN_CORO_WANT_READ, CONN_CORO_WANT_WRITE, CONN_CORO_ABORT };
int64_t coro_yield(struct coro *coro, int64_t value);
void coro_defer(struct coro *coro, void (*func)(void *data), void *data);

struct lwan_connection {
    struct coro *coro;
};
struct lwan_request {
    struct lwan_connection *conn;
    int fd;
};
struct cache {
    pthread_rwlock_t lock;
    pthread_mutex_t queue_lock;
    int entries;
};

int try_read(int fd, void *into, size_t size);

static int request_read(struct lwan_request *request, void *into, size_t size)
{
    for (int tries = 0; tries < 8; tries++) {
        int got = try_read(request->fd, into, size);
        if (got >= 0)
            return got;
        coro_yield(request->conn->coro, CONN_CORO_WANT_READ);
    }
    coro_yield(request->conn->coro, CONN_CORO_ABORT);
    __builtin_unreachable();
}

int held_in_a_handler(struct cache *c, struct lwan_request *request)
{
    char head[64];
    pthread_rwlock_rdlock(&c->lock); // EXPECT: lock-held (request_read)
    int got = request_read(request, head, sizeof head);
    pthread_rwlock_unlock(&c->lock);
    return got;
}

int released_in_time(struct cache *c, struct lwan_request *request)
{
    char head[64];
    pthread_rwlock_rdlock(&c->lock);
    int entries = c->entries;
    pthread_rwlock_unlock(&c->lock);
    return entries + request_read(request, head, sizeof head);
}

int given_up(struct cache *c, struct lwan_request *request)
{
    pthread_mutex_lock(&c->queue_lock);
    if (c->entries < 0) {
        pthread_mutex_unlock(&c->queue_lock);
        coro_yield(request->conn->coro, CONN_CORO_ABORT);
        __builtin_unreachable();
    }
    c->entries++;
    pthread_mutex_unlock(&c->queue_lock);
    coro_yield(request->conn->coro, CONN_CORO_YIELD);
    return c->entries;
}

// What is deferred runs when the coroutine is dropped.
int given_up_under_the_lock(struct cache *c, struct lwan_request *request)
{
    pthread_mutex_lock(&c->queue_lock);
    if (c->entries < 0)
        coro_yield(request->conn->coro, CONN_CORO_ABORT);
    pthread_mutex_unlock(&c->queue_lock);
    return 0;
}

static void unlock(void *lock)
{
    pthread_mutex_unlock(lock);
}

int deferred(struct cache *c, struct lwan_request *request)
{
    pthread_mutex_lock(&c->queue_lock); // EXPECT: lock-held (coro_yield)
    coro_defer(request->conn->coro, unlock, &c->queue_lock);
    coro_yield(request->conn->coro, CONN_CORO_WANT_WRITE);
    return c->entries;
}

int no_coroutine(struct cache *c)
{
    pthread_mutex_lock(&c->queue_lock);
    int entries = c->entries;
    pthread_mutex_unlock(&c->queue_lock);
    return entries;
}
