//===- Liveness.h - noun: what lives across each yield point --------------===//
//
// Output of `findLiveness`. It refers to the flat function's locals by index and is invalid once a temporary
// is added.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_LIVENESS_H
#define LIFEGUARD_MODEL_LIVENESS_H

#include "FlatFunction.h"
#include "llvm/ADT/BitVector.h"

namespace lifeguard {

/// The facts about one yield point. The sets are indexed by Local::Index.
struct YieldLiveness {
  bool Reachable = false;
  llvm::BitVector Live;        ///< read later, on some path, before it is written or its scope ends
  llvm::BitVector Unset;       ///< may be uninitialised here
  llvm::BitVector InScope;     ///< its declaration may have been passed, and its block not left
  llvm::BitVector MayBeArmed;  ///< guards whose initialisation some path has passed
  llvm::BitVector MustBeArmed; ///< guards whose initialisation every path has passed
};

struct Liveness {
  explicit Liveness(const FlatFunction &Of) : Of(Of) {}

  const FlatFunction &Of;
  std::vector<YieldLiveness> Yields;              ///< by Yield::Index
  llvm::DenseSet<const clang::Stmt *> EndReached; ///< blocks whose end control reaches
};

} // namespace lifeguard

#endif
