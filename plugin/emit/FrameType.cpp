#include "FrameType.h"
#include "../support/Spelling.h"
#include "Lines.h"
#include "LocalTypes.h"
#include "clang/AST/Attr.h"

using namespace clang;

namespace lifeguard {

namespace {

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

} // namespace

std::string frameType(const FramePlan &Plan, llvm::function_ref<Naming> NameOf) {
  Lines Out("", "");
  std::string Types = localTypes(Plan);
  FrameWriter(Plan, NameOf, Out).write();
  return Types + Out.atFileScope();
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

} // namespace lifeguard
