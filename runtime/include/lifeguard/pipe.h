/* lifeguard/pipe.h: bytes in one direction, within the process or to another. */
#ifndef LIFEGUARD_PIPE_H
#define LIFEGUARD_PIPE_H

#include <lifeguard/stream.h>

/* The two ends of a pipe: what is written to `*writer` is read from `*reader`. Both must be empty. 0; EMFILE, ENFILE,
 * ENOMEM: both stay empty. */
int lg_pipe(lg_stream *reader, lg_stream *writer);

#endif
