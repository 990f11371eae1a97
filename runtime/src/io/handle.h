/* handle.h: what the kinds of handles have in common. */
#ifndef LG__HANDLE_H
#define LG__HANDLE_H

#include "source.h"
#include <lifeguard/address.h>
#include <lifeguard/stream.h>

/* lg_stream.halves. */
enum { LG__READER = 1, LG__WRITER = 2, LG__WHOLE = LG__READER | LG__WRITER };

/* A stream of a source that has one handle. */
static inline lg_stream lg__stream_of(struct lg__source *source)
{
    return (lg_stream){source, LG__WHOLE};
}

/* The source of a stream, if it has that half; else NULL. */
static inline struct lg__source *lg__stream_half(const lg_stream *stream, unsigned char half)
{
    return stream->halves & half ? stream->source : NULL;
}

/* A socket that does not block and is closed on exec, in `*out`. 0, or an errno value. */
int lg__socket_new(struct lg__source **out, int family, int type, enum lg__source_kind kind);

/* The address of the socket itself. 0; EBADF where there is none. */
int lg__socket_address(const struct lg__source *source, lg_address *address);

#endif
