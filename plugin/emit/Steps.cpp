#include "Steps.h"
#include "../support/Syntax.h"
#include "Tables.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace lifeguard {

void StepWriter::run(const Expr *E, Lines &Out) {
  if (const FlatExpression *TakenApart = Flat.find(E))
    run(TakenApart->Steps, Out);
}

std::string StepWriter::evaluate(const Expr *E, Lines &Out) {
  run(E, Out);
  const FlatExpression *TakenApart = Flat.find(E);
  const Expr *Rest = TakenApart ? TakenApart->Residual : E;
  return Rest ? text(Rest) : "";
}

bool StepWriter::isUndeclared(const Local &L) const {
  return L.What == Local::Kind::Temporary && !Plan.isPinned(L) && !Declared.contains(&L);
}

void StepWriter::need(const Local *L, Lines &Out) {
  if (!L || !isUndeclared(*L))
    return;
  Declared.insert(L);
  Out.add(declareHere(L->Type, L->Name) + ";");
}

void StepWriter::run(const std::vector<Step> &Steps, Lines &Out) {
  for (const Step &S : Steps)
    run(S, Out);
}

const Local *StepWriter::resultOf(const std::vector<Step> &Steps) {
  return Steps.empty() ? nullptr : Steps.back().Result;
}

void StepWriter::run(const Step &S, Lines &Out) {
  switch (S.What) {
  case Step::Kind::Await:
    need(S.Result, Out);
    return await(S, Out);
  case Step::Kind::Evaluate: {
    if (S.Holds)
      settleParts(S.Value);
    std::string Value = S.Source  ? name(*S.Source)
                        : S.Holds ? Source.print(Source.range(S.Value->getSourceRange()))
                                  : text(S.Value);
    if (S.Result && S.Value)
      Value = operand(S.Value, Value);
    if (S.Result && isUndeclared(*S.Result)) {
      Declared.insert(S.Result);
      return Out.add(declareHere(S.Result->Type, S.Result->Name) + " = " + Value + ";");
    }
    return Out.add(S.Result ? store(name(*S.Result), S.Result->Type, Value) : Value + ";");
  }
  case Step::Kind::Branch: {
    need(resultOf(S.Then), Out);
    need(resultOf(S.Else), Out);
    bool OnlyElse = S.Then.empty();
    std::string Condition = S.Source   ? (OnlyElse ? "!" : "") + name(*S.Source)
                            : OnlyElse ? negated(S.Value)
                                       : text(S.Value);
    Out.open("if (" + Condition + ") {");
    run(OnlyElse ? S.Else : S.Then, Out);
    if (!OnlyElse && !S.Else.empty()) {
      Out.close("} else {");
      Out.in();
      run(S.Else, Out);
    }
    Out.close();
    return;
  }
  case Step::Kind::Nest:
    need(S.Result, Out);
    Out.add(Source.print(Source.range(S.Body->getSubStmt()->getSourceRange())));
    return;
  }
}

std::string StepWriter::pollName(const AsyncSignature &Callee) const {
  return Callee.isLeaf() ? Callee.LeafFuture->Poll : FutureNames(Callee.Name).Poll;
}

void StepWriter::init(const ActionWriter &Write, const ChildField &Child, const Operand &O, Lines &Out) {
  const AsyncSignature &Callee = *Child.Callee;
  if (Child.Where == ChildField::Place::Framed)
    Out.add(Write.childField(Child) + " = lg_frame_new(" + Plan.Context + ", &" +
            FutureNames(Callee.Name).Type + ");");
  std::string Arguments = arguments(O.Call);
  if (O.Pointer)
    Arguments = Plan.Context + ", " + text(O.Pointer) + (Arguments.empty() ? "" : ", ") + Arguments;
  Out.add((Callee.isLeaf() ? Callee.LeafFuture->Init : FutureNames(Callee.Name).Init) + "(" +
          Write.childAddress(Child) + (Arguments.empty() ? "" : ", ") + Arguments + ");");
  if (!Child.DoneFlag.empty())
    Out.add(field(Child.DoneFlag) + " = 0;");
}

