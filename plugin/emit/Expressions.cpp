#include "Expressions.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "Handovers.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/CharInfo.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The tokens between the parentheses of a call.
TokenRange argumentTokens(const CallExpr *Call, const SourceText &Source) {
  TokenRange Callee = Source.range(Call->getCallee()->getSourceRange());
  unsigned Close = Source.index(Call->getRParenLoc());
  return {Callee.End + 1, Close};
}

/// Edits the names that mean something else in a poll function, wherever they stand: pinned locals, __func__,
/// lg_cx().
class NameEditor : public RecursiveASTVisitor<NameEditor> {
public:
  NameEditor(const FramePlan &Plan, SourceText &Source) : Plan(Plan), F(Plan.function()), Source(Source) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    const auto *Var = dyn_cast<VarDecl>(Ref->getDecl());
    const Local *L = Var ? F.LocalOf.lookup(Var) : nullptr;
    if (L && Plan.isPinned(*L))
      Source.replace(Source.range(Ref->getSourceRange()), Plan.Self + "->" + Plan.PinnedName.lookup(L));
    else
      rename(Ref->getDecl(), Ref->getLocation());
    return true;
  }
  bool VisitValueDecl(ValueDecl *D) {
    rename(D, D->getLocation());
    return true;
  }
  // A label of one block becomes one of the function, since its declaration must stand first in the block.
  bool VisitDeclStmt(DeclStmt *S) {
    if (isa<LabelDecl>(*S->decl_begin()))
      Source.replace(Source.range(S->getSourceRange()), ";");
    return true;
  }
  bool VisitLabelStmt(LabelStmt *S) {
    rename(S->getDecl(), S->getIdentLoc());
    return true;
  }
  bool VisitGotoStmt(GotoStmt *S) {
    rename(S->getLabel(), S->getLabelLoc());
    return true;
  }
  bool VisitAddrLabelExpr(AddrLabelExpr *E) {
    rename(E->getLabel(), E->getLabelLoc());
    return true;
  }
  bool VisitPredefinedExpr(PredefinedExpr *E) {
    if (const StringLiteral *Name = E->getFunctionName())
      Source.replace(Source.range(E->getSourceRange()), "\"" + Name->getString().str() + "\"");
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getIdentifier() && Callee->getName() == "lg_cx")
      Source.replace(Source.range(Call->getSourceRange()), Plan.Context);
    return true;
  }

private:
  const FramePlan &Plan;
  const AsyncFunction &F;
  SourceText &Source;

  llvm::DenseMap<const LabelDecl *, std::string> LabelNames;

  void rename(const LabelDecl *Label, SourceLocation At) {
    if (!Label->isGnuLocal())
      return;
    std::string &Name = LabelNames[Label];
    if (Name.empty())
      Name = F.Names.fresh(Label->getName());
    unsigned Token = Source.index(At);
    if (Token < Source.count())
      Source.replace({Token, Token + 1}, Name);
  }

  void rename(const ValueDecl *D, SourceLocation At) {
    auto It = F.Renamed.find(D);
    unsigned Token = Source.index(At);
    if (It != F.Renamed.end() && Token < Source.count())
      Source.replace({Token, Token + 1}, It->second);
  }
};

} // namespace

std::string addressToCopy(const std::string &Object, QualType T) {
  return (T.isVolatileQualified() ? "(void *)&" : "&") + Object;
}

std::string handoverCall(const Handover &H, const SourceText &Source) {
  std::string Arguments = Source.print(argumentTokens(H.Call, Source));
  for (const Expr *First : {H.Pointer, H.Runtime})
    if (First) {
      std::string Text = Source.print(Source.range(First->getSourceRange()));
      Arguments = Arguments.empty() ? Text : Text + ", " + Arguments;
    }
  return handoverName(*H.Callee, H.What) + "(" + Arguments + ")";
}

void editHandovers(const std::vector<const Handover *> &Handovers, SourceText &Source) {
  // Inner ones were found first.
  for (const Handover *H : Handovers)
    Source.replace(Source.range(H->Node->getSourceRange()), handoverCall(*H, Source));
}

