/* process.c: children by posix_spawn; their end is told by a pidfd, which becomes readable. */
#include "../posix.h"

#include "handle.h"
#include "operation.h"

#include <lifeguard/pipe.h>
#include <lifeguard/process.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* lg_process.code of a child that another part of the program has waited for. */
enum { WAITED_ELSEWHERE = -1 };

/* What the child's standard streams will be: descriptors of this process, or -1 for its own. None is 0, 1 or 2, so that
 * putting one in its place overwrites no other. */
struct plan {
    int fds[3];
};

static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error)
        error = posix_spawnattr_setsigdefault(attributes, &all);
    return error ? error : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* Puts one of the three in its place. */
static int place(posix_spawn_file_actions_t *actions, const lg_command *command, int from, int to)
{
    if (from != -1)
        return posix_spawn_file_actions_adddup2(actions, from, to);
    return command->quiet ? posix_spawn_file_actions_addopen(actions, to, "/dev/null", to ? O_WRONLY : O_RDONLY, 0) : 0;
}

static int set_files(posix_spawn_file_actions_t *actions, const lg_command *command, const struct plan *plan)
{
    int error = command->directory ? posix_spawn_file_actions_addchdir_np(actions, command->directory) : 0;
    for (int i = 0; i < 3 && !error; i++)
        if (i < 2 || !command->error_to_output || plan->fds[2] != -1)
            error = place(actions, command, plan->fds[i], i);
    if (!error && command->error_to_output && plan->fds[2] == -1)
        error = posix_spawn_file_actions_adddup2(actions, STDOUT_FILENO, STDERR_FILENO);
    return error;
}

static int start(pid_t *id, const lg_command *command, const struct plan *plan)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = set_signals(&attributes);
        if (!error)
            error = set_files(&actions, command, plan);
        if (!error) /* neither words nor environment are changed */
            error = posix_spawnp(id, command->words[0], &actions, &attributes, (char *const *)(uintptr_t)command->words,
                                 command->environment ? (char *const *)(uintptr_t)command->environment : environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* A pipe for the standard stream `number`: this process's end in `*stream`. The child's must block. */
static int plan_pipe(struct plan *plan, int number, lg_stream *stream)
{
    lg_stream end = {0};
    int error = number == 0 ? lg_pipe(&end, stream) : lg_pipe(stream, &end);
    if (error)
        return error;
    plan->fds[number] = fcntl(end.source->fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    if (plan->fds[number] == -1 || fcntl(plan->fds[number], F_SETFL, 0) == -1)
        error = errno;
    lg_stream_drop(&end);
    return error;
}

/* Waits for the end of a child that nobody has waited for. */
static void reap(pid_t id)
{
    while (waitpid(id, NULL, 0) == -1 && errno == EINTR)
        ;
}

/* Whether the child has ended; then what has become of it is in its handle. */
static bool has_ended(lg_process *process)
{
    siginfo_t info = {0};
    int failed = waitid(P_PIDFD, (id_t)process->source->fd, &info, WEXITED | WNOHANG); /* does not wait: no EINTR */
    if (!failed && info.si_pid == 0)
        return false;
    process->code = failed ? WAITED_ELSEWHERE : info.si_code;
    process->status = info.si_status;
    return true;
}

/* Of glibc no sooner than its version 2.36. */
static int open_pidfd(pid_t id)
{
    return (int)syscall(SYS_pidfd_open, id, 0);
}

/* To the child itself, never to another process that has got its number. */
static int send_signal(const lg_process *process, int number)
{
    return syscall(SYS_pidfd_send_signal, process->source->fd, number, NULL, 0) ? errno : 0;
}

static int start_watched(lg_process *process, const lg_command *command, const struct plan *plan)
{
    pid_t id;
    int error = start(&id, command, plan);
    if (error)
        return error;
    int fd = open_pidfd(id); /* close-on-exec by itself */
    struct lg__source *source = NULL;
    if (fd == -1 || !(source = lg__source_new(fd, LG__SOCKET, false))) {
        error = errno;
        kill(id, SIGKILL);
        reap(id);
        return error;
    }
    *process = (lg_process){.source = source, .id = id};
    return 0;
}

int lg_process_start(lg_process *process, const lg_command *command, lg_stream *in, lg_stream *out, lg_stream *err)
{
    struct plan plan = {.fds = {-1, -1, -1}};
    lg_stream *const streams[3] = {in, out, err};
    int error = 0;
    for (int i = 0; i < 3 && !error; i++)
        if (streams[i])
            error = plan_pipe(&plan, i, streams[i]);
    if (!error)
        error = start_watched(process, command, &plan);
    for (int i = 0; i < 3; i++) {
        if (plan.fds[i] != -1)
            close(plan.fds[i]);
        if (error && streams[i])
            lg_stream_drop(streams[i]);
    }
    return error;
}

void lg_process_drop(lg_process *process)
{
    if (process->source && !process->code && send_signal(process, SIGKILL) == 0) /* else somebody has waited for it */
        reap(process->id);
    lg__source_drop(process->source);
    *process = (lg_process){0};
}

pid_t lg_process_id(const lg_process *process)
{
    return process->id;
}

int lg_process_signal(lg_process *process, int number)
{
    if (!process->source)
        return EBADF;
    if (process->code)
        return ESRCH;
    return send_signal(process, number);
}

static int attempt_wait(void *data, struct lg__source *source, uint32_t word)
{
    (void)source, (void)word;
    struct lg_process_waiting *self = data;
    lg_process *process = self->process;
    if (!process->code && !has_ended(process))
        return EAGAIN;
    if (process->code == WAITED_ELSEWHERE)
        return ECHILD;
    const bool exited = process->code == CLD_EXITED;
    if (self->how)
        *self->how = (lg_exit){exited ? process->status : -1, exited ? 0 : process->status};
    return 0;
}

void lg_process_wait_init(struct lg_process_waiting *self, lg_process *process, lg_exit *how)
{
    lg__operation_init(&self->operation, process->source);
    self->process = process;
    self->how = how;
}

lg_poll lg_process_wait_poll(struct lg_process_waiting *self, lg_context *cx, int *out)
{
    return lg__operation_poll(&self->operation, LG__IN, cx, "lg_process_wait", attempt_wait, self, out);
}

void lg_process_wait_drop(struct lg_process_waiting *self)
{
    lg__operation_drop(&self->operation, LG__IN);
}
