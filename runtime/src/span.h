/* span.h: what a span is made of.
 *
 * A span has one reference until it is closed, and one for each child. What is recorded of it, and of what is inside,
 * leads to it, so at its close that reference goes to the *closed* ones, and is given up by who tells subscribers, when
 * everything that was recorded before has been told.
 *
 * Its times are one word, so that entering and leaving are one instruction each. With the span entered at s1, s2, … by
 * the n guards that are in it now, and b nanoseconds spent by those that have left, it is
 *
 *     busy = n * 2^56 + b - s1 - s2 - …      (modulo 2^64)
 *
 * At the instant t it has been busy for b + (t - s1) + (t - s2) + …, which is busy - n * (2^56 - t). Of all n only the
 * right one makes that less than 2^55, which are 417 days; so n need not be kept elsewhere. */
#ifndef LG__SPAN_H
#define LG__SPAN_H

#include "atomics.h"
#include <lifeguard/trace.h>
#include <stdbool.h>

struct lg_span {
    lg_callsite *callsite;
    const char *name;
    lg_span *parent; /* holds a reference; one that is timed */
    uint64_t number, root;
    uint64_t follows, follows_root; /* for who tells: from which it did last */

    unsigned depth;
    bool timed; /* somebody listened when it was created */
    _Atomic(unsigned) references;
    lg_span *next; /* of the closed ones */
    lg_instant born;
    _Atomic(uint64_t) busy;
    char *shown;      /* the fields, as who tells has printed them; malloced, or NULL */
    const char *text; /* the fields, as printf made them; or "" */
    size_t field_count;
    lg_field fields[]; /* then the texts */
};

/* What lg_span_new and lg_event stand for. */
extern lg_callsite lg__anywhere;

/* The span, or the nearest around it, that is timed; or NULL. */
static inline lg_span *lg__span_heard(lg_span *span)
{
    return span && !span->timed ? span->parent : span;
}

/* Nanoseconds of being busy at `now`, out of the word. */
uint64_t lg__busy_at(uint64_t busy, lg_instant now);

/* For who tells. Takes all closed spans, to be released when what was recorded before has been told. */
lg_span *lg__spans_take_closed(void);
void lg__spans_release(lg_span *taken);

#endif
