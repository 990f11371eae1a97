//===- Pointers.h - async functions as values -----------------------------===//
#ifndef LIFEGUARD_RECOGNIZE_POINTERS_H
#define LIFEGUARD_RECOGNIZE_POINTERS_H

#include "../support/Diagnostics.h"
#include "AsyncType.h"

namespace lifeguard {

/// Follows pointers to async functions from where they are taken to where they are called: each step on the
/// way, an assignment, an initialiser, an argument, is from one declaration to another, and both must be
/// marked or neither.
class AsyncPointers {
public:
  AsyncPointers(Unit &In, Diagnostics &Diags) : In(In), Diags(Diags) {}

  /// The async function that `Call` calls, or the type of those that it calls through a pointer; null for an
  /// ordinary call.
  const AsyncSignature *callee(const clang::CallExpr *Call);

  /// Checks the step that `E` itself takes, not those of its operands. `Caller`: the function it stands in.
  void check(const clang::Expr *E);
  void checkArguments(const clang::CallExpr *Call);
  /// `Value` goes into what `Into` describes.
  void flow(const AsyncType &Into, clang::QualType IntoType, const clang::Expr *Value);
  void initialize(const AsyncType &Into, clang::QualType IntoType, const clang::Expr *Initializer);
  /// The declarations of one thing must say the same.
  void checkRedeclarations(const clang::ValueDecl *D);

private:
  Unit &In;
  Diagnostics &Diags;

  void disagreement(const AsyncType &Into, clang::QualType IntoType, const clang::Expr *Value);
};

/// The word for what is called, in messages and generated names: a function, a member, a variable; else
/// `call`.
std::string wordFor(const clang::Expr *Callee);

} // namespace lifeguard

#endif
