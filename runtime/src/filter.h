/* filter.h: directives, which say how important something of a target must be to be listened to. */
#ifndef LG__FILTER_H
#define LG__FILTER_H

#include <lifeguard/callsite.h>

struct lg__filter;

/* Reads directives. NULL with errno EINVAL or ENOMEM. */
struct lg__filter *lg__filter_new(const char *directives);

/* The least important level that is listened to; NULL is the filter without directives: LG_INFO. */
lg_level lg__filter_level(const struct lg__filter *filter, const char *target);

#endif
