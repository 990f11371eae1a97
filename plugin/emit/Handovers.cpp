#include "Handovers.h"
#include "../support/Names.h"
#include "../support/Spelling.h"
#include "Attributes.h"
#include "Lines.h"
#include "Parameters.h"

using namespace clang;

namespace lifeguard {

namespace {

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

/// Writes one of them.
class HandoverWriter {
public:
  HandoverWriter(const Unit &In, const AsyncSignature &Signature, Handover::Kind What)
      : In(In), Signature(Signature), What(What),
        P(In, Signature,
          {Frame, Result, Task, Box, Runtime, Pointer, PointedType,
           Signature.isLeaf() ? llvm::StringRef(Signature.LeafFuture->Init) : ""}) {}

  std::string write(bool Complete) {
    switch (What) {
    case Handover::Kind::BlockOn:
    case Handover::Kind::BlockOnIn:
      blockOn(Complete);
      break;
    case Handover::Kind::Spawn:
    case Handover::Kind::SpawnIn:
      spawn();
      break;
    case Handover::Kind::Boxed:
      box();
      break;
    }
    return Out.atFileScope();
  }

private:
  const Unit &In;
  const AsyncSignature &Signature;
  Handover::Kind What;
  FutureNames Names{Signature.Name};
  std::string Frame = In.fixed("frame"), Result = In.fixed("out"), Task = In.fixed("task"),
              Box = In.fixed("box"), Runtime = In.fixed("runtime"), Pointer = In.fixed("pointer"),
              PointedType = In.fixed("type");
  Parameters P;
  Lines Out{"", ""};

  bool namesRuntime() const { return What == Handover::Kind::BlockOnIn || What == Handover::Kind::SpawnIn; }
  std::string structType() const {
    return Signature.isLeaf() ? Signature.LeafFuture->Type : "struct " + Names.Struct;
  }
  std::string typeAddress() const { return Signature.isPointer() ? PointedType : "&" + Names.Type; }

  /// The name and the parameters of the function.
  std::string declarator() const {
    std::string Declared = (namesRuntime() ? ", struct lg_runtime *" + Runtime : std::string()) +
                           (Signature.isPointer() ? ", " + declarePointer(In, Signature, Pointer) : "") +
                           P.Declared;
    return handoverName(Signature, What) + asParameterList(Declared);
  }

  void open(const std::string &Head) {
    Out.add(internal(In) + Head);
    Out.open("{");
    if (Signature.isPointer())
      Out.add(typeThrough(PointedType, Pointer));
  }

  std::string init(const std::string &Future) const {
    if (Signature.isPointer())
      return initThrough(In, P, PointedType, Frame);
    return (Signature.isLeaf() ? Signature.LeafFuture->Init : Names.Init) + "(" + Future + P.Passed + ");";
  }

  /// In a frame that is a local of the function where its size is known.
  void blockOn(bool Complete) {
    bool Void = Signature.returnsVoid();
    std::string Run = namesRuntime() ? "lg_block_on_future_in(" + Runtime + ", " : "lg_block_on_future(";
    open(declare(Signature.Result, declarator(), In.Ctx));
    if (Complete)
      Out.add(structType() + " " + Frame + ";");
    else
      Out.add((Signature.isPointer() ? "void" : structType()) + " *" + Frame +
              " = lg_frame_new(lg_context_noop(), " + typeAddress() + ");");
    if (!Void)
      Out.add(declare(Signature.Result, Result, In.Ctx) + ";");
    std::string Address = (Complete ? "&" : "") + Frame;
    Out.add(init(Address));
    Out.add(Run + typeAddress() + ", " + Address + ", " + (Void ? In.macro("NULL") : "&" + Result) + ");");
    if (!Complete)
      Out.add("lg_frame_free(" + Frame + ");");
    if (!Void)
      Out.add("return " + Result + ";");
    Out.close();
  }

  void spawn() {
    open("struct lg_task *" + declarator());
    Out.add("void *" + Frame + ";");
    Out.add("struct lg_task *" + Task + " = lg_task_new(" + (namesRuntime() ? Runtime : In.macro("NULL")) +
            ", " + typeAddress() + ", &" + Frame + ");");
    Out.open("if (" + Task + ") {");
    Out.add(init("(" + structType() + " *)" + Frame));
    Out.add("lg_task_start(" + Task + ");");
    Out.close();
    Out.add("return " + Task + ";");
    Out.close();
  }

  void box() {
    open("struct lg_future *" + declarator());
    Out.add("void *" + Frame + ";");
    Out.add("struct lg_future *" + Box + " = lg_future_new(" + typeAddress() + ", &" + Frame + ");");
    Out.add("if (" + Box + ")");
    Out.in();
    Out.add(init("(" + structType() + " *)" + Frame));
    Out.out();
    Out.add("return " + Box + ";");
    Out.close();
  }
};

} // namespace

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
  return Out.atFileScope();
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
  return HandoverWriter(In, Signature, What).write(Complete);
}

} // namespace lifeguard