void editNames(const FramePlan &Plan, SourceText &Source) {
  NameEditor(Plan, Source).TraverseStmt(const_cast<Stmt *>(Plan.function().Root->Syntax));
}

std::string ExpressionWriter::name(const Local &L) const {
  return Plan.isPinned(L) ? field(Plan.PinnedName.lookup(&L)) : L.Name;
}

std::string ExpressionWriter::declareHere(QualType T, llvm::StringRef Name) const {
  PrintingPolicy Policy(Ctx.getPrintingPolicy());
  Policy.Bool = false;
  Policy.SuppressScope = true;
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  T.print(OS, Policy, Name);
  return OS.str();
}

void ExpressionWriter::settle(const Expr *E) {
  auto It = Flat.Replaced.find(E);
  if (It == Flat.Replaced.end() && isa<ParenExpr>(E)) {
    // A name needs no parentheses of the user's.
    It = Flat.Replaced.find(stripParens(E));
    if (It != Flat.Replaced.end() && !It->second.By)
      It = Flat.Replaced.end();
  }
  if (It != Flat.Replaced.end()) {
    Source.replace(Source.range(E->getSourceRange()), replacement(It->second));
    return;
  }
  settleParts(E);
}

void ExpressionWriter::settleParts(const Expr *E) {
  if (const Handover *H = F.In.HandoverAt.lookup(E)) {
    if (H->Runtime)
      settle(H->Runtime);
    if (H->Pointer)
      settle(H->Pointer);
    for (const Expr *Argument : H->Call->arguments())
      settle(Argument);
    Source.replace(Source.range(E->getSourceRange()), handoverCall(*H, Source));
    return;
  }
  if (isa<StmtExpr>(E))
    return; // its statements were visited
  forEachEvaluatedChild(E, [&](const Stmt *Child) {
    if (const auto *Operand = dyn_cast<Expr>(Child))
      settle(Operand);
  });
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E))
    if (const Local *L = F.LiteralOf.lookup(Literal); L && Plan.isPinned(*L)) {
      std::string Field = name(*L), Pointer = declareHere(Ctx.getPointerType(L->Type), "");
      TokenRange R = Source.range(E->getSourceRange());
      Source.replace(R, "(*(" + Pointer + ")__builtin_memcpy(" + addressToCopy(Field, L->Type) + ", " +
                            addressToCopy(Source.print(R), L->Type) + ", sizeof " + Field + "))");
    }
}

std::string ExpressionWriter::replacement(const Replacement &R) {
  if (R.By)
    return name(*R.By);
  return R.Rest ? text(R.Rest) : "(void)0";
}

std::string ExpressionWriter::text(const Expr *E) {
  settle(E);
  return Source.print(Source.range(E->getSourceRange()));
}

std::string ExpressionWriter::operand(const Expr *E, std::string Text) const {
  const auto *Binary = dyn_cast<BinaryOperator>(E);
  return Binary && Binary->getOpcode() == BO_Comma ? "(" + Text + ")" : Text;
}

std::string ExpressionWriter::store(const std::string &Lvalue, QualType T, const std::string &Value) const {
  if (!cannotBeAssigned(T))
    return Lvalue + " = " + Value + ";";
  return "__builtin_memcpy(" + addressToCopy(Lvalue, T) + ", (" + declareHere(T.getUnqualifiedType(), "") +
         "[1]){ " + Value + " }, sizeof(" + Lvalue + "));";
}

std::string ExpressionWriter::arguments(const CallExpr *Call) {
  for (const Expr *Argument : Call->arguments())
    settle(Argument);
  return Source.print(argumentTokens(Call, Source));
}

std::string ExpressionWriter::negated(const Expr *E) {
  std::string Text = text(E);
  bool Word = llvm::all_of(Text, [](char C) { return clang::isAsciiIdentifierContinue(C); });
  return Word ? "!" + Text : "!(" + Text + ")";
}

} // namespace lifeguard
