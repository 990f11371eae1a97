//===- FrameSize.h - how many bytes a future takes, and what for ----------===//
//
// Read off a FramePlan and clang's layout of the types in it: the same numbers that `sizeof` gives for the
// struct that `emit` writes.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_FRAMESIZE_H
#define LIFEGUARD_MODEL_FRAMESIZE_H

#include "FramePlan.h"

namespace lifeguard {

/// The type of a hand-written future, by the first parameter of its functions; null where that is not
/// declared.
clang::QualType leafFutureType(const AsyncSignature &Leaf, clang::ASTContext &Ctx);

/// One thing that a frame holds at the moment when it is fullest.
struct FramePart {
  const FrameMember *Member = nullptr; ///< an argument, a local, or a child with what goes with it
  const StatePayload *State = nullptr; ///< the yield point that a child belongs to; else null
  uint64_t Bytes = 0;
};

/// The size of the struct. Those of the embedded callees are known.
uint64_t bytesOf(const FramePlan &Plan);

/// What lies in the frame, the largest first; of what shares bytes, the largest alternative alone.
std::vector<FramePart> partsOf(const FramePlan &Plan);

} // namespace lifeguard

#endif
