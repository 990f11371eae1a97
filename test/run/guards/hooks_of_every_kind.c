// RUN: %check_in_every_way
// RUN: %clang -std=gnu11 -I %include -E %s -o %t.i && %cc_runtime %plugin %t.i -o %t.E && %t.E
// Hooks may be declared after the type, be static or static inline, or be 0; none is reported as unused, also where no
// async function has such a guard. The mark outlives the preprocessor.
#include "Inputs/record.h"

/* Declared after the type, defined after the function. */
typedef struct lifecycle(later_on_resume, later_on_suspend) later {
    const char *name;
} later;
void later_on_resume(later *self, lg_context *cx);
static void later_on_suspend(later *self, lg_context *cx);

/* Declared before the type, without a typedef. */
struct earlier;
static inline void earlier_on_resume(struct earlier *self, lg_context *cx);
static void earlier_on_suspend(struct earlier *self, struct lg_context *cx);
struct lifecycle(earlier_on_resume, earlier_on_suspend) earlier {
    const char *name;
};

/* One hook or none. */
typedef struct lifecycle(resumed_on_resume, 0) resumed {
    const char *name;
} resumed;
static inline void resumed_on_resume(resumed *self, lg_context *cx)
{
    (void)cx;
    say("+%s", self->name);
}

typedef struct lifecycle(0, suspended_on_suspend) suspended {
    const char *name;
} suspended;
static inline void suspended_on_suspend(suspended *self, lg_context *cx)
{
    (void)cx;
    say("-%s", self->name);
}

typedef struct lifecycle(0, 0) hookless {
    const char *name;
} hookless;

typedef struct lifecycle(resumed_again, 0, 0) no_cancel {
    const char *name;
} no_cancel;
static void resumed_again(no_cancel *self, lg_context *cx)
{
    (void)cx;
    say("+%s", self->name);
}
static void no_cancel_drop(no_cancel *self)
{
    say("~%s", self->name);
}

/* No async function has one. */
typedef struct lifecycle(never_on_resume, never_on_suspend, never_on_cancel) never {
    int nothing;
} never;
static inline void never_on_resume(never *self, lg_context *cx)
{
    (void)self, (void)cx;
}
static inline void never_on_suspend(never *self, lg_context *cx)
{
    (void)self, (void)cx;
}
static inline void never_on_cancel(never *self, lg_context *cx)
{
    (void)self, (void)cx;
}

/* Several types may share a hook's name only with their own type: made by a macro. */
#define COUNTED(type)                                                                                                  \
    typedef struct lifecycle(type##_on_resume, type##_on_suspend) type {                                               \
        const char *name;                                                                                              \
    } type;                                                                                                            \
    static inline void type##_on_resume(type *self, lg_context *cx)                                                    \
    {                                                                                                                  \
        (void)cx;                                                                                                      \
        say("+%s(" #type ")", self->name);                                                                             \
    }                                                                                                                  \
    static inline void type##_on_suspend(type *self, lg_context *cx)                                                   \
    {                                                                                                                  \
        (void)cx;                                                                                                      \
        say("-%s(" #type ")", self->name);                                                                             \
    }
COUNTED(apple)
COUNTED(pear)

/* The long form of the mark. */
typedef struct lg_lifecycle(0, long_on_suspend) long_form {
    const char *name;
} long_form;
static void long_on_suspend(long_form *self, lg_context *cx)
{
    (void)cx;
    say("-%s", self->name);
}

static async void every_kind(void)
{
    unscoped(later) a = {"later"};
    unscoped(struct earlier) b = {"earlier"};
    unscoped(resumed) c = {"resumed"};
    unscoped(suspended) d = {"suspended"};
    unscoped(hookless) e = {"hookless"};
    lg_scoped(no_cancel) f = {"no_cancel"};
    unscoped(apple) g = {"g"};
    unscoped(pear) h = {"h"};
    unscoped(long_form) i = {"long"};
    await once("x");
}
WALK(every_kind)

void later_on_resume(later *self, lg_context *cx)
{
    (void)cx;
    say("+%s", self->name);
}
static void later_on_suspend(later *self, lg_context *cx)
{
    (void)cx;
    say("-%s", self->name);
}
static inline void earlier_on_resume(struct earlier *self, lg_context *cx)
{
    (void)cx;
    say("+%s", self->name);
}
static void earlier_on_suspend(struct earlier *self, lg_context *cx)
{
    (void)cx;
    say("-%s", self->name);
}

int main(void)
{
    CHECK_WALK(every_kind,
               "x? -long -h(pear) -g(apple) -suspended -earlier -later",
               "+later +earlier +resumed +no_cancel +g(apple) +h(pear) x# ~no_cancel",
               "+later +earlier +resumed +no_cancel +g(apple) +h(pear) x= ~no_cancel done");
    return RECORD_STATUS;
}
