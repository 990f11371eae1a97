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

std::string checkState(const State &S, const FramePlan &Plan) {
  Copies Saved = copiesOf(S.OnSuspend, Action::Kind::Save);
  if (Saved != copiesOf(S.OnResume, Action::Kind::Restore))
    return "what is restored is not what was saved";
  const YieldLiveness &At = Plan.Of.Yields[S.Payload->Point->Index];
  llvm::DenseSet<const Local *> Kept;
  for (auto [L, Field] : copiesOf(S.OnResume, Action::Kind::Reload)) {
    if (L->Assigned || L->What != Local::Kind::Parameter || Field != Plan.KeptName.lookup(L))
      return "'" + L->Name + "' is read back but may have changed";
    Kept.insert(L);
  }
  llvm::StringSet<> Taken;
  for (auto [L, Field] : Saved) {
    if (Plan.isPinned(*L))
      return "pinned local '" + L->Name + "' is copied";
    if (!At.Live[L->Index])
      return "'" + L->Name + "', which the await may write or nothing reads, is copied";
    if (At.Unset[L->Index])
      return "'" + L->Name + "' may have no value yet and is copied";
    if (!Kept.insert(L).second || !Taken.insert(Field).second)
      return "'" + L->Name + "' is copied twice, or shares its place";
  }
  for (unsigned I = 0; At.Reachable && I != At.Live.size(); ++I) {
    const Local &L = Plan.function().Locals[I];
    if (At.Live[I] && !Plan.isPinned(L) && !Kept.contains(&L))
      return "'" + L.Name + "' lives across the await and nothing keeps it";
  }
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
