#include "AsyncType.h"
#include "../support/Compat.h"
#include "../support/Names.h"
#include "../support/Syntax.h"

using namespace clang;

namespace lifeguard {

namespace {

bool hasMark(const Decl *D) {
  for (const Decl *Redeclared : D->redecls())
    for (const auto *A : Redeclared->specific_attrs<AnnotateAttr>())
      if (A->getAnnotation() == annotation::Async)
        return true;
  return false;
}

} // namespace

AsyncType::AsyncType(const ValueDecl *D) : Declared(D) {
  const auto *Declarator = dyn_cast<DeclaratorDecl>(D);
  if (!Declarator || !Declarator->getTypeSourceInfo())
    return;
  Written = Declarator->getTypeSourceInfo()->getTypeLoc();
  Marked = hasMark(D);
  // `__auto_type p = f;`
  if (const auto *Var = dyn_cast<VarDecl>(D); Var && Written.getContainedAutoTypeLoc() && Var->getInit()) {
    *this = of(Var->getInit());
    Declared = D;
  }
}

AsyncType AsyncType::of(const Expr *E) {
  E = strip(E);
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    return AsyncType(Cast->getTypeInfoAsWritten()->getTypeLoc());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return AsyncType(Ref->getDecl());
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return AsyncType(Member->getMemberDecl());
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return of(Subscript->getBase()).pointee();
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return of(Call->getCallee()).result();
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E))
    return AsyncType(Literal->getTypeSourceInfo()->getTypeLoc());
  if (const auto *Argument = dyn_cast<VAArgExpr>(E))
    return AsyncType(Argument->getWrittenTypeInfo()->getTypeLoc());
  if (const auto *Atomic = dyn_cast<AtomicExpr>(E))
    return of(Atomic->getPtr()).pointee();
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
    return of(Generic->getResultExpr());
  if (const auto *Choose = dyn_cast<ChooseExpr>(E))
    return of(Choose->getChosenSubExpr());
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E)) {
    if (Opaque->getSourceExpr())
      return of(Opaque->getSourceExpr());
  } else if (const auto *Nested = dyn_cast<StmtExpr>(E)) {
    if (!Nested->getSubStmt()->body_empty())
      if (const auto *Last = dyn_cast<Expr>(Nested->getSubStmt()->body_back()))
        return of(Last);
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    AsyncType Operand = of(Unary->getSubExpr());
    return Unary->getOpcode() == UO_Deref    ? Operand.pointee()
           : Unary->getOpcode() == UO_AddrOf ? Operand.pointer()
                                             : Operand;
  } else if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E)) {
    // Both arms agree; a null pointer agrees with all.
    const Expr *First = Conditional->getTrueExpr();
    return of(leadsToFunction(strip(First)->getType()) ? First : Conditional->getFalseExpr());
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->getOpcode() == BO_Comma)
      return of(Binary->getRHS());
    else if (Binary->isAssignmentOp() || leadsToFunction(Binary->getLHS()->getType()))
      return of(Binary->getLHS());
    else
      return of(Binary->getRHS());
  }
  return AsyncType();
}

AsyncType::Form AsyncType::resolve() {
  while (!Around && Written) {
    if (auto Qualified = Written.getAs<QualifiedTypeLoc>()) {
      Written = Qualified.getUnqualifiedLoc();
    } else if (auto Typedef = Written.getAs<TypedefTypeLoc>()) {
      const TypedefNameDecl *D = Typedef.getTypedefNameDecl();
      Marked = Marked || hasMark(D);
      Written = D->getTypeSourceInfo() ? D->getTypeSourceInfo()->getTypeLoc() : TypeLoc();
    } else if (auto Typeof = Written.getAs<TypeOfExprTypeLoc>()) {
      AsyncType Named = of(Typeof.getUnderlyingExpr());
      Marked = Marked || Named.Marked;
      Written = Named.Written;
      Around = Named.Around;
    } else if (auto Typeof = Written.getAs<TypeOfTypeLoc>()) {
      Written = compat::operandOf(Typeof)->getTypeLoc();
    } else if (auto Atomic = Written.getAs<AtomicTypeLoc>()) {
      Written = Atomic.getValueLoc();
    } else if (Written.getTypeLocClass() == TypeLoc::Pointer || Written.getAs<ArrayTypeLoc>()) {
      return Form::Pointer;
    } else if (Written.getAs<FunctionTypeLoc>()) {
      return Form::Function;
    } else {
      switch (Written.getTypeLocClass()) {
      case TypeLoc::Paren:
      case TypeLoc::Attributed:
      case TypeLoc::MacroQualified:
      case TypeLoc::Elaborated:
      case TypeLoc::Decayed:
      case TypeLoc::Adjusted:
        Written = Written.getNextTypeLoc();
        break;
      default:
        return Form::Other;
      }
    }
  }
  return Around ? Form::Pointer : Form::Other;
}

