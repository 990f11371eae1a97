//===- Classify.h - what a scope-bound guard is, by its cleanup -----------===//
#ifndef LIFEGUARD_AUDIT_CLASSIFY_H
#define LIFEGUARD_AUDIT_CLASSIFY_H

#include "Held.h"

namespace lifeguard {

/// Writes into `G`, whose variable is known, what the configuration says of `Cleanup` or, if it says nothing,
/// what that function's body does; and the lock that the guard is of, as far as its initializer names one. An
/// entry for cleanups of any name says least. `In`: paths of the function that `G` stands in.
void classify(Guarded &G, const clang::FunctionDecl *Cleanup, const Paths &In, const Locks &LockCalls);

} // namespace lifeguard

#endif
