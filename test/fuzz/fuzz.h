/* fuzz.h: the ground every generated program stands on.
 *
 * A program tells what it does by mix() and tap(), which feed a checksum in order, so two builds of one text have done the
 * same when they print the same checksum. Guards of the kinds below feed it too when they are entered and cleaned.
 * Hooks have no counterpart in the elided program; what they must obey is checked by fuzz_support.c while the lowered
 * program runs, and a violation aborts with a message starting "fuzz: violation:". */
#ifndef FUZZ_H
#define FUZZ_H

#include <lifeguard.h>

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

/* One observable step: `site` is unique in the program's text. FUZZ_TRACE=1 in the environment prints them. */
void mix(unsigned site, unsigned value);
/* The same, as an expression: its value is `value`. */
unsigned tap(unsigned site, unsigned value);
void mix_text(unsigned site, const char *text);

/* Bounds every loop and recursion: true a fixed number of times per branch. */
_Bool fuzz_fuel(void);

/* Leaf futures. How often they are really pending is the schedule's choice (see fuzz_main), not the program's. */
#ifdef LIFEGUARD_ELIDED
static inline void fuzz_pend(unsigned times)
{
    (void)times;
}
static inline unsigned fuzz_value(unsigned value)
{
    return value;
}
static inline void fuzz_never(void)
{
    abort();
}
#else
struct fuzz_pend_leaf {
    unsigned char stage; /* 0 initialised, 1 polled, 2 finished, 3 dropped */
    unsigned left;
};
void fuzz_pend_init(struct fuzz_pend_leaf *self, unsigned times);
lg_poll fuzz_pend_poll(struct fuzz_pend_leaf *self, lg_context *cx);
void fuzz_pend_drop(struct fuzz_pend_leaf *self);
lg_leaf(struct fuzz_pend_leaf, fuzz_pend_init, fuzz_pend_poll, fuzz_pend_drop) void fuzz_pend(unsigned times);

struct fuzz_value_leaf {
    struct fuzz_pend_leaf pend;
    unsigned value;
};
void fuzz_value_init(struct fuzz_value_leaf *self, unsigned value);
lg_poll fuzz_value_poll(struct fuzz_value_leaf *self, lg_context *cx, unsigned *out);
void fuzz_value_drop(struct fuzz_value_leaf *self);
lg_leaf(struct fuzz_value_leaf, fuzz_value_init, fuzz_value_poll, fuzz_value_drop) unsigned fuzz_value(unsigned value);

struct fuzz_never_leaf {
    struct fuzz_pend_leaf pend;
};
void fuzz_never_init(struct fuzz_never_leaf *self);
lg_poll fuzz_never_poll(struct fuzz_never_leaf *self, lg_context *cx);
void fuzz_never_drop(struct fuzz_never_leaf *self);
lg_leaf(struct fuzz_never_leaf, fuzz_never_init, fuzz_never_poll, fuzz_never_drop) void fuzz_never(void);
#endif

/* ---- Guards ------------------------------------------------------------------------------------------------------
 * Each object holds the serial number of its entry in the list of live guards (fuzz_support.c). NAME_enter makes a guard
 * that a cleanup ends; NAME_begin one without cleanup: the program says NAME_end right before it leaves the scope. */

/* A cleanup and no hooks. */
typedef struct fuzz_guard {
    unsigned serial;
} fuzz_guard;
fuzz_guard fuzz_guard_enter(unsigned site);
void fuzz_guard_drop(fuzz_guard *self);

struct lg_context;

/* Both hooks. */
typedef struct lifecycle(fuzz_life_on_resume, fuzz_life_on_suspend) fuzz_life {
    unsigned serial;
} fuzz_life;
void fuzz_life_on_resume(fuzz_life *self, struct lg_context *cx);
void fuzz_life_on_suspend(fuzz_life *self, struct lg_context *cx);
fuzz_life fuzz_life_enter(unsigned site);
void fuzz_life_drop(fuzz_life *self);
fuzz_life fuzz_life_begin(unsigned site);
void fuzz_life_end(fuzz_life *self);
/* For a by-value parameter: the caller makes an object that is no guard yet, the callee begins it. */
fuzz_life fuzz_life_make(unsigned site);
void fuzz_life_arrive(fuzz_life *self, unsigned site);

/* All three hooks: dropped, it is told so instead of being resumed and cleaned. */
typedef struct lifecycle(fuzz_cancel_on_resume, fuzz_cancel_on_suspend, fuzz_cancel_on_cancel) fuzz_cancel {
    unsigned serial;
} fuzz_cancel;
void fuzz_cancel_on_resume(fuzz_cancel *self, struct lg_context *cx);
void fuzz_cancel_on_suspend(fuzz_cancel *self, struct lg_context *cx);
void fuzz_cancel_on_cancel(fuzz_cancel *self, struct lg_context *cx);
fuzz_cancel fuzz_cancel_enter(unsigned site);
void fuzz_cancel_drop(fuzz_cancel *self);
fuzz_cancel fuzz_cancel_begin(unsigned site);
void fuzz_cancel_end(fuzz_cancel *self);

