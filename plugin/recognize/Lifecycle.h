//===- Lifecycle.h - the hooks of types -----------------------------------===//
#ifndef LIFEGUARD_RECOGNIZE_LIFECYCLE_H
#define LIFEGUARD_RECOGNIZE_LIFECYCLE_H

#include "../model/Unit.h"
#include "../support/Diagnostics.h"

namespace lifeguard {

/// Finds how types are notified, and reports hooks that are missing or of a wrong type, once each.
class LifecycleTypes {
public:
  LifecycleTypes(Unit &In, Diagnostics &Diags) : In(In), Diags(Diags) {}

  /// How storage of type `T` is notified; null where nothing in it has hooks. Does not look through pointers
  /// and unions.
  const Notification *of(clang::QualType T);

private:
  Unit &In;
  Diagnostics &Diags;
  llvm::DenseMap<const clang::Type *, const Notification *> Known; ///< by canonical type

  const Notification *compute(clang::QualType T);
  const LifecycleHooks *hooksOf(const clang::RecordDecl *Record);
  const clang::FunctionDecl *hook(const clang::RecordDecl *Record, clang::SourceLocation Where,
                                  llvm::StringRef Name);
};

} // namespace lifeguard

#endif
