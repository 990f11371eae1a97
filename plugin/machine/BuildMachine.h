//===- BuildMachine.h - stage: FramePlan -> StateMachine ------------------===//
#ifndef LIFEGUARD_MACHINE_BUILDMACHINE_H
#define LIFEGUARD_MACHINE_BUILDMACHINE_H

#include "../model/StateMachine.h"

namespace lifeguard {

/// Places hooks, copies and cleanups: in every state for suspending, resuming and dropping, and at every way
/// out of a block.
std::unique_ptr<StateMachine> buildMachine(const FramePlan &Plan);

} // namespace lifeguard

#endif
