// RUN: %clang -std=gnu11 -O2 -Wall -Wextra -Werror -I %include -S -DTRACED %s -o %t.traced.s
// RUN: %clang -std=gnu11 -O2 -Wall -Wextra -Werror -I %include -S %s -o %t.plain.s
// RUN: diff %t.traced.s %t.plain.s
// RUN: %clang -std=gnu11 -O2 -I %include -S -DTRACED -DMOST=LG_INFO %s -o %t.on.s && not diff -q %t.on.s %t.plain.s
// Of a level that is not compiled, spans, guards and events leave no instruction.
#ifndef MOST
#define MOST LG_WARN
#endif
#define LIFEGUARD_MAX_LEVEL MOST
#include <lifeguard/trace.h>

int twice(int id);
int twice(int id)
{
#ifdef TRACED
    lg_scoped(lg_span_ref) span = lg_span_at(LG_INFO, "twice", lg_field("id", id));
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    lg_event_at(LG_DEBUG, "about to", lg_field("id", id));
#endif
    return id * 2;
}
