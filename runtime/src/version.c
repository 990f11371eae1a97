/* version.c: what the library says of itself. */
#include <lifeguard/version.h>

const char *lg_version(void)
{
    return LG_VERSION;
}
