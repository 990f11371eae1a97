/* recorded.c: linked with a program, records its whole run as a Chrome trace, in the file that RECORDED names. The
 * program knows nothing of it. */
#include <lifeguard/trace.h>
#include <stdio.h>
#include <stdlib.h>

static FILE *file;
static lg_subscriber *recorder;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("RECORDED");
    file = name ? fopen(name, "w") : NULL;
    recorder = file ? lg_trace_chrome(file) : NULL;
    if (!recorder)
        abort();
}

__attribute__((destructor)) static void end(void)
{
    if (lg_trace_close(recorder) != 0 || fclose(file) != 0)
        abort();
}
