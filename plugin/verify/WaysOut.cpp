//===- WaysOut.cpp - check: every way out of a scope cleans what it leaves -===//
//
// The machine's ways out come from the scopes that `recognize` noted while it read the body. Here the body is
// read once more, by its syntax alone, with the locals in scope on a stack: what a jump leaves is what stands
// on the stack at the jump and not at its goal.
//
//===----------------------------------------------------------------------===//
#include "../support/Syntax.h"
#include "Checks.h"

using namespace clang;

namespace lifeguard {

namespace {

using Stack = std::vector<const Local *>;

/// A statement that leaves scopes, the locals in scope before it, and those still in scope after it.
struct Exit {
  const Stmt *Way;
  Stack Before;
  size_t Stays = 0;
  const LabelDecl *Goal = nullptr; ///< of a goto: what stays is known when the label has been seen
};

class BodyWalk {
public:
  explicit BodyWalk(const AsyncFunction &F) : F(F) {
    scope(F.Root->Syntax, [&] {
      for (const ParmVarDecl *P : F.definition()->parameters())
        InScope.push_back(F.LocalOf.lookup(P));
      if (F.Span)
        InScope.push_back(F.Span);
      forEachEvaluatedChild(F.Root->Syntax, [&](const Stmt *Child) { statement(Child); });
    });
    for (Exit &E : Exits)
      if (E.Goal)
        E.Stays = common(E.Before, AtLabel.lookup(E.Goal));
  }

  std::vector<Exit> Exits;

private:
  const AsyncFunction &F;
  Stack InScope;
  std::vector<size_t> Break, Continue;
  llvm::DenseMap<const LabelDecl *, Stack> AtLabel;

  static size_t common(const Stack &A, const Stack &B) {
    size_t I = 0;
    while (I < A.size() && I < B.size() && A[I] == B[I])
      ++I;
    return I;
  }

  void leave(const Stmt *Way, size_t Stays, const LabelDecl *Goal = nullptr) {
    Exits.push_back({Way, InScope, Stays, Goal});
  }

  /// Runs `Contents`; what it declares is in scope in it alone. `Way` stands for the end of the scope.
  template <typename Fn> void scope(const Stmt *Way, Fn Contents) {
    size_t Outer = InScope.size();
    Contents();
    leave(Way, Outer);
    InScope.resize(Outer);
  }

  void loop(const Stmt *S) {
    Break.push_back(InScope.size());
    Continue.push_back(InScope.size());
    forEachEvaluatedChild(S, [&](const Stmt *Child) { statement(Child); });
    Continue.pop_back();
    Break.pop_back();
  }

  void statement(const Stmt *S) {
    switch (S->getStmtClass()) {
    case Stmt::CompoundStmtClass:
      return scope(S, [&] { forEachEvaluatedChild(S, [&](const Stmt *Child) { statement(Child); }); });
    case Stmt::ForStmtClass:
      return scope(S, [&] {
        const auto *For = cast<ForStmt>(S);
        if (For->getInit())
          statement(For->getInit());
        Break.push_back(InScope.size());
        Continue.push_back(InScope.size());
        for (const Stmt *Part : {static_cast<const Stmt *>(For->getCond()),
                                 static_cast<const Stmt *>(For->getInc()), For->getBody()})
          if (Part)
            statement(Part);
        Continue.pop_back();
        Break.pop_back();
      });
    case Stmt::WhileStmtClass:
    case Stmt::DoStmtClass:
      return loop(S);
    case Stmt::SwitchStmtClass:
      Break.push_back(InScope.size());
      forEachEvaluatedChild(S, [&](const Stmt *Child) { statement(Child); });
      Break.pop_back();
      return;
    case Stmt::DeclStmtClass:
      for (const Decl *D : cast<DeclStmt>(S)->decls()) {
        forEachEvaluatedSize(D, [&](const Expr *Size) { statement(Size); });
        if (const auto *Var = dyn_cast<VarDecl>(D)) {
          if (Var->getInit())
            statement(Var->getInit());
          if (const Local *L = F.LocalOf.lookup(Var))
            InScope.push_back(L);
        }
      }
      return;
    case Stmt::LabelStmtClass:
      AtLabel[cast<LabelStmt>(S)->getDecl()] = InScope;
      break;
    case Stmt::GotoStmtClass:
      return leave(S, 0, cast<GotoStmt>(S)->getLabel());
    case Stmt::IndirectGotoStmtClass: // whichever label it goes to
      for (const LabelDecl *To : F.LabelsTaken)
        leave(S, 0, To);
      break;
    case Stmt::GCCAsmStmtClass:
      for (unsigned I = 0; I != cast<GCCAsmStmt>(S)->getNumLabels(); ++I)
        leave(S, 0, cast<GCCAsmStmt>(S)->getLabelExpr(I)->getLabel());
      break;
    case Stmt::BreakStmtClass:
      return leave(S, Break.empty() ? 0 : Break.back());
    case Stmt::ContinueStmtClass:
      return leave(S, Continue.empty() ? 0 : Continue.back());
    case Stmt::ReturnStmtClass:
      if (const Expr *Value = cast<ReturnStmt>(S)->getRetValue())
        statement(Value);
      return leave(S, 0);
    default:
      break;
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { statement(Child); });
  }
};

using Wanted = std::vector<std::pair<Action::Kind, const Local *>>;

/// What the machine must do on the way, for the guards whose cleanups the compiler does not run.
Wanted wantedOn(const Exit &E, const FramePlan &Plan) {
  Wanted Result;
  for (size_t I = E.Before.size(); I-- > E.Stays;) {
    const Local *L = E.Before[I];
    if (!Plan.isPinned(*L) && !Plan.isWrittenOut(*L))
      continue;
    if (L->Cleanup)
      Result.push_back({Action::Kind::Cleanup, L});
    if (Plan.FlagName.count(L))
      Result.push_back({Action::Kind::Disarm, L});
  }
  return Result;
}

const char *nameOf(const Stmt *Way) {
  return isa<GotoStmt>(Way)           ? "a goto"
         : isa<IndirectGotoStmt>(Way) ? "a computed goto"
         : isa<GCCAsmStmt>(Way)       ? "an asm goto"
         : isa<BreakStmt>(Way)        ? "a break"
         : isa<ContinueStmt>(Way)     ? "a continue"
         : isa<ReturnStmt>(Way)       ? "a return"
                                      : "the end of a block";
}

} // namespace

std::string checkWaysOut(const StateMachine &M) {
  const FramePlan &Plan = M.Of;
  llvm::DenseSet<const Stmt *> Known;
  for (const Exit &E : BodyWalk(Plan.function()).Exits) {
    Known.insert(E.Way);
    bool IsEnd = isa<CompoundStmt>(E.Way) || isa<ForStmt>(E.Way);
    if (IsEnd && !Plan.Of.EndReached.contains(E.Way))
      continue; // every way through the block leaves it by a jump
    Wanted Found;
    if (auto It = M.OnLeave.find(E.Way); It != M.OnLeave.end())
      for (const Action &A : It->second)
        Found.push_back({A.What, A.Of});
    if (Found != wantedOn(E, Plan))
      return std::string(nameOf(E.Way)) + " does not clean just the guards whose scopes it leaves";
  }
  for (const auto &Placed : M.OnLeave)
    if (!Known.contains(Placed.first))
      return "guards are cleaned where no scope is left";
  return "";
}

} // namespace lifeguard
