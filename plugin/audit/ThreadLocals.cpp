//===- ThreadLocals.cpp - rule: tls-across-await --------------------------===//
//
// After an await the task may be on another thread. A pointer to a `_Thread_local` object or to `errno` that
// was made before is the old thread's; and `errno` itself says nothing of what was before the await.
//
//===----------------------------------------------------------------------===//
#include "../support/Syntax.h"
#include "Findings.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The thread's own object that `E` points to, as a reader calls it; empty if it is none.
std::string threadLocalPointee(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *AddressOf = dyn_cast<UnaryOperator>(E); AddressOf && AddressOf->getOpcode() == UO_AddrOf)
    E = AddressOf->getSubExpr()->IgnoreParens();
  else if (!E->getType()->isArrayType() && !isa<CallExpr>(E))
    return "";
  if (const auto *Deref = dyn_cast<UnaryOperator>(E); Deref && Deref->getOpcode() == UO_Deref)
    E = Deref->getSubExpr()->IgnoreParenCasts();
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    return Callee && Callee->getIdentifier() && Callee->getName() == "__errno_location" ? "errno" : "";
  }
  const Expr *Root = lvalueRoot(E);
  const auto *Ref = Root ? dyn_cast<DeclRefExpr>(Root) : nullptr;
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->getTLSKind() != VarDecl::TLS_None ? Var->getNameAsString() : "";
}

class ThreadLocals {
public:
  ThreadLocals(const Audited &A, Findings &Into) : A(A), Into(Into), SM(A.In.Ctx.getSourceManager()) {}

  void run() {
    look(A.F->getBody());
    for (const Pointer &P : Pointers)
      check(P);
  }

private:
  struct Pointer {
    const VarDecl *Var;
    std::string Target;
    SourceLocation Made;
  };

  const Audited &A;
  Findings &Into;
  const SourceManager &SM;
  std::vector<Pointer> Pointers;
  llvm::DenseMap<const VarDecl *, std::vector<SourceLocation>> Uses, Assignments;
  llvm::DenseSet<const Expr *> Assigned; ///< names on the left of an assignment, which use nothing

  bool before(SourceLocation One, SourceLocation Other) const {
    return SM.isBeforeInTranslationUnit(SM.getExpansionLoc(One), SM.getExpansionLoc(Other));
  }

  void made(const VarDecl *Var, const Expr *Value, SourceLocation Where) {
    if (std::string Target = threadLocalPointee(Value); !Target.empty() && Var->getType()->isPointerType())
      Pointers.push_back({Var, Target, Where});
  }

  void look(const Stmt *S) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->hasLocalStorage() && Var->getInit())
          made(Var, Var->getInit(), Var->getLocation());
    } else if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
               Assignment && Assignment->getOpcode() == BO_Assign) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Assignment->getLHS()->IgnoreParens()))
        if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()); Var && Var->hasLocalStorage()) {
          Assigned.insert(Ref);
          Assignments[Var].push_back(Assignment->getOperatorLoc());
          made(Var, Assignment->getRHS(), Assignment->getOperatorLoc());
        }
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()); Var && !Assigned.contains(Ref))
        Uses[Var].push_back(Ref->getLocation());
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { look(Child); });
  }

  /// Whether the variable is used behind `Await` and not assigned in between, in the order of the text.
  bool usedAfter(const VarDecl *Var, SourceLocation Await) {
    return llvm::any_of(Uses[Var], [&](SourceLocation Use) {
      return before(Await, Use) && llvm::none_of(Assignments[Var], [&](SourceLocation Again) {
               return before(Await, Again) && before(Again, Use);
             });
    });
  }

  /// Made, then an await, then used.
  void check(const Pointer &P) {
    Finding Found = Into.make(Rule::tls_across_await, A.F, P.Made);
    for (const HeldAtCall &Call : A.Held.Calls) {
      SourceLocation Await = Call.Call->getBeginLoc();
      if (before(P.Made, Await) && usedAfter(P.Var, Await) &&
          llvm::none_of(Assignments[P.Var],
                        [&](SourceLocation Again) { return before(P.Made, Again) && before(Again, Await); }))
        Found.Suspensions.push_back({Into.place(Await), Call.Point.Callee, false});
    }
    if (Found.Suspensions.empty())
      return;
    Found.Guard.Name = P.Var->getNameAsString();
    Found.Guard.Type = P.Var->getType().getAsString();
    Found.Guard.Kind = "thread-local";
    Found.Message = "'" + Found.Guard.Name + "' points to '" + P.Target + "' of the thread before the await";
    Found.Why = "the task may go on in another thread";
    Found.Help = "take the address again after the await, or use a task-local value";
    Into.add(std::move(Found), A.F, P.Var);
  }
};

} // namespace

void findThreadLocals(const Audited &A, Findings &Into) { ThreadLocals(A, Into).run(); }

} // namespace lifeguard
