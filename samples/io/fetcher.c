/* fetcher.c: fetches many files by HTTP, several at a time.
 *
 *     lifeguard cc fetcher.c -o fetcher && ./fetcher 127.0.0.1 8000 /one.html /two.html …
 *
 * A task for each file, sixteen at a time (a semaphore), each with a time limit for the whole of it. One that fails
 * does not disturb the others; the set of tasks gives them back as they end. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/buffered.h>
#include <lifeguard/join_set.h>
#include <lifeguard/resolve.h>
#include <lifeguard/sync.h>
#include <lifeguard/trace.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { PARALLEL = 16, CONNECT_MS = 5000, WHOLE_MS = 20000 };

static const char *host, *port;
static lg_semaphore slots = LG_SEMAPHORE_INIT(PARALLEL);

struct file {
    const char *path;
    int error;      /* an errno value; EBADMSG: the answer is none */
    int status;     /* of the answer, such as 200 */
    uint64_t bytes; /* of its body */
};

/* The status, and how long the body is; UINT64_MAX: until the connection ends. */
async int read_head(lg_reader *reader, int *status, uint64_t *length)
{
    char *line;
    size_t size;
    int error = await lg_reader_line(reader, &line, &size);
    if (error)
        return error;
    if (!line || sscanf(line, "HTTP/1.%*d %d", status) != 1)
        return EBADMSG;
    *length = UINT64_MAX;
    while (!(error = await lg_reader_line(reader, &line, &size)) && line && size > 0)
        if (strncasecmp(line, "content-length:", 15) == 0)
            *length = strtoull(line + 15, NULL, 10);
    return error ? error : line ? 0 : EBADMSG;
}

async int fetch(struct file *file)
{
    lg_scoped(lg_stream) stream = {0};
    lg_scoped(lg_reader) reader = {0};
    char request[2048], *bytes;
    size_t size;
    uint64_t length;
    int written =
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", file->path, host);
    if (written >= (int)sizeof request)
        return ENAMETOOLONG;
    int error = await lg_connect_to(&stream, host, port, CONNECT_MS);
    if (!error)
        error = await lg_write_all(&stream, request, (size_t)written, NULL);
    if (!error)
        error = lg_reader_open(&reader, &stream, 65536);
    if (!error)
        error = await read_head(&reader, &file->status, &length);
    while (!error && file->bytes < length) {
        error = await lg_reader_some(&reader, &bytes, &size);
        if (error)
            break;
        if (!bytes)
            return length == UINT64_MAX ? 0 : EBADMSG; /* it breaks off */
        file->bytes += size;
    }
    return error;
}

/* A task; its result is the file. */
async struct file *fetch_in_turn(struct file *file)
{
    lg_scoped(lg_span_ref) span = lg_span_new("fetch", "path=%s", file->path);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    lg_scoped(lg_semaphore_permit) slot = {0};
    file->error = await lg_semaphore_acquire(&slots, 1, &slot);
    if (file->error)
        return file;
    int late = await_timeout(WHOLE_MS, file->error = fetch(file));
    if (late)
        file->error = late;
    lg_event("%d, %llu bytes", file->status, (unsigned long long)file->bytes);
    return file;
}

/* How many could not be fetched. */
async int fetch_all(struct file *files, int count)
{
    lg_scoped(lg_join_set) running = {0};
    struct file *file;
    int failed = 0, error = lg_join_set_new(&running);
    for (int i = 0; i < count && !error; i++)
        error = lg_join_set_add(&running, spawn(fetch_in_turn(&files[i])));
    while (!error && !(error = await lg_join_set_next(&running, &file))) {
        const bool good = !file->error && file->status == 200;
        failed += !good;
        printf("%s: %d, %llu bytes%s%s\n", file->path, file->status, (unsigned long long)file->bytes,
               file->error ? ", " : "", file->error ? strerror(file->error) : "");
    }
    if (error != ENOENT) { /* which says that the set is empty */
        fprintf(stderr, "fetcher: %s\n", strerror(error));
        failed++;
    }
    return failed;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: %s HOST PORT PATH…\n", argv[0]);
        return 2;
    }
    if (getenv("LIFEGUARD_TRACE"))
        lg_trace_to(stderr);
    host = argv[1];
    port = argv[2];
    const int count = argc - 3;
    struct file *files = calloc((size_t)count, sizeof *files);
    if (!files)
        return 1;
    for (int i = 0; i < count; i++)
        files[i].path = argv[3 + i];
    int failed = block_on(fetch_all(files, count));
    free(files);
    return failed != 0;
}
