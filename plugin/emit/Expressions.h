//===- Expressions.h - what is left of the user's expressions -------------===//
#ifndef LIFEGUARD_EMIT_EXPRESSIONS_H
#define LIFEGUARD_EMIT_EXPRESSIONS_H

#include "../model/Program.h"
#include "SourceText.h"

namespace lifeguard {

/// Prints the expressions of one function as they stand in its poll function. What an edit leaves in the
/// source text stays there, so each part is printed after those inside it.
class ExpressionWriter {
public:
  ExpressionWriter(const FramePlan &Plan, SourceText &Source)
      : Plan(Plan), Flat(Plan.Of.Of), F(Flat.Of), Ctx(F.In.Ctx), Source(Source) {}

  std::string field(llvm::StringRef Name) const { return Plan.Self + "->" + Name.str(); }
  std::string name(const Local &L) const;
  std::string declareHere(clang::QualType T, llvm::StringRef Name) const;

  /// Edits what stands differently in `E`: parts that steps computed, handovers, pinned compound literals.
  void settle(const clang::Expr *E);
  /// Its text, settled.
  std::string text(const clang::Expr *E);
  std::string negated(const clang::Expr *E);
  /// The text of `E` where a comma would end it.
  std::string operand(const clang::Expr *E, std::string Text) const;
  /// The statement that gives `Lvalue` the value, also where its type cannot be assigned.
  std::string store(const std::string &Lvalue, clang::QualType T, const std::string &Value) const;

protected:
  const FramePlan &Plan;
  const FlatFunction &Flat;
  const AsyncFunction &F;
  clang::ASTContext &Ctx;
  SourceText &Source;

  /// Settles what is inside `E`, whatever stands for `E` itself elsewhere.
  void settleParts(const clang::Expr *E);
  /// The text between the parentheses of a call, settled.
  std::string arguments(const clang::CallExpr *Call);

private:
  std::string replacement(const Replacement &R);
};

/// The address of `Object`, of type `T`, as an argument of memcpy, which takes no pointer to volatile.
std::string addressToCopy(const std::string &Object, clang::QualType T);

/// `f_future_spawn(x)` for the handover `spawn(f(x))`.
std::string handoverCall(const Handover &H, const SourceText &Source);

/// Replaces the handovers in an ordinary function by calls of their functions.
void editHandovers(const std::vector<const Handover *> &Handovers, SourceText &Source);

/// Edits the names that mean something else in a poll function, wherever they stand: pinned locals, __func__,
/// lg_cx().
void editNames(const FramePlan &Plan, SourceText &Source);

} // namespace lifeguard

#endif
