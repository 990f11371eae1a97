//===- Tables.h - what a future says of itself at run time ----------------===//
#ifndef LIFEGUARD_EMIT_TABLES_H
#define LIFEGUARD_EMIT_TABLES_H

#include "../model/FramePlan.h"
#include "Lines.h"

namespace lifeguard {

/// The states with their guards and children, and the frame's description that holds them.
void stateTable(const FramePlan &Plan, Lines &Out);

/// Declares a function's description, which may stand further down.
std::string frameDeclaration(const Unit &In, const FutureNames &Names);

/// The statement that reports the value of `L`, which the future `Self` keeps at `Path`; empty where it is
/// none that a trace can show: only numbers and pointers are.
std::string tracedValue(const FramePlan &Plan, const std::string &Self, const Local &L,
                        const std::string &Path);

/// The statement that reports `Kind` of the future `Self`, in `State`.
std::string traced(const FramePlan &Plan, const std::string &Self, llvm::StringRef Kind,
                   const std::string &State);

} // namespace lifeguard

#endif
