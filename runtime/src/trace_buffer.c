/* trace_buffer.c: see trace_buffer.h. */
#include "posix.h"

#include "lock.h"
#include "trace_buffer.h"
#include "worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

/* One is written, and can not be given back before there is another. */
enum { DEFAULT_CHUNKS = 512 /* 16 MiB */, LEAST_CHUNKS = 2, MOST_SPARES = 64 };

lg__thread_local struct lg__trace_thread *lg__trace_thread;
_Atomic(unsigned) lg__trace_when = LG_KEPT;
struct lg__lock lg__trace_lock;

static struct lg__trace_thread *first, *last; /* with the lock */
static unsigned last_number;                  /* with the lock */
static _Atomic(unsigned) most_chunks = DEFAULT_CHUNKS;
static _Atomic(uint64_t) dropped;

static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool key_made;

uint64_t lg_trace_dropped(void)
{
    return lg__load_relaxed(&dropped);
}

int lg_trace_buffer_size(size_t bytes)
{
    size_t chunks = bytes / LG__CHUNK_BYTES + (bytes % LG__CHUNK_BYTES != 0);
    if (chunks == 0 || chunks > UINT32_MAX)
        return EINVAL;
    lg__store_relaxed(&most_chunks, (unsigned)(chunks < LEAST_CHUNKS ? LEAST_CHUNKS : chunks));
    return 0;
}

/* Threads. */

static void thread_ends(void *data)
{
    struct lg__trace_thread *thread = data;
    lg__trace_thread = NULL;
    lg__store_release(&thread->ended, true); /* pairs with lg__trace_sweep */
}

static void make_key(void)
{
    key_made = pthread_key_create(&key, thread_ends) == 0;
}

static struct lg__trace_chunk *new_chunk(void)
{
    struct lg__trace_chunk *chunk = malloc(sizeof *chunk);
    if (chunk) {
        atomic_init(&chunk->next, NULL);
    }
    return chunk;
}

static void append(struct lg__trace_thread *thread)
{
    lg__lock(&lg__trace_lock);
    thread->number = ++last_number;
    if (last)
        last->next = thread;
    else
        first = thread;
    last = thread;
    lg__unlock(&lg__trace_lock);
}

/* This thread's buffer, or NULL where memory is out. */
static struct lg__trace_thread *begin_thread(void)
{
    pthread_once(&key_once, make_key);
    struct lg__trace_chunk *chunk = new_chunk();
    struct lg__trace_thread *thread = aligned_alloc(_Alignof(struct lg__trace_thread), sizeof *thread);
    if (!chunk || !thread || !key_made || pthread_setspecific(key, thread) != 0) {
        free(chunk);
        free(thread);
        return NULL;
    }
    *thread = (struct lg__trace_thread){
        .last = chunk, .chunks = 1, .first = chunk, .worker = lg__worker ? (int)lg__worker->index : -1};
#ifdef __linux__
    pthread_getname_np(pthread_self(), thread->name, sizeof thread->name);
#endif
    append(thread);
    return lg__trace_thread = thread;
}

/* A chunk that was read, or NULL. The thread takes all there are, and keeps the others for itself. */
static struct lg__trace_chunk *take_spare(struct lg__trace_thread *thread)
{
    if (!thread->own_spare && lg__load_relaxed(&thread->spare)) {
        thread->own_spare = lg__exchange_acquire(&thread->spare, NULL); /* pairs with give_back */
        lg__store_relaxed(&thread->spares, 0u);
    }
    struct lg__trace_chunk *chunk = thread->own_spare;
    if (!chunk)
        return NULL;
    thread->own_spare = lg__load_relaxed(&chunk->next);
    lg__store_relaxed(&chunk->next, NULL);
    return chunk;
}

