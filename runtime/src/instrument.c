/* instrument.c: the spans of functions marked `instrument`: what is not in the header. */
#include "posix.h"

#include <lifeguard/instrument.h>
#include <lifeguard/trace.h>

void lg__instrumented_tell_error(int64_t error)
{
    lg_event_at(LG_ERROR, "failed", lg_field("error", error));
}
