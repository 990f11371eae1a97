//===- Restrictions.h - what an async function cannot have ----------------===//
#ifndef LIFEGUARD_RECOGNIZE_RESTRICTIONS_H
#define LIFEGUARD_RECOGNIZE_RESTRICTIONS_H

#include "../model/AsyncFunction.h"
#include "../support/Diagnostics.h"

namespace lifeguard {

/// Reports what cannot be lowered of a body that has been read: in scope at a yield point, what cannot
/// outlive a poll; and jumps out of the scopes of guards that do not say where to. `Alloca`: a call that
/// takes memory of the stack, or null.
void checkRestrictions(const AsyncFunction &Function, const clang::CallExpr *Alloca, Diagnostics &Diags);

} // namespace lifeguard

#endif
