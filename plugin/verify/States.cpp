//===- States.cpp - check: a state for every yield point, entered at one place -===//
#include "Checks.h"
#include "llvm/ADT/StringSet.h"

namespace lifeguard {

namespace {

void countAwaits(const std::vector<Step> &Steps, std::vector<unsigned> &Count) {
  for (const Step &S : Steps) {
    if (S.What == Step::Kind::Await)
      ++Count[S.Point->Index];
    countAwaits(S.Then, Count);
    countAwaits(S.Else, Count);
  }
}

} // namespace

std::string checkStates(const StateMachine &M) {
  const AsyncFunction &F = M.Of.function();
  if (M.States.size() != F.Yields.size())
    return "not every yield point has its state";
  std::vector<unsigned> Awaits(F.Yields.size());
  for (const auto &Entry : M.Of.Of.Of.Flat)
    countAwaits(Entry.second->Steps, Awaits);
  llvm::StringSet<> Taken;
  for (size_t I = 0; I != M.States.size(); ++I) {
    const StatePayload &Payload = *M.States[I].Payload;
    std::string Of = "state " + Payload.Name + ": ";
    if (Payload.Point != &F.Yields[I])
      return Of + "it is the state of another yield point";
    if (!Taken.insert(Payload.Name).second || !Taken.insert(Payload.Label).second)
      return Of + "another state has its name or its label";
    if (Payload.Reachable != M.Of.Of.Yields[I].Reachable)
      return Of + "it can be resumed and not entered, or entered and not resumed";
    if (Awaits[I] != 1)
      return Of + "it is entered at " + std::to_string(Awaits[I]) + " places";
  }
  return "";
}

} // namespace lifeguard
