//===- FlatFunction.h - noun: every await alone in its statement ----------===//
//
// Output of `normalize`. A full expression that holds yield points becomes a list of steps, each of which is
// one await, one evaluation without awaits, or a branch; what is left of the expression (its residual) is
// printed with the parts that the steps computed replaced. C's sequencing is kept: an operand that C
// evaluates conditionally is computed in a branch, and the left side of a comma before the right one.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_FLATFUNCTION_H
#define LIFEGUARD_MODEL_FLATFUNCTION_H

#include "AsyncFunction.h"

namespace lifeguard {

struct Step {
  enum class Kind {
    Await,    ///< poll the future of `Point` until it is ready; its value goes to `Result`, or to *out
    Evaluate, ///< `Value;`, or `Result = Value;`, or `Result = Source;`
    Branch,   ///< if (Value) Then else Else; if (Source) …
    Nest,     ///< the statements of `Body`, a statement expression; its value goes to `Result`
  };
  Kind What;
  const Yield *Point = nullptr;
  bool IntoOut = false; ///< Await: the value is the function's own result
  Local *Result = nullptr;
  const clang::Expr *Value = nullptr;
  const Local *Source = nullptr;
  bool Holds =
      false; ///< Evaluate: from here on `Result` stands for `Value`, whose turn has come before later parts
  const clang::StmtExpr *Body = nullptr;
  std::vector<Step> Then = {}, Else = {};
};

/// What stands in the place of a part that steps have computed.
struct Replacement {
  Local *By = nullptr;               ///< a temporary, or the variable that was assigned
  const clang::Expr *Rest = nullptr; ///< the right side of a comma; both null: nothing is left (a void value)
};

struct FlatExpression {
  std::vector<Step> Steps;
  const clang::Expr *Residual = nullptr; ///< null when nothing is left to evaluate
};

struct FlatFunction {
  explicit FlatFunction(const AsyncFunction &Of) : Of(Of) {}

  const AsyncFunction &Of;
  /// By the full expression; those without a yield point have no entry.
  llvm::DenseMap<const clang::Expr *, std::unique_ptr<FlatExpression>> Flat;
  llvm::DenseMap<const clang::Expr *, Replacement> Replaced;
  /// The last expression of a statement expression that was taken apart, and where its value goes.
  llvm::DenseMap<const clang::Expr *, Local *> NestValue;

  const FlatExpression *find(const clang::Expr *E) const {
    if (!E)
      return nullptr;
    auto It = Flat.find(E);
    return It == Flat.end() ? nullptr : It->second.get();
  }
};

} // namespace lifeguard

#endif
