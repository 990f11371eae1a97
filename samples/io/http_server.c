/* http_server.c: the files of a folder, by HTTP/1.1.
 *
 *     lifeguard cc http_server.c -o http_server && ./http_server 8000 /usr/share/doc
 *     curl -i http://127.0.0.1:8000/
 *
 * GET and HEAD; connections that stay (keep-alive), requests one behind the other (pipelining), one range of bytes.
 * What it refuses: paths that lead out of the folder, hidden files, other methods, heads that are too long or come too
 * slowly (408). A client that does not read is dropped. SIGTERM: no new connections, those that wait for a request end
 * at once, the others after the answer that is under way.
 *
 * Files are read on the runtime's pool of threads, a call for each 64 KiB: a disk that hesitates holds up one answer,
 * and not the server. */
#include "serving.h"

#include <ctype.h>
#include <fcntl.h>
#include <inttypes.h>
#include <lifeguard/blocking.h>
#include <lifeguard/buffered.h>
#include <lifeguard/signal.h>
#include <lifeguard/trace.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HEAD_SIZE = 8192, /* of a request: a line at most, and twice that in all */
    PIECE = 65536,    /* of a file */
    LINGER_MS = 1000, /* for what follows a request that was refused */
    GRACE_MS = 5000,  /* for the answers that are under way at the end */
    PATIENCE_MS = 10000,
};

/* How long a client may take for a head, to take a piece, or between two requests. */
static uint64_t patience_ms = PATIENCE_MS;

static int root = -1; /* the folder */
static bool stopping;

/* --- Requests --- */

struct request {
    char path[1024];  /* decoded, without the '/' at its beginning; "." for the folder itself */
    bool is_head;     /* HEAD: no body */
    bool keeps_alive; /* another request may follow */
    bool has_body;    /* which is not read: nothing may follow it */
    bool needs_host;  /* HTTP/1.1 has one Host in each head, HTTP/1.0 may have one */
    bool has_range;
    bool is_suffix; /* of the range: the last `first` bytes */
    uint64_t first, last;
    unsigned hosts;        /* how many there are */
    int status;            /* 0, or why it is refused */
    char answer_range[80]; /* the answer's Content-Range, a line, if it has one */
};

static int hex_digit(char digit)
{
    return isdigit((unsigned char)digit)    ? digit - '0'
           : isxdigit((unsigned char)digit) ? tolower((unsigned char)digit) - 'a' + 10
                                            : -1;
}

/* Decodes a path up to its query. Refused are what is no path, and names that begin with a dot, ".." among them: then
 * nothing leads out of the folder, but for its own symbolic links. */
static int decode_path(const char *from, char *to, size_t size)
{
    size_t length = 0;
    if (*from++ != '/')
        return 400;
    for (; *from && *from != '?' && *from != '#'; from++) {
        char byte = *from;
        if (byte == '%') {
            int high = hex_digit(from[1]), low = high < 0 ? -1 : hex_digit(from[2]);
            if (low < 0)
                return 400;
            byte = (char)(high * 16 + low);
            from += 2;
        }
        if (byte == '\0')
            return 400;
        if (length + 2 > size)
            return 414;
        if (byte == '.' && (length == 0 || to[length - 1] == '/'))
            return 403;
        if (byte == '/' && (length == 0 || to[length - 1] == '/'))
            continue;
        to[length++] = byte;
    }
    if (length > 0 && to[length - 1] == '/')
        length--;
    if (length == 0)
        to[length++] = '.';
    to[length] = '\0';
    return 0;
}

/* "GET /path HTTP/1.1" */
static void parse_request_line(struct request *request, char *line)
{
    char *target = strchr(line, ' '), *version = target ? strchr(target + 1, ' ') : NULL;
    if (!version) {
        request->status = 400;
        return;
    }
    *target++ = '\0';
    *version++ = '\0';
    const char *path = target;
    request->is_head = strcmp(line, "HEAD") == 0;
    if (strcmp(version, "HTTP/1.1") == 0)
        request->keeps_alive = request->needs_host = true;
    else if (strcmp(version, "HTTP/1.0") != 0)
        request->status = 505;
    if (!request->status && !request->is_head && strcmp(line, "GET") != 0)
        request->status = 501;
    if (strncasecmp(target, "http://", 7) == 0) { /* as proxies are asked: whose path it is, is said by Host, too */
        target += 7 + strcspn(target + 7, "/?#");
        path = *target == '/' ? target : "/";
    }
    if (!request->status)
        request->status = decode_path(path, request->path, sizeof request->path);
}

