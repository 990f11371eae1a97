/* callees.c: see callees.h. */
#include <lifeguard.h>

static void (*tell)(char sign, const char *name);
void callees_tell(void (*to)(char sign, const char *name))
{
    tell = to;
}

/* A guard that this file alone knows. */
typedef struct lifecycle(hidden_on_resume, hidden_on_suspend) hidden {
    const char *name;
} hidden;
static void hidden_on_resume(hidden *self, lg_context *cx)
{
    (void)cx;
    tell('+', self->name);
}
static void hidden_on_suspend(hidden *self, lg_context *cx)
{
    (void)cx;
    tell('-', self->name);
}
static void hidden_drop(hidden *self)
{
    tell('~', self->name);
}

/* And one with on_cancel. */
typedef struct lifecycle(0, 0, lost_on_cancel) lost {
    const char *name;
} lost;
static void lost_on_cancel(lost *self, lg_context *cx)
{
    (void)cx;
    tell('!', self->name);
}
static void lost_drop(lost *self)
{
    tell('~', self->name);
}

async int far(const char *guard, int times);
async int far(const char *guard, int times)
{
    lg_scoped(hidden) h = {guard};
    lg_scoped(lost) l = {"l"};
    for (int i = 0; i < times; i++)
        await lg_yield_now();
    return times;
}

async void farther(const char *first, const char *second);
async void farther(const char *first, const char *second)
{
    lg_scoped(hidden) h = {first};
    await far(second, 1);
}