std::string StepWriter::poll(const ActionWriter &Write, const ChildField &Child,
                             const std::string &Into) const {
  return pollName(*Child.Callee) + "(" + Write.childAddress(Child) + ", " + Plan.Context +
         (!Child.Callee->returnsVoid() ? ", " + Into
          : Child.Callee->isPointer()  ? ", " + F.In.macro("NULL")
                                       : "") +
         ")";
}

void StepWriter::resume(const State &S, const ActionWriter &Write, Lines &Out, llvm::StringRef Suspended) {
  if (!S.Payload->Reachable)
    return; // no future ever waits here
  if (F.In.Trace)
    Out.add(traced(Plan, Plan.Self, "AWAIT", Plan.Names.state(S.Payload->Name)));
  Write.write(S.OnEnter, Out);
  Lines Inner(Out.mark(), Out.indent() + Out.step());
  if (!Suspended.empty())
    Inner.add(Suspended + " = 1;");
  Write.write(S.OnResume, Inner);
  if (Inner.empty())
    return Out.label(S.Payload->Label);
  Out.open("if (0) {");
  Out.label(S.Payload->Label);
  Out.add(Inner.text());
  Out.close();
}

void StepWriter::suspend(const State &S, const ActionWriter &Write, Lines &Out) {
  Write.write(S.OnSuspend, Out);
  if (F.In.Trace) {
    for (const SavedField &Kept : S.Payload->Saved)
      if (std::string Value = tracedValue(Plan, Plan.Self, *Kept.Of, Kept.Path); !Value.empty())
        Out.add(Value);
    Out.add(traced(Plan, Plan.Self, "PENDING", Plan.Names.state(S.Payload->Name)));
  }
  Out.add("return LG_PENDING;");
  Out.close();
  Write.write(S.OnReady, Out);
}

void StepWriter::suspendIf(const std::string &Pending, const State &S, const ActionWriter &Write,
                           Lines &Out) {
  Lines First(Out.mark(), Out.indent() + Out.step());
  Write.write(S.OnSuspend, First);
  if (!First.empty() || F.In.Trace) {
    Out.open("if (" + Pending + ") {");
    return suspend(S, Write, Out);
  }
  Out.open("if (" + Pending + ")");
  Out.add("return LG_PENDING;");
  Out.out();
  Write.write(S.OnReady, Out);
}

void StepWriter::comment(const Step &S, Lines &Out) {
  std::string Text = Source.printPlain(Source.range(S.Point->Node->getSourceRange()));
  // Out of a macro's argument the keyword comes as what it stands for.
  constexpr llvm::StringLiteral Expanded = "__extension__";
  if (startsWith(Text, Expanded))
    Text = "await" + Text.substr(Expanded.size());
  if (S.IntoOut)
    Text = "return " + Text;
  else if (S.Result && S.Result->What == Local::Kind::Variable)
    Text = S.Result->Name + " = " + Text;
  Out.add("/* " + Text + " */");
}

void StepWriter::await(const Step &Of, Lines &Out) {
  const State &S = Machine.States[Of.Point->Index];
  ActionWriter Write(Plan, S.Payload);
  comment(Of, Out);
  switch (Of.Point->What) {
  case Yield::Kind::Call:
    return awaitOne(Of, S, Write, Out);
  case Yield::Kind::All:
    return awaitAll(Of, S, Write, Out);
  case Yield::Kind::Any:
  case Yield::Kind::Timeout:
    return awaitFirst(Of, S, Write, Out);
  }
}

void StepWriter::awaitOne(const Step &Of, const State &S, const ActionWriter &Write, Lines &Out) {
  const ChildField &Child = S.Payload->Children.front();
  std::string Into = Of.IntoOut ? Plan.Out : Of.Result ? "&" + name(*Of.Result) : "";
  init(Write, Child, Of.Point->Operands.front(), Out);
  resume(S, Write, Out);
  suspendIf(poll(Write, Child, Into) + " == LG_PENDING", S, Write, Out);
  if (Child.Where == ChildField::Place::Framed)
    Out.add("lg_frame_free(" + Write.childField(Child) + ");");
}

