#include "Future.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "Actions.h"
#include "Attributes.h"
#include "LocalTypes.h"
#include "SourceText.h"
#include "Tables.h"

using namespace clang;

namespace lifeguard {

namespace {

/// A name that could hide what is generated around it, or no name at all.
bool isOurs(llvm::StringRef Name) {
  return Name.empty() || Name.contains("_future_") || startsWith(Name, "lg_") || startsWith(Name, "LG_");
}

/// The parameters as C text, ", " before each: ", struct conn *c, size_t n". Unnamed ones get names.
struct Parameters {
  std::string Declared, Types, Passed;
  std::vector<std::pair<const ParmVarDecl *, std::string>> Names;

  Parameters(const Unit &In, const AsyncSignature &Signature,
             std::initializer_list<llvm::StringRef> Reserved) {
    NamePool Pool(&In.Macros);
    for (llvm::StringRef Name : Reserved)
      Pool.reserve(Name);
    auto Add = [&](QualType T, llvm::StringRef Wish) {
      std::string Name = Pool.fresh(isOurs(Wish) ? "argument" : Wish);
      Declared += ", " + declare(T.getUnqualifiedType(), Name, In.Ctx);
      Types += ", " + declare(T.getUnqualifiedType(), "", In.Ctx);
      Passed += ", " + Name;
      return Name;
    };
    if (const auto *Pointee = dyn_cast_or_null<FunctionProtoType>(Signature.Pointee)) {
      for (QualType T : Pointee->param_types())
        Add(T, "");
    } else if (!Signature.isPointer()) {
      const FunctionDecl *F = Signature.Definition ? Signature.Definition : Signature.Decl;
      for (const ParmVarDecl *P : F->parameters())
        Names.push_back({P, Add(P->getType(), P->getName())});
    }
  }
};

/// A pointer of the type that functions of `Pointed` are called through.
std::string declarePointer(const Unit &In, const AsyncSignature &Pointed, llvm::StringRef Name) {
  return declare(In.Ctx.getPointerType(QualType(Pointed.Pointee, 0)), Name, In.Ctx);
}

/// Finds the type of the futures that a pointer's function makes.
std::string typeThrough(const std::string &Type, const std::string &Pointer) {
  return "const lg_future_type *" + Type + " = (const lg_future_type *)(uintptr_t)" + Pointer + ";";
}

/// Makes a future of it in `Frame`.
std::string initThrough(const Unit &In, const Parameters &P, const std::string &Type,
                        const std::string &Frame) {
  return "((void (*)(void *" + P.Types + "))(uintptr_t)lg_init_of(" + Type + "))(" + Frame + P.Passed + ");";
}

std::string asParameterList(const std::string &Declared) {
  return Declared.empty() ? "(void)" : "(" + Declared.substr(2) + ")";
}

const ASTContext &contextOf(const AsyncSignature &Signature) { return Signature.Decl->getASTContext(); }

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
  if (!Signature.returnsVoid()) {
    const ASTContext &Ctx = contextOf(Signature);
    Text += ", " + declare(Ctx.getPointerType(Signature.Result), Out, Ctx);
  }
  return Text + ")";
}

std::string dropHead(const Unit &In, const AsyncSignature &Signature, llvm::StringRef Self) {
  FutureNames Names(Signature.Name);
  return linkage(In, Signature) + attributes(Signature, AttributesOf::Functions) + "void " + Names.Drop +
         "(struct " + Names.Struct + " *" + Self.str() + ")";
}

/// Lines at file scope, ended by a line break. `Mark` empty: the lines are not counted as any line of the
/// user's.
std::string finish(const Lines &L) { return L.text() + "\n"; }

//===- The frame ----------------------------------------------------------===//

class FrameWriter {
public:
  FrameWriter(const FramePlan &Plan, llvm::function_ref<Naming> NameOf, Lines &Out)
      : Plan(Plan), NameOf(NameOf), Names(NameOf(Plan.function().Signature)), Out(Out),
        Ctx(Plan.function().In.Ctx) {}

