// RUN: %noisy
// A header takes pointers to async functions outside of async functions: its text stays as it is.
#include <lifeguard.h>

#include "Inputs/pointer.h"
// CHECK: pointer.h:3:25: error: a pointer to async function 'f', taken in a header outside of async functions, is not lowered yet [lifeguard-header-pointer]
// CHECK: pointer.h:3:25: note: move what takes it into the source file, and declare that in the header
// CHECK: pointer.h:6:16: error: a pointer to async function 'f', {{.*}} [lifeguard-header-pointer]
// CHECK: 2 errors generated.
