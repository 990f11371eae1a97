#include "Span.h"
#include "../support/Spelling.h"

using namespace clang;

namespace lifeguard {

namespace {

std::string frameField(const FramePlan &Plan, const std::string &Name) { return Plan.Self + "->" + Name; }

std::string guard(const FramePlan &Plan) {
  return frameField(Plan, Plan.PinnedName.lookup(Plan.function().Span));
}

/// The function that makes a field of a value of type `T`.
const char *fieldFunction(QualType T) {
  if (T->isBooleanType())
    return "lg__bool_field";
  if (T->isPointerType())
    return T->getPointeeType()->isCharType() ? "lg__text_field" : "lg__pointer_field";
  if (T->isRealFloatingType())
    return "lg__double_field";
  return T->isSignedIntegerOrEnumerationType() ? "lg__int_field" : "lg__uint_field";
}

} // namespace

std::string spanSite(const FramePlan &Plan) {
  const AsyncFunction &F = Plan.function();
  const Instrument &Span = *F.Signature.Span;
  const SourceManager &SM = F.In.Ctx.getSourceManager();
  std::string File = SM.getPresumedLoc(SM.getExpansionLoc(F.definition()->getLocation())).getFilename();
  Lines Out("", "");
  Out.open("static lg_callsite " + Plan.Names.Span + " = {");
  Out.add("/* name */ " + quotedString(Span.Name) + ",");
  Out.add("/* target */ " + quotedString(Span.Target.empty() ? File : Span.Target) + ",");
  Out.add("/* level */ LG_" + Span.Level + ",");
  Out.add("/* file */ " + quotedString(File) + ",");
  Out.add("/* line */ " + llvm::Twine(F.Root->Line) + ",");
  Out.add("/* interest, next */ 0, 0,");
  Out.close("};");
  return Out.atFileScope();
}

void beginSpan(const FramePlan &Plan, Lines &Out) {
  const AsyncFunction &F = Plan.function();
  const auto &Fields = F.Signature.Span->Fields;
  std::string Site = "&" + Plan.Names.Span;
  Out.add("/* instrument: the span of this call */");
  Out.open("if (lg_instrument_wants(" + Site + ")) {");
  std::string List = F.In.macro("NULL");
  if (!Fields.empty()) {
    List = F.Names.fresh("fields");
    Out.open("const lg_field " + List + "[] = {");
    for (const ParmVarDecl *P : Fields) {
      const Local &L = *F.LocalOf.lookup(P);
      std::string Value = Plan.isPinned(L) ? frameField(Plan, Plan.PinnedName.lookup(&L)) : L.Name;
      Out.add(llvm::Twine(fieldFunction(L.Type.getCanonicalType())) + "(" + quotedString(P->getName()) +
              ", " + Value + "),");
    }
    Out.close("};");
  }
  Out.add(guard(Plan) + " = lg_instrument_begin(" + Site + ", " + List + ", " + llvm::Twine(Fields.size()) +
          ");");
  Out.close("} else {");
  Out.in();
  Out.add(guard(Plan) + ".span = " + F.In.macro("NULL") + ";");
  Out.close();
}

void endSpan(const FramePlan &Plan, Lines &Out) {
  const AsyncSignature &Signature = Plan.function().Signature;
  bool Pointer = Signature.Result->isPointerType();
  std::string Failed, Value = "*" + Plan.Out;
  switch (Signature.Span->Fails) {
  case Instrument::Failure::None:
    return;
  case Instrument::Failure::Nonzero:
    Failed = Pointer ? "!" + Value : Value;
    break;
  case Instrument::Failure::Negative:
    Failed = Value + " < 0";
    break;
  }
  Out.add("if (" + Failed + ")");
  Out.in();
  Out.add("lg_instrumented_failed(&" + guard(Plan) + ", " + (Pointer ? "0" : Value) + ");");
  Out.out();
}

} // namespace lifeguard
