//===- Checks.h - what every state machine must hold ----------------------===//
#ifndef LIFEGUARD_VERIFY_CHECKS_H
#define LIFEGUARD_VERIFY_CHECKS_H

#include "../model/StateMachine.h"

namespace lifeguard {

/// Each check reads the machine, and the nouns behind it, and changes nothing. It says what is wrong, in
/// words, at the first thing that is; empty if nothing is.

/// Every yield point is awaited at one place, and has one state with names of its own.
std::string checkStates(const StateMachine &M);

/// What a state restores it has saved, nothing else, and it is what lives across the await.
std::string checkCopies(const StateMachine &M);

/// What a state keeps has a place in the frame that nothing else has at the same time.
std::string checkStorage(const StateMachine &M);

/// Hooks and cancels of each state: of every guard that may be live there, in the order of the scopes.
std::string checkGuards(const StateMachine &M);

/// Every way out of a scope cleans the guards it leaves, once, innermost first.
std::string checkWaysOut(const StateMachine &M);

/// The locals of the actions of kind `What`, in order.
std::vector<const Local *> localsOf(const std::vector<Action> &Actions, Action::Kind What);

} // namespace lifeguard

#endif