StepWriter::Destination StepWriter::destination(const ActionWriter &Write, const Operand &O,
                                                const ChildField &Child, bool Direct) {
  Destination D;
  if (Child.Callee->returnsVoid())
    return D;
  bool Bits = !Child.TargetMember.empty();
  if (Bits)
    D.Target = field(Child.TargetPath) + "->" + Child.TargetMember;
  else if (O.Target)
    D.Target = Child.TargetPath.empty() ? text(O.Target) : "*" + field(Child.TargetPath);
  bool Same = O.Target && !Bits && Ctx.hasSameUnqualifiedType(Child.TargetType, Child.Callee->Result) &&
              !O.Target->getType().isVolatileQualified();
  if (!Direct || !Same)
    D.Temporary = F.Names.fresh(O.Word + "_result");
  return D;
}

void StepWriter::keepTarget(const ActionWriter &Write, const Operand &O, const ChildField &Child,
                            Lines &Out) {
  if (Child.TargetPath.empty())
    return;
  BitField Bits = bitFieldIn(O.Target);
  settle(O.Target);
  Out.add(field(Child.TargetPath) + " = " + (Bits.ByPointer ? "" : "&") +
          text(Bits.Record ? Bits.Record : O.Target) + ";");
}

std::string StepWriter::addressOf(const std::string &Lvalue) {
  return Lvalue[0] == '*' ? Lvalue.substr(1) : "&" + Lvalue;
}

void StepWriter::awaitAll(const Step &Of, const State &S, const ActionWriter &Write, Lines &Out) {
  const auto &Operands = Of.Point->Operands;
  const auto &Children = S.Payload->Children;
  for (size_t I = 0; I != Operands.size(); ++I) {
    keepTarget(Write, Operands[I], Children[I], Out);
    init(Write, Children[I], Operands[I], Out);
  }
  resume(S, Write, Out);
  std::vector<std::string> Pending;
  for (size_t I = 0; I != Operands.size(); ++I) {
    const ChildField &Child = Children[I];
    std::string Unfinished = unfinished(Write, Child);
    Pending.push_back(Unfinished);
    pollUnfinished(Write, Child, destination(Write, Operands[I], Child, true), Unfinished, Out);
  }
  std::string OneLine = llvm::join(Pending, " || ");
  suspendIf(OneLine.size() < 80 ? OneLine : llvm::join(Pending, " ||\n" + Out.mark() + Out.indent() + "    "),
            S, Write, Out);
}

std::string StepWriter::unfinished(const ActionWriter &Write, const ChildField &Child) const {
  if (Child.Where == ChildField::Place::Framed)
    return Write.childField(Child);
  if (Child.Callee->isLeaf())
    return "!" + field(Child.DoneFlag);
  return Write.childField(Child) + "." + F.In.fixed("state") +
         " != " + FutureNames(Child.Callee->Name).state("done");
}

void StepWriter::pollUnfinished(const ActionWriter &Write, const ChildField &Child, const Destination &To,
                                const std::string &Unfinished, Lines &Out) {
  std::string Into =
      To.Temporary.empty() ? (To.Target.empty() ? "" : addressOf(To.Target)) : "&" + To.Temporary;
  std::string Poll = poll(Write, Child, Into);
  bool KnowsItself = Child.Where == ChildField::Place::Embedded && !Child.Callee->isLeaf();
  bool Stores = !To.Temporary.empty() && !To.Target.empty();
  if (KnowsItself && To.Temporary.empty()) {
    Out.add("if (" + Unfinished + ")");
    Out.in();
    Out.add(Poll + ";");
    Out.out();
    return;
  }
  Out.open("if (" + Unfinished + ") {");
  if (!To.Temporary.empty())
    Out.add(declareHere(Child.Callee->Result, To.Temporary) + ";");
  Out.open("if (" + Poll + " == LG_READY) {");
  if (Child.Where == ChildField::Place::Framed) {
    Out.add("lg_frame_free(" + Write.childField(Child) + ");");
    Out.add(Write.childField(Child) + " = " + F.In.macro("NULL") + ";");
  } else if (Child.Callee->isLeaf()) {
    Out.add(field(Child.DoneFlag) + " = 1;");
  }
  if (Stores)
    Out.add(To.Target + " = " + To.Temporary + ";");
  Out.close();
  Out.close();
}

