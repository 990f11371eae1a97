#include "Verify.h"

using namespace clang;

namespace lifeguard {

namespace {

using Names = std::vector<const Local *>;

Names of(const std::vector<Action> &Actions, Action::Kind What) {
  Names Result;
  for (const Action &A : Actions)
    if (A.What == What)
      Result.push_back(A.Of);
  return Result;
}

std::string checkState(const State &S, const FramePlan &Plan) {
  if (of(S.OnSuspend, Action::Kind::Save) != of(S.OnResume, Action::Kind::Restore))
    return "what is restored is not what was saved";
  for (const Local *L : of(S.OnSuspend, Action::Kind::Save))
    if (Plan.isPinned(*L))
      return "pinned local '" + L->Name + "' is copied";
  for (const Local *L : of(S.OnResume, Action::Kind::Reload))
    if (L->Assigned || L->What != Local::Kind::Parameter)
      return "'" + L->Name + "' is read back but may have changed";
  Names Suspended = of(S.OnSuspend, Action::Kind::Suspend), Resumed = of(S.OnResume, Action::Kind::Resume);
  if (Names(Resumed.rbegin(), Resumed.rend()) != Suspended)
    return "the hooks of suspending are not those of resuming in reverse";
  if (of(S.OnDrop, Action::Kind::Resume) != Resumed)
    return "dropping does not resume what was suspended";
  Names Cancelled = of(S.OnDrop, Action::Kind::Cancel), Guards;
  for (const LiveGuard &G : S.Payload->Guards) {
    Guards.push_back(G.Of);
    if (!Plan.isPinned(*G.Of))
      return "guard '" + G.Of->Name + "' is live but not pinned";
  }
  if (Names(Cancelled.rbegin(), Cancelled.rend()) != Guards)
    return "dropping does not leave every guard's scope once, in reverse";
  size_t Cancels = 0, Drops = 0;
  for (const Action &A : S.OnDrop) {
    Cancels += A.What == Action::Kind::Cancel;
    Drops += A.What == Action::Kind::DropChildren;
    if (A.What == Action::Kind::DropChildren && Cancels)
      return "a guard is cancelled before the children are dropped";
  }
  return Drops == 1 ? "" : "the children are not dropped once";
}

std::string checkWayOut(const Stmt *S, const Scope *Here, const Scope *To, const StateMachine &M) {
  Names Wanted;
  for (const Local *L : localsLeft(Here, To))
    if (L->Cleanup && (M.Of.isPinned(*L) || M.Of.isWrittenOut(*L)))
      Wanted.push_back(L);
  auto It = M.OnLeave.find(S);
  Names Cleaned = It == M.OnLeave.end() ? Names() : of(It->second, Action::Kind::Cleanup);
  return Cleaned == Wanted ? "" : "a jump does not clean the guards whose scopes it leaves";
}

std::string firstViolation(const StateMachine &M) {
  const AsyncFunction &F = M.Of.function();
  if (M.States.size() != F.Yields.size())
    return "not every yield point has its state";
  for (const State &S : M.States) {
    std::string Why = checkState(S, M.Of);
    if (!Why.empty())
      return "state " + S.Payload->Name + ": " + Why;
  }
  for (auto [S, Here] : F.ScopeAt) {
    std::string Why;
    if (const auto *Goto = dyn_cast<GotoStmt>(S))
      Why = checkWayOut(S, Here, F.ScopeOfLabel.lookup(Goto->getLabel()), M);
    else if (isa<ReturnStmt>(S))
      Why = checkWayOut(S, Here, nullptr, M);
    if (!Why.empty())
      return Why;
  }
  return "";
}

} // namespace

Verification Verification::sound(const StateMachine &M) {
  Verification Result;
  Result.Machine.emplace(VerifiedMachine(M));
  return Result;
}

Verification Verification::broken(std::string Why) {
  Verification Result;
  Result.Violation = std::move(Why);
  return Result;
}

Verification verify(const StateMachine &Machine) {
  std::string Why = firstViolation(Machine);
  return Why.empty() ? Verification::sound(Machine) : Verification::broken(std::move(Why));
}

} // namespace lifeguard
