/* No async function in sight. */
#include <stdio.h>

static int count(const char *text)
{
    int n = 0;
    while (*text++)
        n++;
    return n;
}

int main(int argc, char **argv)
{
    printf("%d %d\n", argc, count(argv[0]));
    return 0;
}
