//===- Copies.cpp - check: what a state saves, restores, and what lives ---===//
#include "Checks.h"
#include "llvm/ADT/StringSet.h"

namespace lifeguard {

namespace {

using Copies = std::vector<std::pair<const Local *, llvm::StringRef>>;

Copies copiesOf(const std::vector<Action> &Actions, Action::Kind What) {
  Copies Result;
  for (const Action &A : Actions)
    if (A.What == What)
      Result.push_back({A.Of, A.Field});
  return Result;
}

/// What is restored at one place was saved at the other, or is as `init` stored it.
bool areRestored(const std::vector<Action> &Saving, const std::vector<Action> &Restoring,
                 const FramePlan &Plan) {
  Copies Restored = copiesOf(Restoring, Action::Kind::Restore);
  llvm::erase_if(Restored, [&](const auto &Copy) {
    return Plan.isConstantArgument(*Copy.first) && Copy.second == Plan.ArgumentPath.lookup(Copy.first);
  });
  return copiesOf(Saving, Action::Kind::Save) == Restored;
}

std::string checkState(const State &S, const FramePlan &Plan) {
  if (!areRestored(S.OnSuspend, S.OnResume, Plan))
    return "what is restored on the way in is not what was saved on the way out";
  if (!areRestored(S.OnEnter, S.OnReady, Plan))
    return "what is restored after the await is not what was saved before it";
  const YieldLiveness &At = Plan.Of.Yields[S.Payload->Point->Index];
  llvm::DenseSet<const Local *> Restored;
  llvm::StringSet<> Taken;
  for (const auto *Restoring : {&S.OnResume, &S.OnReady})
    for (auto [L, Field] : copiesOf(*Restoring, Action::Kind::Restore)) {
      if (Plan.isPinned(*L))
        return "pinned local '" + L->Name + "' is copied";
      if (!At.Live[L->Index])
        return "'" + L->Name + "', which the await may write or nothing reads, is copied";
      if (At.Unset[L->Index])
        return "'" + L->Name + "' may have no value yet and is copied";
      if (!Restored.insert(L).second || !Taken.insert(Field).second)
        return "'" + L->Name + "' is copied twice, or shares its place";
    }
  for (unsigned I = 0; At.Reachable && I != At.Live.size(); ++I) {
    const Local &L = Plan.function().Locals[I];
    if (At.Live[I] && !Plan.isPinned(L) && !Restored.contains(&L))
      return "'" + L.Name + "' lives across the await and nothing keeps it";
  }
  if (localsOf(S.OnEnter, Action::Kind::Enter).size() + localsOf(S.OnSuspend, Action::Kind::Enter).size() !=
      1)
    return "the state is not stored once";
  return "";
}

} // namespace

std::string checkCopies(const StateMachine &M) {
  for (const State &S : M.States)
    if (std::string Why = checkState(S, M.Of); !Why.empty())
      return "state " + S.Payload->Name + ": " + Why;
  return "";
}

} // namespace lifeguard
