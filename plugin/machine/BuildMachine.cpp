#include "BuildMachine.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Whether a loop runs in registers, because an await in it is likely to be ready at once and its poll a part
/// of the function: the children are async functions of this file. (A leaf future is there to wait.) Nothing
/// is written then but when the function suspends after all. Elsewhere all is written on the way into the
/// await, once for any number of polls, and read when it is over.
bool staysInRegisters(const StatePayload &Payload) {
  return Payload.Point->InLoop && Payload.Point->What != Yield::Kind::Timeout &&
         llvm::all_of(Payload.Children, [](const ChildField &Child) {
           return Child.Where == ChildField::Place::Embedded && !Child.Callee->isLeaf();
         });
}

State buildState(const StatePayload &Payload, const FramePlan &Plan) {
  State Result;
  Result.Payload = &Payload;
  for (const LiveGuard &G : llvm::reverse(Payload.Guards))
    if (G.Of->Lifecycle)
      Result.OnSuspend.push_back({Action::Kind::Suspend, G.Of, G.Flag});
  bool Late = staysInRegisters(Payload);
  auto &Write = Late ? Result.OnSuspend : Result.OnEnter, &Read = Late ? Result.OnResume : Result.OnReady;
  for (const SavedField &S : Payload.Saved) {
    if (!Plan.isConstantArgument(*S.Of))
      Write.push_back({Action::Kind::Save, S.Of, S.Path});
    Read.push_back({Action::Kind::Restore, S.Of, S.Path});
  }
  Write.push_back({Action::Kind::Enter, nullptr, {}});
  for (const LiveGuard &G : Payload.Guards)
    if (G.Of->Lifecycle) {
      Result.OnResume.push_back({Action::Kind::Resume, G.Of, G.Flag});
      Result.OnDrop.push_back({Action::Kind::Resume, G.Of, G.Flag});
    }
  Result.OnDrop.push_back({Action::Kind::DropChildren, nullptr, {}});
  for (const LiveGuard &G : llvm::reverse(Payload.Guards))
    Result.OnDrop.push_back({Action::Kind::Cancel, G.Of, G.Flag});
  return Result;
}

class WaysOut {
public:
  explicit WaysOut(StateMachine &Machine) : Machine(Machine), Plan(Machine.Of), F(Plan.function()) {}

  void find() {
    for (auto [S, Here] : F.ScopeAt)
      if (const auto *Goto = dyn_cast<GotoStmt>(S))
        place(S, localsLeft(Here, F.ScopeOfLabel.lookup(Goto->getLabel())));
      else if (isa<IndirectGotoStmt>(S) && !F.LabelsTaken.empty()) // every label is as good as another
        place(S, localsLeft(Here, F.ScopeOfLabel.lookup(F.LabelsTaken.front())));
      else if (isa<ReturnStmt>(S))
        place(S, localsLeft(Here, nullptr));
      else if (const Stmt *Target = F.JumpTarget.lookup(S))
        place(S, localsLeft(Here, F.ScopeAt.lookup(Target)));
    for (auto [Syntax, B] : F.BlockOf)
      if (Plan.Of.EndReached.contains(Syntax))
        place(Syntax, {B->Locals.rbegin(), B->Locals.rend()});
  }

private:
  StateMachine &Machine;
  const FramePlan &Plan;
  const AsyncFunction &F;

  void place(const Stmt *S, const std::vector<Local *> &Left) {
    std::vector<Action> Actions;
    for (const Local *L : Left) {
      if (!Plan.isPinned(*L) && !Plan.isWrittenOut(*L))
        continue;
      if (L->Cleanup)
        Actions.push_back({Action::Kind::Cleanup, L, {}});
      if (Plan.FlagName.count(L))
        Actions.push_back({Action::Kind::Disarm, L, Plan.FlagName.lookup(L)});
    }
    if (!Actions.empty())
      Machine.OnLeave[S] = std::move(Actions);
  }
};

} // namespace

std::unique_ptr<StateMachine> buildMachine(const FramePlan &Plan) {
  auto Machine = std::make_unique<StateMachine>(Plan);
  for (const auto &Payload : Plan.States)
    Machine->States.push_back(buildState(*Payload, Plan));
  WaysOut(*Machine).find();
  return Machine;
}

} // namespace lifeguard
