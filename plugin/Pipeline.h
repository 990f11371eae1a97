//===- Pipeline.h - from a syntax tree to the lowered text ----------------===//
#ifndef LIFEGUARD_PIPELINE_H
#define LIFEGUARD_PIPELINE_H

#include "emit/SourceText.h"
#include "model/LoweredC.h"
#include "support/Diagnostics.h"
#include "support/Options.h"
#include "clang/AST/ASTContext.h"
#include "clang/Lex/Preprocessor.h"
#include <optional>

namespace lifeguard {

/// Runs every stage over a parsed file and prints the nouns that `Wanted` asks for to standard output.
/// Nothing where the file holds nothing to lower, or where `Diags` has had an error.
std::optional<LoweredC> runPipeline(clang::ASTContext &Ctx, const clang::Preprocessor &PP,
                                    const clang::syntax::TokenBuffer &Tokens, const SkippedText &Skipped,
                                    const Options &Wanted, Diagnostics &Diags);

} // namespace lifeguard

#endif
