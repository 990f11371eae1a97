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

/// Runs every check of Checks.h.
Verification verify(const StateMachine &Machine);

} // namespace lifeguard

#endif
