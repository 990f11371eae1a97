/* elide/lifeguard.h: stands in for lifeguard.h where `async` and `await` are erased.
 *
 * The oracle of test/fuzz: a program and the same text read with this header must do the same. Every construct has the
 * value its lowered form has when nothing is ever pending; a construct without such a value (a boxed future, a task)
 * appears only behind the macros of fuzz.h. */
#ifndef LIFEGUARD_ELIDED
#define LIFEGUARD_ELIDED 1

#include <stddef.h>
#include <stdint.h>

#define lg_async
#define lg_await
#define lg_await_all(...) (__VA_ARGS__, (void)0)
#define lg_await_timeout(ms, ...) ((void)(ms), __VA_ARGS__, 0)
#define lg_block_on(...) (__VA_ARGS__)
#define lg_lifecycle(...)
#define lg_must_not_suspend(why)
#define lg_instrument
#define lg_instrument_with(...)
#define lg_scoped(T) __attribute__((cleanup(T##_drop))) T

typedef struct lg_context lg_context;

/* A box exists only where something polls it, which the elided program never does. */
typedef struct lg_future lg_future;
#define lg_boxed_future(...) ((lg_future *)0)

static inline void lg_yield_now(void) {}

#ifndef LIFEGUARD_NO_KEYWORDS
#define async lg_async
#define await lg_await
#define await_all lg_await_all
#define await_timeout lg_await_timeout
#define block_on lg_block_on
#define future lg_boxed_future
#define lifecycle lg_lifecycle
#define must_not_suspend lg_must_not_suspend
#define instrument lg_instrument
#define instrument_with lg_instrument_with
#endif

#endif
