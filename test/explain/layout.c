// RUN: %lg layout %s | FileCheck %s
// RUN: %clang %plugin -fplugin-arg-lifeguard-layout -I %include -c %s -o %t.o | FileCheck %s
// RUN: test -s %t.o
// A line for each field: where it is, what it is, when it is in use; and what would make the frame smaller.
#include <lifeguard.h>

void fill(char *text);

static async int part(int n)
{
    await lg_yield_now();
    return n;
}

// CHECK: struct part_future: 8 bytes, alignment 4  ({{.*}}layout.c:[[#@LINE-6]]: part)
// CHECK: offset  bytes  field
// CHECK: 0      4  n {{ *}}int {{ *}}saved, line [[#@LINE-8]] {{ *}}start await_lg_yield_now_[[#@LINE-6]]
// CHECK: 5      1  state {{ *}}enum part_future_state {{ *}}state {{ *}}always
// CHECK: 6      2  (padding) {{ *}}never
// CHECK: ideal 8, by Rust's rules 12
// CHECK-NOT: to shrink it

// CHECK: struct whole_future:
// CHECK: union {{ *}}one at a time
// CHECK: struct {{ *}}the block on line 33
// CHECK: part {{ *}}struct part_future {{ *}}future of part {{ *}}await_part_39
// CHECK: text {{ *}}char[200] {{ *}}pinned: address taken, line 34 {{ *}}await_part_38 await_part_39
// CHECK-DAG: to shrink it: end the block of 'text' before line {{3[89]}}, unless a pointer to it is used there: its 200 bytes are kept (address taken), and it is not named again
// CHECK-DAG: to shrink it: 'large' takes 1000 bytes while it waits on line 47: keep a pointer to it, or use it up before the await
async int whole(int n)
{
    int sum = 0;
    {
        char text[200];
        fill(text);
        sum += text[0];
        for (int i = 0; i < n; i++)
            sum += await part(i);
        sum += await part(2);
    }
    return sum;
}
async int large(int n)
{
    char large[1000];
    fill(large);
    await part(n);
    return large[n];
}

// What an await names can not end before it.
static async void read_into(char *text)
{
    await lg_yield_now();
    fill(text);
}
// CHECK: struct lends_future:
// CHECK-NOT: end the block of
async int lends(void)
{
    char text[40];
    await read_into(text);
    return 0;
}
