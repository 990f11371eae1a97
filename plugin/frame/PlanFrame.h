//===- PlanFrame.h - stage: Liveness -> FramePlan -------------------------===//
#ifndef LIFEGUARD_FRAME_PLANFRAME_H
#define LIFEGUARD_FRAME_PLANFRAME_H

#include "../model/FramePlan.h"
#include "../support/Diagnostics.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace lifeguard {

/// Decides what is pinned and what is saved, and names and nests all of it. `CanEmbed` says whether a
/// callee's struct can be complete where this function's is.
std::unique_ptr<FramePlan> planFrame(const Liveness &Live,
                                     llvm::function_ref<bool(const AsyncSignature &)> CanEmbed,
                                     Diagnostics &Diags);

} // namespace lifeguard

#endif
