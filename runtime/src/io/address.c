#include "../posix.h"

#include <lifeguard/address.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

int lg_address_of(lg_address *address, const char *host, uint16_t port)
{
    *address = (lg_address){0};
    char service[8];
    snprintf(service, sizeof service, "%u", (unsigned)port);
    const struct addrinfo numeric = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    if (!host || getaddrinfo(host, service, &numeric, &found))
        return EINVAL;
    memcpy(&address->storage, found->ai_addr, found->ai_addrlen);
    address->length = found->ai_addrlen;
    freeaddrinfo(found);
    return 0;
}

int lg_address_of_path(lg_address *address, const char *path)
{
    *address = (lg_address){0};
    struct sockaddr_un un = {.sun_family = AF_UNIX};
    size_t length = strlen(path);
    if (length == 0)
        return EINVAL;
    if (length >= sizeof un.sun_path)
        return ENAMETOOLONG;
    memcpy(un.sun_path, path, length);
    bool abstract = path[0] == '@';
    if (abstract)
        un.sun_path[0] = '\0';
    memcpy(&address->storage, &un, sizeof un);
    address->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + !abstract);
    return 0;
}

uint16_t lg_address_port(const lg_address *address)
{
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    switch (address->storage.ss_family) {
    case AF_INET:
        memcpy(&in, &address->storage, sizeof in);
        return ntohs(in.sin_port);
    case AF_INET6:
        memcpy(&in6, &address->storage, sizeof in6);
        return ntohs(in6.sin6_port);
    default:
        return 0;
    }
}

static void path_text(const lg_address *address, char text[LG_ADDRESS_TEXT])
{
    struct sockaddr_un un;
    const socklen_t offset = offsetof(struct sockaddr_un, sun_path);
    memcpy(&un, &address->storage, sizeof un);
    if (address->length <= offset)
        snprintf(text, LG_ADDRESS_TEXT, "-");
    else if (un.sun_path[0] == '\0')
        snprintf(text, LG_ADDRESS_TEXT, "@%.*s", (int)(address->length - offset - 1), un.sun_path + 1);
    else
        snprintf(text, LG_ADDRESS_TEXT, "%.*s", (int)(address->length - offset), un.sun_path);
}

const char *lg_address_text(const lg_address *address, char text[LG_ADDRESS_TEXT])
{
    char host[64];
    const sa_family_t family = address->storage.ss_family;
    if (family == AF_UNIX) {
        path_text(address, text);
    } else if (address->length == 0 || getnameinfo((const struct sockaddr *)&address->storage, address->length, host,
                                                   sizeof host, NULL, 0, NI_NUMERICHOST)) {
        snprintf(text, LG_ADDRESS_TEXT, "-");
    } else {
        const bool v6 = family == AF_INET6;
        snprintf(text, LG_ADDRESS_TEXT, "%s%s%s:%u", v6 ? "[" : "", host, v6 ? "]" : "",
                 (unsigned)lg_address_port(address));
    }
    return text;
}
