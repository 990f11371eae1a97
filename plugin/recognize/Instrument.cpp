#include "Instrument.h"
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The items of the list, which commas separate, but for those in a string.
std::vector<llvm::StringRef> splitItems(llvm::StringRef List) {
  std::vector<llvm::StringRef> Items;
  bool Quoted = false;
  size_t Begin = 0;
  for (size_t I = 0; I <= List.size(); ++I) {
    if (I < List.size() && List[I] == '"' && (I == 0 || List[I - 1] != '\\'))
      Quoted = !Quoted;
    if (I != List.size() && (List[I] != ',' || Quoted))
      continue;
    Items.push_back(List.slice(Begin, I).trim());
    Begin = I + 1;
  }
  return Items;
}

class InstrumentReader {
public:
  InstrumentReader(AsyncSignature &Signature, const AnnotateAttr &Mark, Diagnostics &Diags)
      : Signature(Signature), Mark(Mark), Diags(Diags),
        Function(Signature.Definition ? Signature.Definition : Signature.Decl) {}

  void read() {
    if (Signature.isLeaf()) {
      Diags.report(Function->getLocation(), Message::instrument_misplaced) << Signature.Name;
      return;
    }
    Signature.Span = std::make_unique<Instrument>();
    Signature.Span->Name = Signature.Name;
    if (!startsWith(Mark.getAnnotation(), annotation::InstrumentWith))
      return;
    for (llvm::StringRef Item : splitItems(annotationBody(Mark, annotation::InstrumentWith)))
      if (!Item.empty())
        item(Item);
  }

private:
  AsyncSignature &Signature;
  const AnnotateAttr &Mark;
  Diagnostics &Diags;
  const FunctionDecl *Function;

  void item(llvm::StringRef Item) {
    auto [Key, Value] = Item.split('=');
    Key = Key.trim();
    Value = Value.trim();
    if (Item == "all") {
      for (const ParmVarDecl *P : Function->parameters())
        if (P->getIdentifier())
          field(P);
    } else if (Item == "err") {
      Signature.Span->Fails = Instrument::Failure::Nonzero;
      checkResult(Item, isInteger() || Signature.Result->isPointerType());
    } else if (Item == "err < 0" || Item == "err<0") {
      Signature.Span->Fails = Instrument::Failure::Negative;
      checkResult(Item, isInteger() && Signature.Result->isSignedIntegerOrEnumerationType());
    } else if (Key == "level" && isLevel(Value)) {
      Signature.Span->Level = Value.upper();
    } else if (Key == "target" && isString(Value)) {
      Signature.Span->Target = Value.drop_front().drop_back().str();
    } else if (Key == "name" && isString(Value)) {
      Signature.Span->Name = Value.drop_front().drop_back().str();
    } else {
      named(Item);
    }
  }

  void named(llvm::StringRef Item) {
    for (const ParmVarDecl *P : Function->parameters())
      if (P->getIdentifier() && P->getName() == Item)
        return field(P);
    // A prototype may call its parameters as it likes, or nothing at all.
    if (!Signature.Definition && !Mark.isInherited() && isIdentifier(Item))
      return;
    Diags.report(Mark.getLocation(), Message::instrument_argument) << Item << Signature.Name;
    Diags.report(Mark.getLocation(), Message::note_instrument_argument);
  }

  void field(const ParmVarDecl *P) {
    QualType T = P->getType();
    if (!T->isArithmeticType() && !T->isEnumeralType() && !T->isPointerType()) {
      Diags.report(P->getLocation(), Message::instrument_field) << P->getName() << Signature.Name;
      Diags.report(P->getLocation(), Message::note_instrument_field) << T;
      return;
    }
    if (!llvm::is_contained(Signature.Span->Fields, P))
      Signature.Span->Fields.push_back(P);
  }

  bool isInteger() const { return Signature.Result->isIntegralOrEnumerationType(); }

  void checkResult(llvm::StringRef Item, bool Fits) {
    if (!Fits)
      Diags.report(Mark.getLocation(), Message::instrument_result)
          << Item << Signature.Name << Signature.Result;
  }

  static bool isLevel(llvm::StringRef Word) {
    for (llvm::StringRef Level : {"error", "warn", "info", "debug", "trace"})
      if (Level == Word)
        return true;
    return false;
  }
  static bool isString(llvm::StringRef Text) {
    return Text.size() >= 2 && Text.front() == '"' && Text.back() == '"';
  }
  static bool isIdentifier(llvm::StringRef Text) {
    return llvm::all_of(Text, [](char C) { return llvm::isAlnum(C) || C == '_'; });
  }
};

} // namespace

QualType spanGuardType(ASTContext &Ctx) {
  for (NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(&Ctx.Idents.get("lg_instrumented")))
    if (auto *Typedef = dyn_cast<TypedefNameDecl>(D))
      return Ctx.getTypedefType(Typedef);
  return {};
}

void useFields(FunctionDecl &F) {
  const AnnotateAttr *Mark = findAnnotation(&F, annotation::Instrument);
  if (!Mark || !startsWith(Mark->getAnnotation(), annotation::InstrumentWith))
    return;
  for (llvm::StringRef Item : splitItems(annotationBody(*Mark, annotation::InstrumentWith)))
    for (ParmVarDecl *P : F.parameters())
      if (Item == "all" || (P->getIdentifier() && P->getName() == Item))
        P->setReferenced();
}

void readInstrument(AsyncSignature &Signature, Diagnostics &Diags) {
  const FunctionDecl *F = Signature.Definition ? Signature.Definition : Signature.Decl->getMostRecentDecl();
  if (const AnnotateAttr *Mark = findAnnotation(F, annotation::Instrument))
    InstrumentReader(Signature, *Mark, Diags).read();
}

} // namespace lifeguard
