/* reader.c: a buffer before a stream that is read. The buffer holds what was read and not taken in one piece; it is
 * moved to the front when there is no more room behind it. */
#include "../posix.h"

#include "../contract.h"

#include <lifeguard/buffered.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int lg_reader_open(lg_reader *reader, lg_stream *stream, size_t size)
{
    *reader = (lg_reader){.stream = stream, .size = size};
    reader->buffer = malloc(size + 1); /* room for a 0 behind the last line */
    return reader->buffer ? 0 : ENOMEM;
}

void lg_reader_drop(lg_reader *reader)
{
    free(reader->buffer);
    *reader = (lg_reader){0};
}

static void init(struct lg_buffered_reading *self, lg_reader *reader, char **bytes, size_t *length)
{
    *self = (struct lg_buffered_reading){.reader = reader, .bytes = bytes, .delimiter = '\n'};
    self->length = length;
}

void lg_reader_line_init(struct lg_buffered_reading *self, lg_reader *reader, char **line, size_t *length)
{
    init(self, reader, line, length);
    self->delimited = true;
}

void lg_reader_until_init(struct lg_buffered_reading *self, lg_reader *reader, char delimiter, char **bytes,
                          size_t *length)
{
    init(self, reader, bytes, length);
    self->delimiter = (unsigned char)delimiter;
    self->delimited = true;
    self->whole = true;
}

void lg_reader_piece_init(struct lg_buffered_reading *self, lg_reader *reader, size_t size, char **bytes,
                          size_t *length)
{
    init(self, reader, bytes, length);
    self->wanted = size;
}

void lg_reader_some_init(struct lg_buffered_reading *self, lg_reader *reader, char **bytes, size_t *length)
{
    init(self, reader, bytes, length);
    self->wanted = SIZE_MAX;
}

/* Gives the next `size` bytes out, of which the last `tail` are not told. */
static int give(struct lg_buffered_reading *self, size_t size, size_t tail)
{
    lg_reader *reader = self->reader;
    *self->bytes = reader->buffer + reader->start;
    *self->length = size - tail;
    reader->start += size;
    return 0;
}

/* A line with `newline` bytes, 0 or 1, at its end. */
static int give_line(struct lg_buffered_reading *self, size_t size, size_t newline)
{
    char *line = self->reader->buffer + self->reader->start;
    size_t tail = newline;
    if (newline && size > 1 && line[size - 2] == '\r')
        tail = 2;
    give(self, size, tail);
    line[size - tail] = '\0';
    return 0;
}

/* What can be given out of the buffer: 0; EAGAIN: more must be read; or an error. */
static int take(struct lg_buffered_reading *self)
{
    lg_reader *reader = self->reader;
    char *bytes = reader->buffer + reader->start;
    const size_t size = reader->end - reader->start;
    const bool some = self->wanted == SIZE_MAX;
    if (!self->delimited) {
        if (some ? size > 0 : size >= self->wanted)
            return give(self, some ? size : self->wanted, 0);
        if (!some && self->wanted > reader->size)
            return EMSGSIZE;
        if (size && reader->ended)
            return ENODATA;
    } else {
        char *found = memchr(bytes + self->searched, self->delimiter, size - self->searched);
        const size_t length = found ? (size_t)(found - bytes) + 1 : size;
        if (found || (size && reader->ended))
            return self->whole ? give(self, length, 0) : give_line(self, length, found != NULL);
        if (size == reader->size)
            return EMSGSIZE;
        self->searched = size;
    }
    if (!reader->ended)
        return EAGAIN;
    *self->bytes = NULL;
    *self->length = 0;
    return 0;
}

/* Begins to read more, into the room behind what there is. */
static void begin(struct lg_buffered_reading *self)
{
    lg_reader *reader = self->reader;
    if (reader->start == reader->end || reader->end == reader->size ||
        (self->wanted != SIZE_MAX && reader->size - reader->start < self->wanted)) {
        memmove(reader->buffer, reader->buffer + reader->start, reader->end - reader->start);
        reader->end -= reader->start;
        reader->start = 0;
    }
    lg_read_init(&self->transfer, reader->stream, reader->buffer + reader->end, reader->size - reader->end, &self->got);
    self->reading = true;
}

lg_poll lg_buffered_reading_poll(struct lg_buffered_reading *self, lg_context *cx, int *out)
{
    lg_reader *reader = self->reader;
    if (self->finished)
        lg_polled_after_completion("lg_reader_line, _until, _piece or _some");
    int error = reader->buffer ? EAGAIN : EBADF;
    while (error == EAGAIN) {
        if (!self->reading) {
            error = take(self);
            if (error != EAGAIN)
                break;
            begin(self);
        }
        if (lg_read_poll(&self->transfer, cx, &error) == LG_PENDING)
            return LG_PENDING;
        self->reading = false;
        if (!error) {
            reader->end += self->got;
            reader->ended = self->got == 0;
            error = EAGAIN;
        }
    }
    self->finished = true;
    *out = error;
    return LG_READY;
}

void lg_buffered_reading_drop(struct lg_buffered_reading *self)
{
    if (self->reading)
        lg_read_drop(&self->transfer);
    self->reading = false;
    self->finished = true;
}
