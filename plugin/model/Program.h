//===- Program.h - a translation unit, lowered function by function -------===//
#ifndef LIFEGUARD_MODEL_PROGRAM_H
#define LIFEGUARD_MODEL_PROGRAM_H

#include "StateMachine.h"
#include "llvm/ADT/MapVector.h"
#include <optional>

namespace lifeguard {

/// Every noun of one async function, each referring to the one before.
struct LoweredFunction {
  const AsyncFunction *Source = nullptr;
  std::unique_ptr<FlatFunction> Flat;
  std::unique_ptr<Liveness> Live;
  std::unique_ptr<FramePlan> Plan;
  std::unique_ptr<StateMachine> Machine;
  std::optional<VerifiedMachine> Verified;
  bool Refused = false; ///< something in it, or in what it embeds, cannot be lowered
};

struct Program {
  explicit Program(const Unit &Of) : Of(Of) {}

  const Unit &Of;
  /// In the order of planning: a callee comes before the callers that embed it.
  llvm::MapVector<const AsyncSignature *, std::unique_ptr<LoweredFunction>> Functions;

  const LoweredFunction *find(const AsyncSignature *Signature) const {
    auto It = Functions.find(Signature);
    return It == Functions.end() ? nullptr : It->second.get();
  }
};

} // namespace lifeguard

#endif