  void write() {
    Out.open("enum " + Plan.function().In.macro("lg_packed") + " " + Names.StateEnum + " {");
    Out.add(Names.state("start") + ",");
    for (const auto &State : Plan.States)
      Out.add(Names.state(State->Name) + ",");
    Out.add(Names.state("done") + ",");
    Out.close("};");
    Out.add("");
    Out.open("struct " + Names.Struct + " {");
    members(Plan.Members);
    Out.close("};");
  }

private:
  const FramePlan &Plan;
  llvm::function_ref<Naming> NameOf;
  FutureNames Names;
  Lines &Out;
  const ASTContext &Ctx;

  void members(const std::vector<FrameMember> &Members) {
    for (const FrameMember &M : Members)
      member(M);
  }

  void member(const FrameMember &M) {
    switch (M.What) {
    case FrameMember::Kind::Struct:
    case FrameMember::Kind::Union: {
      std::string Open = M.What == FrameMember::Kind::Union ? "union {" : "struct {";
      Out.open(Open + (M.Storage ? " /* the block on line " + std::to_string(M.Storage->Line) + " */" : ""));
      members(M.Members);
      return Out.close(M.Name.empty() ? "};" : "} " + M.Name + ";");
    }
    default:
      return Out.add(declaration(M) + ";" + (M.State.empty() ? remark(M) : " /* " + M.State + " */"));
    }
  }

  std::string declaration(const FrameMember &M) const {
    switch (M.What) {
    case FrameMember::Kind::State:
      return "enum " + Names.StateEnum + " " + M.Name;
    case FrameMember::Kind::Flag:
    case FrameMember::Kind::DoneFlag:
      return "_Bool " + M.Name;
    case FrameMember::Kind::Child: {
      const AsyncSignature &Callee = *M.Child->Callee;
      std::string Type =
          Callee.isLeaf() ? Callee.LeafFuture->Type : "struct " + FutureNames(NameOf(Callee)).Struct;
      return Type + (M.Child->Where == ChildField::Place::Framed ? " *" : " ") + M.Name;
    }
    case FrameMember::Kind::Target:
      return declare(Ctx.getPointerType(M.Child->TargetType), M.Name, Ctx);
    case FrameMember::Kind::Sleep:
      return "struct lg_sleep " + M.Name;
    default:
      return alignment(*M.Of) + declare(M.Of->Type, M.Name, Ctx);
    }
  }

  std::string alignment(const Local &L) const {
    if (L.Var && L.Var->hasAttr<AlignedAttr>())
      return "_Alignas(" + std::to_string(L.Var->getMaxAlignment() / 8) + ") ";
    auto Lost = Ctx.getTypeAlignInChars(L.Type); // a typedef's of the body
    bool IsLost = Lost > Ctx.getTypeAlignInChars(fileScopeType(L.Type, Ctx));
    return IsLost ? "_Alignas(" + std::to_string(Lost.getQuantity()) + ") " : "";
  }

  static std::string remark(const FrameMember &M) {
    if (M.What == FrameMember::Kind::Flag)
      return " /* " + M.Of->Name + " has been initialised */";
    return M.What == FrameMember::Kind::Pinned ? reason(*M.Of) : "";
  }

