//===- Handles.cpp - rules: future-never-awaited, borrow-outlives ---------===//
//
// What becomes of the handle that `spawn` and `future` give, and what the future they took was lent.
//
//===----------------------------------------------------------------------===//
#include "../support/Syntax.h"
#include "Findings.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace lifeguard {

namespace {

bool makesHandle(const Handover &H) {
  return H.What == Handover::Kind::Spawn || H.What == Handover::Kind::SpawnIn ||
         H.What == Handover::Kind::Boxed;
}

/// The handover that `E` is, in any parentheses; null if it is none.
const Handover *handoverAt(const Unit &In, const Expr *E) {
  for (;;) {
    if (const Handover *Found = In.HandoverAt.lookup(E))
      return makesHandle(*Found) ? Found : nullptr;
    if (const auto *Paren = dyn_cast<ParenExpr>(E))
      E = Paren->getSubExpr();
    else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else
      return nullptr;
  }
}

/// The local of the function whose address, or whose elements, `E` gives away.
const VarDecl *lentLocal(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *AddressOf = dyn_cast<UnaryOperator>(E); AddressOf && AddressOf->getOpcode() == UO_AddrOf)
    E = AddressOf->getSubExpr()->IgnoreParens();
  else if (!E->getType()->isArrayType())
    return nullptr;
  const Expr *Root = lvalueRoot(E);
  const auto *Ref = Root ? dyn_cast<DeclRefExpr>(Root) : nullptr;
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->hasLocalStorage() ? Var : nullptr;
}

class Handles {
public:
  Handles(const Unit &In, const FunctionDecl *F, Findings &Into) : In(In), F(F), Into(Into) {}

  void thrownAway(const Stmt *S) {
    auto Value = [&](const Stmt *Inner) {
      const auto *E = Inner ? dyn_cast<Expr>(Inner) : nullptr;
      if (const Handover *H = E ? handoverAt(In, E) : nullptr)
        report(*H);
    };
    if (const auto *Block = dyn_cast<CompoundStmt>(S))
      for (const Stmt *Inner : Block->body())
        Value(Inner);
    else if (const auto *If = dyn_cast<IfStmt>(S))
      Value(If->getThen()), Value(If->getElse());
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      Value(While->getBody());
    else if (const auto *Do = dyn_cast<DoStmt>(S))
      Value(Do->getBody());
    else if (const auto *For = dyn_cast<ForStmt>(S))
      Value(For->getBody()), Value(For->getInit()), Value(For->getInc());
    else if (const auto *Label = dyn_cast<LabelStmt>(S))
      Value(Label->getSubStmt());
    else if (const auto *Case = dyn_cast<SwitchCase>(S))
      Value(Case->getSubStmt());
    forEachEvaluatedChild(S, [&](const Stmt *Child) { thrownAway(Child); });
  }

private:
  const Unit &In;
  const FunctionDecl *F;
  Findings &Into;

  void report(const Handover &H) {
    bool Task = H.What != Handover::Kind::Boxed;
    Finding Found = Into.make(Rule::future_never_awaited, F, H.Node->getBeginLoc());
    Found.Guard.Name = H.Callee ? H.Callee->Name : "";
    Found.Guard.Kind = Task ? "task" : "future";
    Found.Message = Task ? "the handle of the task that runs '" + Found.Guard.Name + "' is thrown away"
                         : "the boxed future of '" + Found.Guard.Name +
                               "' is thrown away: it never runs, and its memory is lost";
    Found.Help = Task ? "join it, or let it go by lg_detach(spawn(…))"
                      : "keep it, poll it, and end it with lg_future_drop";
    Into.add(std::move(Found), F, nullptr);
  }
};

/// What is lent to tasks that nobody joins here.
class Borrows {
public:
  Borrows(const Audited &A, Findings &Into) : A(A), Into(Into) {}

  void run() {
    look(A.F->getBody(), nullptr);
    for (auto &[H, Var] : Lent)
      report(*H, Var);
  }

private:
  const Audited &A;
  Findings &Into;
  bool Joins = false; ///< the function joins something
  std::vector<std::pair<const Handover *, const VarDecl *>> Lent;

  void look(const Stmt *S, const Stmt *Parent) {
    if (const auto *E = dyn_cast<Expr>(S))
      if (const Handover *H = A.In.HandoverAt.lookup(E); H && makesHandle(*H) && H->Call)
        for (const Expr *Argument : H->Call->arguments())
          if (const VarDecl *Var = lentLocal(Argument)) {
            Lent.push_back({H, Var});
            break;
          }
    if (const auto *Call = dyn_cast<CallExpr>(S))
      if (const FunctionDecl *Callee = Call->getDirectCallee(); Callee && Callee->getIdentifier())
        Joins = Joins || Callee->getName() == "lg_join" || Callee->getName() == "lg_future_await" ||
                Callee->getName() == "lg_future_poll" || Callee->getName().contains("join_set");
    forEachEvaluatedChild(S, [&](const Stmt *Child) { look(Child, S); });
  }

  void report(const Handover &H, const VarDecl *Var) {
    if (Joins)
      return; // some task is waited for; which one is not followed
    Finding Found = Into.make(Rule::borrow_outlives, A.F, H.Node->getBeginLoc());
    Found.Guard.Name = Var->getNameAsString();
    Found.Guard.Type = Var->getType().getAsString();
    Found.Guard.Kind = "local";
    Found.Message = "'" + Found.Guard.Name + "' is lent to " +
                    (H.What == Handover::Kind::Boxed ? "a future" : "a task") +
                    " that is not waited for: it may outlive it";
    Found.Help =
        "join the task before the scope of the local ends, give it a copy, or allocate what it needs";
    Into.add(std::move(Found), A.F, Var);
  }
};

} // namespace

void findNeverAwaited(const FunctionDecl *F, Findings &Into) {
  if (!Into.unit().Handovers.empty())
    Handles(Into.unit(), F, Into).thrownAway(F->getBody());
}

void findBorrows(const Audited &A, Findings &Into) {
  if (A.Body)
    Borrows(A, Into).run();
}

} // namespace lifeguard
