//===- GivenUp.h - calls that wait without the lock they are made with ----===//
#ifndef LIFEGUARD_AUDIT_GIVENUP_H
#define LIFEGUARD_AUDIT_GIVENUP_H

#include "Held.h"

namespace lifeguard {

/// Whether this suspending call gives the lock of `G` up while it waits, or is an operation on it. `In`:
/// paths of the function that makes the call.
bool givenUpBy(const clang::CallExpr *Call, const Guarded &G, const Paths &In, const Locks &LockCalls);

} // namespace lifeguard

#endif
