#include "Future.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "Actions.h"
#include "Attributes.h"
#include "Expressions.h"
#include "Parameters.h"
#include "Tables.h"

using namespace clang;

namespace lifeguard {

namespace {

std::string initHead(const Unit &In, const AsyncSignature &Signature) {
  FutureNames Names(Signature.Name);
  std::string Self = In.fixed("self");
  Parameters P(In, Signature, {Self});
  return linkage(In, Signature) + attributes(Signature, AttributesOf::Functions) + "void " + Names.Init +
         "(struct " + Names.Struct + " *" + Self + P.Declared + ")";
}

std::string pollHead(const Unit &In, const AsyncSignature &Signature, llvm::StringRef Self,
                     llvm::StringRef Context, llvm::StringRef Out) {
  FutureNames Names(Signature.Name);
  std::string Text = linkage(In, Signature) + attributes(Signature, AttributesOf::Functions) +
                     attributes(Signature, AttributesOf::Poll) + "lg_poll " + Names.Poll + "(struct " +
                     Names.Struct + " *" + Self.str() + ", lg_context *" + Context.str();
  if (!Signature.returnsVoid())
    Text += ", " + declare(In.Ctx.getPointerType(Signature.Result), Out, In.Ctx);
  return Text + ")";
}

std::string dropHead(const Unit &In, const AsyncSignature &Signature, llvm::StringRef Self) {
  FutureNames Names(Signature.Name);
  return linkage(In, Signature) + attributes(Signature, AttributesOf::Functions) + "void " + Names.Drop +
         "(struct " + Names.Struct + " *" + Self.str() + ")";
}

} // namespace

std::string declarations(const Unit &In, const AsyncSignature &Signature) {
  FutureNames Names(Signature.Name);
  std::string Text = "struct " + Names.Struct + ";\n";
  Text += initHead(In, Signature) + ";\n";
  Text += pollHead(In, Signature, In.fixed("self"), In.fixed("cx"), In.fixed("out")) + ";\n";
  Text += dropHead(In, Signature, In.fixed("self")) + ";\n";
  Text += linkage(In, Signature) + (Signature.Internal ? "" : "extern ") + "const lg_future_type " +
          Names.Type + ";\n";
  return Text;
}

std::string plainPrototype(const Unit &In, const AsyncSignature &Signature) {
  Parameters P(In, Signature, {});
  return declare(Signature.Result, Signature.Name + asParameterList(P.Declared), In.Ctx) + ";\n";
}

std::string pollHead(const FramePlan &Plan) {
  // A label's address that is kept in the frame means a label of this very copy of the function.
  std::string OneCopy =
      Plan.function().LabelsTaken.empty() ? "" : Plan.function().In.macro("lg_one_copy") + " ";
  return OneCopy + pollHead(Plan.function().In, Plan.function().Signature, Plan.Self, Plan.Context, Plan.Out);
}

std::string initFunction(const FramePlan &Plan, const std::string &Mark) {
  const AsyncSignature &Signature = Plan.function().Signature;
  const Unit &In = Plan.function().In;
  std::string Self = In.fixed("self");
  Parameters P(In, Signature, {Self});
  Lines Out(Mark, "");
  Out.add(initHead(In, Signature));
  Out.open("{");
  Out.add(Self + "->" + In.fixed("state") + " = " + Plan.Names.state("start") + ";");
  for (const auto &[Var, Name] : P.Names) {
    const Local &L = *Plan.function().LocalOf.lookup(Var);
    if (Plan.isPinned(L))
      Out.add(cannotBeAssigned(L.Type)
                  ? "__builtin_memcpy(" + addressToCopy(Self + "->" + Plan.PinnedName.lookup(&L), L.Type) +
                        ", &" + Name + ", sizeof " + Name + ");"
                  : Self + "->" + Plan.PinnedName.lookup(&L) + " = " + Name + ";");
    else if (L.Referenced)
      Out.add(Self + "->" + Plan.ArgumentPath.lookup(&L) + " = " + Name + ";");
    else
      Out.add("(void)" + Name + ";");
  }
  if (In.Trace) {
    for (const Local *L : Plan.Arguments)
      if (std::string Value = tracedValue(Plan, Self, *L, Plan.ArgumentPath.lookup(L)); !Value.empty())
        Out.add(Value);
    Out.add(traced(Plan, Self, "CREATE", Plan.Names.state("start")));
  }
  Out.close();
  return Out.atFileScope();
}

std::string dropFunction(const VerifiedMachine &Verified, const std::string &Mark) {
  const StateMachine &Machine = Verified.machine();
  const FramePlan &Plan = Machine.Of;
  Lines Out(Mark, "");
  Out.add(dropHead(Plan.function().In, Plan.function().Signature, Plan.Self));
  Out.open("{");
  if (!Machine.States.empty()) {
    std::string StateField = Plan.Self + "->" + Plan.function().In.fixed("state");
    if (Plan.function().In.Trace)
      Out.add(traced(Plan, Plan.Self, "DROP", StateField));
    Out.add("switch (" + StateField + ") {");
    for (const State &S : Machine.States) {
      if (!S.Payload->Reachable)
        continue;
      Out.add("case " + Plan.Names.state(S.Payload->Name) + ":");
      Out.in();
      ActionWriter Write(Plan, S.Payload);
      Write.Dropping = true;
      Write.write(S.OnDrop, Out);
      Out.add("break;");
      Out.out();
    }
    Out.add("default: /* not started, or finished: nothing is held */");
    Out.in();
    Out.add("break;");
    Out.out();
    Out.add("}");
  }
  Out.add(Plan.Self + "->" + Plan.function().In.fixed("state") + " = " + Plan.Names.state("done") + ";");
  Out.close();
  return Out.atFileScope();
}

} // namespace lifeguard
