// RUN: %lg dump async-function %s | FileCheck %s
// Parameters and locals by kind, whose address is taken, and guards.
#include <lifeguard.h>

struct lifecycle(on_resume, on_suspend) guard {
    int x;
};
struct holder {
    struct guard inner[2];
};
void on_resume(struct guard *self, lg_context *cx);
void on_suspend(struct guard *self, lg_context *cx);
void clean(int *p);
void take(int *p);

// CHECK-LABEL: async-function kinds
// CHECK-DAG: parameter a: int{{$}}
// CHECK-DAG: parameter text: const char *{{$}}
// CHECK-DAG: variable b: int, address taken{{$}}
// CHECK-DAG: variable c: int{{$}}
// CHECK-DAG: literal literal_{{[0-9]+}}: int{{.*}}address taken
// CHECK-NOT: kept
async int kinds(const int a, const char *text)
{
    int b = 1, c = *text;
    static int kept;
    int *p = &(int){5};
    take(&b);
    await lg_yield_now();
    kept++;
    return a + b + c + *p;
}

// CHECK-LABEL: async-function addresses
// CHECK-DAG: variable subscripted: int[3]{{$}}
// CHECK-DAG: variable decayed: int[3], address taken{{$}}
// CHECK-DAG: variable member: struct holder, lifecycle, address taken{{$}}
// CHECK-DAG: variable target: int, address taken{{$}}
// CHECK-DAG: variable measured: int{{$}}
async int addresses(int n)
{
    int subscripted[3] = {1, 2, 3}, decayed[3] = {1, 2, 3}, target, measured = 0;
    struct holder member = {{{1}, {2}}};
    take(decayed + 1);
    take(&member.inner[1].x);
    await_all(target = kinds(n, ""));
    return subscripted[n] + target + (int)sizeof &measured + measured;
}

// CHECK-LABEL: async-function guards
// CHECK-DAG: parameter g: struct guard, lifecycle
// CHECK-DAG: variable h: struct holder, lifecycle
// CHECK-DAG: variable x: int, cleanup clean
// CHECK-DAG: variable p: struct guard *{{$}}
async void guards(struct guard g)
{
    struct holder h = {{g, g}};
    __attribute__((cleanup(clean))) int x = 1;
    struct guard *p = &h.inner[0];
    await lg_yield_now();
    p->x = x;
}
