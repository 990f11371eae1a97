//===- StateMachine.h - noun: states, edges, hooks and cleanups, placed ---===//
//
// Output of `buildMachine`, checked by `verify`. Everything that happens around the user's own statements is
// here as data: what a state does when it suspends, when it is resumed and when it is dropped, and what each
// way out of a block cleans.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_STATEMACHINE_H
#define LIFEGUARD_MODEL_STATEMACHINE_H

#include "FramePlan.h"

namespace lifeguard {

/// One thing the machine does for the user.
struct Action {
  enum class Kind {
    Resume,  ///< the on_resume hooks of a guard
    Suspend, ///< its on_suspend hooks
    Save,    ///< copy a local to the frame
    Restore, ///< copy it back
    Enter,   ///< the state is this one from now on
    DropChildren,
    Cancel,  ///< the on_cancel hooks of a guard's members and its own, then its cleanup unless its own type's
             ///< on_cancel ran
    Cleanup, ///< call its cleanup function
    Disarm,  ///< its flag is cleared
  };
  Kind What;
  const Local *Of = nullptr;
  std::string Field; ///< of a Save or Restore; the flag of a guard
};

/// When something happens: on the way into the await, before the first poll of the children; when they are
/// pending; when the future is polled again, before they are; when they are ready; when the future is
/// dropped.
struct State {
  const StatePayload *Payload = nullptr;
  std::vector<Action> OnEnter, OnSuspend, OnResume, OnReady, OnDrop;
};

struct StateMachine {
  explicit StateMachine(const FramePlan &Of) : Of(Of) {}

  const FramePlan &Of;
  std::vector<State> States; ///< by Yield::Index; start and done are not listed
  /// What a statement that leaves scopes (a jump, a return, the end of a block) does before it goes, in
  /// order.
  llvm::DenseMap<const clang::Stmt *, std::vector<Action>> OnLeave;
};

/// A state machine that `verify` found sound. Only `verify` makes one.
class VerifiedMachine {
public:
  const StateMachine &machine() const { return Machine; }

private:
  explicit VerifiedMachine(const StateMachine &Machine) : Machine(Machine) {}
  friend struct Verification;
  const StateMachine &Machine;
};

} // namespace lifeguard

#endif
