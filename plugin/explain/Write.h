//===- Write.h - an Explanation as a table, a graph, text, JSON, a page ---===//
#ifndef LIFEGUARD_EXPLAIN_WRITE_H
#define LIFEGUARD_EXPLAIN_WRITE_H

#include "../model/Explanation.h"
#include "llvm/Support/raw_ostream.h"

namespace lifeguard {

/// The frames, a line for each field, and what would make them smaller.
void writeLayout(const Explanation &E, llvm::raw_ostream &OS);

/// The states of every function, and the ways between them. The ending of `File` says how: .mmd, .mermaid and
/// .md (in a fence) are Mermaid, all else is DOT.
void writeGraph(const Explanation &E, llvm::StringRef File, llvm::raw_ostream &OS);

/// The source and the lowered text side by side.
void writeAnnotated(const Explanation &E, llvm::raw_ostream &OS);

/// All of it.
void writeExplanationJson(const Explanation &E, llvm::raw_ostream &OS);

/// The page: one file of HTML that needs no other. `Run`: a recorded run as JSON, or empty.
void writePage(const Explanation &E, llvm::StringRef Run, llvm::raw_ostream &OS);

} // namespace lifeguard

#endif
