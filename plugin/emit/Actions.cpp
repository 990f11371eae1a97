#include "Actions.h"
#include "../support/Spelling.h"
#include "Span.h"
#include "Tables.h"

using namespace clang;

namespace lifeguard {

bool ActionWriter::notifies(const Notification &N, Hook What) const {
  if (N.hook(What, Dropping) || (N.Element && notifies(*N.Element, What)))
    return true;
  for (const Notification::Member &M : N.Members)
    if (notifies(*M.Type, What))
      return true;
  return false;
}

void ActionWriter::members(const Notification &N, const std::string &Object, Hook What, unsigned Depth,
                           Lines &Out) const {
  bool Forward = What == Hook::Resume;
  if (N.Element && notifies(*N.Element, What)) {
    std::string I = "lg_index_" + std::to_string(Depth), Count = std::to_string(N.Count);
    if (Forward)
      Out.open("for (size_t " + I + " = 0; " + I + " < " + Count + "; " + I + "++) {");
    else
      Out.open("for (size_t " + I + " = " + Count + "; " + I + "-- > 0;) {");
    notify(*N.Element, Object + "[" + I + "]", What, Depth + 1, Out);
    Out.close();
  }
  auto One = [&](const Notification::Member &M) { notify(*M.Type, Object + M.Path, What, Depth, Out); };
  if (Forward)
    for (const Notification::Member &M : N.Members)
      One(M);
  else
    for (const Notification::Member &M : llvm::reverse(N.Members))
      One(M);
}

void ActionWriter::notify(const Notification &N, const std::string &Object, Hook What, unsigned Depth,
                          Lines &Out) const {
  const FunctionDecl *Own = N.hook(What, Dropping);
  auto CallOwn = [&] {
    if (Own && Plan.function().In.Trace)
      Out.add("lg_traced_hook(LG_TRACED_" +
              llvm::StringRef(What == Hook::Resume    ? "RESUME"
                              : What == Hook::Suspend ? "SUSPEND"
                                                      : "CANCEL") +
              ", " + Plan.Self + ", &" + Plan.Names.Type + ", " + Plan.Names.state(State->Name) + ", " +
              quotedString(Own->getName()) + ", " + quotedString(guardName(Object)) + ");");
    if (Own)
      Out.add(Own->getName() + "(&" + Object + ", " + context() + ");");
  };
  if (What == Hook::Resume)
    CallOwn();
  members(N, Object, What, Depth, Out);
  if (What != Hook::Resume)
    CallOwn();
}

void ActionWriter::guarded(const Action &A, Lines &Out, llvm::function_ref<void()> Contents) const {
  if (A.Field.empty())
    return Contents();
  Out.open("if (" + field(A.Field) + ") {");
  Contents();
  Out.close();
}

void ActionWriter::write(const std::vector<Action> &Actions, Lines &Out) const {
  for (const Action &A : Actions)
    write(A, Out);
}

void ActionWriter::write(const Action &A, Lines &Out) const {
  auto Object = [&] { return Plan.isPinned(*A.Of) ? field(Plan.PinnedName.lookup(A.Of)) : A.Of->Name; };
  switch (A.What) {
  case Action::Kind::Resume:
  case Action::Kind::Suspend: {
    Hook What = A.What == Action::Kind::Resume ? Hook::Resume : Hook::Suspend;
    if (notifies(*A.Of->Lifecycle, What))
      guarded(A, Out, [&] { notify(*A.Of->Lifecycle, Object(), What, 0, Out); });
    return;
  }
  case Action::Kind::Save:
    return Out.add(field(A.Field) + " = " + A.Of->Name + ";");
  case Action::Kind::Restore:
    return Out.add(A.Of->Name + " = " + field(A.Field) + ";");
  case Action::Kind::Enter:
    Out.add(field(Plan.function().In.fixed("state")) + " = " + Plan.Names.state(State->Name) + ";");
    if (Plan.function().In.Trace)
      Out.add(traced(Plan, Plan.Self, "STATE", Plan.Names.state(State->Name)));
    return;
  case Action::Kind::DropChildren:
    return dropChildren(Out);
  case Action::Kind::Cancel: {
    bool OwnCancel = A.Of->Lifecycle && A.Of->Lifecycle->Own && A.Of->Lifecycle->Own->OnCancel;
    bool Any = A.Of->Lifecycle && notifies(*A.Of->Lifecycle, Hook::Cancel);
    if (!Any && !A.Of->Cleanup)
      return;
    return guarded(A, Out, [&] {
      if (Any)
        notify(*A.Of->Lifecycle, Object(), Hook::Cancel, 0, Out);
      if (A.Of->Cleanup && !OwnCancel)
        Out.add(A.Of->Cleanup->getName() + "(&" + Object() + ");");
    });
  }
  case Action::Kind::Cleanup:
    return Out.add(A.Of->Cleanup->getName() + "(&" + Object() + ");");
  case Action::Kind::Disarm:
    return Out.add(field(A.Field) + " = 0;");
  }
}

std::string ActionWriter::childField(const ChildField &Child) const { return field(Child.Path); }

std::string ActionWriter::childAddress(const ChildField &Child) const {
  return (Child.Where == ChildField::Place::Embedded ? "&" : "") + childField(Child);
}

void ActionWriter::dropChild(const ChildField &Child, Lines &Out) const {
  const AsyncSignature &Callee = *Child.Callee;
  if (Child.Where == ChildField::Place::Framed)
    Out.add("lg_frame_drop(&" + FutureNames(Callee.Name).Type + ", " + childField(Child) + ");");
  else if (Callee.isLeaf())
    Out.add(Callee.LeafFuture->Drop + "(" + childAddress(Child) + ");");
  else
    Out.add(FutureNames(Callee.Name).Drop + "(" + childAddress(Child) + ");");
}

void ActionWriter::dropChildren(Lines &Out) const {
  const Yield &Y = *State->Point;
  if (Y.What == Yield::Kind::Timeout)
    Out.add("lg_sleep_drop(&" + field(State->Sleep) + ");");
  for (const ChildField &Child : llvm::reverse(State->Children)) {
    bool MayHaveFinished = Y.What == Yield::Kind::All;
    if (MayHaveFinished && Child.Where == ChildField::Place::Framed)
      Out.add("if (" + childField(Child) + ")"), Out.in();
    else if (MayHaveFinished && Child.Callee->isLeaf())
      Out.add("if (!" + field(Child.DoneFlag) + ")"), Out.in();
    else
      MayHaveFinished = false; // a compiled child knows itself
    dropChild(Child, Out);
    if (MayHaveFinished)
      Out.out();
  }
}

bool isWayOut(const StateMachine &Machine, const Stmt *S) { return Machine.OnLeave.count(S) != 0; }

void writeWayOut(const StateMachine &Machine, const Stmt *S, Lines &Out) {
  auto It = Machine.OnLeave.find(S);
  if (It == Machine.OnLeave.end())
    return;
  for (const Action &A : It->second) {
    if (A.Of == Machine.Of.function().Span && A.What == Action::Kind::Cleanup && isa<ReturnStmt>(S))
      endSpan(Machine.Of, Out);
    ActionWriter(Machine.Of, nullptr).write(A, Out);
  }
}

} // namespace lifeguard
