/* leaf_kinds.c: see leaf_kinds.h. */
#include "posix.h"

#include "leaf_kinds.h"

#include <stddef.h>

const struct lg__leaf_kind lg__leaf_kinds[] = {
    {"lg_mutex_lock", "mutex", NULL, LG__OWNER},
    {"lg_rwlock_read", "rwlock", NULL, LG__OWNER},
    {"lg_rwlock_write", "rwlock", NULL, LG__OWNER},
    {"lg_semaphore_acquire", "semaphore", NULL, LG__OWNER},
    {"lg_notify_wait", "notify", NULL, LG__NO_ROLE},
    {"lg_barrier_wait", "barrier", NULL, LG__NO_ROLE},
    {"lg_once_begin", "once", NULL, LG__NO_ROLE},
    {"lg_mpsc_send", "channel", "full", LG__RECEIVER},
    {"lg_mpsc_recv", "channel", "empty", LG__SENDER},
    {"lg_mpsc_unbounded_recv", "channel", "empty", LG__SENDER},
    {"lg_oneshot_recv", "channel", "empty", LG__SENDER},
    {"lg_oneshot_closed", "channel", "open", LG__RECEIVER},
    {"lg_broadcast_recv", "receiver", "empty", LG__NO_ROLE},
    {"lg_watch_changed", "receiver", "unchanged", LG__NO_ROLE},
    {"lg_join_set_next", "join set", NULL, LG__NO_ROLE},
    {NULL, NULL, NULL, LG__NO_ROLE},
};

const struct lg__guard_kind lg__guard_kinds[] = {
    {"lg_mutex_guard", LG__OWNER},
    {"lg_read_guard", LG__OWNER},
    {"lg_write_guard", LG__OWNER},
    {"lg_semaphore_permit", LG__OWNER},
    {"lg_mpsc_sender", LG__SENDER},
    {"lg_mpsc_receiver", LG__RECEIVER},
    {"lg_mpsc_unbounded_sender", LG__SENDER},
    {"lg_mpsc_unbounded_receiver", LG__RECEIVER},
    {"lg_oneshot_sender", LG__SENDER},
    {"lg_oneshot_receiver", LG__RECEIVER},
    {NULL, LG__NO_ROLE},
};
