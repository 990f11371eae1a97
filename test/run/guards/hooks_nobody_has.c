// RUN: %check_in_every_way
// Hooks are not reported as unused, be they plain static ones of a type that no async function of the file has a guard of.
#include "Inputs/record.h"

typedef struct lifecycle(idle_on_resume, idle_on_suspend) idle {
    int nothing;
} idle;
static void idle_on_resume(idle *self, lg_context *cx)
{
    (void)self, (void)cx;
}
static void idle_on_suspend(idle *self, lg_context *cx)
{
    (void)self, (void)cx;
}

/* A guard of this type sees no await, so no hook of it is called. */
typedef struct lifecycle(brief_on_resume, brief_on_suspend, brief_on_cancel) brief {
    const char *name;
} brief;
static void brief_on_resume(brief *self, lg_context *cx)
{
    (void)self, (void)cx;
}
static void brief_on_suspend(brief *self, lg_context *cx)
{
    (void)self, (void)cx;
}
static void brief_on_cancel(brief *self, lg_context *cx)
{
    (void)self, (void)cx;
}
static void brief_drop(brief *self)
{
    say("~%s", self->name);
}

static async void sees_no_await(void)
{
    {
        lg_scoped(brief) b = {"b"};
    }
    await once("x");
}
WALK(sees_no_await)

int main(void)
{
    CHECK_WALK(sees_no_await, "~b x?", "x#", "x= done");
    return RECORD_STATUS;
}
