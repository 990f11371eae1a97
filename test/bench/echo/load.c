/* load.c: what asks the echo servers: PORT CONNECTIONS REQUESTS. One request of 64 bytes at a time on each connection,
 * one thread, raw epoll; every answer is checked. */
#include "bench.h"

#include <string.h>
#include <sys/epoll.h>

static void ask(int fd)
{
    static const char request[REQUEST_SIZE] = "what is asked of an echo is what it answers";
    if (write(fd, request, sizeof request) != sizeof request)
        bench_fail("write");
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    bench_arguments(3, argv + 1);
    struct sockaddr_in server = {.sin_family = AF_INET,
                                 .sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10)),
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int loop = epoll_create1(EPOLL_CLOEXEC);
    for (unsigned long i = 0; i < connections; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
        if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server))
            bench_fail("connect");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
        ask(fd);
    }
    unsigned long asked = connections;
    struct epoll_event events[1024];
    while (answered < requests) {
        int count = epoll_wait(loop, events, 1024, 10000);
        if (count <= 0)
            bench_fail("no answer");
        for (int i = 0; i < count; i++) {
            char answer[REQUEST_SIZE];
            ssize_t size = read(events[i].data.fd, answer, sizeof answer);
            if (size == 0 && answered + connections > requests)
                return 0; /* the server has seen its last request */
            if (size != sizeof answer || memcmp(answer, "what is", 7) != 0)
                bench_fail("a wrong answer");
            answered++;
            if (asked < requests) {
                asked++;
                ask(events[i].data.fd);
            }
        }
    }
    return 0;
}
