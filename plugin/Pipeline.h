//===- Pipeline.h - from a syntax tree to the lowered text ----------------===//
#ifndef LIFEGUARD_PIPELINE_H
#define LIFEGUARD_PIPELINE_H

#include "emit/SourceText.h"
#include "model/Explanation.h"
#include "model/LoweredC.h"
#include "support/Diagnostics.h"
#include "support/Options.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Preprocessor.h"
#include <optional>

namespace lifeguard {

struct PipelineResult {
  std::optional<LoweredC> Lowered;      ///< nothing where the file holds nothing to lower, or after an error
  std::optional<Explanation> Explained; ///< of what is lowered, where it is asked for; without sizes yet
  std::optional<std::string> Audit;     ///< what the audit found, where that is not to be diagnostics
  std::optional<std::string> Summary;   ///< what other files' audits want to know, where it is asked for
};

/// Runs every stage over a parsed file and prints the nouns that `Wanted` asks for to standard output.
/// Without `Tokens` nothing is lowered. Without `MayBeAsync` nothing async is looked for: the text is known
/// to hold none of it. Problems are reported to `Diags`; findings of the audit that are
/// errors, to its engine.
PipelineResult runPipeline(clang::ASTContext &Ctx, const clang::Preprocessor &PP,
                           const clang::syntax::TokenBuffer *Tokens, const SkippedText &Skipped,
                           const Options &Wanted, bool MayBeAsync, Diagnostics &Diags);

} // namespace lifeguard

#endif
