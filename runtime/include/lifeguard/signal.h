/* lifeguard/signal.h: waiting for signals of the system, such as SIGTERM.
 *
 *     lg_scoped(lg_signal) terminate = {0};
 *     int error = lg_signal_open(&terminate, SIGTERM);
 *     if (!error)
 *         error = await lg_signal_wait(&terminate);
 *
 * While a handle for a signal is open, the signal does not do what it would; when the last one is dropped, it does
 * again what it did before. Handles of one signal hear of it all. Another part of the program must not set the action
 * of that signal meanwhile. Any thread, any runtime, also under a context made by hand. */
#ifndef LIFEGUARD_SIGNAL_H
#define LIFEGUARD_SIGNAL_H

#include <lifeguard/context.h>
#include <lifeguard/marks.h>
#include <lifeguard/waiter.h>

/* A handle: copying it is moving it. All zero is empty. */
typedef struct lg_signal {
    struct lg__signal_handle *handle;
} lg_signal;

/* From now on the handle hears of the signal `number`. 0; EINVAL: there is none, or nobody can catch it; ENOMEM;
 * EAGAIN: there is no room for the thread that waits for signals. */
int lg_signal_open(lg_signal *signal, int number);

void lg_signal_drop(lg_signal *signal);

/* The future of lg_signal_wait. */
struct lg_signal_waiting {
    struct lg__signal_handle *handle;
    struct lg__waiter waiter;
};
void lg_signal_waiting_init(struct lg_signal_waiting *self, lg_signal *signal);
lg_poll lg_signal_waiting_poll(struct lg_signal_waiting *self, lg_context *cx, int *out);
void lg_signal_waiting_drop(struct lg_signal_waiting *self);

/* await lg_signal_wait(&signal): waits until the signal has come, since the handle was opened or the last wait was
 * ready; once for all that came meanwhile. 0; EBADF: it is empty. Cancelled, the signal is not lost. */
/* clang-format off */
lg_leaf(struct lg_signal_waiting, lg_signal_waiting_init, lg_signal_waiting_poll, lg_signal_waiting_drop)
int lg_signal_wait(lg_signal *signal);
/* clang-format on */

#endif
