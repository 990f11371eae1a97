/* lifeguard/net.h: connections and datagrams. */
#ifndef LIFEGUARD_NET_H
#define LIFEGUARD_NET_H

#include <lifeguard/address.h>
#include <lifeguard/connection.h>
#include <lifeguard/datagram.h>
#include <lifeguard/listener.h>
#include <lifeguard/stream.h>

#endif
