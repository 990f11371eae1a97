//===- Verify.h - stage: StateMachine -> VerifiedMachine ------------------===//
#ifndef LIFEGUARD_VERIFY_VERIFY_H
#define LIFEGUARD_VERIFY_VERIFY_H

#include "../model/StateMachine.h"
#include <optional>

namespace lifeguard {

/// The outcome of the checks: a machine that may be emitted, or the first violation found, in words.
struct Verification {
  std::optional<VerifiedMachine> Machine;
  std::string Violation;

  static Verification sound(const StateMachine &M);
  static Verification broken(std::string Why);
};

/// Checks, by data alone, what every machine must hold:
/// each yield point has its state; what a state restores it has saved, nothing pinned is copied, and only
/// parameters that never change are read back without having been saved;
/// suspending runs the hooks of exactly the guards that resuming runs, in reverse; dropping cancels each
/// guard once, after the children; every guard of a state is pinned; and every way out cleans exactly the
/// pinned guards whose scopes it leaves.
Verification verify(const StateMachine &Machine);

} // namespace lifeguard

#endif
