//===- LockFacts.h - a LockFact as JSON -----------------------------------===//
#ifndef LIFEGUARD_AUDIT_LOCKFACTS_H
#define LIFEGUARD_AUDIT_LOCKFACTS_H

#include "Config.h"
#include "llvm/Support/JSON.h"

namespace lifeguard {

llvm::json::Object writeLockFact(const LockFact &Fact);
LockFact readLockFact(const llvm::json::Object &From);

} // namespace lifeguard

#endif
