/* lifeguard/process.h: child processes.
 *
 *     const char *const words[] = {"sort", "-n", NULL};
 *     lg_scoped(lg_process) sort = {0};
 *     lg_scoped(lg_stream) in = {0}, out = {0};
 *     int error = lg_process_start(&sort, &(lg_command){.words = words}, &in, &out, NULL);
 *     …
 *     lg_exit how;
 *     error = await lg_process_wait(&sort, &how);
 *
 * A child inherits no descriptor of this library's but its three standard ones, blocks no signal, and ignores none. */
#ifndef LIFEGUARD_PROCESS_H
#define LIFEGUARD_PROCESS_H

#include <lifeguard/stream.h>
#include <sys/types.h>

/* What to run. */
typedef struct lg_command {
    const char *const *words;       /* the program, looked up in PATH unless there is a slash in it, and its arguments;
                                       ended by NULL */
    const char *const *environment; /* "NAME=value", ended by NULL; NULL: this process's */
    const char *directory;          /* to run in; NULL: this process's */
    bool quiet;                     /* a standard stream that is not asked for is /dev/null, not this process's */
    bool error_to_output;           /* its standard error goes where its standard output goes */
} lg_command;

/* A child: copying it is moving it. All zero is empty. */
typedef struct lg_process {
    struct lg__source *source; /* tells of its end; NULL: empty */
    pid_t id;
    int status; /* as of waitid(2), with `code`; once waited for */
    int code;   /* 0: not yet; -1: somebody else has waited for it */
} lg_process;

/* How a child has ended. */
typedef struct lg_exit {
    int status; /* that it exited with; -1: a signal has killed it */
    int signal; /* that has killed it, or 0 */
} lg_exit;

/* Starts a child, with pipes to its standard input, output and error where the stream is not NULL (which must be
 * empty). Returns once the program has been found and started, which may take a millisecond. 0; ENOENT, EACCES,
 * ENOEXEC, ENOTDIR, …: the program can not be run; EAGAIN, ENOMEM, EMFILE, ENFILE; ENOSYS: a system without
 * pidfd_open(2). */
int lg_process_start(lg_process *process, const lg_command *command, lg_stream *in, lg_stream *out, lg_stream *err);

/* Ends the handle. A child that was not waited for is killed (SIGKILL), and waited for, which blocks for a moment. */
void lg_process_drop(lg_process *process);

/* The child's number; it may be another's once the child was waited for. */
pid_t lg_process_id(const lg_process *process);

/* Sends a signal to the child. 0; ESRCH: it has ended; EBADF; EINVAL. */
int lg_process_signal(lg_process *process, int number);

/* The future of lg_process_wait. */
struct lg_process_waiting {
    struct lg__operation operation;
    lg_process *process;
    lg_exit *how;
};
void lg_process_wait_init(struct lg_process_waiting *self, lg_process *process, lg_exit *how);
lg_poll lg_process_wait_poll(struct lg_process_waiting *self, lg_context *cx, int *out);
void lg_process_wait_drop(struct lg_process_waiting *self);

/* await lg_process_wait(&process, &how): waits for the child to end; afterwards it gives the same again. `how` may be
 * NULL. What the child wrote may still be in its pipes. 0; ECHILD: another part of the program has waited for it.
 * Cancelled, the child goes on. */
/* clang-format off */
lg_leaf(struct lg_process_waiting, lg_process_wait_init, lg_process_wait_poll, lg_process_wait_drop)
int lg_process_wait(lg_process *process, lg_exit *how);
/* clang-format on */

#endif
