// RUN: %every_way %t %s
// RUN: %lg lower --no-line %s -std=gnu11 | FileCheck %s
// The user's attributes: those about the code stand on what is generated, those about the call on nothing.
#include "check.h"
LOG;

// CHECK-DAG: __attribute__((cold)) __attribute__((section(".text.rare"))) __attribute__((noinline)) lg_poll rare_future_poll(
// CHECK-DAG: __attribute__((cold)) __attribute__((section(".text.rare"))) void rare_future_drop(
__attribute__((noinline, cold, section(".text.rare"), warn_unused_result, nonnull(1))) async int rare(int *p);
async int rare(int *p)
{
    *p += await later(1);
    return *p;
}

// CHECK-DAG: __attribute__((visibility("hidden"))) __attribute__((no_sanitize("undefined"))) __attribute__((hot)) __attribute__((aligned(64))) lg_poll often_future_poll(
// CHECK-DAG: __attribute__((visibility("hidden"))) extern const lg_future_type often_future_type;
__attribute__((hot, visibility("hidden"), aligned(64), no_sanitize("undefined"))) async int often(void)
{
    return await later(2);
}

// CHECK-DAG: __attribute__((weak)) void replaceable_future_init(
// CHECK-DAG: __attribute__((weak)) extern const lg_future_type replaceable_future_type;
__attribute__((weak)) async int replaceable(void)
{
    return await later(3);
}

// CHECK-DAG: static lg_unused __attribute__((used)) __attribute__((flatten)) lg_poll kept_future_poll(
__attribute__((flatten, used)) static async int kept(void)
{
    return await later(4);
}

int main(void)
{
    int n = 1;
    CHECK(block_on(rare(&n)) == 2);
    CHECK(block_on(often()) == 2);
    CHECK(block_on(replaceable()) == 3);
    CHECK(block_on(kept()) == 4);
    return 0;
}
