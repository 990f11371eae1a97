#include "Decisions.h"
#include "clang/AST/ASTContext.h"
#include "clang/Analysis/CFG.h"

using namespace clang;

namespace lifeguard {

bool Decisions::decide(const CFGBlock &Block, unsigned Successor, const CFGBlock &To, State &Now) const {
  Impossible = false;
  if (const auto *Switch = dyn_cast_or_null<SwitchStmt>(Block.getTerminatorStmt())) {
    decideCase(Block, Switch, To.getLabel(), Now);
    return !Impossible;
  }
  if (Successor > 1 || Block.succ_size() != 2)
    return true;
  const Stmt *Condition = Block.getTerminatorCondition();
  const auto *E = Condition ? dyn_cast<Expr>(Condition) : nullptr;
  // Of `a || b` this block asks b: it is reached only where a, which was asked before, has not decided.
  while (const auto *Logical = dyn_cast_or_null<BinaryOperator>(E ? E->IgnoreParens() : nullptr)) {
    if (!Logical->isLogicalOp())
      break;
    E = Logical->getRHS();
  }
  if (E && Block.getTerminatorStmt())
    decideBy(Block, E, Successor == 0, Now);
  if (Successor == 1)
    leaveLoop(Block.getTerminatorStmt(), Now);
  return !Impossible;
}

/// A loop that lets elements go, one each time, has let go all that a loop like it has taken: that it had no
/// turn, where the other had one, is no way.
void Decisions::leaveLoop(const Stmt *Loop, State &Now) const {
  for (size_t I = 0; I < In.All.size(); ++I)
    if (In.letsElementsGo(Loop, In.All[I].What.Path))
      Now[I] = In.All[I].OfCaller ? LetGo : NotHeld;
}

/// On the edge of a `switch` to one of its labels.
void Decisions::decideCase(const CFGBlock &Block, const SwitchStmt *Switch, const Stmt *Label,
                           State &Now) const {
  Condition Known;
  Known.Of = bareCondition(Switch->getCond());
  auto Number = [&](const SwitchCase *Each) -> std::optional<int> {
    const auto *Case = dyn_cast<CaseStmt>(Each);
    if (!Case || Case->getRHS())
      return std::nullopt; // the default, or a range
    return static_cast<int>(Case->getLHS()->EvaluateKnownConstInt(Ctx).getExtValue());
  };
  if (const auto *Case = dyn_cast_or_null<CaseStmt>(Label)) {
    if (auto Value = Number(Case)) {
      Known.Value = *Value;
      Known.Holds = true;
      learn(Block, Known, Now);
    }
    return;
  }
  for (const SwitchCase *Each = Switch->getSwitchCaseList(); Each; Each = Each->getNextSwitchCase())
    if (auto Value = Number(Each)) {
      Known.Value = *Value;
      learn(Block, Known, Now);
    }
}

void Decisions::decideBy(const CFGBlock &Block, const Expr *E, bool Truth, State &Now, unsigned Depth) const {
  learn(Block, conditionOf(E, Truth, Ctx), Now, Depth);
}

/// `a && b`, kept in a variable, is true or, without `Truth`, is not.
void Decisions::learnBoth(const CFGBlock &Block, const BinaryOperator *Logical, bool Truth, State &Now,
                          unsigned Depth) const {
  if (Depth == 4)
    return;
  if (Truth == (Logical->getOpcode() == BO_LAnd)) {
    decideBy(Block, Logical->getLHS(), Truth, Now, Depth + 1);
    decideBy(Block, Logical->getRHS(), Truth, Now, Depth + 1);
    return;
  }
  // Either of them decided.
  bool Before = Impossible, Any = false;
  State Joined(Now.size(), Unreached);
  for (const Expr *Operand : {Logical->getLHS(), Logical->getRHS()}) {
    State Then = Now;
    Impossible = false;
    decideBy(Block, Operand, Truth, Then, Depth + 1);
    Told.narrow(Now, Then);
    if (Impossible)
      continue;
    Any = true;
    for (size_t I = 0; I < Now.size(); ++I)
      Joined[I] |= Then[I];
  }
  Impossible = Before || !Any;
  if (Any)
    Now = std::move(Joined);
}

void Decisions::learn(const CFGBlock &Block, const Condition &Known, State &Now, unsigned Depth) const {
  if (!Told.decide(Known, Now))
    Impossible = true;
  if (const auto *Logical = dyn_cast<BinaryOperator>(Known.Of);
      Logical && Logical->isLogicalOp() && !Known.OfSign && Known.Value == 0) {
    learnBoth(Block, Logical, !Known.Holds, Now, Depth);
    return;
  }
  if (const CallExpr *Call = askedCall(Block, Known, Now, Depth))
    learnOfCall(Call, Known, Now);
}

/// The call whose result the condition is about, by way of the variable that keeps it; and what it tells of
/// the variable itself, if that is a guard.
const CallExpr *Decisions::askedCall(const CFGBlock &Block, const Condition &Known, State &Now,
                                     unsigned Depth) const {
  if (const auto *Call = dyn_cast<CallExpr>(Known.Of))
    return Call;
  bool AsksForZero = !Known.OfSign && Known.Value == 0;
  // A guard that is a null pointer holds nothing; one that is not, does.
  if (const VarDecl *Var = Guards::variable(Known.Of))
    if (auto Guard = In.ofVar(Var);
        Guard && Var->getType()->isPointerType() && AsksForZero && Now[*Guard] != Unreached)
      Now[*Guard] = Known.Holds ? NotHeld : Held;
  const Expr *Kept = In.keptAt(Block, Known.Of);
  if (!Kept)
    return nullptr;
  Kept = bareCondition(Kept);
  if (const auto *Call = dyn_cast<CallExpr>(Kept))
    return Call;
  // `bool got = try_lock() == 0; … if (got)`
  if (AsksForZero && Depth < 4 && !Guards::variable(Kept))
    decideBy(Block, Kept, !Known.Holds, Now, Depth + 1);
  return nullptr;
}

void Decisions::learnOfCall(const CallExpr *Call, const Condition &Known, State &Now) const {
  for (unsigned I : In.ofCall(Call)) {
    const Tracked &Lock = In.All[I];
    const std::optional<int> &OnlyIf = Lock.OnlyIf;
    if (!OnlyIf || !(Now[I] & Held))
      continue;
    if (Known.OfSign && Known.Holds != (*OnlyIf < 0))
      Now[I] = NotHeld; // the other sign
    else if (Known.OfSign)
      Now[I] = Lock.ElseNegative && *OnlyIf >= 0 ? uint8_t(Held) : Now[I];
    else if (Lock.OrGreater && Known.Value >= *OnlyIf)
      Now[I] = Known.Holds ? uint8_t(Held) : Now[I];
    else if (Known.Value == *OnlyIf)
      Now[I] = Known.Holds ? Held : NotHeld;
    else if (Known.Holds)
      Now[I] = NotHeld; // another value than that of success
    else if (*OnlyIf == 1 && Known.Value == 0)
      Now[I] = Held; // a truth value that is not 0
  }
}

} // namespace lifeguard
