// RUN: %clang -std=gnu11 -w -I %include -fplugin=%corruptions -fsyntax-only %s | FileCheck %s --implicit-check-not="not noticed" --implicit-check-not="nothing to spoil"
// Every check of the verify stage can fail: each line of corruptions.cpp is found.
#include <lifeguard.h>

typedef struct lifecycle(enter, leave) token {
    int number;
} token;
void enter(token *self, lg_context *cx);
void leave(token *self, lg_context *cx);
void drop(token *self);

async int child(int n);

async int work(int n, int limit)
{
    int sum = 0, last = n;
    token outer __attribute__((cleanup(drop))) = {1};
    token second __attribute__((cleanup(drop))) = {2};
again:
    for (int i = 0; i < limit; i++) {
        token inner __attribute__((cleanup(drop))) = {3};
        sum += await child(i);
        if (sum == 3)
            continue;
        if (sum == 4)
            break;
        if (sum == 5)
            goto again;
        if (sum == 6)
            return last;
        last = i;
    }
    {
        if (sum == 7)
            goto over;
        token skipped = {4};
    over:
        await child(n++);
        sum += n;
    }
    return sum + last;
}

// CHECK: work:
// CHECK-NEXT: untouched: not noticed
// CHECK: a local is restored from another's place: state await_child_{{[0-9]+}}: what is restored after the await is not what was saved before it
// CHECK: a guard is not cancelled: state await_child_{{[0-9]+}}: dropping does not leave every guard's scope once, in reverse
// CHECK: a guard is cleaned where no scope is left: guards are cleaned where no scope is left
