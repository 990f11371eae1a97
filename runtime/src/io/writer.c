/* writer.c: a buffer before a stream that is written. */
#include "../posix.h"

#include "../contract.h"

#include <lifeguard/buffered.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int lg_writer_open(lg_writer *writer, lg_stream *stream, size_t size)
{
    *writer = (lg_writer){.stream = stream, .size = size};
    writer->buffer = malloc(size);
    return writer->buffer ? 0 : ENOMEM;
}

void lg_writer_drop(lg_writer *writer)
{
    free(writer->buffer);
    *writer = (lg_writer){0};
}

/* What is not written yet moves to the front. */
static void make_room(lg_writer *writer)
{
    if (writer->start == 0)
        return;
    memmove(writer->buffer, writer->buffer + writer->start, writer->end - writer->start);
    writer->end -= writer->start;
    writer->start = 0;
}

int lg_writer_print(lg_writer *writer, const char *format, ...)
{
    if (!writer->buffer)
        return EBADF;
    make_room(writer);
    const size_t room = writer->size - writer->end;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(writer->buffer + writer->end, room, format, arguments);
    va_end(arguments);
    if (length < 0)
        return EINVAL;
    if ((size_t)length >= room) /* vsnprintf wants room for a 0, too */
        return ENOBUFS;
    writer->end += (size_t)length;
    return 0;
}

void lg_writer_write_init(struct lg_buffered_writing *self, lg_writer *writer, const void *bytes, size_t size)
{
    *self = (struct lg_buffered_writing){.writer = writer, .bytes = bytes, .size = size};
}

void lg_writer_flush_init(struct lg_buffered_writing *self, lg_writer *writer)
{
    *self = (struct lg_buffered_writing){.writer = writer, .flush = true};
}

/* Copies into the buffer what fits. */
static void take(struct lg_buffered_writing *self)
{
    lg_writer *writer = self->writer;
    make_room(writer);
    const size_t room = writer->size - writer->end, size = self->size < room ? self->size : room;
    if (size > 0)
        memcpy(writer->buffer + writer->end, self->bytes, size);
    writer->end += size;
    self->bytes += size;
    self->size -= size;
}

lg_poll lg_buffered_writing_poll(struct lg_buffered_writing *self, lg_context *cx, int *out)
{
    lg_writer *writer = self->writer;
    if (self->finished)
        lg_polled_after_completion(self->flush ? "lg_writer_flush" : "lg_writer_write");
    int error = writer->buffer ? 0 : EBADF;
    while (!error) {
        if (!self->writing) {
            if (!self->flush)
                take(self);
            if (self->flush ? writer->start == writer->end : self->size == 0)
                break;
            lg_write_init(&self->transfer, writer->stream, writer->buffer + writer->start, writer->end - writer->start,
                          &self->put);
            self->writing = true;
        }
        if (lg_write_poll(&self->transfer, cx, &error) == LG_PENDING)
            return LG_PENDING;
        self->writing = false;
        if (!error)
            writer->start += self->put;
    }
    self->finished = true;
    *out = error;
    return LG_READY;
}

void lg_buffered_writing_drop(struct lg_buffered_writing *self)
{
    if (self->writing)
        lg_write_drop(&self->transfer);
    self->writing = false;
    self->finished = true;
}
