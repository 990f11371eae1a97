// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan
// Other threads: they wake, spawn, abort and join tasks of a runtime that another thread runs, also when it has ended.
#include "check.h"
#include <pthread.h>
#include <semaphore.h>

static pthread_t start(void *(*run)(void *), void *data)
{
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, run, data), 0);
    return thread;
}

static void join(pthread_t thread)
{
    CHECK_INT(pthread_join(thread, NULL), 0);
}

/* A ball between a task and a thread: the thread writes it before it wakes, so that the poll must see it. */
struct ball {
    lg_waker waker;
    sem_t to_thread;
    int value; /* plain: ordered by the wake */
    int rounds;
};

static void *play(void *data)
{
    struct ball *ball = data;
    for (int i = 0; i < ball->rounds; i++) {
        sem_wait(&ball->to_thread);
        ball->value++;
        lg_waker_wake(ball->waker);
    }
    return NULL;
}

static lg_poll player(struct co *co, lg_context *cx)
{
    struct ball *ball = co->data;
    if (co->polls > 1)
        CHECK_INT(ball->value, co->polls - 1); /* exactly one poll for each wake */
    co->state = 1;
    if (ball->value == ball->rounds) {
        co->state = -1;
        return LG_READY;
    }
    ball->waker = lg_waker_clone(cx->waker);
    sem_post(&ball->to_thread); /* the thread may wake before this poll returns */
    return LG_PENDING;
}

static void test_ping_pong(void)
{
    struct ball ball = {.rounds = 2000};
    sem_init(&ball.to_thread, 0, 0);
    pthread_t thread = start(play, &ball);
    co_block_on(player, &ball);
    join(thread);
    CHECK_INT(ball.value, 2000);
}

/* Many threads wake one task at once; each wake's data is seen by a later poll. */
enum { THREADS = 4, WAKES = 500 };

struct crowd {
    atomic_int done;
    lg_waker wakers[THREADS];
    int values[THREADS][WAKES];
    atomic_int published[THREADS];
    sem_t ready;
};

struct member {
    struct crowd *crowd;
    int index;
};

static void *wake_much(void *data)
{
    struct member *me = data;
    struct crowd *crowd = me->crowd;
    sem_wait(&crowd->ready);
    for (int i = 0; i < WAKES; i++) {
        crowd->values[me->index][i] = i + 1;
        lg_waker clone = lg_waker_clone(&crowd->wakers[me->index]);
        atomic_fetch_add_explicit(&crowd->published[me->index], 1, memory_order_release);
        if (i % 2)
            lg_waker_wake(clone);
        else
            lg_waker_wake_by_ref(&clone), lg_waker_drop(clone);
    }
    atomic_fetch_add(&crowd->done, 1);
    lg_waker_wake(crowd->wakers[me->index]);
    return NULL;
}

static lg_poll watch(struct co *co, lg_context *cx)
{
    struct crowd *crowd = co->data;
    co->state = 1;
    if (co->polls == 1) {
        /* All are stored before the first thread goes: a post may wake any of them. */
        for (int i = 0; i < THREADS; i++)
            crowd->wakers[i] = lg_waker_clone(cx->waker);
        for (int i = 0; i < THREADS; i++)
            sem_post(&crowd->ready);
        return LG_PENDING;
    }
    for (int i = 0; i < THREADS; i++) {
        int published = atomic_load_explicit(&crowd->published[i], memory_order_acquire);
        CHECK(published == 0 || crowd->values[i][published - 1] == published);
    }
    if (atomic_load(&crowd->done) < THREADS)
        return LG_PENDING;
    co->state = -1;
    return LG_READY;
}

static void test_crowd(void)
{
    static struct crowd crowd;
    sem_init(&crowd.ready, 0, 0);
    struct member members[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        members[i] = (struct member){&crowd, i};
        threads[i] = start(wake_much, &members[i]);
    }
    co_block_on(watch, &crowd);
    for (int i = 0; i < THREADS; i++)
        join(threads[i]);
}

/* A thread keeps waking while the task finishes and its runtime goes. */
struct late {
    lg_waker waker;
    sem_t ready;
};

static void *wake_late(void *data)
{
    struct late *late = data;
    sem_wait(&late->ready);
    for (int i = 0; i < 50; i++) {
        lg_waker_wake_by_ref(&late->waker);
        lg_waker_wake(lg_waker_clone(&late->waker));
    }
    lg_waker_wake(late->waker);
    return NULL;
}

