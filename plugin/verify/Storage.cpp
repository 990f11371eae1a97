//===- Storage.cpp - check: what is in use at the same time shares no bytes -===//
//
// Members of the frame overlap where they are in different alternatives of one union, and nowhere else. Of
// each state is known what must keep its value while the future waits there.
//
//===----------------------------------------------------------------------===//
#include "Checks.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace lifeguard {

namespace {

/// The unions around a member, outermost first, and which alternative of each it is in.
using Place = std::vector<std::pair<const FrameMember *, size_t>>;

class Frame {
public:
  explicit Frame(const FramePlan &Plan) { add(Plan.Members, "", {}); }

  /// Null if there is no such member, or several.
  const Place *find(llvm::StringRef Path) const {
    auto It = Places.find(Path);
    return It == Places.end() || It->second.size() != 1 ? nullptr : &It->second.front();
  }

private:
  llvm::StringMap<std::vector<Place>> Places; ///< by the path from the future on

  void add(const std::vector<FrameMember> &Members, const std::string &Prefix, const Place &Around) {
    for (const FrameMember &M : Members)
      add(M, Prefix, Around);
  }

  void add(const FrameMember &M, const std::string &Prefix, const Place &Around) {
    std::string Inner = M.Name.empty() ? Prefix : Prefix + M.Name + ".";
    if (M.What == FrameMember::Kind::Struct)
      return add(M.Members, Inner, Around);
    if (M.What != FrameMember::Kind::Union) {
      Places[Prefix + M.Name].push_back(Around);
      return;
    }
    for (size_t I = 0; I != M.Members.size(); ++I) {
      Place Alternative = Around;
      Alternative.push_back({&M, I});
      add(M.Members[I], Inner, Alternative);
    }
  }
};

/// What keeps its value while the future waits at a state, by its path.
std::vector<std::string> inUse(const StatePayload &State, const FramePlan &Plan) {
  const YieldLiveness &At = Plan.Of.Yields[State.Point->Index];
  std::vector<std::string> Paths;
  auto Use = [&](const std::string &Path) {
    if (!Path.empty())
      Paths.push_back(Path);
  };
  Use(Plan.function().In.fixed("state"));
  llvm::DenseSet<const Local *> InScope;
  for (const Scope *S = State.Point->At; S; S = S->Outer)
    if (S->Declares && At.InScope[S->Declares->Index])
      InScope.insert(S->Declares);
  for (const Local &L : Plan.function().Locals) {
    Use(Plan.FlagName.lookup(&L));
    // A variable that its block alone can name may be live before: by a jump past its declaration.
    bool IsKept = L.Var || L.What == Local::Kind::Span ? InScope.contains(&L) : At.Live[L.Index];
    if (Plan.isPinned(L) && IsKept)
      Use(Plan.PinnedName.lookup(&L));
  }
  for (const ChildField &Child : State.Children) {
    Use(Child.Path);
    Use(Child.DoneFlag);
    Use(Child.TargetPath);
  }
  Use(State.Sleep);
  for (const SavedField &S : State.Saved)
    Use(S.Path);
  return Paths;
}

std::string checkPaths(const std::vector<std::string> &Paths, const Frame &Of) {
  llvm::StringSet<> Seen;
  llvm::DenseMap<const FrameMember *, std::pair<size_t, llvm::StringRef>>
      Chosen; ///< alternatives, and by whom
  for (const std::string &Path : Paths) {
    const Place *At = Of.find(Path);
    if (!At || !Seen.insert(Path).second)
      return "the frame has no place, or several, for '" + Path + "'";
    for (const auto &[Union, Alternative] : *At) {
      auto Before = Chosen.try_emplace(Union, Alternative, Path).first->second;
      if (Before.first != Alternative)
        return "'" + Before.second.str() + "' and '" + Path + "' share bytes";
    }
  }
  return "";
}

} // namespace

std::string checkStorage(const StateMachine &M) {
  const FramePlan &Plan = M.Of;
  Frame Of(Plan);
  std::vector<std::string> Start{Plan.function().In.fixed("state")};
  for (const Local *L : Plan.Arguments)
    Start.push_back(Plan.ArgumentPath.lookup(L));
  for (const Local &L : Plan.function().Locals)
    if (L.What == Local::Kind::Parameter && Plan.isPinned(L))
      Start.push_back(Plan.PinnedName.lookup(&L));
  if (std::string Why = checkPaths(Start, Of); !Why.empty())
    return "before the first poll: " + Why;
  for (const State &S : M.States)
    if (S.Payload->Reachable)
      if (std::string Why = checkPaths(inUse(*S.Payload, Plan), Of); !Why.empty())
        return "state " + S.Payload->Name + ": " + Why;
  return "";
}

} // namespace lifeguard