AsyncType AsyncType::pointer() const {
  AsyncType Result = *this;
  ++Result.Around;
  return Result;
}

AsyncType AsyncType::pointee() const {
  AsyncType Result = *this;
  switch (Result.resolve()) {
  case Form::Pointer:
    if (Result.Around)
      --Result.Around;
    else if (auto Array = Result.Written.getAs<ArrayTypeLoc>())
      Result.Written = Array.getElementLoc();
    else
      Result.Written = Result.Written.castAs<PointerTypeLoc>().getPointeeLoc();
    return Result;
  case Form::Function:
    return Result;
  case Form::Other:
    return AsyncType();
  }
  return AsyncType();
}

/// The function that this is or points to, resolved.
AsyncType AsyncType::function() const {
  AsyncType Result = *this;
  if (Result.resolve() == Form::Pointer)
    Result = Result.pointee();
  return Result.resolve() == Form::Function ? Result : AsyncType();
}

AsyncType AsyncType::result() const {
  AsyncType F = function();
  if (!F.Written)
    return AsyncType();
  AsyncType Result(F.Written.castAs<FunctionTypeLoc>().getReturnLoc());
  Result.Declared = Declared;
  return Result;
}

AsyncType AsyncType::parameter(unsigned Index) const {
  AsyncType F = function();
  auto Written = F.Written ? F.Written.getAs<FunctionTypeLoc>() : FunctionTypeLoc();
  if (!Written || Index >= Written.getNumParams() || !Written.getParam(Index))
    return AsyncType();
  return AsyncType(Written.getParam(Index));
}

bool AsyncType::isAsyncFunction() const { return function().Marked; }

bool AsyncType::leadsToAsync() const {
  AsyncType T = *this;
  Form F = T.resolve();
  for (; F == Form::Pointer; F = T.resolve())
    T = T.pointee();
  return F == Form::Function && T.Marked;
}

bool agree(AsyncType A, AsyncType B) {
  using Form = AsyncType::Form;
  Form FormA = A.resolve(), FormB = B.resolve();
  if (FormA == Form::Other || FormB == Form::Other)
    return !A.isAsyncFunction() && !B.isAsyncFunction();
  // A function stands for a pointer to it.
  if (FormA == Form::Function && FormB == Form::Pointer)
    B = B.pointee();
  else if (FormA == Form::Pointer && FormB == Form::Function)
    A = A.pointee();
  for (;;) {
    FormA = A.resolve();
    FormB = B.resolve();
    if (FormA != Form::Pointer || FormB != Form::Pointer)
      break;
    A = A.pointee();
    B = B.pointee();
  }
  bool AsyncA = FormA == Form::Function && A.Marked, AsyncB = FormB == Form::Function && B.Marked;
  if (AsyncA != AsyncB)
    return false;
  if (FormA != Form::Function || FormB != Form::Function)
    return true;
  if (!agree(A.result(), B.result()))
    return false;
  auto FunctionA = A.Written.castAs<FunctionTypeLoc>(), FunctionB = B.Written.castAs<FunctionTypeLoc>();
  for (unsigned I = 0, End = std::min(FunctionA.getNumParams(), FunctionB.getNumParams()); I != End; ++I)
    if (!agree(A.parameter(I), B.parameter(I)))
      return false;
  return true;
}

const FunctionType *functionIn(QualType T) {
  for (T = T.getCanonicalType();;) {
    if (const auto *Pointer = dyn_cast<PointerType>(T))
      T = Pointer->getPointeeType();
    else if (const auto *Array = dyn_cast<ArrayType>(T))
      T = Array->getElementType();
    else if (const auto *Atomic = dyn_cast<AtomicType>(T))
      T = Atomic->getValueType();
    else
      return dyn_cast<FunctionType>(T);
  }
}

} // namespace lifeguard
