//===- Dump.h - nouns as text ---------------------------------------------===//
#ifndef LIFEGUARD_MODEL_DUMP_H
#define LIFEGUARD_MODEL_DUMP_H

#include "Program.h"
#include "llvm/Support/raw_ostream.h"

namespace lifeguard {

/// Each prints one noun of one function, a fact a line, in the order of the source.
void dump(const AsyncFunction &F, llvm::raw_ostream &OS);
void dump(const FlatFunction &F, llvm::raw_ostream &OS);
void dump(const Liveness &L, llvm::raw_ostream &OS);
void dump(const FramePlan &P, llvm::raw_ostream &OS);
void dump(const StateMachine &M, llvm::raw_ostream &OS);

} // namespace lifeguard

#endif
