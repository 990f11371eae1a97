/* audit_log.c: who logged in, who logged out: two files that many tasks write to, and none waits for.
 *
 * An audit trail must lose nothing and keep its order. A task per line, each fighting for the file, would give no
 * order: whichever gets it first writes first. So each file has a queue and one task that writes; write_log() only
 * queues and returns at once, and the line gets its place at that moment, however slow the disk is.
 *
 * Leaves login.log and logout.log in the current folder. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/sync.h>
#include <stdio.h>

struct line {
    char text[40];
};

struct audit_log {
    const char *path;
    FILE *file;
    lg_mpsc_unbounded_sender lines;   /* of struct line; for everybody */
    lg_mpsc_unbounded_receiver queue; /* the keeper's end */
};

/* 0, or an errno value; then nothing is left open. */
static int log_open(struct audit_log *log, const char *path)
{
    *log = (struct audit_log){.path = path, .file = fopen(path, "w")};
    if (!log->file)
        return errno;
    int error = lg_mpsc_unbounded_new(sizeof(struct line), NULL, &log->lines, &log->queue);
    if (error)
        fclose(log->file);
    return error;
}

/* 0, or an errno value: only now is it sure that the lines have arrived. */
static int log_close(struct audit_log *log)
{
    lg_mpsc_unbounded_sender_drop(&log->lines);
    lg_mpsc_unbounded_receiver_drop(&log->queue);
    return fclose(log->file) ? errno : 0;
}

/* For everybody, in async functions and outside. Never waits. 0, or an errno value. */
static int write_log(struct audit_log *log, const char *name)
{
    struct line line;
    snprintf(line.text, sizeof line.text, "%4u ms: %s", (unsigned)lg_now_ms(), name);
    return lg_mpsc_unbounded_send(&log->lines, &line);
}

/* The one task that writes the file: until the senders are gone and the queue is empty. 0, or an errno value. */
async int keep_log(struct audit_log *log)
{
    struct line line;
    while (await lg_mpsc_unbounded_recv(&log->queue, &line) == 0) {
        await lg_sleep_ms(50); /* a slow disk */
        if (fprintf(log->file, "%s\n", line.text) < 0)
            return EIO;
    }
    printf("%s complete at %u ms\n", log->path, (unsigned)lg_now_ms());
    return 0;
}

/* Comes, stays for a while, and goes. */
async int visit(const char *name, uint64_t comes_ms, uint64_t stays_ms, struct audit_log *logins,
                struct audit_log *logouts)
{
    await lg_sleep_ms(comes_ms);
    int error = write_log(logins, name);
    if (error)
        return error;
    await lg_sleep_ms(stays_ms);
    return write_log(logouts, name);
}

/* Joins a task that returns 0 or an errno value; NULL is one that found no memory. */
async int ended(lg_task *task)
{
    int result = 0;
    int error = task ? await lg_join(task, &result) : ENOMEM;
    return error ? error : result;
}

async int day(struct audit_log *logins, struct audit_log *logouts)
{
    static const struct {
        const char *name;
        uint64_t comes_ms, stays_ms;
    } visitors[] = {{"one", 0, 90}, {"two", 0, 20}, {"three", 5, 5}, {"four", 20, 20}, {"five", 10, 10}, {"six", 1, 2}};
    enum { COUNT = sizeof visitors / sizeof *visitors };

    lg_task *keepers[] = {spawn(keep_log(logins)), spawn(keep_log(logouts))};
    lg_task *visits[COUNT];
    for (int i = 0; i < COUNT; i++)
        visits[i] = spawn(visit(visitors[i].name, visitors[i].comes_ms, visitors[i].stays_ms, logins, logouts));

    int error = 0, result;
    for (int i = 0; i < COUNT; i++) {
        if ((result = await ended(visits[i])))
            error = result;
    }
    printf("all have left at %u ms\n", (unsigned)lg_now_ms());

    lg_mpsc_unbounded_sender_drop(&logins->lines); /* nothing more will come; what has come is still written */
    lg_mpsc_unbounded_sender_drop(&logouts->lines);
    for (int i = 0; i < 2; i++) {
        if ((result = await ended(keepers[i])))
            error = result;
    }
    return error;
}

int main(void)
{
    struct audit_log logins, logouts;
    lg_clock_pause();
    int error = log_open(&logins, "login.log");
    if (!error && !(error = log_open(&logouts, "logout.log"))) {
        error = block_on(day(&logins, &logouts));
        int closed = log_close(&logouts);
        error = error ? error : closed;
        closed = log_close(&logins);
        error = error ? error : closed;
    } else if (logins.file) {
        log_close(&logins);
    }
    if (error)
        fprintf(stderr, "audit_log: error %d\n", error);
    return error != 0;
}
