//===- Explain.h - stage: the finished nouns -> Explanation ---------------===//
//
// A side branch of the pipeline: read only, off what the other stages found. In two steps, because the syntax
// tree that the nouns refer to is gone when the lowered text has been parsed:
//
//   explain: Program + Passages + LoweredC + AuditReport -> Explanation without sizes
//   measure: Explanation + the tree of the lowered text  -> sizes, offsets, what follows from them
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_EXPLAIN_EXPLAIN_H
#define LIFEGUARD_EXPLAIN_EXPLAIN_H

#include "../model/AuditReport.h"
#include "../model/Explanation.h"
#include "../model/LoweredC.h"
#include "../model/Passages.h"
#include "../model/Program.h"

namespace lifeguard {

using PassagesOf = llvm::DenseMap<const LoweredFunction *, std::unique_ptr<Passages>>;

/// `Lowered` with the origins of its lines.
Explanation explain(const Program &Of, const PassagesOf &Ways, const LoweredC &Lowered,
                    const AuditReport &Audited);

/// Fills in what the structs of the lowered text, which `Lowered` is the tree of, say of sizes and offsets.
void measure(Explanation &E, const clang::ASTContext &Lowered);

/// What follows from the sizes of the fields: the ideal, Rust's size, advice.
void compare(Explanation &E);

} // namespace lifeguard

#endif
