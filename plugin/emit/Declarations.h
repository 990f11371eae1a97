//===- Declarations.h - what becomes of the user's declarations -----------===//
#ifndef LIFEGUARD_EMIT_DECLARATIONS_H
#define LIFEGUARD_EMIT_DECLARATIONS_H

#include "Placement.h"
#include "Steps.h"

namespace lifeguard {

/// Edits the declarations of one poll function. One whose local is pinned becomes an assignment to its field,
/// one that awaits comes behind the steps of its initialiser, and one that moved up to file scope becomes a
/// comment. All others stay. The statement expressions in a declaration have been visited before.
class DeclarationWriter {
public:
  DeclarationWriter(const FramePlan &Plan, StepWriter &Steps, SourceText &Source)
      : Plan(Plan), F(Plan.function()), Flat(Plan.Of.Of), Steps(Steps), Source(Source) {}

  /// A declaration that is a statement.
  void write(const clang::DeclStmt *S, Place At);

  /// One in the head of a loop: whether some declarator cannot stay as it is written. One that can is
  /// settled, one that cannot is rewritten in front of the loop.
  bool mustRewrite(const clang::DeclStmt *S) const;
  void settle(const clang::DeclStmt *S);
  void rewrite(const clang::DeclStmt *S, Lines &Out);

  /// The full expressions of a declaration: sizes and initialisers.
  void forEachPart(const clang::DeclStmt *S, llvm::function_ref<void(const clang::Expr *)> Visit) const;

private:
  const FramePlan &Plan;
  const AsyncFunction &F;
  const FlatFunction &Flat;
  StepWriter &Steps;
  SourceText &Source;

  const Local *localOf(const clang::Decl *D) const;
  /// Whether its declaration cannot stay, whatever its initialiser is.
  bool isElsewhere(const Local &L) const { return Plan.isPinned(L) || Plan.isWrittenOut(L); }
  void rewriteSized(const clang::DeclStmt *S, Lines &Out);
  void awaitInPlace(const clang::DeclStmt *S, const Local &L, Lines &Out);
  void declareAlone(const Local &L, Lines &Out);
  void initializePinned(const Local &L, Lines &Out);
  void assign(const Local &L, const clang::Expr *Init, const std::string &Value, Lines &Out);
};

} // namespace lifeguard

#endif
