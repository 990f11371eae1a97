/* callsite.c: see callsite.h. */
#include "posix.h"

#include "callsite.h"
#include "filter.h"
#include "lock.h"
#include "trace_buffer.h"

#include <errno.h>
#include <stdlib.h>

static struct lg__lock lock; /* guards what follows, and the callsites' last members */
static lg_callsite *first;
static struct lg__filter *filter;
static bool filter_is_set; /* by lg_trace_filter, or read from the environment */

/* With the lock. A variable that is no directives is as none: this is no place to tell anybody. */
static void read_environment(void)
{
    const char *directives = getenv("LIFEGUARD_TRACE");
    filter_is_set = true;
    filter = directives ? lg__filter_new(directives) : NULL;
}

/* With the lock. */
static void decide(lg_callsite *callsite)
{
    bool heard = lg__trace_wanted(LG_WANTS_SPANS) && callsite->level <= lg__filter_level(filter, callsite->target);
    lg__store_relaxed(&callsite->interest, (unsigned char)(heard ? LG__HEARD : LG__IGNORED));
}

bool lg__callsite_ask(lg_callsite *callsite)
{
    lg__lock(&lock);
    if (!filter_is_set)
        read_environment();
    if (lg__load_relaxed(&callsite->interest) == LG__UNKNOWN) {
        callsite->next = first;
        first = callsite;
        decide(callsite);
    }
    bool heard = lg__load_relaxed(&callsite->interest) == LG__HEARD;
    lg__unlock(&lock);
    return heard;
}

void lg__callsites_ask_again(void)
{
    lg__lock(&lock);
    for (lg_callsite *callsite = first; callsite; callsite = callsite->next)
        decide(callsite);
    lg__unlock(&lock);
}

int lg_trace_filter(const char *directives)
{
    struct lg__filter *given = directives ? lg__filter_new(directives) : NULL;
    if (directives && !given)
        return errno;
    lg__lock(&lock);
    free(filter);
    filter = given;
    filter_is_set = directives != NULL;
    if (!directives)
        read_environment();
    lg__unlock(&lock);
    lg__callsites_ask_again();
    return 0;
}
