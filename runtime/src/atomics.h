/* atomics.h: the atomic operations, each spelled with its memory order; no other file names one.
 *
 * Every use outside counters says in a comment which operation it pairs with. `relaxed` is for words that one thread
 * writes, or whose order another operation provides. */
#ifndef LG__ATOMICS_H
#define LG__ATOMICS_H

#include <stdatomic.h>

#if defined(__has_include)
#if __has_include(<sys/single_threaded.h>) /* glibc since 2.32 */
#include <sys/single_threaded.h>
#define LG__HAS_SINGLE_THREADED 1
#endif
#endif

#define lg__load_relaxed(p)     atomic_load_explicit(p, memory_order_relaxed)
#define lg__load_acquire(p)     atomic_load_explicit(p, memory_order_acquire)
#define lg__store_relaxed(p, v) atomic_store_explicit(p, v, memory_order_relaxed)
#define lg__store_release(p, v) atomic_store_explicit(p, v, memory_order_release)

/* Whether this thread is the only one there is, and all that others have ever done is seen by it. The C library clears
 * it before it starts a second thread, which sees what was done until then. So there is nobody beside whom a word must
 * be changed in one step: a load and a store do the same, for a tenth of the time. (Signal handlers are not beside us:
 * they may use nothing of this library.) */
#if LG__HAS_SINGLE_THREADED
#define lg__alone() (__libc_single_threaded != 0)
#else
#define lg__alone() 0
#endif

/* Read-modify-write: `with` is what becomes of lg__old, the value before, which is the value of the whole. */
#define lg__change(p, with, locked)                                                                                    \
    __extension__({                                                                                                    \
        __typeof__(lg__load_relaxed(p)) lg__old;                                                                       \
        if (lg__alone()) {                                                                                             \
            lg__old = lg__load_relaxed(p);                                                                             \
            lg__store_relaxed(p, with);                                                                                \
        } else {                                                                                                       \
            lg__old = locked;                                                                                          \
        }                                                                                                              \
        lg__old;                                                                                                       \
    })
#define lg__exchange(p, v, order)  lg__change(p, v, atomic_exchange_explicit(p, v, order))
#define lg__fetch_add(p, v, order) lg__change(p, lg__old + (v), atomic_fetch_add_explicit(p, v, order))
#define lg__fetch_sub(p, v, order) lg__change(p, lg__old - (v), atomic_fetch_sub_explicit(p, v, order))
#define lg__fetch_or(p, v, order)  lg__change(p, lg__old | (v), atomic_fetch_or_explicit(p, v, order))
#define lg__fetch_and(p, v, order) lg__change(p, lg__old &(v), atomic_fetch_and_explicit(p, v, order))

#define lg__exchange_acquire(p, v)  lg__exchange(p, v, memory_order_acquire)
#define lg__exchange_release(p, v)  lg__exchange(p, v, memory_order_release)
#define lg__exchange_acq_rel(p, v)  lg__exchange(p, v, memory_order_acq_rel)
#define lg__fetch_add_relaxed(p, v) lg__fetch_add(p, v, memory_order_relaxed)
#define lg__fetch_add_acq_rel(p, v) lg__fetch_add(p, v, memory_order_acq_rel)
#define lg__fetch_sub_acq_rel(p, v) lg__fetch_sub(p, v, memory_order_acq_rel)
#define lg__fetch_or_acq_rel(p, v)  lg__fetch_or(p, v, memory_order_acq_rel)
#define lg__fetch_and_acq_rel(p, v) lg__fetch_and(p, v, memory_order_acq_rel)

/* If *p is *expected, v is stored and that is true; else *expected is what is there. */
#define lg__cas(p, expected, v, order)                                                                                 \
    __extension__({                                                                                                    \
        _Bool lg__same;                                                                                                \
        if (lg__alone()) {                                                                                             \
            __typeof__(lg__load_relaxed(p)) lg__old = lg__load_relaxed(p);                                             \
            lg__same = lg__old == *(expected);                                                                         \
            if (lg__same)                                                                                              \
                lg__store_relaxed(p, v);                                                                               \
            else                                                                                                       \
                *(expected) = lg__old;                                                                                 \
        } else {                                                                                                       \
            lg__same = atomic_compare_exchange_strong_explicit(p, expected, v, order, memory_order_relaxed);           \
        }                                                                                                              \
        lg__same;                                                                                                      \
    })
#define lg__cas_acquire(p, expected, v) lg__cas(p, expected, v, memory_order_acquire)
#define lg__cas_release(p, expected, v) lg__cas(p, expected, v, memory_order_release)
#define lg__cas_acq_rel(p, expected, v) lg__cas(p, expected, v, memory_order_acq_rel)
#define lg__cas_relaxed(p, expected, v) lg__cas(p, expected, v, memory_order_relaxed)

/* In a loop that waits for another thread to write a word. */
#if defined(__x86_64__) || defined(__i386__)
#define lg__pause() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define lg__pause() __asm__ volatile("yield")
#else
#define lg__pause() ((void)0)
#endif

/* Thread-local words on the hot path: reached without a call, also in position-independent code. */
#define lg__thread_local __attribute__((tls_model("initial-exec"))) _Thread_local

#endif
