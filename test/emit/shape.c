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
// CHECK-NEXT: whole_future_await_part_[[#@LINE+55]],
// CHECK-NEXT: whole_future_await_lg_sleep_ms_[[#@LINE+57]],
// CHECK-NEXT: whole_future_done,

// CHECK: struct whole_future {
// CHECK-NEXT: union {
// CHECK-NEXT: int unused; /* start */
// CHECK-NEXT: struct { /* the block on line [[#@LINE+47]] */
// CHECK-NEXT: union {
// CHECK-DAG: struct part_future part; /* await_part_{{[0-9]+}} */
// CHECK-DAG: struct lg_sleep lg_sleep_ms; /* await_lg_sleep_ms_{{[0-9]+}} */
// CHECK: };
// CHECK-NEXT: int i;
// CHECK-NEXT: };
// CHECK-NEXT: };
// CHECK-NEXT: int n;
// CHECK-NEXT: int sum;
// CHECK-NEXT: char text[16];
// CHECK-NEXT: enum whole_future_state state;
// CHECK-NEXT: };

// CHECK: void whole_future_init(struct whole_future *self, int n, int unused)
// CHECK: self->n = n;
// CHECK: self->unused = unused;

// CHECK: lg_poll whole_future_poll(struct whole_future *self, lg_context *cx, int *out)
// CHECK: switch (self->state) {
// CHECK: goto resume_part_
// CHECK: lg_polled_after_completion("whole");
// CHECK: for (int i = 0; i < n; i++) {
// CHECK: part_future_init(&self->part, i);
// CHECK-NEXT: if (0) {
// CHECK-NEXT: resume_part_{{[0-9]+}}:
// CHECK: if (part_future_poll({{.*}}) == LG_PENDING) {
// CHECK-NEXT: self->sum = sum;
// CHECK-NEXT: self->i = i;
// CHECK-NEXT: self->state = whole_future_await_part_
// CHECK-NEXT: return LG_PENDING;
// CHECK: lg_sleep_init(&self->lg_sleep_ms, 1);
// CHECK-NEXT: self->sum = sum;
// CHECK-NEXT: self->i = i;
// CHECK-NEXT: self->state = whole_future_await_lg_sleep_ms_
// CHECK-NEXT: resume_lg_sleep_ms_{{[0-9]+}}:
// CHECK-NEXT: if (lg_sleep_poll({{.*}}) == LG_PENDING)
// CHECK-NEXT: return LG_PENDING;
// CHECK-NEXT: n = self->n;
// CHECK-NEXT: sum = self->sum;
// CHECK-NEXT: i = self->i;
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
