/* source.h: a descriptor that does not block, what is known of its readiness, and the futures that wait for it.
 *
 * An operation tries its system call first, and waits only once the descriptor was found exhausted: nothing to read, or
 * no room to write. What is known stands in one word:
 *
 *   IN_DRY    the last read found nothing, and nothing has been reported since: reading again makes no sense.
 *   IN_SHORT  the last read took less than it had room for, so there was nothing left in a stream socket. Yet that may
 *             be the end: where a reset came together with the data, all has been reported already and nothing more
 *             will be. A write that succeeds later shows that there was none, and makes it IN_DRY; without one, the
 *             next read tries the system call.
 *   OUT_FULL  the last write found no room, and none has been reported since.
 *   ENDED     the peer has shut down its side: reads never wait any more. Never cleared.
 *   the rest  counts reports, so that what was known before one is not taken for what is known after it: each of the
 *             bits is set by a compare and exchange with the word from before the system call.
 *
 * A report clears the bits of its direction first and then wakes who waits; a future gets in line, with the line's
 * lock, only while its bit is set. So either the report sees the waiter, or the waiter sees the report. */
#ifndef LG__SOURCE_H
#define LG__SOURCE_H

#include "../atomics.h"
#include "../lock.h"
#include <lifeguard/source.h>
#include <stdbool.h>
#include <stdint.h>

enum { LG__IN_DRY = 1, LG__IN_SHORT = 2, LG__OUT_FULL = 4, LG__ENDED = 8, LG__REPORT = 16 };

enum lg__direction { LG__IN, LG__OUT };

/* What a descriptor is. */
enum lg__source_kind {
    LG__STREAM_SOCKET, /* short reads mean that it is empty */
    LG__SOCKET,        /* listeners and datagrams */
    LG__PIPE,          /* and whatever else has no send(2) */
};

struct lg__source {
    _Atomic(uint32_t) word;
    int fd;
    enum lg__source_kind kind;             /* constant */
    _Atomic(int) error;                    /* why it can not be watched, or 0 */
    _Atomic(uint32_t) handles;             /* the descriptor is closed with the last */
    _Atomic(uint32_t) references;          /* to this memory: one of all handles together, one of each watch */
    struct lg__wait_list waiters[2];       /* by direction */
    struct lg__lock lock;                  /* guards what follows */
    struct lg__watch *watch;               /* by whom it is watched; see reactor.h */
    _Atomic(struct lg__reactor *) reactor; /* the watch's; also read without the lock */
};

/* A source of `fd`, which it takes over and sets not to block (unless `nonblocking` says that it is so already). One
 * handle. NULL with errno: then `fd` is closed. */
struct lg__source *lg__source_new(int fd, enum lg__source_kind kind, bool nonblocking);

/* One handle more, or less; the last closes the descriptor at once. NULL is fine for the second. */
void lg__source_share(struct lg__source *source);
void lg__source_drop(struct lg__source *source);

/* For watches: references to the memory. */
void lg__source_retain(struct lg__source *source);
void lg__source_release(struct lg__source *source);

/* For the reactor: the descriptor may be ready in the directions of `bits`, which are among IN_DRY, OUT_FULL and ENDED.
 */
void lg__source_report(struct lg__source *source, uint32_t bits);

/* Operations. Each is begun, tried by its poll until it is done, and ended; see operation.h. */

/* What is known now; the acquire pairs with lg__source_report. */
static inline uint32_t lg__source_word(struct lg__source *source)
{
    return lg__load_acquire(&source->word);
}

/* A system call that began when `word` was known found out `bit`. */
static inline void lg__source_learn(struct lg__source *source, uint32_t word, uint32_t bit)
{
    lg__cas_relaxed(&source->word, &word, word | bit);
}

/* What a read of `size` bytes that gave `got` says. */
static inline void lg__source_has_read(struct lg__source *source, uint32_t word, size_t got, size_t size)
{
    if (got < size && got > 0 && source->kind == LG__STREAM_SOCKET && !(word & LG__ENDED))
        lg__source_learn(source, word, LG__IN_SHORT);
}

/* What a write that succeeded says. */
static inline void lg__source_has_written(struct lg__source *source, uint32_t word)
{
    if (word & LG__IN_SHORT)
        lg__source_learn(source, word, LG__IN_DRY);
}

/* Waits until the descriptor may be ready. LG__WAITING: `cx`'s waker will be woken; 0: try again; else the errno value
 * of why it can not be waited for. */
enum { LG__WAITING = -1 };
int lg__source_wait(struct lg__source *source, enum lg__direction direction, struct lg__waiter *waiter, lg_context *cx);

/* Ends waiting, if it had begun. */
void lg__source_leave(struct lg__source *source, enum lg__direction direction, struct lg__waiter *waiter);

#endif
