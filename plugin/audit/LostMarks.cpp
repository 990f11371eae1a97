//===- LostMarks.cpp - rule: mark-lost ------------------------------------===//
//
// A pointer carries the colour of what it points to: its declaration, or the type it is spelled with, is
// marked as the function is. Where a function that suspends is given to a pointer without a mark, its callers
// no longer see that they may suspend. So every value that is stored is held against what it is stored in:
// initializers, tables of them, assignments, arguments, results.
//
//===----------------------------------------------------------------------===//
#include "../support/Syntax.h"
#include "Findings.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace lifeguard {

namespace {

class LostMarks {
public:
  LostMarks(const DeclaratorDecl *In, const Suspends &Suspending, const AuditConfig &Config, Findings &Into)
      : In(In), Suspending(Suspending), Config(Config), Into(Into) {}

  void statement(const Stmt *S) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->getInit())
          give(Var->getInit(), Var->getType(), Var);
    } else if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
               Assignment && Assignment->getOpcode() == BO_Assign) {
      giveTo(Assignment->getRHS(), Assignment->getLHS());
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      arguments(Call);
    } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
      if (const auto *F = dyn_cast<FunctionDecl>(In); F && Return->getRetValue())
        give(Return->getRetValue(), F->getReturnType(), nullptr);
    } else if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(S)) {
      give(Literal->getInitializer(), Literal->getType(), nullptr);
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { statement(Child); });
  }

  /// `E` is stored in what `To`, null for what has no name, declares, of type `T`.
  void give(const Expr *E, QualType T, const ValueDecl *To) {
    E = stripParens(E);
    if (const auto *List = dyn_cast<InitListExpr>(E)) {
      elements(List, T, To);
    } else if (const auto *Either = dyn_cast<ConditionalOperator>(strip(E))) {
      give(Either->getTrueExpr(), T, To);
      give(Either->getFalseExpr(), T, To);
    } else if (suspends(E) && !Suspending.isMarkedPointer(To, T)) {
      report(E, To);
    }
  }

private:
  const DeclaratorDecl *In;
  const Suspends &Suspending;
  const AuditConfig &Config;
  Findings &Into;

  void giveTo(const Expr *E, const Expr *To) {
    if (Suspending.isMarkedPointer(To))
      return;
    const auto *Member = dyn_cast<MemberExpr>(strip(To));
    const auto *Ref = dyn_cast<DeclRefExpr>(strip(To));
    give(E, To->getType(), Member ? Member->getMemberDecl() : Ref ? Ref->getDecl() : nullptr);
  }

  void elements(const InitListExpr *List, QualType T, const ValueDecl *To) {
    if (const InitListExpr *Semantic = List->getSemanticForm())
      List = Semantic;
    if (const auto *Record = T->getAs<RecordType>()) {
      const RecordDecl *Definition = Record->getDecl()->getDefinition();
      if (!Definition)
        return;
      if (Definition->isUnion()) {
        if (const FieldDecl *Field = List->getInitializedFieldInUnion(); Field && List->getNumInits())
          give(List->getInit(0), Field->getType(), Field);
        return;
      }
      unsigned Index = 0;
      for (const FieldDecl *Field : Definition->fields())
        if (!(Field->isBitField() && !Field->getDeclName()) && Index < List->getNumInits())
          if (const Expr *Init = List->getInit(Index++))
            give(Init, Field->getType(), Field);
    } else if (const ArrayType *Array = T->getAsArrayTypeUnsafe()) {
      for (const Expr *Init : List->inits())
        if (Init)
          give(Init, Array->getElementType(), To);
    } else if (List->getNumInits() == 1) {
      give(List->getInit(0), T, To); // `{ f }` for a pointer
    }
  }

  void arguments(const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getIdentifier() && llvm::is_contained(Config.Starters, Callee->getName()))
      return;
    if (Callee) {
      for (unsigned I = 0; I < std::min(Call->getNumArgs(), Callee->getNumParams()); ++I)
        give(Call->getArg(I), Callee->getParamDecl(I)->getType(), Callee->getParamDecl(I));
      return;
    }
    QualType T = Call->getCallee()->getType();
    const auto *Prototype = T->isPointerType() ? T->getPointeeType()->getAs<FunctionProtoType>() : nullptr;
    for (unsigned I = 0; Prototype && I < std::min(Call->getNumArgs(), Prototype->getNumParams()); ++I)
      give(Call->getArg(I), Prototype->getParamType(I), nullptr);
  }

  /// The function whose address `E` is; null where it is none.
  static const FunctionDecl *functionIn(const Expr *E) {
    E = E->IgnoreParenCasts();
    if (const auto *AddressOf = dyn_cast<UnaryOperator>(E); AddressOf && AddressOf->getOpcode() == UO_AddrOf)
      E = AddressOf->getSubExpr()->IgnoreParenCasts();
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    return Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
  }

  /// Whether `E` is a function that surely suspends where it is called, or a pointer that is marked so.
  bool suspends(const Expr *E) const {
    if (const FunctionDecl *F = functionIn(E))
      return Suspending.isMarked(F) && !Suspending.isMixed(F) && Suspending.maySuspend(F) && !isOfLock(F);
    return E->getType()->isFunctionPointerType() && !isa<CallExpr>(E->IgnoreParenCasts()) &&
           Suspending.markOfPointer(E->IgnoreParenCasts());
  }

  /// Whether `F` takes or releases a lock of the configuration, whose entries say how that is called.
  bool isOfLock(const FunctionDecl *F) const {
    return F->getIdentifier() && llvm::any_of(Config.Guards, [&](const GuardKind &Kind) {
             auto Names = [&](const LockCall &Known) { return Known.Function.matches(F->getName()); };
             return llvm::any_of(Kind.Acquire, Names) || llvm::any_of(Kind.Release, Names);
           });
  }

  void report(const Expr *E, const ValueDecl *To) {
    const FunctionDecl *F = functionIn(E);
    Finding Found = Into.make(Rule::mark_lost, In, E->getBeginLoc());
    Found.Guard.Name = F ? F->getNameAsString() : textOf(E, In->getASTContext());
    Found.Guard.Kind = F ? "function" : "pointer";
    std::string Target = To && To->getIdentifier() ? "'" + To->getNameAsString() + "'" : "a pointer";
    Found.Message =
        "'" + Found.Guard.Name + "', which suspends, is given to " + Target + ", which is not marked";
    Found.Help =
        "mark " + Target + ", or the type it is spelled with, so that its callers are seen to suspend";
    const AnnotateAttr *Mark = F ? Suspending.markOf(F) : Suspending.markOfPointer(E->IgnoreParenCasts());
    if (Mark && To && To->getType()->isFunctionPointerType())
      Found.Mending = addMark(To, Mark, Into);
    Into.add(std::move(Found), In, To);
  }
};

} // namespace

void findLostMarks(const DeclaratorDecl *In, const Suspends &Suspending, const AuditConfig &Config,
                   Findings &Into) {
  if (Config.Annotations.empty())
    return;
  LostMarks Rule(In, Suspending, Config, Into);
  if (const auto *F = dyn_cast<FunctionDecl>(In))
    Rule.statement(F->getBody());
  else if (const auto *Var = dyn_cast<VarDecl>(In)) {
    Rule.give(Var->getInit(), Var->getType(), Var);
    Rule.statement(Var->getInit());
  }
}

} // namespace lifeguard
