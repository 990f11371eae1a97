// RUN: %lg lower --no-line %s -o %t.c && FileCheck --match-full-lines %s < %t.c
// Statements, macros and comments of the user that need no change are as they were written; so is everything else of the file.
#include <lifeguard.h>
#include <stdio.h>

#define LIMIT 10 /* a macro's comment */
#define LOG(...) printf(__VA_ARGS__)

static const char *const names[] = {"a",   "b"}; // odd   spacing

static int   ordinary(int n) { return n  +  LIMIT; }

async int f(int n)
{
    /* a block comment,
       of two lines */
    n += LIMIT  *  2; // trailing
    LOG("%d %s\n", n, names[0]);
    await lg_yield_now();
#ifdef __linux__
    n = ordinary(n) << 1;
#else
    n = never(n);
#endif
    return n;
}

// Behind the source, so that they are not found in it.
// CHECK: #define LIMIT 10 /* a macro's comment */
// CHECK: static const char *const names[] = {"a",   "b"}; // odd   spacing
// CHECK: static int   ordinary(int n) { return n  +  LIMIT; }
// CHECK: {{.*}}f_future_poll({{.*}}
// CHECK: /* a block comment,
// CHECK-NEXT: {{ *}}of two lines */
// CHECK-NEXT: {{ *}}n += LIMIT  *  2; // trailing
// CHECK-NEXT: {{ *}}LOG("%d %s\n", n, names[0]);
// CHECK: {{ *}}n = ordinary(n) << 1;
