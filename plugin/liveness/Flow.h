//===- Flow.h - the control flow of a flat function -----------------------===//
//
// clang's own CFG evaluates an expression in source order; the lowered function evaluates its steps first. So
// the graph is built from the steps. A node is one event; evaluation follows C where C sequences, and source
// order elsewhere.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_LIVENESS_FLOW_H
#define LIFEGUARD_LIVENESS_FLOW_H

#include "../model/FlatFunction.h"

namespace lifeguard {

struct FlowNode {
  enum class Event {
    None,
    Use,     ///< the local is read, or a part of it is written
    Define,  ///< the whole local is written
    Declare, ///< control reaches the declaration: the value is indeterminate from here on
    Enter,   ///< the declaration is complete: the storage is in use
    End,     ///< the block that holds the storage is left
    Arm,     ///< a guard's declaration is complete
    Disarm,  ///< a guard's scope is left
    Suspend, ///< a yield point
  };
  Event What = Event::None;
  unsigned Index = 0; ///< of the local, or of the yield point
  llvm::SmallVector<unsigned, 2> Next;
};

struct Flow {
  std::vector<FlowNode> Nodes;                            ///< the first is the entry
  llvm::DenseMap<const clang::Stmt *, unsigned> BlockEnd; ///< where control falls out of a block
};

Flow buildFlow(const FlatFunction &Function);

} // namespace lifeguard

#endif