  static std::string reason(const Local &L) {
    if (L.isGuard())
      return " /* guard */";
    if (L.What == Local::Kind::Literal)
      return " /* compound literal */";
    if (L.Escapes)
      return " /* address taken */";
    return "";
  }
};

std::string outSize(const AsyncSignature &Signature) {
  return Signature.returnsVoid() ? "0"
                                 : "sizeof(" + declare(Signature.Result, "", contextOf(Signature)) + ")";
}

/// Whether some file may have a pointer to that function.
bool mayBePointedTo(const AsyncSignature &Signature) {
  return Signature.Designated || (!Signature.Internal && !Signature.isLeaf());
}

/// The functions of a future behind void pointers, with exactly the types that lg_future_type calls them by.
void erasedFunctions(Lines &Out, const Unit &In, const FutureNames &Names, const std::string &Struct,
                     const std::string &Init, const std::string &Poll, const std::string &Drop,
                     const AsyncSignature &Signature) {
  const ASTContext &Ctx = contextOf(Signature);
  std::string Self = In.fixed("self"), Context = In.fixed("cx"), Result = In.fixed("out");
  if (mayBePointedTo(Signature)) {
    Parameters P(In, Signature, {Self, Init});
    Out.add(internal(In) + "void " + Names.InitErased + "(void *" + Self + P.Declared + ")");
    Out.open("{");
    Out.add(Init + "((" + Struct + " *)" + Self + P.Passed + ");");
    Out.close();
    Out.add("");
  }
  Out.add(internal(In) + "lg_poll " + Names.PollErased + "(void *" + Self + ", lg_context *" + Context +
          ", void *" + Result + ")");
  Out.open("{");
  if (Signature.returnsVoid()) {
    Out.add("(void)" + Result + ";");
    Out.add("return " + Poll + "((" + Struct + " *)" + Self + ", " + Context + ");");
  } else {
    Out.add("return " + Poll + "((" + Struct + " *)" + Self + ", " + Context + ", (" +
            declare(Ctx.getPointerType(Signature.Result), "", Ctx) + ")" + Result + ");");
  }
  Out.close();
  Out.add("");
  Out.add(internal(In) + "void " + Names.DropErased + "(void *" + Self + ")");
  Out.open("{");
  Out.add(Drop + "((" + Struct + " *)" + Self + ");");
  Out.close();
  Out.add("");
}

/// The members of lg_future_type in order. Their names are left to the comments: a macro of the user could
/// replace them.
void typeMembers(Lines &Out, const Unit &In, const FutureNames &Names, const std::string &Struct,
                 const AsyncSignature &Signature, size_t States) {
  auto Member = [&](llvm::StringRef What, const llvm::Twine &Value) {
    Out.add("/* " + What + " */ " + Value + ",");
  };
  Member("size", "sizeof(" + Struct + ")");
  Member("align", "_Alignof(" + Struct + ")");
  Member("out_size", outSize(Signature));
  Member("name", quotedString(Signature.Name));
  Member("init",
         mayBePointedTo(Signature) ? "(lg_function *)(uintptr_t)" + Names.InitErased : In.macro("NULL"));
  Member("poll", Names.PollErased);
  Member("drop", Names.DropErased);
  Member("state", States ? Names.StateErased : In.macro("NULL"));
  Member("states", States ? Names.States : In.macro("NULL"));
  Member("state_count", llvm::Twine(States));
  Member("frame", States ? "&" + Names.Frame : In.macro("NULL"));
}

} // namespace

std::string internal(const Unit &In) { return "static " + In.macro("lg_unused") + " "; }

std::string linkage(const Unit &In, const AsyncSignature &Signature) {
  return (Signature.Internal ? internal(In) : "") + attributes(Signature, AttributesOf::Everything);
}

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
  return declare(Signature.Result, Signature.Name + asParameterList(P.Declared), contextOf(Signature)) +
         ";\n";
}

std::string addressToCopy(const std::string &Object, QualType T) {
  return (T.isVolatileQualified() ? "(void *)&" : "&") + Object;
}

std::string pollHead(const FramePlan &Plan) {
  // A label's address that is kept in the frame means a label of this very copy of the function.
  std::string OneCopy =
      Plan.function().LabelsTaken.empty() ? "" : Plan.function().In.macro("lg_one_copy") + " ";
  return OneCopy + pollHead(Plan.function().In, Plan.function().Signature, Plan.Self, Plan.Context, Plan.Out);
}

std::string frameType(const FramePlan &Plan, llvm::function_ref<Naming> NameOf) {
  Lines Out("", "");
  std::string Types = localTypes(Plan);
  FrameWriter(Plan, NameOf, Out).write();
  return Types + finish(Out);
}