static lg_poll give_and_end(struct co *co, lg_context *cx)
{
    struct late *late = co->data;
    CO_BEGIN;
    late->waker = lg_waker_clone(cx->waker);
    sem_post(&late->ready);
    CO_YIELD();
    CO_END;
}

static lg_poll give_and_pend(struct co *co, lg_context *cx)
{
    struct late *late = co->data;
    if (co->polls == 1) {
        late->waker = lg_waker_clone(cx->waker);
        sem_post(&late->ready);
    }
    co->state = 1;
    return LG_PENDING;
}

static lg_poll spawn_one(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    lg_detach(co_spawn("left", give_and_pend, co->data));
    CO_YIELD();
    CO_YIELD();
    CO_END;
}

static void test_late(void)
{
    for (int i = 0; i < 100; i++) {
        struct late late;
        sem_init(&late.ready, 0, 0);
        pthread_t thread = start(wake_late, &late);
        co_block_on(i % 2 ? give_and_end : spawn_one, &late);
        join(thread);
        log_text[0] = '\0';
    }
}

/* One thread runs a runtime until it is told to stop; this one spawns, aborts, joins and detaches. */
struct server {
    lg_runtime *runtime;
    lg_notify stop;
    atomic_int ran;
};

static lg_poll until_stopped(struct co *co, lg_context *cx)
{
    struct server *server = co->data;
    CO_BEGIN;
    CO_NOTIFIED(&server->stop);
    CO_END;
}

static void *serve(void *data)
{
    struct server *server = data;
    co_block_on_in(server->runtime, until_stopped, server);
    return NULL;
}

static lg_poll work(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CO_YIELD();
    atomic_fetch_add((atomic_int *)co->data, 1);
    co->result = 9;
    CO_END;
}

static lg_poll hang(struct co *co, lg_context *cx)
{
    (void)cx;
    co->state = 1;
    return LG_PENDING;
}

static void hang_drop(void *future)
{
    (void)future; /* on the server's thread: the log is this one's */
}

static const lg_future_type hang_type = {.size = sizeof(struct co),
                                         .align = _Alignof(struct co),
                                         .out_size = sizeof(int),
                                         .name = "hang",
                                         .poll = co_poll,
                                         .drop = hang_drop};

static lg_poll join_given(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    CO_JOIN(*(lg_task **)co->data, &co->j, &error);
    co->result = error ? -error : co->j;
    CO_END;
}

static void test_server(void)
{
    struct server server = {.runtime = lg_runtime_new(NULL)};
    pthread_t thread = start(serve, &server);
    for (int i = 0; i < 300; i++) {
        lg_task *task = co_spawn_in(server.runtime, "work", work, &server.ran);
        CHECK_INT(co_block_on(join_given, &task), 9);
        CHECK_INT(atomic_load(&server.ran), i + 1);

        void *future;
        task = lg_task_new(server.runtime, &hang_type, &future);
        co_init(future, "hang", hang, NULL);
        lg_task_start(task);
        lg_abort(task);
        CHECK_INT(co_block_on(join_given, &task), -ECANCELED);

        task = lg_task_new(server.runtime, &hang_type, &future);
        co_init(future, "hang", hang, NULL);
        lg_task_start(task);
        lg_abort(task);
        lg_detach(task);
    }
    void *future; /* joined while its runtime is dropped */
    lg_task *left = lg_task_new(server.runtime, &hang_type, &future);
    co_init(future, "hang", hang, NULL);
    lg_task_start(left);
    lg_notify_one(&server.stop);
    join(thread);
    lg_runtime_drop(server.runtime);
    CHECK_INT(co_block_on(join_given, &left), -ECANCELED);
}

/* A join that waits on one thread while the runtime of its task is dropped on another. */
static void *drop_runtime(void *data)
{
    lg_runtime_drop(data);
    return NULL;
}

static lg_poll join_and_drop(struct co *co, lg_context *cx)
{
    static pthread_t thread;
    struct server *server = co->data;
    int error;
    CO_BEGIN;
    void *future;
    lg_task *task = lg_task_new(server->runtime, &hang_type, &future);
    co_init(future, "hang", hang, NULL);
    lg_task_start(task);
    thread = start(drop_runtime, server->runtime);
    CO_JOIN(task, NULL, &error);
    CHECK_INT(error, ECANCELED);
    join(thread);
    CO_END;
}

int main(void)
{
    test_ping_pong();
    test_crowd();
    test_late();
    test_server();
    for (int i = 0; i < 50; i++) {
        struct server server = {.runtime = lg_runtime_new(NULL)};
        co_block_on(join_and_drop, &server);
    }
    return 0;
}
