//===- Actions.h - what a machine does, in words of C ---------------------===//
#ifndef LIFEGUARD_EXPLAIN_ACTIONS_H
#define LIFEGUARD_EXPLAIN_ACTIONS_H

#include "../model/Explanation.h"
#include "../model/StateMachine.h"

namespace lifeguard {

/// The calls and copies that `Actions` stand for. `Dropping`: at a drop, where what has an on_cancel hook is
/// not resumed.
std::vector<ExplainedAction> actionsInWords(const FramePlan &Plan, const StatePayload &State,
                                            const std::vector<Action> &Actions, bool Dropping);

/// What leaving the scope of `Guard` runs; nothing where it has no cleanup.
std::string cleanupInWords(const Local &Guard);

} // namespace lifeguard

#endif
