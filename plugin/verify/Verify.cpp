#include "Verify.h"
#include "Checks.h"

namespace lifeguard {

std::vector<const Local *> localsOf(const std::vector<Action> &Actions, Action::Kind What) {
  std::vector<const Local *> Result;
  for (const Action &A : Actions)
    if (A.What == What)
      Result.push_back(A.Of);
  return Result;
}

Verification Verification::sound(const StateMachine &M) {
  Verification Result;
  Result.Machine.emplace(VerifiedMachine(M));
  return Result;
}

Verification Verification::broken(std::string Why) {
  Verification Result;
  Result.Violation = std::move(Why);
  return Result;
}

Verification verify(const StateMachine &Machine) {
  for (auto *Check : {checkStates, checkCopies, checkStorage, checkGuards, checkWaysOut})
    if (std::string Why = Check(Machine); !Why.empty())
      return Verification::broken(std::move(Why));
  return Verification::sound(Machine);
}

} // namespace lifeguard
