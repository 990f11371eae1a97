/* sleep.c: the futures that wait for a clock. */
#include "posix.h"

#include "budget.h"
#include "contract.h"
#include "process_timers.h"
#include "runtime.h"
#include "timer.h"

static struct lg__clock *clock_of(lg_context *cx)
{
    return cx->runtime ? cx->runtime->clock : lg__process_clock();
}

/* Inserts the timer where the context says. Where nobody would fire it, the future is polled again and again until
 * somebody does, or the time has come. */
static void wait_for_timer(struct lg__timer *timer, lg_context *cx)
{
    if (cx->runtime) /* this thread minds them: no need to tell it */
        lg__timer_insert(timer, lg__runtime_timers(cx->runtime), cx->waker);
    else if (!lg__process_timers_begin())
        lg_waker_wake_by_ref(cx->waker);
    else if (lg__timer_insert(timer, lg__process_timers(), cx->waker))
        lg__process_timers_changed();
}

/* One poll; `name` is the async function's. */
static lg_poll poll_timer(struct lg__timer *timer, lg_context *cx, const char *name)
{
    /* The state of an inserted timer is not to be looked at without its lock; it is not FINISHED. */
    if ((timer->timers || timer->state != LG__TIMER_FINISHED) && !lg__budget_left(cx))
        return LG_PENDING;
    if (timer->timers) {
        lg__timer_move(timer, cx->runtime, clock_of(cx));
        switch (lg__timer_check(timer, cx->waker)) {
        case LG__TIMER_WAITING:
            return LG_PENDING;
        case LG__TIMER_ORPHANED:
            lg__timer_release(timer);
            timer->state = LG__TIMER_UNTIL;
            break;
        default:
            lg__timer_release(timer);
            timer->state = LG__TIMER_FINISHED;
            lg__budget_spend(cx);
            return LG_READY;
        }
    }
    if (timer->state == LG__TIMER_FINISHED)
        lg_polled_after_completion(name);
    lg_instant now = lg__clock_now(clock_of(cx));
    if (timer->state == LG__TIMER_AFTER) {
        timer->deadline = lg__later(now, lg__ms_to_ns(timer->deadline));
        timer->state = LG__TIMER_UNTIL;
    }
    if (timer->deadline <= now) {
        timer->state = LG__TIMER_FINISHED;
        lg__budget_spend(cx);
        return LG_READY;
    }
    wait_for_timer(timer, cx);
    return LG_PENDING;
}

void lg_sleep_init(struct lg_sleep *self, uint64_t ms)
{
    self->timer = (struct lg__timer){.deadline = ms, .state = LG__TIMER_AFTER};
}

void lg_sleep_until_init(struct lg_sleep *self, lg_instant deadline)
{
    self->timer = (struct lg__timer){.deadline = deadline, .state = LG__TIMER_UNTIL, .until = 1};
}

lg_poll lg_sleep_poll(struct lg_sleep *self, lg_context *cx)
{
    return poll_timer(&self->timer, cx, self->timer.until ? "lg_sleep_until" : "lg_sleep_ms");
}

void lg_sleep_drop(struct lg_sleep *self)
{
    if (self->timer.timers)
        lg__timer_release(&self->timer);
    self->timer.state = LG__TIMER_FINISHED;
}

lg_instant lg_deadline_ms(uint64_t ms)
{
    return lg__later(lg_now(), lg__ms_to_ns(ms));
}

uint64_t lg_deadline_left_ms(lg_instant deadline)
{
    lg_instant now = lg_now();
    uint64_t left = deadline > now ? deadline - now : 0;
    return left / LG_NS_PER_MS + (left % LG_NS_PER_MS != 0);
}

lg_interval lg_interval_ms(uint64_t period_ms)
{
    return lg_interval_from(lg_now(), period_ms);
}

lg_interval lg_interval_from(lg_instant first, uint64_t period_ms)
{
    return (lg_interval){first, lg__ms_to_ns(period_ms ? period_ms : 1), LG_MISSED_BURST};
}

/* When the tick after the one that is ready now is due. */
static lg_instant tick_after(const lg_interval *interval, lg_instant now)
{
    lg_instant in_time = lg__later(interval->next, interval->period_ns);
    if (in_time > now || interval->missed == LG_MISSED_BURST)
        return in_time;
    if (interval->missed == LG_MISSED_DELAY)
        return lg__later(now, interval->period_ns);
    return lg__later(now, interval->period_ns - (now - interval->next) % interval->period_ns);
}

void lg_ticking_init(struct lg_ticking *self, lg_interval *interval)
{
    self->interval = interval;
    lg_sleep_until_init(&self->sleep, 0); /* the first poll asks the interval */
}

lg_poll lg_ticking_poll(struct lg_ticking *self, lg_context *cx, lg_instant *out)
{
    if (!self->sleep.timer.timers && self->sleep.timer.state == LG__TIMER_UNTIL)
        self->sleep.timer.deadline = self->interval->next;
    if (poll_timer(&self->sleep.timer, cx, "lg_interval_tick") == LG_PENDING)
        return LG_PENDING;
    *out = self->interval->next;
    self->interval->next = tick_after(self->interval, lg__clock_now(clock_of(cx)));
    return LG_READY;
}

void lg_ticking_drop(struct lg_ticking *self)
{
    lg_sleep_drop(&self->sleep);
}
