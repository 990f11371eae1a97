//===- Conditions.h - what a condition tells of a value -------------------===//
#ifndef LIFEGUARD_AUDIT_CONDITIONS_H
#define LIFEGUARD_AUDIT_CONDITIONS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include <optional>

namespace lifeguard {

/// On one side of a condition: `Of` is `Value`, or is not; or, about its sign, is below 0, or is not.
struct Condition {
  const clang::Expr *Of = nullptr; ///< a call, a variable or something else; an assignment is what it assigns
  bool OfSign = false;
  int Value = 0;
  bool Holds = false;
};

/// `E` without what macros put around a condition: parentheses, casts, `__builtin_expect`, statement
/// expressions that end in a value.
const clang::Expr *bareCondition(const clang::Expr *E);

/// Whether `E` is plainly no constant, as most operands are: clang need not be asked.
bool isVariable(const clang::Expr *E);

/// What is known where `E`, as a condition, is true or, without `Truth`, is not.
Condition conditionOf(const clang::Expr *E, bool Truth, const clang::ASTContext &Ctx);

} // namespace lifeguard

#endif
