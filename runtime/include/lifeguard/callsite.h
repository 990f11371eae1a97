/* lifeguard/callsite.h: where in the source a span or an event comes from, how important it is, and what it says.
 *
 * Each place that makes spans or events with a level has one static callsite. It knows whether anybody listens: a place
 * that nobody listens to costs a load and a branch, and its arguments are not evaluated. Levels above
 * LIFEGUARD_MAX_LEVEL are not even compiled.
 *
 * What is listened to is said by *directives*, in the environment variable LIFEGUARD_TRACE or by lg_trace_filter:
 *
 *     LIFEGUARD_TRACE=info                        info and what is more important, of all
 *     LIFEGUARD_TRACE=warn,server=trace,db=off    of targets server… all, of db… nothing, else warnings, errors
 *     LIFEGUARD_TRACE=server                      of targets server… all, else nothing
 *
 * A target is matched by its beginning, up to its end or a '.', ':' or '/'; the longest that matches decides. 1 stands
 * for info. Without the variable it is info. */
#ifndef LIFEGUARD_CALLSITE_H
#define LIFEGUARD_CALLSITE_H

#include <lifeguard/abi.h>
#include <stdbool.h>

/* How important it is, the most important first. */
typedef enum lg_level { LG_OFF, LG_ERROR, LG_WARN, LG_INFO, LG_DEBUG, LG_TRACE } lg_level;

/* The least important level that is compiled at all. */
#ifndef LIFEGUARD_MAX_LEVEL
#define LIFEGUARD_MAX_LEVEL LG_TRACE
#endif

/* What part of a program a callsite belongs to: the file's name, unless the file (or the build) says otherwise by
 * defining LG_TARGET, as "server" or "server.auth". */
#ifndef LG_TARGET
#ifdef __FILE_NAME__
#define LG_TARGET __FILE_NAME__
#else
#define LG_TARGET __FILE__
#endif
#endif

/* What the library knows of whether a callsite is listened to. */
enum { LG__UNKNOWN, LG__IGNORED, LG__HEARD };

/* A place in the source. Static; its members are constant but for the last two, which are the library's. */
typedef struct lg_callsite {
    const char *name; /* of the span; of an event its message */
    const char *target;
    lg_level level;
    const char *file;
    int line;
    _Atomic(unsigned char) interest; /* LG__UNKNOWN before it was reached first */
    struct lg_callsite *next;        /* of those that were reached */
} lg_callsite;

/* static lg_callsite here = LG_CALLSITE("fetch", LG_INFO); */
#define LG_CALLSITE(name, level) {name, LG_TARGET, level, __FILE__, __LINE__, LG__UNKNOWN, 0}

/* For a callsite that is reached first: finds out whether it is listened to. */
bool lg__callsite_ask(lg_callsite *callsite);
LG__ASIDE bool lg__callsite_ask_aside(lg_callsite *callsite)
{
    return lg__callsite_ask(callsite);
}

/* Whether anybody listens to the callsite at present: a load and a branch if not. Any thread. */
static inline bool lg_callsite_is_on(lg_callsite *callsite)
{
    const unsigned char interest = callsite->interest;
    return __builtin_expect(interest != LG__IGNORED, 0) && (interest == LG__HEARD || lg__callsite_ask_aside(callsite));
}

/* Replaces the directives, for the whole program and at once; NULL: by those of the environment again. 0, or EINVAL and
 * they stay as they were, or ENOMEM. Spans that exist already stay as they are. Any thread. */
int lg_trace_filter(const char *directives);

/* A value with a name. */
typedef enum lg_field_kind { LG_INT_FIELD, LG_UINT_FIELD, LG_DOUBLE_FIELD, LG_BOOL_FIELD, LG_TEXT_FIELD } lg_field_kind;

typedef struct lg_field {
    const char *name; /* not copied: must live on */
    lg_field_kind kind;
    union {
        long long integer;
        unsigned long long natural;
        double real;
        bool truth;
        const char *text; /* copied when it is recorded; NULL is "(null)" */
    } value;
} lg_field;

static inline lg_field lg__int_field(const char *name, long long value)
{
    lg_field field = {name, LG_INT_FIELD, {.integer = value}};
    return field;
}

static inline lg_field lg__uint_field(const char *name, unsigned long long value)
{
    lg_field field = {name, LG_UINT_FIELD, {.natural = value}};
    return field;
}

static inline lg_field lg__double_field(const char *name, double value)
{
    lg_field field = {name, LG_DOUBLE_FIELD, {.real = value}};
    return field;
}

static inline lg_field lg__bool_field(const char *name, bool value)
{
    lg_field field = {name, LG_BOOL_FIELD, {.truth = value}};
    return field;
}

static inline lg_field lg__text_field(const char *name, const char *value)
{
    lg_field field = {name, LG_TEXT_FIELD, {.text = value}};
    return field;
}

static inline lg_field lg__pointer_field(const char *name, const volatile void *value)
{
    return lg__uint_field(name, (uintptr_t)value);
}

/* lg_field("id", id): a field of the value's own type: an integer, bool, a floating type, text, or another pointer, of
 * which the address is recorded. */
/* clang-format off */
#define lg_field(name, value)                                                                                          \
    _Generic((value),                                                                                                  \
        bool: lg__bool_field,                                                                                          \
        char: lg__int_field, signed char: lg__int_field, short: lg__int_field, int: lg__int_field,                     \
        long: lg__int_field, long long: lg__int_field,                                                                 \
        unsigned char: lg__uint_field, unsigned short: lg__uint_field, unsigned: lg__uint_field,                       \
        unsigned long: lg__uint_field, unsigned long long: lg__uint_field,                                             \
        float: lg__double_field, double: lg__double_field,                                                             \
        char *: lg__text_field, const char *: lg__text_field,                                                          \
        default: lg__pointer_field)(name, value)
/* clang-format on */

#endif