void forEachTypeOfFrame(const FramePlan &Plan, llvm::function_ref<void(QualType)> Visit) {
  for (const auto &Pinned : Plan.PinnedName)
    Visit(Pinned.first->Type);
  for (const ParmVarDecl *Parameter : Plan.function().definition()->parameters())
    Visit(Parameter->getType());
  for (const auto &State : Plan.States) {
    for (const SavedField &S : State->Saved)
      Visit(S.Of->Type);
    for (const ChildField &Child : State->Children) {
      if (!Child.TargetType.isNull())
        Visit(Plan.function().In.Ctx.getPointerType(Child.TargetType));
      if (Child.Callee->isLeaf())
        Visit(Child.Callee->LeafFuture->Self);
    }
  }
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
  return finish(Out);
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
  return finish(Out);
}

std::string typeObject(const FramePlan &Plan, const std::string &Mark) {
  const AsyncFunction &F = Plan.function();
  const AsyncSignature &Signature = F.Signature;
  const FutureNames &Names = Plan.Names;
  Lines Out(Mark, "");
  std::string Struct = "struct " + Names.Struct;
  erasedFunctions(Out, F.In, Names, Struct, Names.Init, Names.Poll, Names.Drop, Signature);
  std::string Self = F.In.fixed("self");
  Out.add(internal(F.In) + "unsigned " + Names.StateErased + "(const void *" + Self + ")");
  Out.open("{");
  Out.add("return ((const " + Struct + " *)" + Self + ")->" + F.In.fixed("state") + ";");
  Out.close();
  Out.add("");
  // Without marks from here on: a table is no statement.
  Lines Table("", "");
  stateTable(Plan, Table);
  Table.add("");
  Table.open((Signature.Internal ? internal(F.In) : std::string()) + "const lg_future_type " + Names.Type +
             " = {");
  typeMembers(Table, F.In, Names, Struct, Signature, Plan.States.size() + 2);
  Table.close("};");
  return finish(Out) + finish(Table);
}

std::string leafTypeObject(const Unit &In, const AsyncSignature &Signature) {
  FutureNames Names(Signature.Name);
  const Leaf &L = *Signature.LeafFuture;
  Lines Out("", "");
  erasedFunctions(Out, In, Names, L.Type, L.Init, L.Poll, L.Drop, Signature);
  // Pointers to one function are equal, whichever file takes them.
  bool Shared = Signature.Designated && !Signature.Internal;
  Out.open((Shared ? "__attribute__((weak)) " + linkage(In, Signature) : internal(In)) +
           "const lg_future_type " + Names.Type + " = {");
  typeMembers(Out, In, Names, L.Type, Signature, 0);
  Out.close("};");
  return finish(Out);
}

std::string pointerTo(const AsyncSignature &Signature) {
  return "((__typeof__(" + Signature.Name + ") *)(uintptr_t)&" + FutureNames(Signature.Name).Type + ")";
}

std::string callFunction(const Unit &In, const AsyncSignature &Pointed) {
  std::string Self = In.fixed("self"), Context = In.fixed("cx"), Pointer = In.fixed("pointer"),
              Type = In.fixed("type");
  Parameters P(In, Pointed, {Self, Context, Pointer, Type});
  Lines Out("", "");
  Out.add("/* calls through pointers: " + declarePointer(In, Pointed, "") + " */");
  Out.add(internal(In) + "void " + Pointed.LeafFuture->Init + "(struct lg_call *" + Self + ", lg_context *" +
          Context + ", " + declarePointer(In, Pointed, Pointer) + P.Declared + ")");
  Out.open("{");
  Out.add(typeThrough(Type, Pointer));
  Out.add(initThrough(In, P, Type, "lg_call_new(" + Self + ", " + Context + ", " + Type + ")"));
  Out.close();
  return finish(Out);
}

std::string handoverName(const AsyncSignature &Signature, Handover::Kind What) {
  FutureNames Names(Signature.Name);
  switch (What) {
  case Handover::Kind::BlockOn:
    return Names.BlockOn;
  case Handover::Kind::BlockOnIn:
    return Names.BlockOnIn;
  case Handover::Kind::Spawn:
    return Names.Spawn;
  case Handover::Kind::SpawnIn:
    return Names.SpawnIn;
  case Handover::Kind::Boxed:
    return Names.Boxed;
  }
  return "";
}

