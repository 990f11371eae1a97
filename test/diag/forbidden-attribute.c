// RUN: %noisy
// Attributes that an async function cannot have.
#include <lifeguard.h>


// CHECK: forbidden-attribute.c:[[#@LINE+1]]:22: error: async function 'f' cannot be '_Noreturn' [lifeguard-forbidden-attribute]
_Noreturn async void f(void);
// CHECK: forbidden-attribute.c:[[#@LINE+1]]:41: error: async function 'g' cannot be 'constructor' [lifeguard-forbidden-attribute]
__attribute__((constructor)) async void g(void);
// CHECK: forbidden-attribute.c:[[#@LINE+1]]:40: error: async function 'h' cannot be 'destructor' [lifeguard-forbidden-attribute]
__attribute__((destructor)) async void h(void);
// CHECK: forbidden-attribute.c:[[#@LINE+1]]:35: error: async function 'i' cannot be 'naked' [lifeguard-forbidden-attribute]
__attribute__((naked)) async void i(void);
void target(void);
// CHECK: forbidden-attribute.c:[[#@LINE+1]]:45: error: async function 'j' cannot be 'alias' [lifeguard-forbidden-attribute]
__attribute__((alias("target"))) async void j(void);
// CHECK: 5 errors generated.
