/* lifeguard/buffered.h: reading lines and pieces of a stream, and writing little by little, with few system calls.
 *
 *     lg_scoped(lg_reader) reader = {0};
 *     int error = lg_reader_open(&reader, &stream, 4096);
 *     char *line;
 *     size_t length;
 *     while (!error && !(error = await lg_reader_line(&reader, &line, &length)) && line)
 *         …
 *
 * A reader or writer borrows its stream, which must stay where it is. Its buffer has a fixed size, which is also the
 * longest line: a peer can not make it grow. One task at a time uses it. Errors are those of lg_read and lg_write, and
 * what is named here. */
#ifndef LIFEGUARD_BUFFERED_H
#define LIFEGUARD_BUFFERED_H

#include <lifeguard/stream.h>

/* Reading. */

/* All zero is closed. */
typedef struct lg_reader {
    lg_stream *stream; /* borrowed */
    char *buffer;      /* owned */
    size_t size;       /* of the buffer */
    size_t start, end; /* what was read and not taken yet */
    bool ended;        /* the stream has */
} lg_reader;

/* Opens a reader of `stream` with a buffer of `size` bytes, at least 1. 0; ENOMEM. */
int lg_reader_open(lg_reader *reader, lg_stream *stream, size_t size);

/* Frees the buffer; what is in it is lost. The stream stays. */
void lg_reader_drop(lg_reader *reader);

/* The future of the functions below. */
struct lg_buffered_reading {
    struct lg_transfer transfer; /* while `reading` */
    lg_reader *reader;
    size_t wanted;   /* bytes, of lg_reader_piece; SIZE_MAX: what there is */
    size_t searched; /* bytes that hold no delimiter */
    size_t got;
    char **bytes;
    size_t *length;
    unsigned char delimiter;
    bool delimited; /* up to the delimiter, else bytes by their number */
    bool whole;     /* the delimiter is a part of what is given */
    bool reading;   /* more is being read into the buffer */
    bool finished;
};
void lg_reader_line_init(struct lg_buffered_reading *self, lg_reader *reader, char **line, size_t *length);
void lg_reader_until_init(struct lg_buffered_reading *self, lg_reader *reader, char delimiter, char **bytes,
                          size_t *length);
void lg_reader_piece_init(struct lg_buffered_reading *self, lg_reader *reader, size_t size, char **bytes,
                          size_t *length);
void lg_reader_some_init(struct lg_buffered_reading *self, lg_reader *reader, char **bytes, size_t *length);
lg_poll lg_buffered_reading_poll(struct lg_buffered_reading *self, lg_context *cx, int *out);
void lg_buffered_reading_drop(struct lg_buffered_reading *self);

/* Each gives 0 and a place in the buffer, which is valid, and may be written to, until the next call; nothing is
 * copied. At the end of the stream the place is NULL. Cancelled, nothing is lost: what was read is in the buffer. */

/* clang-format off */

/* await lg_reader_line(&reader, &line, &length): the next line, without its "\n" or "\r\n"; a 0 is put behind it. The last
 * one may have no newline. EMSGSIZE: it does not fit the buffer (with its newline); the reader stays where it is. */
lg_leaf(struct lg_buffered_reading, lg_reader_line_init, lg_buffered_reading_poll, lg_buffered_reading_drop)
int lg_reader_line(lg_reader *reader, char **line, size_t *length);

/* The bytes up to and with the next delimiter; without it at the end of the stream. EMSGSIZE: they do not fit. */
lg_leaf(struct lg_buffered_reading, lg_reader_until_init, lg_buffered_reading_poll, lg_buffered_reading_drop)
int lg_reader_until(lg_reader *reader, char delimiter, char **bytes, size_t *length);

/* Exactly `size` bytes; `*length` is `size`. EMSGSIZE: more than the buffer's size. ENODATA: the stream ends before; they
 * stay in the buffer, for lg_reader_some. */
lg_leaf(struct lg_buffered_reading, lg_reader_piece_init, lg_buffered_reading_poll, lg_buffered_reading_drop)
int lg_reader_piece(lg_reader *reader, size_t size, char **bytes, size_t *length);

/* What there is, at least 1 byte. */
lg_leaf(struct lg_buffered_reading, lg_reader_some_init, lg_buffered_reading_poll, lg_buffered_reading_drop)
int lg_reader_some(lg_reader *reader, char **bytes, size_t *length);

/* clang-format on */

/* Writing. */

/* All zero is closed. */
typedef struct lg_writer {
    lg_stream *stream; /* borrowed */
    char *buffer;      /* owned */
    size_t size;       /* of the buffer */
    size_t start, end; /* what was not written yet */
} lg_writer;

/* Opens a writer to `stream` with a buffer of `size` bytes, at least 1. 0; ENOMEM. */
int lg_writer_open(lg_writer *writer, lg_stream *stream, size_t size);

/* Frees the buffer; what was not flushed is lost. The stream stays. */
void lg_writer_drop(lg_writer *writer);

/* Puts formatted text into the buffer if there is room for all of it. Never waits. 0; ENOBUFS: there is not; flush and
 * try again. */
__attribute__((format(printf, 2, 3))) int lg_writer_print(lg_writer *writer, const char *format, ...);

/* The future of the functions below. */
struct lg_buffered_writing {
    struct lg_transfer transfer; /* while `writing` */
    lg_writer *writer;
    const char *bytes;
    size_t size;
    size_t put;
    bool writing;
    bool flush; /* all of it */
    bool finished;
};
void lg_writer_write_init(struct lg_buffered_writing *self, lg_writer *writer, const void *bytes, size_t size);
void lg_writer_flush_init(struct lg_buffered_writing *self, lg_writer *writer);
lg_poll lg_buffered_writing_poll(struct lg_buffered_writing *self, lg_context *cx, int *out);
void lg_buffered_writing_drop(struct lg_buffered_writing *self);

/* clang-format off */

/* await lg_writer_write(&writer, bytes, size): takes the bytes, and writes to the stream what the buffer has no room for.
 * Cancelled, or after an error, a part of the bytes may have been taken. */
lg_leaf(struct lg_buffered_writing, lg_writer_write_init, lg_buffered_writing_poll, lg_buffered_writing_drop)
int lg_writer_write(lg_writer *writer, const void *bytes, size_t size);

/* await lg_writer_flush(&writer): writes all that is in the buffer. Cancelled, what was not written is still there. */
lg_leaf(struct lg_buffered_writing, lg_writer_flush_init, lg_buffered_writing_poll, lg_buffered_writing_drop)
int lg_writer_flush(lg_writer *writer);

/* clang-format on */

#endif
