// RUN: %cc_runtime %plugin -UNDEBUG %s -o %t && not --crash %t 2>&1 | FileCheck %s
// __LINE__, __FILE__, __func__, the user's #line and assert are those of the source, in front of awaits and behind them.
#include <assert.h>
#include <lifeguard.h>
#include <stdio.h>

async void say(const char *name, int line)
{
    await lg_yield_now();
    fprintf(stderr, "%s %d\n", name, line);
}

async int user(int n)
{
    // CHECK: user [[#@LINE+1]]
    await say(__func__, __LINE__);
    for (int i = 0; i < 1; i++)
        if (n) {
            // CHECK-NEXT: user [[#@LINE+1]]
            await say(__func__, __LINE__); }
    int line = __LINE__; await lg_yield_now(); line -= __LINE__;
    // CHECK-NEXT: difference 0
    await say("difference", line);
    /* a comment
       of two lines */
    // CHECK-NEXT: later [[#@LINE+1]]
    await say("later", __LINE__);
    // CHECK-NEXT: other.y:200
    // CHECK-NEXT: other.y 201
#line 200 "other.y"
    fprintf(stderr, "%s:%d\n", __FILE__, __LINE__);
    await say(__FILE__, __LINE__);
    // CHECK-NEXT: other.y:204: {{.*}}user{{.*}}: Assertion `n == 2' failed.
    n++;
    assert(n == 2);
    return n;
}

int main(void)
{
    return block_on(user(2));
}
