/* lifeguard.h: the keywords of Lifeguard, and the runtime interface every async program meets.
 *
 * The keywords are ordinary macros, so a source that uses them is plain C to any parser: an editor or an analyser reads
 * `async int f(void)` as a function returning int and `await f()` as an int. What the plugin recognises is left in the
 * syntax tree itself (annotations, `__extension__` before a call, calls of marker functions), never in a macro's name,
 * so it survives `clang -E`. Each keyword also has a long form, `lg_async`, `lg_await`, …; define LIFEGUARD_NO_KEYWORDS
 * before the include to get only those. */
#ifndef LIFEGUARD_H
#define LIFEGUARD_H

/* Warnings that an expansion of these macros could cause are not the user's. */
#pragma GCC system_header

#include <lifeguard/abi.h>
#include <lifeguard/blocking.h>
#include <lifeguard/context.h>
#include <lifeguard/future.h>
#include <lifeguard/instrument.h>
#include <lifeguard/markers.h>
#include <lifeguard/marks.h>
#include <lifeguard/runtime.h>
#include <lifeguard/task.h>
#include <lifeguard/time.h>
#include <lifeguard/version.h>

/* lg_async, lg_lifecycle, lg_must_not_suspend, lg_instrument, lg_instrument_with, lg_leaf and lg_scoped are in
 * lifeguard/marks.h. */

/* await f(x): a prefix operator with the precedence of a unary one; suspends until f's future is ready. */
#define lg_await __extension__

/* await_all(a = f(1), g()): polls every unfinished operand until all are ready. */
#define lg_await_all(...) (lg__await_all(), __VA_ARGS__, (void)0)

/* await_any(a = f(1), lg_sleep_ms(10)): the index of the first operand that is ready; the others are dropped. */
#define lg_await_any(...) (lg__await_any(), __VA_ARGS__, lg__await_any_winner())

/* await_timeout(ms, a = f(1)): 0, or ETIMEDOUT when the time ran out and the operand was dropped. */
#define lg_await_timeout(ms, ...) (lg__await_timeout(ms), __VA_ARGS__, lg__await_timeout_result())

/* block_on(f(x)): runs f's future to completion on a fresh current-thread runtime; in ordinary functions. Aborts with a
 * message where memory is out for that. */
#define lg_block_on(...)             (lg__block_on(), __VA_ARGS__)
#define lg_block_on_in(runtime, ...) (lg__block_on_in(runtime), __VA_ARGS__)

/* spawn(f(x)): the future becomes a task of the current runtime; an lg_task *, or NULL with errno ENOMEM. */
#define lg_spawn(...)             (lg__spawn(), (void)(__VA_ARGS__), lg__spawn_result())
#define lg_spawn_in(runtime, ...) (lg__spawn_in(runtime), (void)(__VA_ARGS__), lg__spawn_result())

/* future(f(x)): the future in a box, typed at run time; an lg_future *, or NULL with errno ENOMEM. */
#define lg_boxed_future(...) (lg__future(), (void)(__VA_ARGS__), lg__future_result())

#ifndef LIFEGUARD_NO_KEYWORDS
#define async            lg_async
#define await            lg_await
#define await_all        lg_await_all
#define await_any        lg_await_any
#define await_timeout    lg_await_timeout
#define block_on         lg_block_on
#define block_on_in      lg_block_on_in
#define spawn            lg_spawn
#define spawn_in         lg_spawn_in
#define future           lg_boxed_future
#define lifecycle        lg_lifecycle
#define must_not_suspend lg_must_not_suspend
#define instrument       lg_instrument
#define instrument_with  lg_instrument_with
#endif

#endif
