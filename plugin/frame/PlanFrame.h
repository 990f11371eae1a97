//===- PlanFrame.h - stage: Liveness -> FramePlan -------------------------===//
#ifndef LIFEGUARD_FRAME_PLANFRAME_H
#define LIFEGUARD_FRAME_PLANFRAME_H

#include "../model/FramePlan.h"
#include "../support/Diagnostics.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace lifeguard {

/// The plan of a callee's frame where its struct can be complete where this function's is; else null.
using EmbeddedFrame = llvm::function_ref<const FramePlan *(const AsyncSignature &)>;

/// Decides what is pinned and what is saved, and names, nests and orders all of it.
std::unique_ptr<FramePlan> planFrame(const Liveness &Live, EmbeddedFrame FrameOf, Diagnostics &Diags);

} // namespace lifeguard

#endif
