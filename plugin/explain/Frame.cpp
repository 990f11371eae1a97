#include "Frame.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

namespace lifeguard {

namespace {

using Kind = FrameMember::Kind;

class FieldReader {
public:
  FieldReader(const FramePlan &Plan, const ExplainedFunction &Of) : Plan(Plan), Of(Of) {}

  /// `Only`: the one state that has these, or empty.
  std::vector<ExplainedField> read(const std::vector<FrameMember> &Members, const std::string &Path,
                                   bool Shared, const std::string &Only) const {
    std::vector<ExplainedField> Result;
    for (const FrameMember &M : Members)
      Result.push_back(read(M, Path, Shared, Only));
    return Result;
  }

private:
  const FramePlan &Plan;
  const ExplainedFunction &Of;

  ExplainedField read(const FrameMember &M, const std::string &Path, bool Shared,
                      const std::string &Only) const {
    static const char *const Words[] = {"state", "flag",   "argument", "pinned", "saved", "child",
                                        "done",  "target", "sleep",    "struct", "union"};
    ExplainedField E;
    E.Name = M.Name;
    E.Kind = Words[static_cast<unsigned>(M.What)];
    E.Path = Path + M.Name;
    E.Shared = Shared;
    const std::string &Its = !M.State.empty() ? M.State : isOfState(M) ? M.Name : Only;
    E.Local = M.Of ? int(M.Of->Index) : -1;
    if (M.Storage)
      E.Line = M.Storage->Line;
    if (M.Child)
      E.Child = M.Child->Callee->Name;
    if (M.What == Kind::Pinned)
      E.Why = whyPinned(*M.Of);
    if (M.What == Kind::Struct || M.What == Kind::Union) {
      std::string Inner = M.Name.empty() ? Path : E.Path + ".";
      E.Members = read(M.Members, Inner, Shared || (M.What == Kind::Union && M.Members.size() > 1), Its);
      for (const ExplainedField &Member : E.Members)
        E.In.insert(E.In.end(), Member.In.begin(), Member.In.end());
      llvm::sort(E.In);
      E.In.erase(std::unique(E.In.begin(), E.In.end()), E.In.end());
    } else {
      E.In = statesOf(M, E.Path, Its);
    }
    return E;
  }

  /// Whether the struct is what one state alone has.
  bool isOfState(const FrameMember &M) const {
    return M.What == Kind::Struct && !M.Name.empty() && !M.Storage;
  }

  static std::string whyPinned(const Local &L) {
    if (L.isGuard())
      return "guard";
    if (L.What == Local::Kind::Literal)
      return "compound literal";
    if (L.Escapes)
      return "address taken";
    if (L.Type->isArrayType())
      return "array";
    return "not copied";
  }

  std::vector<unsigned> statesOf(const FrameMember &M, const std::string &Path,
                                 const std::string &Only) const {
    std::vector<unsigned> Result;
    for (unsigned I = 0; I != Of.States.size(); ++I)
      if ((Only.empty() || Of.States[I].Name == Only) && means(M, Path, I))
        Result.push_back(I);
    return Result;
  }

  bool means(const FrameMember &M, const std::string &Path, unsigned State) const {
    const ExplainedState &S = Of.States[State];
    switch (M.What) {
    case Kind::State:
      return true;
    case Kind::Flag:
      return llvm::is_contained(S.Guards, M.Of->Index);
    case Kind::Argument:
      return State == 0;
    case Kind::Pinned:
    case Kind::Saved:
      return llvm::is_contained(S.Kept, M.Of->Index) && (State != 0 || holdsArgument(*M.Of));
    default:
      return State > 0 && State + 1 < Of.States.size() && isIn(M, Path, *Plan.States[State - 1]);
    }
  }

  /// Whether `init` stores the parameter where it stays.
  bool holdsArgument(const Local &L) const {
    return L.What == Local::Kind::Parameter && (Plan.isPinned(L) || Plan.KeptName.count(&L));
  }

  static bool isIn(const FrameMember &M, const std::string &Path, const StatePayload &State) {
    if (M.What == Kind::Sleep)
      return State.Sleep == Path;
    return llvm::any_of(State.Children, [&](const ChildField &Child) { return &Child == M.Child; });
  }
};

} // namespace

std::vector<ExplainedField> frameFields(const FramePlan &Plan, const ExplainedFunction &Of) {
  return FieldReader(Plan, Of).read(Plan.Members, "", false, "");
}

} // namespace lifeguard
