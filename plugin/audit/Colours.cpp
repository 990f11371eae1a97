//===- Colours.cpp - rules: mark-missing, mark-needless -------------------===//
//
// In code that marks its suspending functions by hand (QEMU's coroutine_fn): a function that is not marked
// calls one that surely suspends; or a marked one never does.
//
//===----------------------------------------------------------------------===//
#include "../support/Syntax.h"
#include "Findings.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace lifeguard {

namespace {

class Colours {
public:
  Colours(const FunctionDecl *F, const Suspends &Suspending, const AuditConfig &Config, Findings &Into)
      : F(F), Suspending(Suspending), Config(Config), Into(Into) {}

  void missing(const Stmt *S) {
    if (Asked)
      return;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      if (Callee && Callee->getIdentifier() && llvm::is_contained(Config.Checks, Callee->getName())) {
        Asked = true; // it finds out where it is before it calls
        return;
      }
      if (!First && mustSuspend(Call))
        First = Call;
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { missing(Child); });
  }

  void reportMissing() {
    if (Asked || !First)
      return;
    std::string Callee = calleeName(First);
    Finding Found = Into.make(Rule::mark_missing, F, First->getBeginLoc());
    Found.Guard.Name = F->getNameAsString();
    Found.Guard.Kind = "function";
    Found.Suspensions.push_back({Into.place(First->getBeginLoc()), Callee, false});
    Found.Message =
        "'" + Found.Guard.Name + "' calls '" + Callee + "', which suspends, and is not marked itself";
    Found.Help = "mark '" + Found.Guard.Name + "' too, or call it where coroutines are started";
    const FunctionDecl *Direct = First->getDirectCallee();
    if (const AnnotateAttr *Mark =
            Direct ? Suspending.markOf(Direct) : Suspending.markOfPointer(First->getCallee()))
      Found.Mending = addMark(F, Mark, Into);
    Into.add(std::move(Found), F, nullptr);
  }

  /// Whether `S` calls through a pointer that no mark tells anything of.
  static bool callsUnknown(const Stmt *S) {
    if (const auto *Call = dyn_cast<CallExpr>(S); Call && !Call->getDirectCallee())
      return true;
    bool Found = false;
    forEachEvaluatedChild(S, [&](const Stmt *Child) { Found = Found || callsUnknown(Child); });
    return Found;
  }

  void reportNeedless() {
    Finding Found = Into.make(Rule::mark_needless, F, F->getLocation());
    Found.Guard.Name = F->getNameAsString();
    Found.Guard.Kind = "function";
    Found.Decided = Verdict::Unknown;
    Found.Message = "'" + Found.Guard.Name + "' is marked and calls nothing that suspends";
    Found.Help = "take the mark away, unless an interface asks for it";
    Found.Mending = removeMarks(F, Suspending, Into);
    Into.add(std::move(Found), F, nullptr);
  }

private:
  const FunctionDecl *F;
  const Suspends &Suspending;
  const AuditConfig &Config;
  Findings &Into;
  const CallExpr *First = nullptr;
  bool Asked = false;

  /// Whether who makes this call must be marked.
  bool mustSuspend(const CallExpr *Call) const {
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      return Suspending.isMarked(Callee) && !Suspending.isMixed(Callee) && Suspending.maySuspend(Callee);
    return Suspending.at(Call) && Suspending.markOfPointer(Call->getCallee());
  }
};

} // namespace

void findColours(const FunctionDecl *F, const Suspends &Suspending, const AuditConfig &Config,
                 Findings &Into) {
  if (Config.Annotations.empty() || Suspending.isMixed(F) || Suspending.isNamed(F) ||
      (F->getIdentifier() && llvm::is_contained(Config.Starters, F->getName())))
    return;
  Colours Rules(F, Suspending, Config, Into);
  if (!Suspending.isMarked(F)) {
    Rules.missing(F->getBody());
    Rules.reportMissing();
  } else if (Config.Infer != Inference::Off && !F->isExternallyVisible() && !Suspending.maySuspend(F) &&
             !Suspending.isPointedTo(F)) {
    if (!Rules.callsUnknown(F->getBody()))
      Rules.reportNeedless();
  }
}

} // namespace lifeguard
