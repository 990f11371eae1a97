// RUN: %cc -O0 -c %s -o %t.o && llvm-nm %t.o | FileCheck %s
// What is generated has the linkage of its function.
#include <lifeguard.h>

static async int internal(int n)
{
    await lg_yield_now();
    return n;
}

async int external(int n)
{
    return await internal(n);
}

__attribute__((visibility("hidden"))) async int hidden(int n)
{
    return n;
}
// CHECK-DAG: T external_future_init
// CHECK-DAG: T external_future_poll
// CHECK-DAG: T external_future_drop
// CHECK-DAG: {{[RD]}} external_future_type
// CHECK-DAG: t internal_future_poll
// A static function's type object is only there where something hands its future over.
// CHECK-NOT: internal_future_type
// RUN: llvm-readelf -s %t.o | FileCheck --check-prefix=HIDDEN %s
// HIDDEN-DAG: HIDDEN {{.*}}hidden_future_poll
// HIDDEN-DAG: HIDDEN {{.*}}hidden_future_type
// HIDDEN-DAG: DEFAULT {{.*}}external_future_poll
