#include "Declarations.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "LocalTypes.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Whether `D` has a type with the size of a variable-length array. It stays in its poll.
bool isSized(const Decl *D) {
  bool Any = false;
  forEachEvaluatedSize(D, [&](const Expr *) { Any = true; });
  return Any;
}

} // namespace

const Local *DeclarationWriter::localOf(const Decl *D) const {
  const auto *Var = dyn_cast<VarDecl>(D);
  return Var ? F.LocalOf.lookup(Var) : nullptr;
}

void DeclarationWriter::forEachPart(const DeclStmt *S, llvm::function_ref<void(const Expr *)> Visit) const {
  for (const Decl *D : S->decls()) {
    forEachEvaluatedSize(D, Visit);
    if (const Local *L = localOf(D); L && L->Var->getInit())
      Visit(L->Var->getInit());
  }
}

bool DeclarationWriter::mustRewrite(const DeclStmt *S) const {
  bool Must = false;
  forEachPart(S, [&](const Expr *E) { Must = Must || Flat.find(E); });
  for (const Decl *D : S->decls())
    if (const Local *L = localOf(D))
      Must = Must || isElsewhere(*L);
  return Must;
}

void DeclarationWriter::settle(const DeclStmt *S) {
  forEachPart(S, [&](const Expr *E) { Steps.settle(E); });
}

void DeclarationWriter::write(const DeclStmt *S, Place At) {
  auto Comment = [&](llvm::StringRef Where) {
    return "/* " + Where.str() + ": " + Source.printPlain(statementTokens(S, Source)) + " */" +
           (At == Place::Alone ? ";" : "");
  };
  if (llvm::all_of(S->decls(), [&](const Decl *D) { return isMovedUp(D, Plan); })) {
    Lines Out = linesFor(S, Source);
    Out.add(Comment("in front of the future"));
    return substitute(S, Out, At, Source);
  }
  if (!mustRewrite(S)) {
    // A constant is the same in every poll; static, it also keeps its address.
    if (const auto *Var = dyn_cast<VarDecl>(*S->decl_begin());
        Var && Var->isConstexpr() && Var->hasLocalStorage())
      Source.insert(statementTokens(S, Source).Begin, "static ");
    return settle(S);
  }
  Lines Out = linesFor(S, Source);
  rewrite(S, Out);
  if (Out.empty())
    Out.add(Comment("in the frame"));
  substitute(S, Out, At, Source);
}

void DeclarationWriter::rewrite(const DeclStmt *S, Lines &Out) {
  const Decl *Only = S->isSingleDecl() ? S->getSingleDecl() : nullptr;
  if (Only && isSized(Only))
    return rewriteSized(S, Out);
  if (const Local *L = Only ? localOf(Only) : nullptr; L && !isElsewhere(*L))
    return awaitInPlace(S, *L, Out);
  for (const Decl *D : S->decls()) {
    if (const Local *L = localOf(D)) {
      if (Plan.isPinned(*L))
        initializePinned(*L, Out);
      else
        declareAlone(*L, Out);
    } else if (const auto *Tag = dyn_cast<TagDecl>(D);
               Tag && Tag->isThisDeclarationADefinition() && !isMovedUp(Tag, Plan)) {
      Out.add(Source.print(Source.range(Tag->getSourceRange())) + ";");
    }
  }
}

void DeclarationWriter::rewriteSized(const DeclStmt *S, Lines &Out) {
  forEachPart(S, [&](const Expr *E) { Steps.run(E, Out); });
  settle(S);
  if (const Local *L = localOf(S->getSingleDecl()); L && Plan.isWrittenOut(*L))
    Source.replace(Source.range(L->Var->getAttr<CleanupAttr>()->getRange()), "unused");
  Out.add(Source.print(statementTokens(S, Source)));
}

/// One declarator that stays a local, with an await in its initialiser.
void DeclarationWriter::awaitInPlace(const DeclStmt *S, const Local &L, Lines &Out) {
  const Expr *Init = L.Var->getInit();
  if (const Expr *Rest = Flat.find(Init)->Residual) {
    Steps.run(Init, Out);
    Steps.settle(Rest);
    Out.add(Source.print(statementTokens(S, Source)));
    return;
  }
  unsigned Equal = Source.range(Init->getSourceRange()).Begin - 1;
  Out.add(Source.print({statementTokens(S, Source).Begin, Equal}) + ";");
  Steps.run(Init, Out);
}

/// One of several declarators that stays a local.
void DeclarationWriter::declareAlone(const Local &L, Lines &Out) {
  std::string Text = Steps.declareHere(L.Var->getType(), L.Name);
  if (L.Cleanup && !Plan.isWrittenOut(L))
    Text = "__attribute__((cleanup(" + L.Cleanup->getName().str() + "))) " + Text;
  const Expr *Init = L.Var->getInit();
  if (!Init)
    return Out.add(Text + ";");
  const FlatExpression *TakenApart = Flat.find(Init);
  if (!TakenApart || TakenApart->Residual) {
    std::string Value = Steps.evaluate(Init, Out);
    return Out.add(Text + " = " + Value + ";");
  }
  Out.add(Text + ";");
  Steps.run(Init, Out);
}

void DeclarationWriter::initializePinned(const Local &L, Lines &Out) {
  if (const Expr *Init = L.Var->getInit()) {
    std::string Value = Steps.evaluate(Init, Out);
    if (!Value.empty())
      assign(L, Init, Value, Out);
  }
  if (Plan.FlagName.count(&L))
    Out.add(Steps.field(Plan.FlagName.lookup(&L)) + " = 1;");
}

void DeclarationWriter::assign(const Local &L, const Expr *Init, const std::string &Value, Lines &Out) {
  ASTContext &Ctx = F.In.Ctx;
  std::string Field = Steps.name(L),
              Type = Steps.declareHere(fileScopeType(L.Type.getUnqualifiedType(), Ctx), "");
  bool List = isa<InitListExpr>(Init);
  if (L.Type->isArrayType()) {
    Qualifiers Dropped;
    Type = Steps.declareHere(Ctx.getUnqualifiedArrayType(L.Type, Dropped), "");
    std::string To = (L.Type.isVolatileQualified() ? "(void *)" : "") + Field;
    Out.add("__builtin_memcpy(" + To + ", (" + Type + ")" + (List ? Value : "{ " + Value + " }") +
            ", sizeof " + Field + ");");
  } else if (cannotBeAssigned(L.Type)) {
    std::string From = List ? "&(" + Type + ")" + Value : "(" + Type + "[1]){ " + Value + " }";
    Out.add("__builtin_memcpy(" + addressToCopy(Field, L.Type) + ", " + From + ", sizeof " + Field + ");");
  } else {
    Out.add(Field + " = " + (List ? "(" + Type + ")" : "") + Value + ";");
  }
}

} // namespace lifeguard