/* "bytes=1-2", "bytes=1-", "bytes=-2"; several ranges, and what is none, are answered as if nothing had been said. */
static void parse_range(struct request *request, const char *value)
{
    char *end;
    if (strncmp(value, "bytes=", 6) != 0 || strchr(value, ','))
        return;
    value += 6;
    request->last = UINT64_MAX;
    request->is_suffix = *value == '-';
    if (request->is_suffix)
        value++;
    if (!isdigit((unsigned char)*value))
        return;
    request->first = strtoull(value, &end, 10);
    if (!request->is_suffix) {
        if (*end++ != '-')
            return;
        if (isdigit((unsigned char)*end))
            request->last = strtoull(end, &end, 10);
    }
    request->has_range = *end == '\0' && request->last >= (request->is_suffix ? 0 : request->first);
}

/* Whether `word` is in a list such as "close, TE". */
static bool has_word(const char *list, const char *word)
{
    const size_t length = strlen(word);
    for (; *list; list += strcspn(list, ", \t"), list += strspn(list, ", \t"))
        if (strncasecmp(list, word, length) == 0 && strchr(", \t", list[length]))
            return true;
    return false;
}

/* "Name: value". A space in the name, or before it, is where servers have understood different things; so that is
 * refused. */
static void parse_header(struct request *request, char *line)
{
    char *value = strchr(line, ':');
    if (!value || value == line || strcspn(line, " \t") < (size_t)(value - line)) {
        request->status = 400;
        return;
    }
    *value++ = '\0';
    value += strspn(value, " \t");
    for (char *end = value + strlen(value); end > value && (end[-1] == ' ' || end[-1] == '\t');)
        *--end = '\0';
    if (strcasecmp(line, "host") == 0) {
        request->hosts++;
        if (value[strcspn(value, " \t/?#@,")])
            request->status = 400;
    } else if (strcasecmp(line, "connection") == 0) {
        if (has_word(value, "close"))
            request->keeps_alive = false;
        else if (has_word(value, "keep-alive"))
            request->keeps_alive = true;
    } else if (strcasecmp(line, "range") == 0 && !request->is_head) { /* ranges are for GET */
        parse_range(request, value);
    } else if ((strcasecmp(line, "content-length") == 0 && strcmp(value, "0") != 0) ||
               strcasecmp(line, "transfer-encoding") == 0) {
        request->has_body = true;
        request->status = request->status ? request->status : 413; /* we take none */
    }
}

/* The head that begins with `line`. 0 or an errno value. */
async int read_head(lg_reader *reader, struct request *request, char *line, size_t length)
{
    size_t size = length;
    parse_request_line(request, line);
    for (;;) {
        int error = await lg_reader_line(reader, &line, &length);
        if (error)
            return error;
        if (!line)
            return ECONNRESET; /* in the middle of a head */
        if (length == 0)
            break;
        if ((size += length + 2) > HEAD_SIZE * 2)
            return EMSGSIZE;
        parse_header(request, line);
    }
    if (request->hosts > 1 || (request->needs_host && request->hosts == 0))
        request->status = 400; /* RFC 9112, 3.2: whatever else may be said of it */
    return 0;
}

/* --- Files --- */

/* A file, and a piece of it; filled in on another thread. */
struct piece {
    const char *path;
    int fd;          /* -1: to be opened */
    uint64_t size;   /* of the file */
    uint64_t offset; /* of the piece */
    size_t wanted, got;
    bool is_folder;
    int error;
    char bytes[PIECE];
};

static void open_file(void *data)
{
    struct piece *piece = data;
    struct stat status;
    piece->fd = openat(root, piece->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    piece->error = piece->fd == -1 || fstat(piece->fd, &status) ? errno : 0;
    if (piece->error)
        return;
    piece->is_folder = S_ISDIR(status.st_mode);
    piece->size = (uint64_t)status.st_size;
    if (!piece->is_folder && !S_ISREG(status.st_mode))
        piece->error = EACCES;
}

static void read_piece(void *data)
{
    struct piece *piece = data;
    ssize_t got = pread(piece->fd, piece->bytes, piece->wanted, (off_t)piece->offset);
    piece->error = got == -1 ? errno : got == 0 && piece->wanted > 0 ? EIO : 0; /* it has become shorter */
    piece->got = got > 0 ? (size_t)got : 0;
}

static void piece_drop(struct piece **piece)
{
    if (*piece && (*piece)->fd != -1)
        close((*piece)->fd);
    free(*piece);
}

static const char *type_of(const char *path)
{
    static const char *const types[][2] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css"},
        {".js", "text/javascript"},
        {".json", "application/json"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".svg", "image/svg+xml"},
        {".txt", "text/plain; charset=utf-8"},
    };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (strcmp(dot, types[i][0]) == 0)
            return types[i][1];
    return "application/octet-stream";
}

