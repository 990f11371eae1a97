//===- Suspends.h - which calls may suspend their caller ------------------===//
//
// In Lifeguard's own code: the yield points that `recognize` found. In other code: what the configuration
// says of annotations, names, members and pointer types, corrected by what the bodies at hand show.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_SUSPENDS_H
#define LIFEGUARD_AUDIT_SUSPENDS_H

#include "../model/AsyncFunction.h"
#include "Config.h"
#include "llvm/ADT/DenseMap.h"

namespace lifeguard {

class Suspends {
public:
  Suspends(const Unit &In, const AuditConfig &Config);

  /// A place where a function may suspend.
  struct Point {
    std::string Callee;
    const Yield *Await = nullptr; ///< in Lifeguard's own code
  };

  /// Whether this call may suspend the function it stands in.
  std::optional<Point> at(const clang::CallExpr *Call) const;

  /// Whether `F` is marked as one that suspends, by `async` or an annotation of the configuration, on any
  /// declaration.
  bool isMarked(const clang::FunctionDecl *F) const;
  /// The annotation of the configuration that marks `D` as what suspends, on any of its declarations, or its
  /// type `T`; null where there is none.
  const clang::AnnotateAttr *markOf(const clang::Decl *D, clang::QualType T = {}) const;
  bool isMark(const clang::AnnotateAttr *Mark) const;
  /// The mark of the pointer that `E` is, or of its type; null where there is none.
  const clang::AnnotateAttr *markOfPointer(const clang::Expr *E) const;
  /// Whether the pointer that `E` is has a mark, of either kind, or is a member that the configuration names.
  bool isMarkedPointer(const clang::Expr *E) const;
  /// Whether `D` or its type `T` has a mark of either kind.
  bool isMarkedPointer(const clang::Decl *D, clang::QualType T) const;
  /// Whether its mark says that it suspends only where its caller may.
  bool isMixed(const clang::FunctionDecl *F) const;
  /// Whether a call of `F` may suspend, by its body where that is at hand.
  bool maySuspend(const clang::FunctionDecl *F) const;
  /// Whether `F` is one of the configured primitives, or said by name to suspend.
  bool isNamed(const clang::FunctionDecl *F) const;
  bool neverSuspends(llvm::StringRef Name) const;
  /// Whether the configuration says that this call does not return.
  bool endsHere(const clang::CallExpr *Call) const;
  /// Whether the call begins a scope-bound guard of a lock that suspends who waits for it.
  bool waitsForLock(const clang::CallExpr *Call) const;
  /// Whether the address of `F` is taken in this file: its mark may be its pointer's wish.
  bool isPointedTo(const clang::FunctionDecl *F) const;

private:
  const Unit &In;
  const AuditConfig &Config;
  llvm::DenseMap<const clang::CallExpr *, const Yield *> YieldOfCall; ///< by the call that is evaluated last
  enum class Reach : char { Unknown, Asking, No, Yes };
  mutable llvm::DenseMap<const clang::FunctionDecl *, Reach> Reaches; ///< whether a body reaches a suspension

  mutable std::optional<llvm::DenseSet<const clang::FunctionDecl *>> PointedTo;
  mutable std::map<const GuardKind *, bool> WaitSuspends; ///< whether taking a lock of the kind suspends

  using Names = std::vector<std::string>;
  static const clang::AnnotateAttr *annotationOf(const clang::Decl *D, const Names &Wanted);
  static const clang::AnnotateAttr *annotationOf(const clang::Decl *D, clang::QualType T,
                                                 const Names &Wanted);
  bool isNamedField(const clang::Decl *D) const;
  bool takingSuspends(const GuardKind &Kind) const;
  bool bodySuspends(const clang::FunctionDecl *Definition) const;
  bool callSuspends(const clang::CallExpr *Call) const;
  bool leadsToSuspension(const clang::Expr *E) const;
  bool holdsSuspendingCall(const clang::Stmt *S) const;
};

/// What a call calls, for a reader: a function's name, a member's, a variable's.
std::string calleeName(const clang::CallExpr *Call);

} // namespace lifeguard

#endif
