// RUN: %cc -Werror -fplugin-arg-lifeguard-trace %s %libs -o %t && %t | grep future-value | FileCheck %s
// RUN: %cc_asan %plugin -fplugin-arg-lifeguard-trace %s -o %t.asan && %t.asan | grep future-value | FileCheck %s
// RUN: %lg lower -fplugin-arg-lifeguard-trace %s -o %t.lowered.c && gcc -std=gnu11 -Wall -Wextra -Werror -I %include %t.lowered.c %libs -o %t.gcc && %t.gcc | grep future-value | FileCheck %s
// `trace`: the numbers and pointers that a future keeps are told with their names and kinds, before what keeps them.
#include <lifeguard.h>
#include <lifeguard/trace.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum colour { RED, BLUE = 7 };
struct pair {
    int a, b;
};

async int kept(char c, uint64_t large, double half, const char *text, void (*function)(void), struct pair pair)
{
    bool yes = large > 3;
    enum colour colour = BLUE;
    int counted = -5;
    int unread = 3;
    volatile int never = 4;
    (void)unread;
    await lg_yield_now();
    function();
    return c + (int)large + (int)half + (text != NULL) + yes + (int)colour + counted + pair.a + never;
}

static void nothing(void) {}

int main(void)
{
    lg_subscriber *json = lg_trace_json(stdout);
    int sum = block_on(kept('c', UINT64_MAX, 0.5, NULL, nothing, (struct pair){1, 2}));
    (void)sum;
    return lg_trace_close(json);
}
// The arguments, when it is created,
// CHECK: "name":"kept","future":"0x{{[0-9a-f]+}}","fields":{"c":99},
// CHECK-NEXT: "fields":{"large":18446744073709551615}
// CHECK-NEXT: "fields":{"half":0.5}
// CHECK-NEXT: "fields":{"text":"0x0"}
// and what it keeps where it is suspended: no struct, no pointer to a function, nothing that is not read again.
// CHECK-NEXT: "name":"kept","task":1,"future":"0x{{[0-9a-f]+}}","fields":{"c":99},
// CHECK-DAG: "fields":{"large":18446744073709551615}
// CHECK-DAG: "fields":{"half":0.5}
// CHECK-DAG: "fields":{"text":"0x0"}
// CHECK-DAG: "fields":{"yes":true}
// CHECK-DAG: "fields":{"colour":7}
// CHECK-DAG: "fields":{"counted":-5}
// CHECK-NOT: {{pair|function|unread|never}}
