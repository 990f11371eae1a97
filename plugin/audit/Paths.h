//===- Paths.h - when two expressions name the same object ----------------===//
//
// A lock is known by its path: the variable it begins at and the members on the way, written as text. Two
// calls mean the same lock when their paths are equal. `&s->lock` and, after `struct mutex *m = &s->lock;`,
// `m` have the same path; what goes through a pointer that was changed in between has not, but is taken to
// be: a path says how an object was named.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_PATHS_H
#define LIFEGUARD_AUDIT_PATHS_H

#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>

namespace lifeguard {

class Paths {
public:
  /// Paths in the body of `F`. With `Abstract`, the value of its n-th parameter is `$n$`, for callers to fill
  /// in.
  Paths(const clang::FunctionDecl *F, bool Abstract) : Paths(F, Abstract, 0) {}

  const clang::FunctionDecl *function() const { return F; }

  /// The object that `E`, a pointer or an lvalue, means.
  std::string object(const clang::Expr *E) const;
  /// What the variable that `E` is was initialised with and keeps; else `E`.
  const clang::Expr *origin(const clang::Expr *E) const;
  /// The value of `E`.
  std::string value(const clang::Expr *E) const;

  /// `Path` of a callee, made by an abstract Paths, for this call of it.
  std::string filledIn(llvm::StringRef Path, const clang::CallExpr *Call) const;

  /// Whether the path begins at, or goes by way of, a local of the function, and so means nothing outside of
  /// it.
  static bool isLocal(llvm::StringRef Path);
  /// `Path` as callers can fill it in: what the function returns, whatever way it goes, is `$r$`. None where
  /// it means nothing outside.
  std::optional<std::string> seenByCaller(const std::string &Path) const;

private:
  const clang::FunctionDecl *F;
  bool Abstract;
  unsigned Depth; ///< how many functions that only return an expression were looked through to get here
  llvm::DenseSet<const clang::VarDecl *>
      Changed; ///< assigned after their declaration, or their address is taken
  /// What is assigned to variables that are declared without a value, or as null, and assigned once; null for
  /// others.
  llvm::DenseMap<const clang::VarDecl *, const clang::Expr *> AssignedOnce;
  mutable unsigned Following = 0; ///< such variables, one after the other: they may lead back
  /// Where the results of calls are kept: a variable that is declared with it, or what it is assigned to.
  llvm::DenseMap<const clang::CallExpr *, const clang::VarDecl *> DeclaredWith;
  llvm::DenseMap<const clang::CallExpr *, const clang::Expr *> AssignedTo;
  llvm::SmallVector<const clang::Expr *, 2> Values; ///< that are returned; null: a return without one

  Paths(const clang::FunctionDecl *F, bool Abstract, unsigned Depth);

  void collect(const clang::Stmt *S);
  std::optional<std::string> returned(const clang::CallExpr *Call) const;
  std::optional<std::string> returnedAlways() const;
  std::string result(const clang::CallExpr *Call) const;
  std::string lvalue(const clang::Expr *E) const;
  std::string index(const clang::Expr *E) const;
  std::string variable(const clang::ValueDecl *D) const;
};

/// What `E` says in other words: the arm of a _Generic or __builtin_choose_expr that is taken, the value of a
/// statement expression. Null: it is neither.
const clang::Expr *chosen(const clang::Expr *E);

/// `E` without what C and headers put around it: parentheses, casts, `__extension__`, the other arms of a
/// _Generic, statement expressions that end in a value, `p ? &p->x : NULL`.
const clang::Expr *core(const clang::Expr *E);

/// Whether `E` is a null pointer as it is written: 0, NULL.
bool isNull(const clang::Expr *E);

} // namespace lifeguard

#endif
