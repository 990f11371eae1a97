// Locks of objects that functions find, make, keep and return: they have no name that is older than the call.
#include <lifeguard.h>
#include <pthread.h>
#include <stdlib.h>

struct session {
    pthread_mutex_t lock;
    struct session *next;
    int id, requests;
};
struct client {
    struct session *current;
    struct session *table[8];
};

static struct session *sessions;
struct session *session_look_up(int id);

async void turn(void)
{
    await lg_yield_now();
}

static struct session *find_locked(int id)
{
    for (struct session *s = sessions; s; s = s->next)
        if (s->id == id) {
            pthread_mutex_lock(&s->lock);
            return s;
        }
    return NULL;
}

static struct session *take(int id)
{
    struct session *s = session_look_up(id);
    if (s)
        pthread_mutex_lock(&s->lock);
    return s;
}

static struct session *take_later(int id)
{
    struct session *s = NULL;
    if (id > 0)
        s = session_look_up(id);
    if (!s)
        return NULL;
    pthread_mutex_lock(&s->lock);
    return s;
}

static struct session *make_locked(int id)
{
    struct session *s = calloc(1, sizeof *s);
    if (!s)
        return NULL;
    s->id = id;
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_lock(&s->lock);
    return s;
}

static struct session *find_or_make(int id)
{
    struct session *s = find_locked(id);
    return s ? s : make_locked(id);
}

static struct session *find_for(struct client *c, int id)
{
    (void)c;
    return find_locked(id);
}

static void put(struct session *s)
{
    pthread_mutex_unlock(&s->lock);
}

// Finds it, and leaves it alone again.
static struct session *find(int id)
{
    struct session *s = find_locked(id);
    if (s)
        put(s);
    return s;
}

async void held(int id)
{
    struct session *s = find_locked(id); // EXPECT: lock-held (turn)
    if (!s)
        return;
    await turn();
    pthread_mutex_unlock(&s->lock);
    await turn();
}

async void not_found(int id)
{
    struct session *s = find_locked(id);
    if (!s) {
        await turn();
        return;
    }
    put(s);
    await turn();
}

async void taken(int id)
{
    struct session *s = take(id); // EXPECT: lock-held (turn)
    if (s) {
        await turn();
        put(s);
    }
    await turn();
}

async void taken_later(int id)
{
    struct session *s = NULL;
    s = take_later(id); // EXPECT: lock-held (turn)
    if (s != NULL) {
        await turn();
        pthread_mutex_unlock(&s->lock);
        await turn();
    }
}

async void made(int id)
{
    struct session *s;
    if (!(s = make_locked(id))) // EXPECT: lock-held (turn)
        return;
    await turn();
    put(s);
    await turn();
}

async void kept_in_a_member(struct client *c, int id)
{
    c->current = find_for(c, id); // EXPECT: lock-held (turn)
    if (!c->current)
        return;
    await turn();
    put(c->current);
    await turn();
}

async void kept_in_an_element(struct client *c, int i)
{
    c->table[i] = find_locked(i);
    if (c->table[i])
        put(c->table[i]);
    await turn();
}

async void two_of_them(int one, int other)
{
    struct session *a = find_locked(one);
    struct session *b = find_locked(other); // EXPECT: lock-held (turn?)
    if (a)
        put(a);
    await turn();
    if (b)
        put(b);
    await turn();
}

async void one_after_the_other(int n)
{
    for (int id = 0; id < n; id++) {
        struct session *s = find_locked(id);
        if (!s)
            continue;
        s->requests++;
        put(s);
        await turn();
    }
}

async void found_or_made(int id)
{
    struct session *s = find_or_make(id);
    if (s)
        put(s);
    await turn();
}

async void given_back_at_once(int id)
{
    struct session *s = find(id);
    if (s)
        s->requests++;
    await turn();
}

async void never_released(int id)
{
    find_locked(id); // EXPECT: lock-held (turn?)
    await turn();
}