void StepWriter::awaitFirst(const Step &Of, const State &S, const ActionWriter &Write, Lines &Out) {
  const auto &Operands = Of.Point->Operands;
  const auto &Children = S.Payload->Children;
  bool Timeout = Of.Point->What == Yield::Kind::Timeout;
  std::string Sleep = Timeout ? field(S.Payload->Sleep) : "";
  if (Timeout)
    Out.add("lg_sleep_init(&" + Sleep + ", " + text(Of.Point->Milliseconds) + ");");
  std::vector<Destination> To;
  for (size_t I = 0; I != Operands.size(); ++I) {
    keepTarget(Write, Operands[I], Children[I], Out);
    init(Write, Children[I], Operands[I], Out);
    To.push_back(destination(Write, Operands[I], Children[I], false));
    if (!To.back().Temporary.empty())
      Out.add(declareHere(Children[I].Callee->Result, To.back().Temporary) + ";");
  }
  // A leaf that was never polled holds nothing, and must not be dropped; after a suspension all have been
  // polled.
  std::string Suspended;
  for (size_t I = 1; I < Operands.size(); ++I)
    if (Operands[I].Callee->isLeaf() && Suspended.empty()) {
      Suspended = F.Names.fresh("suspended");
      Out.add("_Bool " + Suspended + " = 0;");
    }
  std::string Winner = Of.Result ? name(*Of.Result) : F.Names.fresh(Timeout ? "timed_out" : "winner");
  if (!Of.Result)
    Out.add("int " + Winner + ";");
  resume(S, Write, Out, Suspended);
  for (size_t I = 0; I != Operands.size(); ++I) {
    std::string If =
        (I ? "} else if (" : "if (") + poll(Write, Children[I], "&" + To[I].Temporary) + " == LG_READY) {";
    if (I)
      Out.out();
    Out.open(If);
    Out.add(Winner + " = " + llvm::Twine(I) + ";");
  }
  if (Timeout) {
    Out.close("} else if (lg_sleep_poll(&" + Sleep + ", " + Plan.Context + ") == LG_READY) {");
    Out.in();
    Out.add(Winner + " = lg_timed_out;");
  }
  Out.close("} else {");
  Out.in();
  suspend(S, Write, Out);
  if (Timeout) {
    Out.open("if (" + Winner + " == 0) {");
    Out.add("lg_sleep_drop(&" + Sleep + ");");
    finishWinner(Write, Children[0], To[0], Out);
    Out.close("} else {");
    Out.in();
    Write.dropChild(Children[0], Out);
    Out.close();
    return;
  }
  for (size_t I = Operands.size(); I-- > 0;) {
    if (Operands.size() == 1)
      break;
    if (I && Operands[I].Callee->isLeaf())
      Out.add("if (" + Winner + " > " + llvm::Twine(I) + " || (" + Winner + " < " + llvm::Twine(I) + " && " +
              Suspended + "))");
    else
      Out.add("if (" + Winner + " != " + llvm::Twine(I) + ")");
    Out.in();
    Write.dropChild(Children[I], Out);
    Out.out();
    if (I && Operands[I].Callee->isPointer()) { // not polled, but it has its frame already
      Out.add("else if (" + Winner + " < " + llvm::Twine(I) + ")");
      Out.in();
      Out.add("lg_call_free(" + Write.childAddress(Children[I]) + ");");
      Out.out();
    }
  }
  for (size_t I = 0; I != Operands.size(); ++I) {
    Lines Won(Out.mark(), Out.indent() + Out.step());
    finishWinner(Write, Children[I], To[I], Won);
    if (Won.empty())
      continue;
    bool One = Won.text().find('\n') == std::string::npos;
    Out.open("if (" + Winner + " == " + llvm::Twine(I) + (One ? ")" : ") {"));
    Out.add(Won.text());
    if (One)
      Out.out();
    else
      Out.close();
  }
  if (!Of.Result)
    Out.add("(void)" + Winner + ";");
}

void StepWriter::finishWinner(const ActionWriter &Write, const ChildField &Child, const Destination &To,
                              Lines &Out) {
  if (Child.Where == ChildField::Place::Framed)
    Out.add("lg_frame_free(" + Write.childField(Child) + ");");
  if (!To.Target.empty())
    Out.add(To.Target + " = " + To.Temporary + ";");
}

} // namespace lifeguard