std::string handoverFunction(const Unit &In, const AsyncSignature &Signature, Handover::Kind What,
                             bool Complete) {
  FutureNames Names(Signature.Name);
  const ASTContext &Ctx = In.Ctx;
  std::string Frame = In.fixed("frame"), Result = In.fixed("out"), Task = In.fixed("task"),
              Box = In.fixed("box"), Runtime = In.fixed("runtime"), Pointer = In.fixed("pointer"),
              PointedType = In.fixed("type");
  Parameters P(In, Signature,
               {Frame, Result, Task, Box, Runtime, Pointer, PointedType,
                Signature.isLeaf() ? llvm::StringRef(Signature.LeafFuture->Init) : ""});
  bool Into = What == Handover::Kind::BlockOnIn || What == Handover::Kind::SpawnIn;
  bool Pointed = Signature.isPointer();
  std::string Declared = (Into ? ", struct lg_runtime *" + Runtime : std::string()) +
                         (Pointed ? ", " + declarePointer(In, Signature, Pointer) : "") + P.Declared;
  std::string List = asParameterList(Declared);
  std::string Name = handoverName(Signature, What);
  std::string Struct = Signature.isLeaf() ? Signature.LeafFuture->Type : "struct " + Names.Struct;
  bool Void = Signature.returnsVoid();
  std::string Type = Pointed ? PointedType : "&" + Names.Type;
  auto Init = [&](const std::string &Future) {
    if (Pointed)
      return initThrough(In, P, PointedType, Frame);
    return (Signature.isLeaf() ? Signature.LeafFuture->Init : Names.Init) + "(" + Future + P.Passed + ");";
  };
  Lines Out("", "");
  auto Open = [&](const std::string &Head) {
    Out.add(internal(In) + Head);
    Out.open("{");
    if (Pointed)
      Out.add(typeThrough(PointedType, Pointer));
  };
  switch (What) {
  case Handover::Kind::BlockOn:
  case Handover::Kind::BlockOnIn: {
    std::string Run = Into ? "lg_block_on_future_in(" + Runtime + ", " : "lg_block_on_future(";
    Open(declare(Signature.Result, Name + List, Ctx));
    if (Complete)
      Out.add(Struct + " " + Frame + ";");
    else
      Out.add((Pointed ? "void" : Struct) + " *" + Frame + " = lg_frame_new(lg_context_noop(), " + Type +
              ");");
    if (!Void)
      Out.add(declare(Signature.Result, Result, Ctx) + ";");
    std::string Address = (Complete ? "&" : "") + Frame;
    Out.add(Init(Address));
    Out.add(Run + Type + ", " + Address + ", " + (Void ? In.macro("NULL") : "&" + Result) + ");");
    if (!Complete)
      Out.add("lg_frame_free(" + Frame + ");");
    if (!Void)
      Out.add("return " + Result + ";");
    Out.close();
    break;
  }
  case Handover::Kind::Spawn:
  case Handover::Kind::SpawnIn:
    Open("struct lg_task *" + Name + List);
    Out.add("void *" + Frame + ";");
    Out.add("struct lg_task *" + Task + " = lg_task_new(" + (Into ? Runtime : In.macro("NULL")) + ", " +
            Type + ", &" + Frame + ");");
    Out.open("if (" + Task + ") {");
    Out.add(Init("(" + Struct + " *)" + Frame));
    Out.add("lg_task_start(" + Task + ");");
    Out.close();
    Out.add("return " + Task + ";");
    Out.close();
    break;
  case Handover::Kind::Boxed:
    Open("struct lg_future *" + Name + List);
    Out.add("void *" + Frame + ";");
    Out.add("struct lg_future *" + Box + " = lg_future_new(" + Type + ", &" + Frame + ");");
    Out.add("if (" + Box + ")");
    Out.in();
    Out.add(Init("(" + Struct + " *)" + Frame));
    Out.out();
    Out.add("return " + Box + ";");
    Out.close();
    break;
  }
  return finish(Out);
}

} // namespace lifeguard
