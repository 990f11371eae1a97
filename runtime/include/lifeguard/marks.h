/* lifeguard/marks.h: the marks that stand in declarations, in their long form.
 *
 * They are here, and not in lifeguard.h, so that the library's own headers can use them, with or without the keywords.
 * Each is an `annotate` attribute that the plugin reads off the syntax tree, and nothing to a compiler without it. */
#ifndef LIFEGUARD_MARKS_H
#define LIFEGUARD_MARKS_H

#pragma GCC system_header

#include <lifeguard/abi.h>

/* async T f(P…): marks a function (prototype or definition) whose calls create futures. */
#define lg_async LG__ANNOTATE("lifeguard.async")

/* struct lifecycle(on_resume, on_suspend[, on_cancel]) T { … }: locals of type T follow their future. 0 for no hook. */
#define lg_lifecycle(...) LG__ANNOTATE("lifeguard.lifecycle(" #__VA_ARGS__ ")") __attribute__((unused))

/* must_not_suspend("why"): on a type, a typedef or an acquiring function; the audit reports it held across an await. */
#define lg_must_not_suspend(why) LG__ANNOTATE("lifeguard.must_not_suspend(" why ")")

/* lg_allow("rule", "reason"): on a function, a local or a type; the audit counts what this rule says of it as allowed.
 */
#define lg_allow(rule, reason) LG__ANNOTATE("lifeguard.allow(" rule ";" reason ")")

/* lg_cancel_unsafe("why"): on an async function that loses data when its future is dropped half-way; the audit reports
 * it among the operands of await_any and await_timeout. */
#define lg_cancel_unsafe(why) LG__ANNOTATE("lifeguard.cancel_unsafe(" why ")")

/* instrument: on an async function, a span for each call: made at the first poll, entered while the call is polled,
 * closed at its end or when it is dropped. instrument_with(items…): the same, with any of
 *   NAME             a parameter, to be a field of the span: a number, a text or another pointer
 *   all              every parameter
 *   err              a result that is not 0, or a pointer that is NULL, is an error, and told as an event
 *   err < 0          a result that is negative is
 *   level = LEVEL    error, warn, info (else), debug or trace
 *   target = "…"     whom the span concerns; else the file
 *   name = "…"       the span's name; else the function's */
#define lg_instrument           LG__ANNOTATE("lifeguard.instrument")
#define lg_instrument_with(...) LG__ANNOTATE("lifeguard.instrument(" #__VA_ARGS__ ")")

/* lg_leaf(struct T, init, poll, drop) R f(P…): f is an async function whose future is written by hand. */
#define lg_leaf(type, init, poll, drop)                                                                                \
    LG__ANNOTATE("lifeguard.async") LG__ANNOTATE("lifeguard.leaf(" #type ";" #init ";" #poll ";" #drop ")")

/* lg_scoped(T) v = …: a local of type T whose T_drop runs exactly once, whichever way its scope is left. */
#define lg_scoped(T) LG__CLEANUP(T##_drop) T

/* clang before 17 takes a variable that only its cleanup uses for an unused one. */
#if defined(__clang_major__) && __clang_major__ < 17
#define LG__CLEANUP(function) __attribute__((cleanup(function), unused))
#else
#define LG__CLEANUP(function) __attribute__((cleanup(function)))
#endif

#endif
