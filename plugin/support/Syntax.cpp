#include "Syntax.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

void forEachEvaluatedSize(QualType T, llvm::function_ref<void(const Expr *)> Visit) {
  while (!T.isNull() && T->isVariablyModifiedType()) {
    const Type *Written = T.getTypePtr();
    if (isa<TypedefType>(Written))
      return; // its sizes were evaluated where it was declared
    if (const auto *Typeof = dyn_cast<TypeOfExprType>(Written))
      return Visit(Typeof->getUnderlyingExpr());
    if (const auto *Array = dyn_cast<ArrayType>(Written)) {
      const auto *Sized = dyn_cast<VariableArrayType>(Array);
      if (Sized && Sized->getSizeExpr())
        Visit(Sized->getSizeExpr());
      T = Array->getElementType();
    } else if (const auto *Pointer = dyn_cast<PointerType>(Written)) {
      T = Pointer->getPointeeType();
    } else if (const auto *Function = dyn_cast<FunctionType>(Written)) {
      T = Function->getReturnType();
    } else {
      QualType Next = Written->getLocallyUnqualifiedSingleStepDesugaredType();
      if (Next.getTypePtr() == Written)
        return;
      T = Next;
    }
  }
}

void forEachEvaluatedSize(const Decl *D, llvm::function_ref<void(const Expr *)> Visit) {
  if (const auto *Var = dyn_cast<VarDecl>(D))
    forEachEvaluatedSize(Var->getType(), Visit);
  else if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
    forEachEvaluatedSize(Typedef->getUnderlyingType(), Visit);
}

namespace {

/// A builtin that looks at its argument and does not evaluate it.
bool isUnevaluated(const CallExpr *Call) {
  switch (Call->getBuiltinCallee()) {
  case Builtin::BI__builtin_constant_p:
  case Builtin::BI__builtin_classify_type:
  case Builtin::BI__builtin_object_size:
  case Builtin::BI__builtin_dynamic_object_size:
    return true;
  default:
    return false;
  }
}

} // namespace

void forEachEvaluatedChild(const Stmt *S, llvm::function_ref<void(const Stmt *)> Visit) {
  // Most of a body is made of these: a walk over it asks for little else.
  switch (S->getStmtClass()) {
  case Stmt::DeclRefExprClass:
  case Stmt::IntegerLiteralClass:
    return;
  case Stmt::ImplicitCastExprClass:
    return Visit(cast<ImplicitCastExpr>(S)->getSubExpr());
  case Stmt::ParenExprClass:
    return Visit(cast<ParenExpr>(S)->getSubExpr());
  case Stmt::MemberExprClass:
    return Visit(cast<MemberExpr>(S)->getBase());
  case Stmt::BinaryOperatorClass:
    Visit(cast<BinaryOperator>(S)->getLHS());
    return Visit(cast<BinaryOperator>(S)->getRHS());
  default:
    break;
  }
  if (const auto *Trait = dyn_cast<UnaryExprOrTypeTraitExpr>(S)) {
    if (Trait->getKind() != UETT_SizeOf)
      return;
    if (Trait->isArgumentType())
      forEachEvaluatedSize(Trait->getArgumentType(), Visit);
    else if (Trait->getArgumentExpr()->getType()->isVariableArrayType())
      Visit(Trait->getArgumentExpr());
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && isUnevaluated(Call))
    return;
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(S))
    forEachEvaluatedSize(Cast->getTypeAsWritten(), Visit);
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(S))
    forEachEvaluatedSize(Literal->getTypeSourceInfo()->getType(), Visit);
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(S)) {
    if (!Generic->isResultDependent())
      Visit(Generic->getResultExpr());
    return;
  }
  if (const auto *Choose = dyn_cast<ChooseExpr>(S)) {
    Visit(Choose->getChosenSubExpr());
    return;
  }
  if (const auto *Conditional = dyn_cast<BinaryConditionalOperator>(S)) {
    Visit(Conditional->getCommon());
    Visit(Conditional->getFalseExpr());
    return;
  }
  if (isa<OpaqueValueExpr>(S))
    return;
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls()) {
      forEachEvaluatedSize(D, Visit);
      if (const auto *Var = dyn_cast<VarDecl>(D))
        if (Var->hasLocalStorage() && Var->getInit())
          Visit(Var->getInit());
    }
    return;
  }
  for (const Stmt *Child : S->children())
    if (Child)
      Visit(Child);
}

const Expr *stripParens(const Expr *E) {
  while (const auto *Paren = dyn_cast<ParenExpr>(E))
    E = Paren->getSubExpr();
  return E;
}

