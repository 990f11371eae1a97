// Scope-bound guards: what their type, their cleanup, their marks say.
#include <lifeguard.h>
#include <lifeguard/sync.h>
#include <lifeguard/trace.h>
#include <pthread.h>
#include <stdlib.h>

async void turn(void)
{
    await lg_yield_now();
}

typedef struct must_not_suspend("the page is pinned for the device") pin {
    int page;
} pin;

static void pin_drop(pin *p)
{
    p->page = 0;
}

async void pinned(void)
{
    lg_scoped(pin) p = {1}; // EXPECT: guard-held
    await turn();
}

async void pinned_in_a_block(void)
{
    {
        lg_scoped(pin) p = {1};
    }
    await turn();
}

async void dropped_by_hand(void)
{
    lg_scoped(pin) p = {1};
    pin_drop(&p);
    await turn();
}

void look_at(pin *p);
void look_at_page(int page);

async void escapes(void)
{
    lg_scoped(pin) p = {1}; // EXPECT: guard-held EXPECT: guard-escapes
    look_at(&p);
    await turn();
}

async void does_not_escape(void)
{
    lg_scoped(pin) p = {1}; // EXPECT: guard-held
    look_at_page(p.page);
    await turn();
}

void unpin(pin *p) __attribute__((release_capability(p)));

async void given_to_what_releases_it(void)
{
    lg_scoped(pin) p = {1};
    unpin(&p);
    await turn();
}

async void escapes_and_is_not_held(void)
{
    {
        lg_scoped(pin) p = {1};
        look_at(&p);
    }
    await turn();
}

async void taken_again(void)
{
    lg_scoped(pin) p = {1}; // EXPECT: guard-held
    pin_drop(&p);
    p = (pin){2};
    await turn();
}

struct pair {
    pin pins[2];
};

async void in_an_array_in_a_struct(void)
{
    struct pair both = {0}; // EXPECT: guard-held
    await turn();
    (void)both;
}

async void behind_a_pointer(pin *p)
{
    await turn();
    p->page = 2;
}

async void by_value(pin p) // EXPECT: guard-held
{
    await turn();
    (void)p;
}

async void after_the_await(void)
{
    await turn();
    lg_scoped(pin) p = {1};
}

async void in_a_loop(int n)
{
    while (n-- > 0) {
        lg_scoped(pin) p = {n};
        if (p.page)
            continue;
        break;
    }
    await turn();
}

async void backwards(int n)
{
again:
    if (n-- > 0)
        await turn();
    else
        return;
    lg_scoped(pin) p = {n};
    goto again;
}

async void only_sometimes(int n)
{
    for (int i = 0; i < n; i++) {
        lg_scoped(pin) p = {i}; // EXPECT: guard-held
        if (i == 3)
            await turn();
    }
}

async void may_be_held(lg_mutex *m)
{
    lg_scoped(lg_mutex_guard) g = await lg_mutex_lock(m);
    await turn();
}

async void follows_its_future(lg_span *span)
{
    lg_scoped(lg_entered) in = lg_span_enter(span);
    await turn();
}

static void free_it(char **text)
{
    free(*text);
}

async void nobody_said(void)
{
    __attribute__((cleanup(free_it))) char *text = malloc(8); // EXPECT: guard-unclassified
    await turn();
    (void)text;
}

async void somebody_said(void)
{
    lg_allow("guard-unclassified", "memory is no lock") __attribute__((cleanup(free_it))) char *text = malloc(8);
    await turn();
    (void)text;
}

lg_allow("guard-held", "the device is stopped") async void whole_function(void)
{
    lg_scoped(pin) p = {1};
    await turn();
}

static void unlock_it(pthread_mutex_t **lock)
{
    if (*lock)
        pthread_mutex_unlock(*lock);
}

async void cleanup_unlocks(pthread_mutex_t *m)
{
    pthread_mutex_lock(m);
    __attribute__((cleanup(unlock_it))) pthread_mutex_t *held = m; // EXPECT: guard-held
    await turn();
    (void)held;
}

must_not_suspend("interrupts are off") void interrupts_off(void);
void interrupts_on(void);

async void by_a_marked_function(void)
{
    interrupts_off(); // EXPECT: guard-held
    await turn();
    interrupts_on();
}

struct __attribute__((capability("latch"))) latch {
    int closed;
};
void latch_close(struct latch *l) __attribute__((acquire_capability(*l)));
void latch_open(struct latch *l) __attribute__((release_capability(*l)));

async void by_capability(struct latch *l)
{
    latch_close(l); // EXPECT: lock-held
    await turn();
    latch_open(l);
    await turn();
}

struct kept_lock {
    pthread_mutex_t *lock;
};
static struct kept_lock keep(pthread_mutex_t *lock)
{
    pthread_mutex_lock(lock);
    return (struct kept_lock){lock};
}
static void let_go(struct kept_lock *kept)
{
    if (kept->lock)
        pthread_mutex_unlock(kept->lock);
}

async void let_go_by_its_member(pthread_mutex_t *m)
{
    __attribute__((cleanup(let_go))) struct kept_lock kept = keep(m);
    pthread_mutex_unlock(kept.lock);
    kept.lock = NULL;
    await turn();
}

async void taken_again_by_its_member(pthread_mutex_t *m)
{
    __attribute__((cleanup(let_go))) struct kept_lock kept = keep(m); // EXPECT: guard-held (turn)
    pthread_mutex_unlock(kept.lock);
    await turn();
    pthread_mutex_lock(kept.lock);
    await turn();
}
