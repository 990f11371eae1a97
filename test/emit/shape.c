// RUN: %lg lower --no-line %s | grep -v "^//" > %t.c && FileCheck %s < %t.c && not grep lg_frame_new %t.c
// The lowered text: a struct of states with their payloads, a switch into the user's own body, nothing allocated at an await
// of a callee in the same file.
#include <lifeguard.h>

void fill(char *p);

static async int part(int n)
{
    await lg_yield_now();
    return n + 1;
}

// CHECK-LABEL: enum lg_packed whole_future_state {
// CHECK-NEXT: whole_future_start,
// CHECK-NEXT: whole_future_await_part_[[#@LINE+32]],
// CHECK-NEXT: whole_future_await_lg_sleep_ms_[[#@LINE+34]],
// CHECK-NEXT: whole_future_done,

// CHECK: struct whole_future {
// CHECK-NEXT: enum whole_future_state state;
// CHECK-NEXT: int n;
// CHECK-NEXT: char text[16];
// CHECK-NEXT: union {
// CHECK: } start;
// CHECK: struct part_future child;
// CHECK: } await_part_{{[0-9]+}};

// CHECK: void whole_future_init(struct whole_future *self, int n, int unused)
// CHECK: self->n = n;
// CHECK: self->start.unused = unused;

// CHECK: lg_poll whole_future_poll(struct whole_future *self, lg_context *cx, int *out)
// CHECK: switch (self->state) {
// CHECK: goto resume_part_
// CHECK: lg_polled_after_completion("whole");
// CHECK: for (int i = 0; i < n; i++) {
// CHECK: resume_part_{{[0-9]+}}:
// CHECK: if (part_future_poll({{.*}}) == LG_PENDING) {
// CHECK: return LG_PENDING;
// CHECK: return LG_READY;
async int whole(int n, int unused)
{
    char text[16];
    int sum = unused;
    fill(text);
    for (int i = 0; i < n; i++) {
        sum += await part(i);
        if (text[i] == 'x')
            break;
        await lg_sleep_ms(1);
    }
    return sum;
}
// CHECK: void whole_future_drop(struct whole_future *self)
// CHECK: part_future_drop(
// CHECK: lg_sleep_drop(

// CHECK: const lg_future_type whole_future_type = {
// CHECK: sizeof(struct whole_future),