const Expr *strip(const Expr *E) {
  for (;;) {
    E = stripParens(E);
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Constant = dyn_cast<ConstantExpr>(E)) // around what clang has evaluated
      E = Constant->getSubExpr();
    else
      return E;
  }
}

const Expr *lvalueRoot(const Expr *E) {
  E = stripParens(E);
  if (isa<DeclRefExpr>(E) || isa<CompoundLiteralExpr>(E))
    return E;
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->isArrow() ? nullptr : lvalueRoot(Member->getBase());
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    const auto *Decay = dyn_cast<ImplicitCastExpr>(stripParens(Subscript->getBase()));
    if (Decay && Decay->getCastKind() == CK_ArrayToPointerDecay)
      return lvalueRoot(Decay->getSubExpr());
    return nullptr;
  }
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
    return Cast->getCastKind() == CK_NoOp ? lvalueRoot(Cast->getSubExpr()) : nullptr;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    if (Unary->getOpcode() == UO_Extension || Unary->getOpcode() == UO_Real || Unary->getOpcode() == UO_Imag)
      return lvalueRoot(Unary->getSubExpr());
  return nullptr;
}

BitField bitFieldIn(const Expr *E) {
  for (;;) {
    E = stripParens(E);
    if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
      E = Generic->getResultExpr();
    else if (const auto *Choose = dyn_cast<ChooseExpr>(E))
      E = Choose->getChosenSubExpr();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary && Unary->getOpcode() == UO_Extension)
      E = Unary->getSubExpr();
    else
      break;
  }
  const auto *Member = dyn_cast<MemberExpr>(E);
  const auto *Field = Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  if (!Field || !Field->isBitField())
    return {};
  // A member of an anonymous struct is named as one of the struct around it.
  while (const auto *Around = dyn_cast<MemberExpr>(Member->getBase())) {
    if (Member->isArrow() || Around->getMemberDecl()->getIdentifier())
      break;
    Member = Around;
  }
  return {Member->getBase(), Member->isArrow(), Field->getName()};
}

const AnnotateAttr *findAnnotation(const Decl *D, llvm::StringRef Prefix) {
  for (const auto *A : D->specific_attrs<AnnotateAttr>())
    if (A->getAnnotation().substr(0, Prefix.size()) == Prefix)
      return A;
  return nullptr;
}

llvm::StringRef annotationBody(const AnnotateAttr &A, llvm::StringRef Prefix) {
  llvm::StringRef Body = A.getAnnotation().drop_front(Prefix.size());
  if (!Prefix.empty() && Prefix.back() == '(' && !Body.empty() && Body.back() == ')')
    Body = Body.drop_back();
  return Body;
}

llvm::SmallVector<const Expr *, 8> commaOperands(const Expr *E) {
  llvm::SmallVector<const Expr *, 8> Operands;
  while (const auto *Comma = dyn_cast<BinaryOperator>(E)) {
    if (Comma->getOpcode() != BO_Comma)
      break;
    Operands.push_back(Comma->getRHS());
    E = Comma->getLHS();
  }
  Operands.push_back(E);
  std::reverse(Operands.begin(), Operands.end());
  return Operands;
}

const FunctionDecl *lookupFunction(ASTContext &Ctx, llvm::StringRef Name) {
  for (const NamedDecl *D : Ctx.getTranslationUnitDecl()->lookup(&Ctx.Idents.get(Name)))
    if (const auto *Function = dyn_cast<FunctionDecl>(D))
      return Function;
  return nullptr;
}

bool mentions(const Stmt *S, const VarDecl *Var) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
    return Ref->getDecl() == Var;
  bool Found = false;
  forEachEvaluatedChild(S, [&](const Stmt *Child) { Found = Found || mentions(Child, Var); });
  return Found;
}

bool isInMainFile(const Decl *D) {
  const SourceManager &SM = D->getASTContext().getSourceManager();
  return SM.getFileID(SM.getExpansionLoc(D->getLocation())) == SM.getMainFileID();
}

bool cannotBeAssigned(QualType T) {
  if (T.isConstQualified())
    return true;
  // Also of an array's elements: clang's own hasConstFields() does not look there, and gcc does.
  const auto *Record = T->getBaseElementTypeUnsafe()->getAs<RecordType>();
  return Record && llvm::any_of(Record->getDecl()->fields(),
                                [](const FieldDecl *Field) { return cannotBeAssigned(Field->getType()); });
}

Truth constantTruth(const Expr *E, const ASTContext &Ctx) {
  bool Value = false;
  if (!E || E->isValueDependent() || !E->EvaluateAsBooleanCondition(Value, Ctx))
    return Truth::Unknown;
  return Value ? Truth::Always : Truth::Never;
}

} // namespace lifeguard
