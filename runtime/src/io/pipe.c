#include "../posix.h"

#include "handle.h"

#include <lifeguard/pipe.h>

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int lg_pipe(lg_stream *reader, lg_stream *writer)
{
    int fds[2];
    if (pipe2(fds, O_NONBLOCK | O_CLOEXEC))
        return errno;
    struct lg__source *out = lg__source_new(fds[0], LG__PIPE, true), *in = lg__source_new(fds[1], LG__PIPE, true);
    if (!out || !in) {
        lg__source_drop(out);
        lg__source_drop(in);
        return ENOMEM;
    }
    *reader = (lg_stream){out, LG__READER};
    *writer = (lg_stream){in, LG__WRITER};
    return 0;
}
