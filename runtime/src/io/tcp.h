/* tcp.h: options of TCP sockets. 0, or an errno value. */
#ifndef LG__TCP_H
#define LG__TCP_H

#include <stdbool.h>

int lg__tcp_set_nodelay(int fd, bool on);

#endif
