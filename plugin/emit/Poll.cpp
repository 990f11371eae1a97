#include "Poll.h"
#include "Future.h"
#include "LocalTypes.h"
#include "Span.h"
#include "Statements.h"
#include "Tables.h"

using namespace clang;

namespace lifeguard {

namespace {

/// What stands around the user's body: the jump to where the last poll stopped in front of it, and behind it
/// what is done once, at its end.
class PollFrame {
public:
  PollFrame(const StateMachine &Machine, const StepWriter &Steps, const SourceText &Source)
      : Machine(Machine), Plan(Machine.Of), F(Plan.function()), Steps(Steps), Source(Source),
        State(Steps.field(F.In.fixed("state"))) {}

  /// `StoresResult`: something in the body writes the result.
  std::string head(bool StoresResult) const {
    Lines Out(Source.mark(F.definition()->getLocation()), "");
    Out.add(pollHead(Plan));
    Out.open("{");
    for (const Local *L : Plan.Arguments)
      Out.add(Steps.declareHere(L->Type, L->Name) + ";");
    if (!Plan.Arguments.empty())
      Out.add("");
    if (F.Yields.empty())
      Out.add("(void)" + Plan.Context + ";");
    if (!StoresResult && !F.Signature.returnsVoid())
      Out.add("(void)" + Plan.Out + ";");
    if (F.In.Trace)
      Out.add(traced(Plan, Plan.Self, "POLL", State));
    dispatch(Out);
    if (bodyIsNested())
      Out.add("{");
    return Out.text();
  }

  /// `DoneUsed`: something in the body goes to the label `done`.
  std::string tail(const CompoundStmt *Body, bool DoneUsed) const {
    Lines Out(Source.mark(Body->getRBracLoc()), "    ");
    writeWayOut(Machine, Body, Out);
    if (bodyIsNested())
      Out.add("}");
    if (DoneUsed) {
      if (Out.empty())
        Out.add("");
      Out.label(Plan.DoneLabel);
    }
    Out.add(State + " = " + Plan.Names.state("done") + ";");
    if (F.In.Trace)
      Out.add(traced(Plan, Plan.Self, "READY", Plan.Names.state("done")));
    Out.add("return LG_READY;");
    Out.close();
    return Out.onOwnLines() + "\n";
  }

private:
  const StateMachine &Machine;
  const FramePlan &Plan;
  const AsyncFunction &F;
  const StepWriter &Steps;
  const SourceText &Source;
  std::string State;

  void dispatch(Lines &Out) const {
    Out.add("switch (" + State + ") {");
    Out.add("case " + Plan.Names.state("start") + ":");
    Out.in();
    start(Out);
    Out.add("break;");
    Out.out();
    for (const auto &State : Plan.States) {
      if (!State->Reachable)
        continue;
      Out.add("case " + Plan.Names.state(State->Name) + ":");
      Out.in();
      Out.add("goto " + State->Label + ";");
      Out.out();
    }
    Out.add("default:");
    Out.in();
    Out.add("lg_polled_after_completion(\"" + F.Signature.Name + "\");");
    Out.out();
    Out.add("}");
    Out.add("");
  }

  /// The first poll takes the arguments out of the frame.
  void start(Lines &Out) const {
    for (const Local *L : Plan.Arguments)
      Out.add(L->Name + " = " + Steps.field(Plan.ArgumentPath.lookup(L)) + ";");
    for (const Local &L : F.Locals)
      if (Plan.FlagName.count(&L))
        Out.add(Steps.field(Plan.FlagName.lookup(&L)) + " = 0;");
    if (F.Span)
      beginSpan(Plan, Out);
  }

  /// A guard that is no local of the frame stays a local of the body, which must then end before the label
  /// `done`: no jump may enter its scope.
  bool bodyIsNested() const {
    return llvm::any_of(F.Root->Locals, [&](const Local *L) {
      return L->Cleanup && !Plan.isPinned(*L) && !Plan.isWrittenOut(*L);
    });
  }
};

/// What stands between the braces, edited.
std::string contents(const CompoundStmt *Body, const SourceText &Source) {
  std::string Text = Source.print(Source.range(Body->getSourceRange()));
  llvm::StringRef Inner = Text;
  if (!Inner.consume_front("{") || !Inner.consume_back("}"))
    return "\n" + Text; // one macro that holds all of the body
  Inner = Inner.rtrim(" \t\n");
  unsigned First = Source.index(Body->getLBracLoc()) + 1;
  bool Break = !Inner.empty() && Inner.ltrim(" \t").substr(0, 1) != "\n";
  return (Break ? "\n" + Source.mark(Source.token(First).location()) + "    " : "") +
         (Break ? Inner.ltrim() : Inner).str();
}

} // namespace

std::string pollFunction(const VerifiedMachine &Verified, SourceText &Source) {
  const StateMachine &Machine = Verified.machine();
  const auto *Body = cast<CompoundStmt>(Machine.Of.function().Root->Syntax);
  editNames(Machine.Of, Source);
  editLocalTypes(Machine.Of, Source);
  StepWriter Steps(Machine, Source);
  StatementWriter Statements(Machine, Steps, Source);
  for (const Stmt *S : Body->body())
    Statements.write(S, S == Body->body_back() ? Place::Last : Place::List);
  PollFrame Around(Machine, Steps, Source);
  return Around.head(Statements.storesResult()) + contents(Body, Source) +
         Around.tail(Body, Statements.goesToDone());
}

} // namespace lifeguard
