// A filter as nbdkit has them, with the configuration that is installed for it: locks by macros, with the cleanup in another file.
#include <pthread.h>
#include <stddef.h>

typedef struct nbdkit_next_ops nbdkit_next;
struct nbdkit_next_ops {
    int (*pread)(nbdkit_next *next, void *into, unsigned count, int *error);
    int (*flush)(nbdkit_next *next, int *error);
};
int nbdkit_nanosleep(unsigned seconds, unsigned nanoseconds);
void cleanup_mutex_unlock(pthread_mutex_t **lock);
void cleanup_rwlock_unlock(pthread_rwlock_t **lock);
void cleanup_free(void *memory);
#define ACQUIRE_LOCK_FOR_CURRENT_SCOPE(mutex)                                                                            \
    __attribute__((cleanup(cleanup_mutex_unlock))) pthread_mutex_t *scoped = mutex;                                      \
    do {                                                                                                                 \
        pthread_mutex_lock(scoped);                                                                                      \
    } while (0)
#define ACQUIRE_RDLOCK_FOR_CURRENT_SCOPE(rwlock)                                                                         \
    __attribute__((cleanup(cleanup_rwlock_unlock))) pthread_rwlock_t *scoped = rwlock;                                   \
    do {                                                                                                                 \
        pthread_rwlock_rdlock(scoped);                                                                                   \
    } while (0)

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static int requests;

int reads(nbdkit_next *next, void *into, int *error)
{
    ACQUIRE_LOCK_FOR_CURRENT_SCOPE(&lock); // EXPECT: guard-held (pread)
    return next->pread(next, into, 1, error);
}

int counts_then_reads(nbdkit_next *next, void *into, int *error)
{
    __attribute__((cleanup(cleanup_free))) char *block = NULL;
    {
        ACQUIRE_LOCK_FOR_CURRENT_SCOPE(&lock);
        requests++;
    }
    return next->pread(next, block ? block : into, 1, error);
}

int looks_up(nbdkit_next *next, int *error)
{
    {
        ACQUIRE_RDLOCK_FOR_CURRENT_SCOPE(&table); // EXPECT: guard-held (nbdkit_nanosleep)
        if (requests)
            nbdkit_nanosleep(1, 0);
    }
    return next->flush(next, error);
}

static int flush(nbdkit_next *next, int *error)
{
    return next->flush(next, error);
}

int by_a_helper(nbdkit_next *next, int *error)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held (flush)
    int result = flush(next, error);
    pthread_mutex_unlock(&lock);
    return result;
}
