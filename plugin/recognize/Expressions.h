//===- Expressions.h - the expressions of a body --------------------------===//
#ifndef LIFEGUARD_RECOGNIZE_EXPRESSIONS_H
#define LIFEGUARD_RECOGNIZE_EXPRESSIONS_H

#include "Surface.h"
#include "Walk.h"
#include <functional>

namespace lifeguard {

/// Follows the expressions that C evaluates, in the order of the source: finds the awaits, handovers and
/// async functions in them, and notes which locals they change or give the address of.
class ExpressionWalker {
public:
  /// `Nested` walks the body of a statement expression.
  ExpressionWalker(BodyWalk &Walk, std::function<void(const clang::CompoundStmt *)> Nested)
      : Walk(Walk), Pointers(Walk.Context.Pointers), Evaluated(Walk.Context.Evaluated), Builder(Walk.Builder),
        Nested(std::move(Nested)) {}

  void walk(const clang::Expr *E);

private:
  BodyWalk &Walk;
  AsyncPointers &Pointers;
  EvaluatedUses &Evaluated;
  FunctionBuilder *Builder; ///< null in an ordinary body
  std::function<void(const clang::CompoundStmt *)> Nested;
  llvm::DenseSet<const clang::CastExpr *> HarmlessDecays;

  void dispatch(const clang::Expr *E);
  void ordinary(const clang::Expr *E);

  void escapes(const clang::Expr *Lvalue);
  void withoutDecay(const clang::Expr *E);

  bool designates(const clang::DeclRefExpr *Ref, const clang::Expr *Node);
  const clang::Expr *calledPointer(const clang::CallExpr *Call);
  void callParts(const clang::CallExpr *Call);

  void awaitCall(const clang::Expr *Node, const clang::CallExpr *Call, const AsyncSignature *Callee);
  void awaitConstruct(const clang::Expr *Node, const Construct &Found);
  Operand operand(const clang::Expr *E);
  void addYield(Yield Known, llvm::StringRef Keyword);
  void handover(const clang::Expr *Node, const Construct &Found);
};

} // namespace lifeguard

#endif