/* Hooks of its own and members with hooks: outer first, members in order, elements from 0. */
typedef struct lifecycle(fuzz_nest_on_resume, fuzz_nest_on_suspend) fuzz_nest {
    unsigned serial;
    fuzz_life first;
    unsigned between;
    fuzz_life more[2];
} fuzz_nest;
void fuzz_nest_on_resume(fuzz_nest *self, struct lg_context *cx);
void fuzz_nest_on_suspend(fuzz_nest *self, struct lg_context *cx);
fuzz_nest fuzz_nest_enter(unsigned site);
void fuzz_nest_drop(fuzz_nest *self);

/* No hooks of its own: a guard by its members alone. */
typedef struct fuzz_bag {
    unsigned char before[3];
    fuzz_life inside;
    struct {
        fuzz_life deep[2];
    } box;
} fuzz_bag;
fuzz_bag fuzz_bag_enter(unsigned site);
void fuzz_bag_drop(fuzz_bag *self);
fuzz_bag fuzz_bag_begin(unsigned site);
void fuzz_bag_end(fuzz_bag *self);

/* With a cleanup of its own and a member that has on_cancel: dropped, the member is told first, then it is cleaned. */
typedef struct fuzz_mixed {
    fuzz_life kept;
    fuzz_cancel lost;
} fuzz_mixed;
fuzz_mixed fuzz_mixed_enter(unsigned site);
void fuzz_mixed_drop(fuzz_mixed *self);

/* Says where the guard stands, for the hooks to be compared with. */
void fuzz_pinned(const void *guard, unsigned serial);

/* ---- Branches ----------------------------------------------------------------------------------------------------
 * A branch is a part of the program with a checksum and fuel of its own: the program itself, an operand of await_all or
 * await_any, a task. So branches may interleave and the sums still agree. Which branch runs is known by hooks alone. */
typedef struct lifecycle(fuzz_branch_on_resume, fuzz_branch_on_suspend) fuzz_branch {
    unsigned serial, id;
} fuzz_branch;
void fuzz_branch_on_resume(fuzz_branch *self, struct lg_context *cx);
void fuzz_branch_on_suspend(fuzz_branch *self, struct lg_context *cx);
fuzz_branch fuzz_branch_enter(unsigned site);
void fuzz_branch_drop(fuzz_branch *self);
/* The branch's checksum so far. */
unsigned fuzz_branch_sum(const fuzz_branch *self);

/* ---- Constructs whose elided form needs to know more than their text says ------------------------------------------ */

/* await_any of operands of which the one numbered N wins: the others never finish, or stand behind one that is ready at
 * once. Their arguments have no effect. */
#ifdef LIFEGUARD_ELIDED
/* Never evaluated, but a variable that only a loser's arguments name is used. */
#define FUZZ_UNEVALUATED(...) (void)(0 && ((void)(__VA_ARGS__), 1))
#define FUZZ_ANY_0(a, ...) (FUZZ_UNEVALUATED(__VA_ARGS__), (a), 0)
#define FUZZ_ANY_1(a, ...) (FUZZ_UNEVALUATED(a), FUZZ_ANY_REST(__VA_ARGS__, 0), 1)
#define FUZZ_ANY_2(a, b, ...) (FUZZ_UNEVALUATED(a, b), FUZZ_ANY_REST(__VA_ARGS__, 0), 2)
#define FUZZ_ANY_REST(a, ...) FUZZ_UNEVALUATED(__VA_ARGS__), (a)
#else
#define FUZZ_ANY_0(a, ...) await_any(a, __VA_ARGS__)
#define FUZZ_ANY_1(a, ...) await_any(a, __VA_ARGS__)
#define FUZZ_ANY_2(a, ...) await_any(a, __VA_ARGS__)
#endif

/* A timeout that expires, of an operand that never finishes. */
#ifdef LIFEGUARD_ELIDED
#define FUZZ_EXPIRES(...) (FUZZ_UNEVALUATED(__VA_ARGS__), ETIMEDOUT)
#else
#define FUZZ_EXPIRES(...) await_timeout(1, __VA_ARGS__)
#endif

/* A task whose result is an unsigned, and its join. */
#ifdef LIFEGUARD_ELIDED
#define FUZZ_SPAWN(task, ...) unsigned task = (__VA_ARGS__)
#define FUZZ_JOIN(task, result) ((result) = (task), 0)
#else
#define FUZZ_SPAWN(task, ...) lg_task *task = spawn(__VA_ARGS__)
#define FUZZ_JOIN(task, result) await lg_join(task, &(result))
#endif

/* The program's main. Arguments: a mode and the number of a schedule; or several of both, each run in a process of its own
 * until one fails.
 *   run     block_on: prints the checksum
 *   poll    polls a boxed future by hand until it is ready: prints the checksum
 *   cancel  for every k, polls k times and drops; checks that guards, hooks and leaves balance
 *   drop    the same for one k, made of the schedule: for a program that may not run twice
 * Schedules: 0 nothing is ever pending, 1 as often as the program asks, 2 once each, others are seeds.
 * `box` may be NULL. */
int fuzz_main(int argc, char **argv, unsigned (*run)(void), lg_future *(*box)(void));

#endif
