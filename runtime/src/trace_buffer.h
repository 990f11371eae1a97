/* trace_buffer.h: what a thread has recorded and nobody has been told yet: a chain of chunks of raw records.
 *
 *     thread ──> first chunk ──next──> … ──next──> last chunk
 *                ^ read from here                  ^ written here, by the thread alone
 *
 * The thread writes a record behind the others, and publishes it by counting its words in `published`. When a chunk is
 * full it makes another, as long as it has no more than it may. Who tells the subscribers (trace_tell.c) reads, and
 * frees chunks that it has read to their end. Neither waits for the other.
 *
 * A record is some words of 64 bits, the first of which says what it is:
 *
 *     bits 0-7    lg_trace_kind       word 1      lg_instant
 *     bits 8-23   its length, words   word 2 …    depends on the kind, see trace_tell.c
 *     bits 24-31  unused
 *     bits 32-63  its detail */
#ifndef LG__TRACE_BUFFER_H
#define LG__TRACE_BUFFER_H

#include "atomics.h"
#include <lifeguard/subscriber.h>
#include <stdint.h>

enum { LG__CHUNK_BYTES = 32768, LG__CHUNK_WORDS = LG__CHUNK_BYTES / 8 - 2, LG__MOST_RECORD_WORDS = 1024 };

struct lg__trace_chunk {
    _Atomic(struct lg__trace_chunk *) next; /* set when `filled` is */
    size_t filled;                          /* words of it, once there is a next */
    uint64_t words[LG__CHUNK_WORDS];
};

enum { LG__NESTED_POLLS = 8 };

struct lg__trace_thread {
    /* The thread's own. */
    struct lg__trace_chunk *last;
    size_t used; /* words of it, published or not */
    struct lg__trace_chunk *own_spare;

    /* Both sides'. */
    _Alignas(64) _Atomic(size_t) published;  /* words, since the beginning */
    _Atomic(unsigned) chunks;                /* in the chain */
    _Atomic(struct lg__trace_chunk *) spare; /* that were read, to be used again, linked by `next` */
    _Atomic(unsigned) spares;                /* about how many */
    _Atomic(bool) ended;                     /* the thread is no more */

    /* Who tells. */
    struct lg__trace_thread *next;
    struct lg__trace_chunk *first;
    size_t read;        /* words of it */
    size_t told, until; /* of all words it has published: those that were told; those that this round tells */
    unsigned number;
    int worker;
    char name[16];
    unsigned polls;                    /* of tasks that are under way, one inside of the other */
    uint64_t polled[LG__NESTED_POLLS]; /* of which */
    lg_instant poll_began[LG__NESTED_POLLS];
};

extern lg__thread_local struct lg__trace_thread *lg__trace_thread;

/* What decides when subscribers are told: see lg_trace_when. */
extern _Atomic(unsigned) lg__trace_when;

/* Whether somebody wants what: LG_WANTS_…. A load and a branch. */
static inline bool lg__trace_wanted(unsigned what)
{
    return __builtin_expect(lg__load_relaxed(&lg__trace_wants) & what, 0);
}

/* Makes room where there is none: the thread's first chunk, or one more. NULL: no memory, or too much is in the buffer;
 * it has been counted. */
uint64_t *lg__trace_room(unsigned words);

/* Begins a record of so many words, LG__MOST_RECORD_WORDS at most; NULL: it is dropped. The caller writes it and
 * commits it, or lets it be. */
static inline uint64_t *lg__trace_begin(lg_trace_kind kind, unsigned words, unsigned detail, lg_instant at)
{
    struct lg__trace_thread *thread = lg__trace_thread;
    uint64_t *record =
        thread && thread->used + words <= LG__CHUNK_WORDS ? &thread->last->words[thread->used] : lg__trace_room(words);
    if (!record)
        return NULL;
    record[0] = (uint64_t)kind | (uint64_t)words << 8 | (uint64_t)detail << 32;
    record[1] = at;
    return record;
}

/* Tells the subscribers everything. */
void lg__trace_tell_all(void);

/* The same, unless somebody does already. */
void lg__trace_try_tell_all(void);

/* Publishes the record that was begun. */
static inline void lg__trace_commit(const uint64_t *record)
{
    struct lg__trace_thread *thread = lg__trace_thread;
    thread->used += (size_t)(record[0] >> 8 & 0xffff);
    size_t published = lg__load_relaxed(&thread->published) + (size_t)(record[0] >> 8 & 0xffff);
    lg__store_release(&thread->published, published); /* pairs with lg__trace_begin_round */
    if (__builtin_expect(lg__load_relaxed(&lg__trace_when) == LG_AT_ONCE, 0))
        lg__trace_tell_all();
}

/* For who tells, with its lock. */

/* All threads' buffers, in the order they came. */
struct lg__trace_thread *lg__trace_threads(void);

/* The thread's next record that this round reads, or NULL. */
const uint64_t *lg__trace_next(struct lg__trace_thread *thread);

/* Begins a round: everything that is published by all threads. What has led to a record is in the same round, or in one
 * before. */
void lg__trace_begin_round(void);

/* The thread's next record was told. */
void lg__trace_advance(struct lg__trace_thread *thread);

/* Forgets threads that have ended and been read. */
void lg__trace_sweep(void);

/* Guards all that. */
extern struct lg__lock lg__trace_lock;

#endif
