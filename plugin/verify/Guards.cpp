//===- Guards.cpp - check: the hooks and cancels of every state -----------===//
#include "Checks.h"

namespace lifeguard {

namespace {

using Names = std::vector<const Local *>;

Names reversed(const Names &Of) { return Names(Of.rbegin(), Of.rend()); }

/// The guards that may be live at a yield point, outermost first.
Names guardsAt(const Yield &Y, const YieldLiveness &At) {
  Names Result;
  for (const Scope *S = Y.At; S; S = S->Outer)
    if (const Local *L = S->Declares; L && L->isGuard() && At.MayBeArmed[L->Index])
      Result.push_back(L);
  return reversed(Result);
}

/// Whether every hook and cancel looks at the flag that says whether its guard is live.
bool looksAtFlags(const std::vector<Action> &Actions, const FramePlan &Plan) {
  for (const Action &A : Actions)
    if (A.What == Action::Kind::Resume || A.What == Action::Kind::Suspend || A.What == Action::Kind::Cancel)
      if (A.Field != Plan.FlagName.lookup(A.Of))
        return false;
  return true;
}

std::string checkState(const State &S, const FramePlan &Plan) {
  const Yield &Y = *S.Payload->Point;
  const YieldLiveness &At = Plan.Of.Yields[Y.Index];
  Names Guards;
  for (const LiveGuard &G : S.Payload->Guards) {
    Guards.push_back(G.Of);
    if (!Plan.isPinned(*G.Of))
      return "guard '" + G.Of->Name + "' is live but not pinned";
    if (!At.MustBeArmed[G.Of->Index] && G.Flag.empty())
      return "guard '" + G.Of->Name + "' may have been jumped over, and no flag says so";
  }
  if (Guards != (At.Reachable ? guardsAt(Y, At) : Names()))
    return "its guards are not those that may be live there, in the order of their scopes";
  Names Notified;
  for (const Local *L : Guards)
    if (L->Lifecycle)
      Notified.push_back(L);
  if (localsOf(S.OnResume, Action::Kind::Resume) != Notified)
    return "resuming does not run the hooks of its guards once, in order";
  if (localsOf(S.OnSuspend, Action::Kind::Suspend) != reversed(Notified))
    return "the hooks of suspending are not those of resuming in reverse";
  if (localsOf(S.OnDrop, Action::Kind::Resume) != Notified)
    return "dropping does not resume what was suspended";
  if (localsOf(S.OnDrop, Action::Kind::Cancel) != reversed(Guards))
    return "dropping does not leave every guard's scope once, in reverse";
  if (!looksAtFlags(S.OnSuspend, Plan) || !looksAtFlags(S.OnResume, Plan) || !looksAtFlags(S.OnDrop, Plan))
    return "a hook does not look at the flag of its guard";
  // Resumed first, then the children, then the cleanups.
  auto Last = Action::Kind::Resume;
  size_t Drops = 0;
  for (const Action &A : S.OnDrop) {
    if (A.What < Last)
      return "a guard is cancelled before the children are dropped, or they before it is resumed";
    Last = A.What;
    Drops += A.What == Action::Kind::DropChildren;
  }
  return Drops == 1 ? "" : "the children are not dropped once";
}

} // namespace

std::string checkGuards(const StateMachine &M) {
  for (const State &S : M.States)
    if (std::string Why = checkState(S, M.Of); !Why.empty())
      return "state " + S.Payload->Name + ": " + Why;
  return "";
}

} // namespace lifeguard
