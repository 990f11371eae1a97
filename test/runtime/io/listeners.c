// RUN: rm -rf %t.d && mkdir %t.d && cd %t.d && %every_way %t %s
// Listeners: their options, files of Unix sockets, connections that are given up on either side, accepting by several.
#include "io.h"
#include <sys/stat.h>

async void accept_one(lg_listener *listener, lg_address *peer)
{
    lg_scoped(lg_stream) stream = {0};
    CHECK_INT(await lg_accept(listener, &stream, peer), 0);
    CHECK_INT(await lg_write_all(&stream, "x", 1, NULL), 0);
}

async void connect_once(const lg_address *address)
{
    lg_scoped(lg_stream) stream = {0};
    char byte;
    CHECK_INT(await lg_connect(&stream, address), 0);
    CHECK_INT(await lg_read_exact(&stream, &byte, 1, NULL), 0);
    CHECK(byte == 'x');
}

async void meet(lg_listener *listener, const lg_address *address)
{
    lg_address peer;
    await_all(accept_one(listener, &peer), connect_once(address));
}

async void accept_at_one(lg_listener *one, lg_listener *other)
{
    await_any(accept_one(one, NULL), accept_one(other, NULL));
}

async void test_ports(void)
{
    lg_scoped(lg_listener) one = {0}, other = {0}, empty = {0};
    lg_address address, unknown;
    const lg_listen_options shared = {.reuse_port = true};
    listen_on_loopback(&one, &address);
    CHECK(lg_listener_fd(&one) >= 0 && fcntl(lg_listener_fd(&one), F_GETFD) & FD_CLOEXEC);
    CHECK_INT(lg_listener_fd(&empty), -1);
    CHECK_INT(lg_listener_address(&empty, &unknown), EBADF);
    CHECK_INT(lg_listen(&other, &address, NULL), EADDRINUSE);
    CHECK_INT(lg_listener_fd(&other), -1);
    await meet(&one, &address); /* which leaves a connection that is just over */
    lg_listener_drop(&one);
    CHECK_INT(lg_listen(&one, &address, &shared), 0); /* and yet the port is to be had at once */
    CHECK_INT(lg_listen(&other, &address, NULL), EADDRINUSE);
    CHECK_INT(lg_listen(&other, &address, &shared), 0);
    await_all(accept_at_one(&one, &other), connect_once(&address)); /* it is dealt to one of them */
}

/* With IPv6 as the system has it: a listener on all addresses takes IPv4 too, or does not. */
async void test_ipv6(void)
{
    lg_scoped(lg_listener) both = {0}, only = {0};
    lg_scoped(lg_stream) stream = {0};
    lg_address address, v4;
    CHECK_INT(lg_address_of(&address, "::", 0), 0);
    int error = lg_listen(&both, &address, NULL);
    if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL)
        return; /* it has none */
    CHECK_INT(error, 0);
    CHECK_INT(lg_listener_address(&both, &address), 0);
    CHECK_INT(lg_address_of(&v4, "127.0.0.1", lg_address_port(&address)), 0);
    await meet(&both, &v4);
    lg_listener_drop(&both);
    CHECK_INT(lg_listen(&only, &address, &(lg_listen_options){.ipv6_only = true}), 0);
    CHECK_INT(await lg_connect(&stream, &v4), ECONNREFUSED);
}

async void test_files(void)
{
    lg_scoped(lg_listener) listener = {0}, again = {0};
    struct stat status;
    lg_address address;
    char path[200], text[LG_ADDRESS_TEXT];
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    CHECK_INT(lg_address_of_path(&address, path), ENAMETOOLONG);
    CHECK_INT(lg_address_of_path(&address, "socket"), 0);
    CHECK(strcmp(lg_address_text(&address, text), "socket") == 0);
    CHECK_INT(lg_address_port(&address), 0);
    CHECK_INT(lg_listen(&listener, &address, NULL), 0);
    await meet(&listener, &address);
    lg_listener_drop(&listener);
    CHECK_INT(stat("socket", &status), 0); /* the file stays */
    CHECK_INT(lg_listen(&listener, &address, &(lg_listen_options){.keep_the_file = true}), EADDRINUSE);
    CHECK_INT(lg_listen(&listener, &address, NULL), 0); /* and is replaced */
    await meet(&listener, &address);
    CHECK_INT(unlink("socket"), 0);
    int fd = open("socket", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
    close(fd);
    CHECK_INT(lg_listen(&again, &address, NULL), EADDRINUSE); /* what is no socket is not removed */
    CHECK_INT(stat("socket", &status), 0);
    CHECK_INT(unlink("socket"), 0);
}

/* An accept that is cancelled has taken nobody, a connect that is cancelled leaves its stream empty, and who comes and
 * goes before anybody accepts is accepted with the end to read. */
async void test_given_up(void)
{
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_stream) client = {0}, server = {0};
    lg_address address;
    char byte;
    size_t got = 99;
    int error = -1;
    listen_on_loopback(&listener, &address);
    CHECK_INT(await_any(error = lg_accept(&listener, &server, NULL), lg_yield_now()), 1);
    CHECK_INT(lg_stream_fd(&server), -1);
    CHECK(await_any(lg_yield_now(), error = lg_connect(&client, &address)) <= 1);
    lg_stream_drop(&client);
    CHECK_INT(await lg_connect(&client, &address), 0);
    lg_stream_drop(&client);
    CHECK_INT(await_timeout(5000, error = lg_accept(&listener, &server, NULL)), 0);
    CHECK_INT(error, 0);
    CHECK_INT(await lg_read(&server, &byte, 1, &got), 0);
    CHECK_INT(got, 0);
}

int main(void)
{
    int before = open_descriptors();
    block_on(test_ports());
    block_on(test_ipv6());
    block_on(test_files());
    block_on(test_given_up());
    CHECK_INT(open_descriptors(), before);
    return 0;
}