/* --- Answers --- */

static const char *reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 206:
        return "Partial Content";
    case 400:
        return "Bad Request";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 416:
        return "Range Not Satisfiable";
    case 431:
        return "Request Header Fields Too Large";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Internal Server Error";
    }
}

static int status_of(int error)
{
    return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG ? 404
           : error == EACCES || error == EPERM || error == ELOOP        ? 403
           : error == EMFILE || error == ENFILE || error == ENOMEM      ? 503
                                                                        : 500;
}

/* Everything goes out with a time limit: who does not read is not waited for. */
async int send_within(lg_stream *stream, const char *bytes, size_t size)
{
    int error = 0, late = await_timeout(patience_ms, error = lg_write_all(stream, bytes, size, NULL));
    return late ? late : error;
}

/* An answer without a file. After an error in the head nobody knows where the next request begins. */
async int send_status(lg_stream *stream, struct request *request, int status)
{
    char head[512];
    const bool ends = status == 400 || status == 408 || status >= 431 || request->has_body;
    request->keeps_alive = request->keeps_alive && !ends && !stopping;
    int length =
        snprintf(head, sizeof head, "HTTP/1.1 %d %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n%s%s\r\n%s%s",
                 status, reason_of(status), strlen(reason_of(status)) + 1, request->answer_range,
                 request->keeps_alive ? "" : "Connection: close\r\n", request->is_head ? "" : reason_of(status),
                 request->is_head ? "" : "\n");
    lg_event("%d", status);
    return await send_within(stream, head, (size_t)length);
}

/* The range that was asked for, as far as the file has it. False: it has nothing of it. */
static bool find_range(const struct request *request, uint64_t size, uint64_t *first, uint64_t *end)
{
    *first = 0;
    *end = size;
    if (!request->has_range)
        return true;
    if (request->is_suffix)
        *first = request->first < size ? size - request->first : 0;
    else
        *first = request->first;
    if (!request->is_suffix && request->last < size)
        *end = request->last + 1;
    return *first < *end;
}

async int send_file(lg_stream *stream, struct request *request, struct piece *piece)
{
    uint64_t first, end;
    char head[512], *range = request->answer_range;
    const size_t room = sizeof request->answer_range;
    if (!find_range(request, piece->size, &first, &end)) {
        snprintf(range, room, "Content-Range: bytes */%" PRIu64 "\r\n", piece->size);
        return await send_status(stream, request, 416);
    }
    if (request->has_range)
        snprintf(range, room, "Content-Range: bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64 "\r\n", first, end - 1,
                 piece->size);
    request->keeps_alive = request->keeps_alive && !stopping;
    const int status = request->has_range ? 206 : 200;
    int length = snprintf(head, sizeof head,
                          "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %" PRIu64
                          "\r\nAccept-Ranges: bytes\r\n%s%s\r\n",
                          status, reason_of(status), type_of(piece->path), end - first, range,
                          request->keeps_alive ? "" : "Connection: close\r\n");
    lg_event("%d, %" PRIu64 " bytes", status, end - first);
    int error = await send_within(stream, head, (size_t)length);
    if (request->is_head)
        return error;
    for (uint64_t at = first; at < end && !error; at += piece->got) {
        piece->offset = at;
        piece->wanted = end - at < PIECE ? (size_t)(end - at) : PIECE;
        error = await lg_blocking(read_piece, piece);
        if (!error)
            error = piece->error;
        if (!error)
            error = await send_within(stream, piece->bytes, piece->got);
    }
    return error; /* if it broke off in the middle, all that is left is to close the connection */
}