/* Appends a chunk to the chain, if there may be one more. */
static bool extend(struct lg__trace_thread *thread)
{
    if (lg__load_relaxed(&thread->chunks) >= lg__load_relaxed(&most_chunks))
        return false;
    struct lg__trace_chunk *chunk = take_spare(thread);
    if (!chunk && !(chunk = new_chunk()))
        return false;
    lg__fetch_add_relaxed(&thread->chunks, 1);
    thread->last->filled = thread->used;
    lg__store_release(&thread->last->next, chunk); /* pairs with lg__trace_next */
    thread->last = chunk;
    thread->used = 0;
    return true;
}

uint64_t *lg__trace_room(unsigned words)
{
    struct lg__trace_thread *thread = lg__trace_thread ? lg__trace_thread : begin_thread();
    if (thread && thread->used + words > LG__CHUNK_WORDS) {
        if (lg__load_relaxed(&lg__trace_when) == LG_BATCHED)
            lg__trace_try_tell_all();
        if (!extend(thread))
            thread = NULL;
    }
    if (!thread) {
        lg__fetch_add_relaxed(&dropped, 1);
        return NULL;
    }
    return &thread->last->words[thread->used];
}

/* Who tells. */

struct lg__trace_thread *lg__trace_threads(void)
{
    return first;
}

/* So often it is tried to see all threads at one moment. Where they record so fast that it does not come to that, a
 * record may be told before one on another thread that has led to it. */
enum { MOST_LOOKS = 1000 };

/* Looks at all threads; whether nothing has changed since the last look. If so, all of it was so at one moment between
 * the two. */
static bool look(void)
{
    bool same = true;
    for (struct lg__trace_thread *thread = first; thread; thread = thread->next) {
        size_t published = lg__load_acquire(&thread->published); /* pairs with lg__trace_commit */
        same = same && published == thread->until;
        thread->until = published;
    }
    return same;
}

void lg__trace_begin_round(void)
{
    for (int looks = 0; !look() && looks < MOST_LOOKS; looks++)
        ;
}

/* A chunk that was read to its end: to be used again, or freed. */
static void give_back(struct lg__trace_thread *thread, struct lg__trace_chunk *chunk)
{
    if (lg__fetch_add_relaxed(&thread->spares, 1u) < MOST_SPARES) {
        struct lg__trace_chunk *first_spare = lg__load_relaxed(&thread->spare);
        do
            lg__store_relaxed(&chunk->next, first_spare);
        while (!lg__cas_release(&thread->spare, &first_spare, chunk)); /* pairs with take_spare */
    } else {
        free(chunk);
    }
    lg__fetch_sub_acq_rel(&thread->chunks, 1u);
}

const uint64_t *lg__trace_next(struct lg__trace_thread *thread)
{
    if (thread->told == thread->until)
        return NULL;
    struct lg__trace_chunk *chunk = thread->first, *next = lg__load_acquire(&chunk->next); /* pairs with extend */
    if (next && thread->read == chunk->filled) {
        thread->first = next;
        thread->read = 0;
        give_back(thread, chunk);
    }
    return &thread->first->words[thread->read];
}

void lg__trace_advance(struct lg__trace_thread *thread)
{
    size_t words = (size_t)(thread->first->words[thread->read] >> 8 & 0xffff);
    thread->read += words;
    thread->told += words;
}

static bool is_over(struct lg__trace_thread *thread)
{
    return lg__load_acquire(&thread->ended) && lg__load_relaxed(&thread->published) == thread->told;
}

static void free_all(struct lg__trace_chunk *spare)
{
    for (struct lg__trace_chunk *chunk = spare, *next; chunk; chunk = next) {
        next = lg__load_relaxed(&chunk->next);
        free(chunk);
    }
}

void lg__trace_sweep(void)
{
    struct lg__trace_thread **place = &first;
    last = NULL;
    while (*place) {
        struct lg__trace_thread *thread = *place;
        if (is_over(thread)) {
            *place = thread->next;
            free_all(thread->first);
            free_all(lg__load_acquire(&thread->spare));
            free_all(thread->own_spare);
            free(thread);
        } else {
            last = thread;
            place = &thread->next;
        }
    }
}
