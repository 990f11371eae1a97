// RUN: %every_way %t %s
// Control characters in comments, strings and macros stay what they are. Here  and , raw: 1:x
#include "check.h"
LOG;

#define BOTH "< 3:x >" /*  */

async int same(const char *text)
{
    /* : */ const char *bare = "ab"; //  12
    await later(1);
    CHECK(strlen(bare) == 3 && bare[1] == 1);
    return strcmp(text, "<\1 3:x \2>") == 0;
}

async int run(void)
{
    return await same(BOTH) + await same("< 3:x >");
}

int main(void)
{
    CHECK(block_on(run()) == 2);
    return 0;
}
