/* hasher.c: check sums of all files in a folder, several at a time, with progress.
 *
 *     lifeguard cc hasher.c -o hasher && ./hasher /usr/share/doc | sort
 *
 * Reading and summing up needs threads: that is what the runtime's pool is for (lg_blocking). What is to be done with
 * which file, how many at a time, and how far it is, needs none: that is one function that walks, a set of tasks, and
 * beside them a future that now and then says how far they are. Ctrl-C drops all of it. */
#include <errno.h>
#include <fcntl.h>
#include <lifeguard.h>
#include <lifeguard/blocking.h>
#include <lifeguard/directory.h>
#include <lifeguard/join_set.h>
#include <lifeguard/signal.h>
#include <lifeguard/trace.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PARALLEL = 8, PIECE = 256 * 1024, PROGRESS_MS = 200 };

/* One file; a task borrows it. */
struct job {
    char path[4096];
    uint32_t sum;
    uint64_t size;
    int error;
};

static struct {
    unsigned files, failed; /* finished; a folder that can not be read has failed, too */
    uint64_t bytes;
} progress;

static atomic_bool stopped; /* for the threads: what nobody waits for any more need not be finished */

/* --- On the pool's threads --- */

/* CRC-32 (ISO 3309), eight bits at a time. */
static uint32_t crc_table[256];

static void make_crc_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
        crc_table[i] = crc;
    }
}

static uint32_t add_to_crc(uint32_t crc, const unsigned char *bytes, size_t size)
{
    crc = ~crc;
    for (size_t i = 0; i < size; i++)
        crc = crc >> 8 ^ crc_table[(crc ^ bytes[i]) & 0xFF];
    return ~crc;
}

static void sum_up(void *data)
{
    struct job *job = data;
    unsigned char *bytes = malloc(PIECE);
    int fd = bytes ? open(job->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : -1;
    ssize_t got = fd == -1 ? -1 : 1;
    while (got > 0 && !atomic_load(&stopped)) {
        got = read(fd, bytes, PIECE);
        if (got > 0) {
            job->sum = add_to_crc(job->sum, bytes, (size_t)got);
            job->size += (uint64_t)got;
        }
    }
    job->error = bytes ? got == -1 ? errno : 0 : ENOMEM;
    if (fd != -1)
        close(fd);
    free(bytes);
}

/* --- In the runtime --- */

/* A task. What it returns says which job is free again. */
async int hash(struct job *jobs, int which)
{
    lg_scoped(lg_span_ref) span = lg_span_new("hash", "path=%s", jobs[which].path);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    int error = await lg_blocking(sum_up, &jobs[which]);
    if (error)
        jobs[which].error = error;
    return which;
}

static void report(const struct job *job)
{
    progress.files++;
    progress.bytes += job->size;
    progress.failed += job->error != 0;
    if (job->error)
        fprintf(stderr, "%s: %s\n", job->path, strerror(job->error));
    else
        printf("%08x  %s\n", (unsigned)job->sum, job->path);
}

/* What the tasks borrow must end after them: threads may be at it when this is dropped. The set's tasks are only asked
 * to end, so the jobs are the program's, not a local's. */
static struct job jobs[PARALLEL];

async int hash_all(const char *folder)
{
    lg_scoped(lg_walk) walk = {0};
    lg_scoped(lg_join_set) running = {0};
    int unused = PARALLEL, order[PARALLEL], which; /* order: which jobs are unused */
    for (int i = 0; i < PARALLEL; i++)
        order[i] = i;
    lg_entry entry;
    int error = lg_join_set_new(&running);
    if (!error)
        error = lg_walk_open(&walk, folder);
    while (!error && !(error = await lg_walk_next(&walk, &entry)) && entry.path) {
        if (entry.error) {
            fprintf(stderr, "%s: %s\n", entry.path, strerror(entry.error));
            progress.failed++;
        }
        if (entry.error || entry.kind != LG_ENTRY_FILE)
            continue;
        if (unused == 0) {
            error = await lg_join_set_next(&running, &which);
            if (error)
                break;
            report(&jobs[which]);
            order[unused++] = which;
        }
        struct job *job = &jobs[order[--unused]];
        if (strlen(entry.path) >= sizeof job->path)
            return ENAMETOOLONG;
        *job = (struct job){0};
        strcpy(job->path, entry.path);
        error = lg_join_set_add(&running, spawn(hash(jobs, order[unused])));
    }
    while (!error && lg_join_set_count(&running) > 0) {
        error = await lg_join_set_next(&running, &which);
        if (!error)
            report(&jobs[which]);
    }
    return error;
}

async void show_progress(void)
{
    lg_interval often = lg_interval_ms(PROGRESS_MS);
    for (;;) {
        await lg_interval_tick(&often);
        fprintf(stderr, "\r%u files, %.1f MB ", progress.files, (double)progress.bytes / 1e6);
    }
}

async int run(const char *folder)
{
    lg_scoped(lg_signal) interrupt = {0};
    int error = lg_signal_open(&interrupt, SIGINT), first;
    if (error)
        return error;
    if (isatty(STDERR_FILENO))
        first = await_any(error = hash_all(folder), error = lg_signal_wait(&interrupt), show_progress());
    else
        first = await_any(error = hash_all(folder), error = lg_signal_wait(&interrupt));
    atomic_store(&stopped, true);
    fprintf(stderr, "%s%u files, %u failed, %llu bytes%s\n", isatty(STDERR_FILENO) ? "\r" : "", progress.files,
            progress.failed, (unsigned long long)progress.bytes, first == 1 ? ", interrupted" : "");
    return first == 1 ? EINTR : error;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    if (getenv("LIFEGUARD_TRACE"))
        lg_trace_to(stderr);
    make_crc_table();
    int error = block_on(run(argv[1]));
    if (error)
        fprintf(stderr, "hasher: %s\n", strerror(error));
    return error != 0 || progress.failed > 0;
}
