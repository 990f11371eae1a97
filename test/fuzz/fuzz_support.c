/* fuzz_support.c: checksum, leaf futures, guards and the ways to run a generated program.
 *
 * Compiled as plain C, once per mode, and linked to every program. What it checks of hooks, at all times:
 *   - a guard's on_suspend and on_resume alternate, beginning with on_suspend; its cleanup finds it active;
 *   - within a branch guards suspend last to first and resume first to last, inner branches before outer ones (after,
 *     when resuming);
 *   - while the program's own code runs, the live guards of its branch and of the branches around it are active and all
 *     others are not; between polls none is;
 *   - every guard with a cleanup is cleaned exactly once, last entered first; none is left when a future is gone. */
#include "fuzz.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum kind {
    KIND_GUARD,  /* cleanup, no hooks */
    KIND_LIFE,   /* hooks */
    KIND_CANCEL, /* hooks and on_cancel */
};

/* A live guard. */
struct entry {
    unsigned serial, site, branch;
    enum kind kind;
    bool cleaned; /* a cleanup, or the cleanup of what holds it, will end it */
    bool active;
    const void *address; /* NULL: unknown */
};

/* Entries in the order in which they were entered. */
static struct entry live[4096];
static size_t live_count;
static unsigned last_serial;

/* Fuel is what keeps a program short: true this many times per branch. */
enum { ROOT_FUEL = 160, BRANCH_FUEL = 60, MAX_BRANCHES = 1 << 12 };

static struct branch {
    uint64_t sum;
    unsigned fuel, parent, steps;
} branches[MAX_BRANCHES];
static unsigned branch_count, current; /* 0: no branch was entered, or none runs */
static unsigned free_branches;         /* the first of those that have ended, linked by `parent` */

static unsigned leaves, hooks, schedule;
static uint64_t schedule_state;
static bool trace;

