/* bench.h: what every echo server of this benchmark shares, so that they differ in their event loop only.
 *
 * A server is called with a number of connections C and of requests N. It listens on a free port of 127.0.0.1, prints
 * the port, accepts C connections and gives back what it reads, 64 bytes at a time, until N requests have been
 * answered. Then it prints the processor time, user and system, in nanoseconds per request, that it took after the
 * first C requests, and ends. */
#ifndef BENCH_H
#define BENCH_H

#define _GNU_SOURCE 1
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { REQUEST_SIZE = 64 };

static unsigned long connections, requests, answered;
static double time_at_start;

static double cpu_ns(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return ((double)use.ru_utime.tv_sec + (double)use.ru_stime.tv_sec) * 1e9 +
           ((double)use.ru_utime.tv_usec + (double)use.ru_stime.tv_usec) * 1e3;
}

static void bench_arguments(int count, char **args)
{
    if (count != 3 || (connections = strtoul(args[1], NULL, 10)) == 0 ||
        (requests = strtoul(args[2], NULL, 10)) <= connections) {
        fprintf(stderr, "usage: %s CONNECTIONS REQUESTS\n", args[0]);
        exit(2);
    }
}

/* Counts an answer; the last one prints the result. Whether it was. */
static inline int bench_answered(void)
{
    answered++;
    if (answered == connections)
        time_at_start = cpu_ns();
    if (answered != requests)
        return 0;
    printf("%.0f\n", (cpu_ns() - time_at_start) / (double)(requests - connections));
    fflush(stdout);
    return 1;
}

static _Noreturn void bench_fail(const char *what)
{
    perror(what);
    exit(1);
}

/* A listening socket, not blocking; its port is printed. */
static inline int bench_listen(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) || listen(fd, 4096) ||
        getsockname(fd, (struct sockaddr *)&address, &length))
        bench_fail("listen");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

static inline int bench_accept(int listener)
{
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    int one = 1;
    if (fd >= 0)
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

#endif
