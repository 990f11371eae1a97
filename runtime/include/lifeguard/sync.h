/* lifeguard/sync.h: what tasks use to wait for each other. */
#ifndef LIFEGUARD_SYNC_H
#define LIFEGUARD_SYNC_H

#include <lifeguard/active_mutex.h>
#include <lifeguard/mpsc.h>
#include <lifeguard/mutex.h>
#include <lifeguard/notify.h>

#endif
