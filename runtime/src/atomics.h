/* atomics.h: the atomic operations, each spelled with its memory order; no other file names one.
 *
 * Every use outside counters says in a comment which operation it pairs with. `relaxed` is for words that one thread
 * writes, or whose order another operation provides. */
#ifndef LG__ATOMICS_H
#define LG__ATOMICS_H

#include <stdatomic.h>

#define lg__load_relaxed(p)         atomic_load_explicit(p, memory_order_relaxed)
#define lg__load_acquire(p)         atomic_load_explicit(p, memory_order_acquire)
#define lg__store_relaxed(p, v)     atomic_store_explicit(p, v, memory_order_relaxed)
#define lg__store_release(p, v)     atomic_store_explicit(p, v, memory_order_release)
#define lg__exchange_acquire(p, v)  atomic_exchange_explicit(p, v, memory_order_acquire)
#define lg__exchange_release(p, v)  atomic_exchange_explicit(p, v, memory_order_release)
#define lg__exchange_acq_rel(p, v)  atomic_exchange_explicit(p, v, memory_order_acq_rel)
#define lg__fetch_add_relaxed(p, v) atomic_fetch_add_explicit(p, v, memory_order_relaxed)
#define lg__fetch_add_acq_rel(p, v) atomic_fetch_add_explicit(p, v, memory_order_acq_rel)
#define lg__fetch_sub_acq_rel(p, v) atomic_fetch_sub_explicit(p, v, memory_order_acq_rel)
#define lg__fetch_or_acq_rel(p, v)  atomic_fetch_or_explicit(p, v, memory_order_acq_rel)
#define lg__fetch_and_acq_rel(p, v) atomic_fetch_and_explicit(p, v, memory_order_acq_rel)
/* If *p is *expected, v is stored and that is true; else *expected is what is there. */
#define lg__cas_acquire(p, expected, v)                                                                                \
    atomic_compare_exchange_strong_explicit(p, expected, v, memory_order_acquire, memory_order_relaxed)
#define lg__cas_release(p, expected, v)                                                                                \
    atomic_compare_exchange_strong_explicit(p, expected, v, memory_order_release, memory_order_relaxed)
#define lg__cas_acq_rel(p, expected, v)                                                                                \
    atomic_compare_exchange_strong_explicit(p, expected, v, memory_order_acq_rel, memory_order_relaxed)
#define lg__cas_relaxed(p, expected, v)                                                                                \
    atomic_compare_exchange_strong_explicit(p, expected, v, memory_order_relaxed, memory_order_relaxed)

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
