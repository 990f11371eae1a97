// RUN: for level in -O0 -O2; do %cc $level -g %s -o %t %libs && llvm-nm --defined-only %t >%t.symbols && \
// RUN:     for name in compute relay; do \
// RUN:         at=$(awk -v name=${name}_future_poll '$3 == name { print $1 }' %t.symbols) && [ "$at" ] && \
// RUN:         llvm-symbolizer --obj=%t 0x$at; done | FileCheck %s || exit 1; done
// What profilers look names up in, also where none may record: an address of a poll function is that of a function and a line of the
// source.
#include <lifeguard.h>

async int compute(int n)
{
    await lg_yield_now();
    return n + 1;
}
// CHECK: {{^}}compute_future_poll
// CHECK-NEXT: symbols.c:[[#@LINE-6]]:

async int relay(int n)
{
    return await compute(n) + 1;
}
// CHECK: {{^}}relay_future_poll
// CHECK-NEXT: symbols.c:[[#@LINE-5]]:

int main(void)
{
    return block_on(relay(-2));
}
