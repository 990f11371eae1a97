/* posix.h: which interfaces of the system the sources may use. Included before any other header. */
#ifndef LG__POSIX_H
#define LG__POSIX_H

/* Beyond POSIX.1-2008 only what is used where it exists: futexes, by syscall(2). */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* NOLINT(cert-dcl51-cpp): the name is the system's */
#endif

#endif
