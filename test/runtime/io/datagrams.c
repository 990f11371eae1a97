// RUN: %every_way %t %s
// Datagrams: whole, empty, cut off, refused; to a peer and to anybody; cancelled.
#include "io.h"

static void bind_to_loopback(lg_datagram *socket, lg_address *address, const char *host)
{
    CHECK_INT(lg_address_of(address, host, 0), 0);
    CHECK_INT(lg_datagram_bind(socket, address), 0);
    CHECK_INT(lg_datagram_address(socket, address), 0);
    CHECK(lg_address_port(address) != 0);
}

async void send_later(lg_datagram *socket, const lg_address *to)
{
    await lg_yield_now();
    CHECK_INT(await lg_send_to(socket, "late", 4, to), 0);
}

async void test_udp(const char *host)
{
    lg_scoped(lg_datagram) one = {0}, other = {0};
    lg_address address, other_address, from;
    char buffer[8], text[LG_ADDRESS_TEXT], text_too[LG_ADDRESS_TEXT];
    size_t got;
    int error = -1;
    bind_to_loopback(&one, &address, host);
    bind_to_loopback(&other, &other_address, host);
    CHECK(fcntl(lg_datagram_fd(&one), F_GETFD) & FD_CLOEXEC);
    CHECK_INT(await_any(error = lg_receive_from(&one, buffer, 8, &got, NULL), lg_yield_now()), 1);
    await_all(error = lg_receive_from(&one, buffer, sizeof buffer, &got, &from), send_later(&other, &address));
    CHECK_INT(error, 0);
    CHECK(got == 4 && memcmp(buffer, "late", 4) == 0);
    CHECK(strcmp(lg_address_text(&from, text), lg_address_text(&other_address, text_too)) == 0);

    CHECK_INT(await lg_send_to(&other, "", 0, &address), 0);
    CHECK_INT(await lg_send_to(&other, "much too long", 13, &address), 0);
    CHECK_INT(await lg_receive_from(&one, buffer, sizeof buffer, &got, NULL), 0);
    CHECK_INT(got, 0);
    CHECK_INT(await lg_receive_from(&one, buffer, sizeof buffer, &got, NULL), 0);
    CHECK_INT(got, 13);
    CHECK(memcmp(buffer, "much too", 8) == 0);

    CHECK_INT(await lg_send_to(&one, "x", 1, NULL), EDESTADDRREQ);
    CHECK_INT(lg_datagram_connect(&one, &other_address), 0);
    CHECK_INT(await lg_send_to(&one, "x", 1, NULL), 0);
    CHECK_INT(await lg_receive_from(&other, buffer, sizeof buffer, &got, NULL), 0);
    static const char huge[70000];
    CHECK_INT(await lg_send_to(&one, huge, sizeof huge, NULL), EMSGSIZE);
    lg_datagram_drop(&other);
    CHECK_INT(await lg_send_to(&one, "x", 1, NULL), 0); /* nobody is there, which only the answer says */
    CHECK_INT(await lg_receive_from(&one, buffer, sizeof buffer, &got, NULL), ECONNREFUSED);
    CHECK_INT(await lg_receive_from(&other, buffer, 1, &got, NULL), EBADF);
}

async void test_multicast(void)
{
    lg_scoped(lg_datagram) one = {0};
    lg_address address, group;
    bind_to_loopback(&one, &address, "0.0.0.0");
    CHECK_INT(lg_address_of(&group, "239.1.2.3", 0), 0);
    int error = lg_datagram_join(&one, &group, 1); /* the loopback interface */
    CHECK(error == 0 || error == ENODEV);
    CHECK_INT(lg_datagram_leave(&one, &group, 1), error ? EADDRNOTAVAIL : 0);
    CHECK_INT(lg_datagram_set_broadcast(&one, true), 0);
    CHECK_INT(lg_datagram_join(&one, &address, 1), EINVAL); /* no group */
}

async void test_unix(void)
{
    lg_scoped(lg_datagram) one = {0};
    lg_address address;
    char name[64], buffer[8];
    size_t got;
    snprintf(name, sizeof name, "@lifeguard-datagrams-%d", (int)getpid());
    CHECK_INT(lg_address_of_path(&address, name), 0);
    CHECK_INT(lg_datagram_bind(&one, &address), 0);
    CHECK_INT(await lg_send_to(&one, "self", 4, &address), 0);
    CHECK_INT(await lg_receive_from(&one, buffer, sizeof buffer, &got, NULL), 0);
    CHECK(got == 4 && memcmp(buffer, "self", 4) == 0);
}

int main(void)
{
    lg_address address;
    char text[LG_ADDRESS_TEXT];
    int before = open_descriptors();
    block_on(test_udp("127.0.0.1"));
    {
        lg_scoped(lg_datagram) probe = {0};
        CHECK_INT(lg_address_of(&address, "::1", 0), 0);
        if (lg_datagram_bind(&probe, &address) == 0) /* this system has IPv6 */
            block_on(test_udp("::1"));
    }
    CHECK_INT(lg_address_of(&address, "::1", 80), 0);
    CHECK(strcmp(lg_address_text(&address, text), "[::1]:80") == 0);
    block_on(test_multicast());
    block_on(test_unix());
    CHECK_INT(open_descriptors(), before);
    return 0;
}