__attribute__((format(printf, 1, 2))) static void violation(const char *format, ...)
{
    va_list arguments;

    fflush(stdout);
    fputs("fuzz: violation: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}

/* ---- Checksum ---- */

static bool contains(unsigned outer, unsigned inner)
{
    while (inner != outer && inner)
        inner = branches[inner].parent;
    return inner == outer;
}

static void check_active(bool cleaning)
{
    for (size_t i = 0; i < live_count; i++) {
        const struct entry *e = &live[i];
        bool expected = contains(e->branch, current);

        if (e->kind == KIND_GUARD || e->active == expected || (cleaning && e->kind == KIND_CANCEL))
            continue;
        violation("guard of site %u is %s while the code of its branch %s", e->site, e->active ? "active" : "suspended",
                  expected ? "runs" : "does not run");
    }
}

static void feed(unsigned site, uint64_t value)
{
    struct branch *b = &branches[current];

    b->sum = (b->sum ^ (site * 0x9e3779b97f4a7c15u + value)) * 0x100000001b3u;
    b->sum ^= b->sum >> 29;
    b->steps++;
    if (trace)
        fprintf(stderr, "branch %u step %u: site %u value %llu\n", current, b->steps, site, (unsigned long long)value);
}

unsigned tap(unsigned site, unsigned value)
{
    check_active(false);
    feed(site, value);
    return value;
}

void mix(unsigned site, unsigned value)
{
    tap(site, value);
}

void mix_text(unsigned site, const char *text)
{
    unsigned sum = 0;

    while (*text)
        sum = sum * 31 + (unsigned char)*text++;
    mix(site, sum);
}

_Bool fuzz_fuel(void)
{
    return branches[current].fuel && branches[current].fuel--;
}

/* ---- Guards ---- */

static size_t find(unsigned serial, const char *what)
{
    for (size_t i = 0; i < live_count; i++)
        if (live[i].serial == serial)
            return i;
    if (serial && serial <= last_serial)
        violation("%s of a guard that has already ended (serial %u)", what, serial);
    violation("%s of a guard that was never entered (serial %u)", what, serial);
    return 0;
}

static unsigned enter(unsigned site, enum kind kind, bool cleaned)
{
    if (live_count == sizeof live / sizeof *live) {
        fputs("fuzz: too many guards\n", stderr);
        exit(3);
    }
    live[live_count++] = (struct entry){.serial = ++last_serial,
                                        .site = site,
                                        .branch = current,
                                        .kind = kind,
                                        .cleaned = cleaned,
                                        .active = kind != KIND_GUARD};
    return last_serial;
}

static void check_place(struct entry *e, const void *self, const char *what)
{
    if (e->branch != current)
        violation("%s of the guard of site %u runs in branch %u, not %u", what, e->site, current, e->branch);
    if (e->address && e->address != self)
        violation("%s of the guard of site %u got another address than it was entered at", what, e->site);
}

static void leave(unsigned serial, const void *self, const char *what)
{
    size_t at = find(serial, what);
    struct entry *e = &live[at];
    bool cancelled = !strcmp(what, "on_cancel");

    check_place(e, self, what);
    if (e->kind != KIND_GUARD && e->active == cancelled)
        violation("%s of the guard of site %u finds it %s", what, e->site, e->active ? "active" : "suspended");
    for (size_t i = at + 1; e->cleaned && i < live_count; i++)
        if (live[i].branch == e->branch && live[i].cleaned)
            violation("%s of the guard of site %u runs before that of site %u", what, e->site, live[i].site);
    feed(e->site, cancelled ? 3 : 2);
    memmove(e, e + 1, (--live_count - at) * sizeof *e);
    check_active(true);
}

static void on_resume(unsigned serial, const void *self)
{
    size_t at = find(serial, "on_resume");

    hooks++;
    check_place(&live[at], self, "on_resume");
    if (live[at].active)
        violation("on_resume of the guard of site %u, which is active", live[at].site);
    for (size_t i = 0; i < live_count; i++)
        if (live[i].kind == KIND_LIFE && !live[i].active && contains(live[i].branch, current) &&
            (i < at || live[i].branch != current))
            violation("on_resume of the guard of site %u runs before that of site %u", live[at].site, live[i].site);
    live[at].active = true;
}

static void on_suspend(unsigned serial, const void *self)
{
    size_t at = find(serial, "on_suspend");

    hooks++;
    check_place(&live[at], self, "on_suspend");
    if (!live[at].active)
        violation("on_suspend of the guard of site %u, which is suspended", live[at].site);
    for (size_t i = 0; i < live_count; i++)
        if (live[i].kind != KIND_GUARD && live[i].active && contains(current, live[i].branch) &&
            (i > at || live[i].branch != current))
            violation("on_suspend of the guard of site %u runs before that of site %u", live[at].site, live[i].site);
    live[at].active = false;
}

void fuzz_pinned(const void *guard, unsigned serial)
{
    live[find(serial, "use")].address = guard;
}

fuzz_guard fuzz_guard_enter(unsigned site)
{
    mix(site, 1);
    return (fuzz_guard){enter(site, KIND_GUARD, true)};
}

void fuzz_guard_drop(fuzz_guard *self)
{
    leave(self->serial, self, "cleanup");
}

fuzz_life fuzz_life_enter(unsigned site)
{
    mix(site, 1);
    return (fuzz_life){enter(site, KIND_LIFE, true)};
}

void fuzz_life_drop(fuzz_life *self)
{
    leave(self->serial, self, "cleanup");
}

fuzz_life fuzz_life_begin(unsigned site)
{
    mix(site, 1);
    return (fuzz_life){enter(site, KIND_LIFE, false)};
}

void fuzz_life_end(fuzz_life *self)
{
    leave(self->serial, self, "end");
}

fuzz_life fuzz_life_make(unsigned site)
{
    mix(site, 0);
    return (fuzz_life){0};
}

void fuzz_life_arrive(fuzz_life *self, unsigned site)
{
    *self = fuzz_life_begin(site);
}

void fuzz_life_on_resume(fuzz_life *self, lg_context *cx)
{
    (void)cx;
    on_resume(self->serial, self);
}

void fuzz_life_on_suspend(fuzz_life *self, lg_context *cx)
{
    (void)cx;
    on_suspend(self->serial, self);
}

fuzz_cancel fuzz_cancel_enter(unsigned site)
{
    mix(site, 1);
    return (fuzz_cancel){enter(site, KIND_CANCEL, true)};
}

void fuzz_cancel_drop(fuzz_cancel *self)
{
    leave(self->serial, self, "cleanup");
}

fuzz_cancel fuzz_cancel_begin(unsigned site)
{
    mix(site, 1);
    return (fuzz_cancel){enter(site, KIND_CANCEL, false)};
}

void fuzz_cancel_end(fuzz_cancel *self)
{
    leave(self->serial, self, "end");
}

void fuzz_cancel_on_resume(fuzz_cancel *self, lg_context *cx)
{
    (void)cx;
    on_resume(self->serial, self);
}

void fuzz_cancel_on_suspend(fuzz_cancel *self, lg_context *cx)
{
    (void)cx;
    on_suspend(self->serial, self);
}

void fuzz_cancel_on_cancel(fuzz_cancel *self, lg_context *cx)
{
    (void)cx;
    hooks++;
    leave(self->serial, self, "on_cancel");
}

fuzz_nest fuzz_nest_enter(unsigned site)
{
    fuzz_nest made = {.between = site};

    mix(site, 1);
    made.serial = enter(site, KIND_LIFE, true);
    made.first.serial = enter(site, KIND_LIFE, true);
    made.more[0].serial = enter(site, KIND_LIFE, true);
    made.more[1].serial = enter(site, KIND_LIFE, true);
    return made;
}

void fuzz_nest_drop(fuzz_nest *self)
{
    leave(self->more[1].serial, &self->more[1], "cleanup");
    leave(self->more[0].serial, &self->more[0], "cleanup");
    leave(self->first.serial, &self->first, "cleanup");
    leave(self->serial, self, "cleanup");
}

void fuzz_nest_on_resume(fuzz_nest *self, lg_context *cx)
{
    (void)cx;
    on_resume(self->serial, self);
}

void fuzz_nest_on_suspend(fuzz_nest *self, lg_context *cx)
{
    (void)cx;
    on_suspend(self->serial, self);
}

static fuzz_bag make_bag(unsigned site, bool cleaned)
{
    fuzz_bag made = {.before = {1, 2, 3}};

    mix(site, 1);
    made.inside.serial = enter(site, KIND_LIFE, cleaned);
    made.box.deep[0].serial = enter(site, KIND_LIFE, cleaned);
    made.box.deep[1].serial = enter(site, KIND_LIFE, cleaned);
    return made;
}

static void leave_bag(fuzz_bag *self, const char *what)
{
    leave(self->box.deep[1].serial, &self->box.deep[1], what);
    leave(self->box.deep[0].serial, &self->box.deep[0], what);
    leave(self->inside.serial, &self->inside, what);
}

fuzz_bag fuzz_bag_enter(unsigned site)
{
    return make_bag(site, true);
}

void fuzz_bag_drop(fuzz_bag *self)
{
    leave_bag(self, "cleanup");
}

fuzz_bag fuzz_bag_begin(unsigned site)
{
    return make_bag(site, false);
}

void fuzz_bag_end(fuzz_bag *self)
{
    leave_bag(self, "end");
}

fuzz_mixed fuzz_mixed_enter(unsigned site)
{
    fuzz_mixed made;

    mix(site, 1);
    made.kept.serial = enter(site, KIND_LIFE, true);
    made.lost.serial = enter(site, KIND_CANCEL, true);
    return made;
}

void fuzz_mixed_drop(fuzz_mixed *self)
{
    size_t at = 0;

    /* On cancel the member's on_cancel came first, and ended it. */
    while (at < live_count && live[at].serial != self->lost.serial)
        at++;
    if (at < live_count)
        leave(self->lost.serial, &self->lost, "cleanup");
    leave(self->kept.serial, &self->kept, "cleanup");
}

/* ---- Branches ---- */

fuzz_branch fuzz_branch_enter(unsigned site)
{
    fuzz_branch made;

    if (free_branches) {
        made.id = free_branches;
        free_branches = branches[made.id].parent;
    } else if (branch_count + 1 < MAX_BRANCHES) {
        made.id = ++branch_count;
    } else {
        fputs("fuzz: too many branches\n", stderr);
        exit(3);
    }
    branches[made.id] = (struct branch){.sum = site, .fuel = BRANCH_FUEL, .parent = current};
    current = made.id;
    made.serial = enter(site, KIND_LIFE, true);
    return made;
}

void fuzz_branch_drop(fuzz_branch *self)
{
    size_t at = find(self->serial, "cleanup");

    /* Guards without a cleanup are ended by the program's text, which a cancel does not reach. */
    for (size_t i = live_count; i-- > at + 1;)
        if (live[i].branch == self->id && !live[i].cleaned)
            leave(live[i].serial, live[i].address, "end");
    leave(self->serial, self, "cleanup");
    current = branches[self->id].parent;
    branches[self->id].parent = free_branches;
    free_branches = self->id;
}

unsigned fuzz_branch_sum(const fuzz_branch *self)
{
    return (unsigned)(branches[self->id].sum ^ branches[self->id].sum >> 32);
}

void fuzz_branch_on_resume(fuzz_branch *self, lg_context *cx)
{
    (void)cx;
    if (branches[self->id].parent != current)
        violation("branch %u of branch %u is resumed in branch %u", self->id, branches[self->id].parent, current);
    current = self->id;
    on_resume(self->serial, self);
}

void fuzz_branch_on_suspend(fuzz_branch *self, lg_context *cx)
{
    (void)cx;
    on_suspend(self->serial, self);
    current = branches[self->id].parent;
}

/* ---- Leaf futures ---- */

#ifndef LIFEGUARD_ELIDED

static unsigned pendings(unsigned asked)
{
    if (schedule < 3)
        return schedule == 0 ? 0 : schedule == 1 ? asked % 4 : 1;
    schedule_state = schedule_state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(schedule_state >> 33) % 5 % 3;
}

void fuzz_pend_init(struct fuzz_pend_leaf *self, unsigned times)
{
    self->stage = 0;
    self->left = times;
}

lg_poll fuzz_pend_poll(struct fuzz_pend_leaf *self, lg_context *cx)
{
    check_active(false);
    if (self->stage > 1)
        violation("a leaf was polled after it had %s", self->stage == 2 ? "finished" : "been dropped");
    if (self->stage == 0) {
        self->left = pendings(self->left);
        self->stage = 1;
        leaves++;
    }
    if (self->left) {
        self->left--;
        lg_waker_wake_by_ref(lg_context_waker(cx));
        return LG_PENDING;
    }
    self->stage = 2;
    leaves--;
    return LG_READY;
}

void fuzz_pend_drop(struct fuzz_pend_leaf *self)
{
    if (self->stage > 1)
        violation("a leaf was dropped after it had %s", self->stage == 2 ? "finished" : "been dropped");
    if (self->stage == 1)
        leaves--;
    self->stage = 3;
}

void fuzz_value_init(struct fuzz_value_leaf *self, unsigned value)
{
    fuzz_pend_init(&self->pend, value);
    self->value = value;
}

lg_poll fuzz_value_poll(struct fuzz_value_leaf *self, lg_context *cx, unsigned *out)
{
    if (fuzz_pend_poll(&self->pend, cx) == LG_PENDING)
        return LG_PENDING;
    *out = self->value;
    return LG_READY;
}

void fuzz_value_drop(struct fuzz_value_leaf *self)
{
    fuzz_pend_drop(&self->pend);
}

void fuzz_never_init(struct fuzz_never_leaf *self)
{
    fuzz_pend_init(&self->pend, 0);
}

lg_poll fuzz_never_poll(struct fuzz_never_leaf *self, lg_context *cx)
{
    if (self->pend.stage == 1)
        self->pend.left = 1;
    else if (fuzz_pend_poll(&self->pend, cx) == LG_PENDING)
        return LG_PENDING;
    else /* a schedule without pendings does not make it finish */
        self->pend.stage = 1, leaves++;
    lg_waker_wake_by_ref(lg_context_waker(cx));
    return LG_PENDING;
}

void fuzz_never_drop(struct fuzz_never_leaf *self)
{
    fuzz_pend_drop(&self->pend);
}

#endif

/* ---- Running ---- */

static void reset(void)
{
    memset(branches, 0, (branch_count + 1) * sizeof *branches);
    branches[0].fuel = ROOT_FUEL;
    branch_count = current = free_branches = leaves = hooks = 0;
    live_count = 0;
    schedule_state = schedule;
}

/* After a run, or after a drop: what must not be left. */
static void check_end(const char *when)
{
    for (size_t i = 0; i < live_count; i++) {
        if (live[i].cleaned)
            violation("guard of site %u was not cleaned %s", live[i].site, when);
        if (!live[i].active)
            violation("guard of site %u was left suspended %s", live[i].site, when);
    }
    if (current)
        violation("branch %u still runs %s", current, when);
    if (leaves)
        violation("%u leaves were neither finished nor dropped %s", leaves, when);
}

static int finish(unsigned result)
{
    check_end("when the program had finished");
    if (live_count)
        violation("guard of site %u did not end", live[0].site);
    mix(0, result);
    printf("checksum %016llx\n", (unsigned long long)branches[0].sum);
    return fflush(stdout) ? 2 : 0;
}

#ifndef LIFEGUARD_ELIDED

/* Between two polls nothing of the program runs. */
static void check_pending(void)
{
    if (current)
        violation("branch %u still runs between polls", current);
    for (size_t i = 0; i < live_count; i++)
        if (live[i].active && live[i].kind != KIND_GUARD)
            violation("guard of site %u is active between polls", live[i].site);
}

/* Polls up to `limit` times; how often it was pending. */
static unsigned poll(lg_future *boxed, unsigned limit, bool *ready, unsigned *result)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    unsigned pending = 0;

    lg_context_init(&cx, &waker);
    *ready = false;
    while (pending < limit) {
        if (lg_future_poll(boxed, &cx, result) == LG_READY) {
            *ready = true;
            /* A branch that lost a race may have been pending within this one poll. */
            if (!pending && hooks && branch_count < 2)
                violation("hooks ran although nothing was pending");
            break;
        }
        check_pending();
        pending++;
    }
    return pending;
}

static int cancel(lg_future *(*box)(void))
{
    enum { MOST_POLLS = 1 << 14 };
    unsigned result, total, step;
    bool ready;
    lg_future *boxed = box();

    total = poll(boxed, 1u << 20, &ready, &result);
    lg_future_drop(boxed);
    check_end("when it had finished");
    /* Every k for a short program, else a hundred of them, or as many as make that many polls. */
    step = total / 100 + (unsigned)((uint64_t)total * total / 2 / MOST_POLLS) + 1;
    /* A program whose polls are slow is dropped as often as a few seconds allow. */
    for (unsigned k = 0; k <= total && clock() < 4 * CLOCKS_PER_SEC; k += step) {
        reset();
        boxed = box();
        poll(boxed, k, &ready, &result);
        lg_future_drop(boxed);
        check_end("after a drop");
        if (trace)
            fprintf(stderr, "dropped after %u polls\n", k);
    }
    printf("cancelled\n");
    return fflush(stdout) ? 2 : 0;
}

/* Drops a future that was polled some times, in a process of its own: the program's objects are used once. */
static int drop(lg_future *(*box)(void))
{
    unsigned result;
    bool ready;
    lg_future *boxed = box();

    poll(boxed, (schedule * 2654435761u >> 16) % 40u, &ready, &result);
    lg_future_drop(boxed);
    check_end("after a drop");
    printf("dropped\n");
    return fflush(stdout) ? 2 : 0;
}

#endif

static int one_mode(const char *mode, const char *number, unsigned (*run)(void), lg_future *(*box)(void))
{
    schedule = (unsigned)strtoul(number, NULL, 10);
    reset();
    if (!strcmp(mode, "run"))
        return finish(run());
#ifndef LIFEGUARD_ELIDED
    if (!strcmp(mode, "poll") && box) {
        lg_future *boxed = box();
        unsigned result = 0;
        bool ready;

        poll(boxed, 1u << 20, &ready, &result);
        lg_future_drop(boxed);
        if (!ready)
            violation("the program does not finish");
        return finish(result);
    }
    if (!strcmp(mode, "cancel") && box)
        return cancel(box);
    if (!strcmp(mode, "drop") && box)
        return drop(box);
#else
    (void)box;
#endif
    fprintf(stderr, "fuzz: no mode %s\n", mode);
    return 2;
}

int fuzz_main(int argc, char **argv, unsigned (*run)(void), lg_future *(*box)(void))
{
    trace = getenv("FUZZ_TRACE") != NULL;
    if (argc <= 3)
        return one_mode(argc > 1 ? argv[1] : "run", argc > 2 ? argv[2] : "1", run, box);
    /* A program changes its objects: each run starts with them as they were. */
    for (int i = 1; i + 1 < argc; i += 2) {
        int status = 0;
        pid_t child = fork();

        if (child == 0)
            exit(one_mode(argv[i], argv[i + 1], run, box));
        if (child < 0 || waitpid(child, &status, 0) != child || status) {
            fprintf(stderr, "fuzz: %s %s failed\n", argv[i], argv[i + 1]);
            return 1;
        }
    }
    return 0;
}
