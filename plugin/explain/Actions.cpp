#include "Actions.h"

using namespace clang;

namespace lifeguard {

namespace {

class Words {
public:
  Words(const FramePlan &Plan, const StatePayload &State, bool Dropping)
      : Plan(Plan), State(State), Dropping(Dropping) {}

  std::vector<ExplainedAction> Said;

  void say(const Action &A) {
    std::string If = A.Field.empty() ? "" : ", if it was initialised";
    switch (A.What) {
    case Action::Kind::Resume:
      return hooks("resume", *A.Of, Hook::Resume, If);
    case Action::Kind::Suspend:
      return hooks("suspend", *A.Of, Hook::Suspend, If);
    case Action::Kind::Save:
      return add("save", Plan.Self + "->" + A.Field + " = " + A.Of->Name, A.Of);
    case Action::Kind::Restore:
      return add("restore", A.Of->Name + " = " + Plan.Self + "->" + A.Field, A.Of);
    case Action::Kind::Enter:
      return add("state", "the state is " + State.Name);
    case Action::Kind::DropChildren:
      if (State.Point->What == Yield::Kind::Timeout)
        add("drop", "drop its sleep");
      for (const ChildField &Child : llvm::reverse(State.Children))
        add("drop", "drop " + Child.Callee->Name +
                        (State.Point->What == Yield::Kind::All ? ", unless it has finished" : ""));
      return;
    case Action::Kind::Cancel: {
      const Notification *Type = A.Of->Lifecycle;
      if (Type)
        hooks("cancel", *A.Of, Hook::Cancel, If);
      if (A.Of->Cleanup && !(Type && Type->Own && Type->Own->OnCancel))
        add("cleanup", cleanupInWords(*A.Of) + If, A.Of);
      return;
    }
    case Action::Kind::Cleanup:
      return add("cleanup", cleanupInWords(*A.Of), A.Of);
    case Action::Kind::Disarm:
      return;
    }
  }

private:
  const FramePlan &Plan;
  const StatePayload &State;
  bool Dropping;

  void add(llvm::StringRef Kind, std::string What, const Local *Of = nullptr) {
    Said.push_back({Kind.str(), std::move(What), Of ? int(Of->Index) : -1});
  }

  void hooks(llvm::StringRef Kind, const Local &Of, Hook What, const std::string &If) {
    notify(Kind, Of, *Of.Lifecycle, Of.Name, What, If);
  }

  /// In the order of drop glue on resume, and exactly the reverse else.
  void notify(llvm::StringRef Kind, const Local &Of, const Notification &N, const std::string &Object,
              Hook What, const std::string &If) {
    auto Own = [&] {
      if (const FunctionDecl *Called = N.hook(What, Dropping))
        add(Kind, (Called->getName() + "(&" + Object + ")").str() + If, &Of);
    };
    auto Element = [&] {
      if (N.Element)
        notify(Kind, Of, *N.Element, Object + "[" + (What == Hook::Resume ? "0…" : "…0") + "]", What, If);
    };
    if (What == Hook::Resume) {
      Own();
      Element();
      for (const Notification::Member &M : N.Members)
        notify(Kind, Of, *M.Type, Object + M.Path, What, If);
    } else {
      for (const Notification::Member &M : llvm::reverse(N.Members))
        notify(Kind, Of, *M.Type, Object + M.Path, What, If);
      Element();
      Own();
    }
  }
};

} // namespace

std::vector<ExplainedAction> actionsInWords(const FramePlan &Plan, const StatePayload &State,
                                            const std::vector<Action> &Actions, bool Dropping) {
  Words Writer(Plan, State, Dropping);
  for (const Action &A : Actions)
    Writer.say(A);
  return std::move(Writer.Said);
}

std::string cleanupInWords(const Local &Guard) {
  return Guard.Cleanup ? (Guard.Cleanup->getName() + "(&" + Guard.Name + ")").str() : "";
}

} // namespace lifeguard
