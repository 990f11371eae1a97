// RUN: %lg explain %s -o %t.html && python3 %S/model.py %t.html
// What the page knows: lines after #line, uses of locals in macros, verdicts of the audit, functions of headers.
#include <lifeguard.h>
#include <pthread.h>
#include "Inputs/in_header.h"

#define TWICE(x) ((x) + (x))

async int held(pthread_mutex_t *lock)
{
#line 500 "elsewhere.c"
    pthread_mutex_lock(lock);
    int here = await in_header(1);
    pthread_mutex_unlock(lock);
    return TWICE(here);
}
