/* wake.c: a future that another thread wakes, polled exactly twice.
 *
 * What a program waits for often happens outside of it: in the kernel, in a device, here in another thread. Asking over
 * and over would be a waste; so the future leaves a clone of its waker where the event will happen, and sleeps. A waker
 * may be used from any thread. */
#include <errno.h>
#include <lifeguard.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

/* Where the future and the thread meet. */
struct letterbox {
    pthread_mutex_t lock; /* guards what follows; held for a moment only, so a poll may take it */
    const char *letter;   /* NULL: none yet */
    bool waiting;         /* `waker` is somebody's */
    lg_waker waker;
};

struct collector {
    struct letterbox *box;
};

void collector_init(struct collector *self, struct letterbox *box)
{
    self->box = box;
}

/* Leaves the box without our waker in it. With the lock. */
static void stop_waiting(struct letterbox *box)
{
    if (box->waiting)
        lg_waker_drop(box->waker);
    box->waiting = false;
}

lg_poll collector_poll(struct collector *self, lg_context *cx, const char **out)
{
    struct letterbox *box = self->box;
    puts("polled");
    pthread_mutex_lock(&box->lock);
    stop_waiting(box); /* the waker may be another one at each poll: the latest counts */
    *out = box->letter;
    if (!*out) {
        box->waker = lg_waker_clone(lg_context_waker(cx)); /* cx is valid for this poll only; the clone is ours */
        box->waiting = true;
    }
    pthread_mutex_unlock(&box->lock);
    return *out ? LG_READY : LG_PENDING;
}

void collector_drop(struct collector *self)
{
    pthread_mutex_lock(&self->box->lock);
    stop_waiting(self->box);
    pthread_mutex_unlock(&self->box->lock);
}

lg_leaf(struct collector, collector_init, collector_poll, collector_drop) const char *collect(struct letterbox *box);

/* The other thread. */
static void *postman(void *argument)
{
    struct letterbox *box = argument;
    pthread_mutex_lock(&box->lock);
    box->letter = "greetings from outside";
    bool wake = box->waiting;
    lg_waker waker = box->waker;
    box->waiting = false;
    pthread_mutex_unlock(&box->lock);
    if (wake)
        lg_waker_wake(waker); /* uses the waker up. Only now is the future polled again */
    return NULL;
}

async int wait_for_letter(struct letterbox *box)
{
    lg_task *task = spawn(collect(box));
    if (!task)
        return errno;
    await lg_sleep_ms(3000); /* time enough to see that nobody polls meanwhile */
    puts("three seconds later the postman sets out");
    pthread_t thread;
    int error = pthread_create(&thread, NULL, postman, box);
    if (error) {
        lg_abort(task);
        await lg_join(task, NULL);
        return error;
    }
    const char *letter = NULL;
    error = await lg_join(task, &letter);
    if (!error)
        printf("letter: %s\n", letter);
    pthread_join(thread, NULL); /* holds this thread up, but not for long: the postman is on his way home */
    return error;
}

int main(void)
{
    static struct letterbox box = {.lock = PTHREAD_MUTEX_INITIALIZER};
    lg_clock_pause();
    return block_on(wait_for_letter(&box)) != 0;
}