async int answer(lg_stream *stream, struct request *request)
{
    if (request->status)
        return await send_status(stream, request, request->status);
    __attribute__((cleanup(piece_drop))) struct piece *piece = malloc(sizeof *piece);
    if (!piece)
        return await send_status(stream, request, 503);
    piece->fd = -1;
    piece->path = request->path;
    int error = await lg_blocking(open_file, piece);
    if (error || piece->error)
        return await send_status(stream, request, status_of(error ? error : piece->error));
    if (piece->is_folder) { /* its index.html, if there is one */
        const size_t length = strlen(request->path);
        if (length + sizeof "/index.html" > sizeof request->path)
            return await send_status(stream, request, 414);
        strcpy(request->path + length, "/index.html");
        close(piece->fd);
        piece->fd = -1;
        error = await lg_blocking(open_file, piece);
        if (error || piece->error || piece->is_folder)
            return await send_status(stream, request, error ? 503 : 404);
    }
    return await send_file(stream, request, piece);
}

/* One request and its answer; the first line of it has come. */
async int serve_request(lg_stream *stream, lg_reader *reader, struct request *request, char *line, size_t length)
{
    int error = 0, late = await_timeout(patience_ms, error = read_head(reader, request, line, length));
    if (late)
        return await send_status(stream, request, 408);
    if (error == EMSGSIZE)
        return await send_status(stream, request, 431);
    if (error)
        return error;
    lg_scoped(lg_span_ref) span = lg_span_new("request", "path=/%s", request->path);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    return await answer(stream, request);
}

/* A connection that is closed while there is something to read is reset, and the client may never see the answer: so
 * what comes of a request that was refused is read, for a while, and thrown away. */
async void read_the_rest(lg_stream *stream)
{
    char bytes[4096];
    size_t got = 1;
    lg_shutdown_output(stream);
    while (got > 0 && await lg_read(stream, bytes, sizeof bytes, &got) == 0)
        ;
}

async void serve(struct connection *connection)
{
    lg_scoped(connected) here = connection;
    lg_scoped(lg_span_ref) span = lg_span_new("connection", "peer=%s", connection->peer);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    lg_stream *stream = &connection->stream;
    lg_scoped(lg_reader) reader = {0};
    int error = lg_reader_open(&reader, stream, HEAD_SIZE);
    for (bool more = true; more && !error;) {
        struct request request = {0};
        char *line = NULL;
        size_t length;
        connection->idle = true;
        int late = await_timeout(patience_ms, error = lg_reader_line(&reader, &line, &length));
        connection->idle = false;
        if (late || (!error && !line))
            break;
        if (error == EMSGSIZE) {
            error = await send_status(stream, &request, 431);
            break;
        }
        if (error)
            break;
        if (length == 0)
            continue; /* some clients send a line too many */
        error = await serve_request(stream, &reader, &request, line, length);
        more = request.keeps_alive;
    }
    if (error)
        lg_event("%s", strerror(error));
    else if (!stopping)
        await_timeout(LINGER_MS, read_the_rest(stream));
}

async void accept_all(lg_listener *listener, struct connections *set)
{
    for (;;) {
        lg_scoped(lg_stream) stream = {0};
        lg_address peer;
        int error = await lg_accept(listener, &stream, &peer);
        if (error) {
            await wait_for_better_times(error);
            continue;
        }
        await reap(set);
        struct connection *connection = connection_new(set, &stream, &peer);
        if (connection)
            connection->task = spawn(serve(connection));
    }
}

async int run(const char *where)
{
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_signal) terminate = {0}, interrupt = {0};
    struct connections set = {0};
    int error = lg_signal_open(&terminate, SIGTERM);
    if (!error)
        error = lg_signal_open(&interrupt, SIGINT);
    if (!error)
        error = listen_on(&listener, where);
    if (error)
        return error;
    await_any(accept_all(&listener, &set), error = lg_signal_wait(&terminate), error = lg_signal_wait(&interrupt));
    stopping = true;
    lg_listener_drop(&listener);
    await end_all(&set, GRACE_MS);
    puts("bye");
    return error;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: %s [HOST:]PORT FOLDER [MILLISECONDS OF PATIENCE]\n", argv[0]);
        return 2;
    }
    if (argc > 3)
        patience_ms = strtoull(argv[3], NULL, 10);
    if (getenv("LIFEGUARD_TRACE"))
        lg_trace_to(stderr);
    root = open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = root == -1 ? errno : block_on(run(argv[1]));
    if (root != -1)
        close(root);
    if (error)
        fprintf(stderr, "http_server: %s\n", strerror(error));
    return error != 0;
}
