/* filter.c: see filter.h. The directives are kept as they were written, and searched at each question: there is one for
 * each place in the source. Freed by free(). */
#include "posix.h"

#include "filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct directive {
    const char *target; /* not terminated */
    size_t length;      /* 0: everything else */
    lg_level level;
};

struct lg__filter {
    size_t size; /* of the text, with its end */
    char text[];
};

static bool is_word(const char *text, size_t length, const char *word)
{
    return strlen(word) == length && strncasecmp(text, word, length) == 0;
}

static bool read_level(const char *text, size_t length, lg_level *level)
{
    static const char *const words[] = {"off", "error", "warn", "info", "debug", "trace"};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        if (is_word(text, length, words[i])) {
            *level = (lg_level)i;
            return true;
        }
    }
    *level = LG_INFO;
    return is_word(text, length, "1");
}

/* Reads one directive, `length` bytes. False where it is none. */
static bool read_directive(const char *text, size_t length, struct directive *directive)
{
    const char *equals = memchr(text, '=', length);
    if (equals) {
        const char *level = equals + 1;
        *directive = (struct directive){text, (size_t)(equals - text), LG_OFF};
        return directive->length > 0 && read_level(level, (size_t)(text + length - level), &directive->level);
    }
    *directive = (struct directive){text, 0, LG_TRACE};
    if (!read_level(text, length, &directive->level))
        *directive = (struct directive){text, length, LG_TRACE};
    return true;
}

/* The next piece of the text, without blanks around it; NULL: there is none. */
static const char *next_piece(const char **text, size_t *length)
{
    while (**text) {
        const char *start = *text + strspn(*text, ", \t");
        *length = strcspn(start, ", \t");
        *text = start + *length;
        if (*length > 0)
            return start;
    }
    return NULL;
}

struct lg__filter *lg__filter_new(const char *directives)
{
    struct directive one;
    const char *text = directives, *piece;
    size_t length, size = strlen(directives) + 1;
    while ((piece = next_piece(&text, &length))) {
        if (!read_directive(piece, length, &one)) {
            errno = EINVAL;
            return NULL;
        }
    }
    struct lg__filter *filter = malloc(sizeof *filter + size);
    if (!filter) {
        errno = ENOMEM;
        return NULL;
    }
    filter->size = size;
    memcpy(filter->text, directives, size);
    return filter;
}

/* Whether the target is the directive's, or part of it. */
static bool covers(const struct directive *directive, const char *target)
{
    if (strncmp(target, directive->target, directive->length) != 0)
        return false;
    return directive->length == 0 || strchr(".:/", target[directive->length]) != NULL; /* the end, too */
}

lg_level lg__filter_level(const struct lg__filter *filter, const char *target)
{
    lg_level level = filter ? LG_OFF : LG_INFO;
    const char *text = filter ? filter->text : "", *piece;
    size_t length, longest = 0;
    struct directive one;
    while ((piece = next_piece(&text, &length))) {
        if (read_directive(piece, length, &one) && one.length >= longest && covers(&one, target)) {
            level = one.level;
            longest = one.length;
        }
    }
    return level;
}
