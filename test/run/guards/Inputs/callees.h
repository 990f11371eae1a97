/* callees.h: async functions of another file, callees.c, whose frames are not known here, and one of a header. */
#ifndef CALLEES_H
#define CALLEES_H

#include "record.h"

/* Whom callees.c tells what happens to its guards: a sign as in the record and a name. */
void callees_tell(void (*to)(char sign, const char *name));

/* A guard of this name and one with on_cancel, l; pending `times` times. */
async int far(const char *guard, int times);

/* A guard, and far with the other. */
async void farther(const char *first, const char *second);

static inline async int near(const char *guard)
{
    lg_scoped(tracked) g = track(guard);
    await once("near");
    return 1;
}

#endif
