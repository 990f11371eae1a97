//===- LocalTypes.h - types of the function's own that its frame needs ----===//
#ifndef LIFEGUARD_FRAME_LOCALTYPES_H
#define LIFEGUARD_FRAME_LOCALTYPES_H

#include "../model/FramePlan.h"
#include "../support/Diagnostics.h"
#include "llvm/ADT/SetVector.h"

namespace lifeguard {

/// Finds the structs, unions and enums of a function that its frame mentions, with all that those mention,
/// and gives each a name that is free at file scope: from then on the declarations themselves carry it.
class LocalTypes {
public:
  LocalTypes(FramePlan &Plan, Diagnostics &Diags) : Plan(Plan), F(Plan.function()), Diags(Diags) {}

  /// The frame holds something of type `T`: local `Name`, declared at `Where`.
  void need(clang::QualType T, llvm::StringRef Name, clang::SourceLocation Where);

  /// Puts what was needed into `Plan.LocalTypes`, each after those it holds by value.
  void finish();

private:
  FramePlan &Plan;
  const AsyncFunction &F;
  Diagnostics &Diags;
  llvm::SetVector<const clang::TagDecl *> Found; ///< canonical declarations
  llvm::DenseSet<const clang::TagDecl *> Ordered;

  void add(clang::QualType T);
  void add(const clang::TagDecl *Tag);
  void addContents(const clang::RecordDecl *Record);
  bool canBeMoved(const clang::TagDecl *Tag) const;
  void rename(const clang::TagDecl *Tag) const;
  bool isTaken(llvm::StringRef Name) const;
  std::string freshName(const llvm::Twine &Wish) const;
  void order(const clang::TagDecl *Tag);
  void orderContents(const clang::RecordDecl *Record);
};

} // namespace lifeguard

#endif
