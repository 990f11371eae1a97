//===- Recognize.h - stage: syntax tree -> Unit, AsyncFunction ------------===//
//
// Finds every async function, leaf future, lifecycle type and construct of a translation unit by what the
// keywords left in the syntax tree, and reports each use that the language does not allow, on the user's
// text.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_RECOGNIZE_RECOGNIZE_H
#define LIFEGUARD_RECOGNIZE_RECOGNIZE_H

#include "../model/AsyncFunction.h"
#include "../support/Diagnostics.h"
#include "clang/Lex/Preprocessor.h"

namespace lifeguard {

/// Everything async that the translation unit says. Errors are reported to `Diags`; then the result must not
/// be lowered.
std::unique_ptr<Unit> recognize(clang::ASTContext &Ctx, const clang::Preprocessor &PP, Diagnostics &Diags);

/// Marks the functions that a lifecycle type or a leaf future names as used, so that clang does not report
/// them as unused. Called for each top-level declaration as it is parsed.
class HookMarker {
public:
  void declared(clang::Decl *D);

private:
  std::vector<std::string> Awaited; ///< named before they were declared
  void mark(clang::ASTContext &Ctx, llvm::StringRef Name);
};

} // namespace lifeguard

#endif
