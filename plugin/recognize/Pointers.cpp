#include "Pointers.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Whether `E` is null, of whatever type.
bool isNull(const Expr *E, ASTContext &Ctx) {
  while (const auto *Cast = dyn_cast<CStyleCastExpr>(strip(E)))
    E = Cast->getSubExpr();
  if (isa<ImplicitValueInitExpr>(strip(E)) || isa<NoInitExpr>(strip(E)))
    return true;
  return E->isNullPointerConstant(Ctx, Expr::NPC_ValueDependentIsNull) != Expr::NPCK_NotNull;
}

const FunctionType *functionOf(QualType T) {
  if (const auto *Pointer = T->getAs<PointerType>())
    T = Pointer->getPointeeType();
  return T->getAs<FunctionType>();
}

/// Whether file scope can name the types that functions of type `F` take and return.
bool isKnownAtFileScope(const FunctionType &F) {
  bool Known = true;
  auto Check = [&](QualType T) {
    Known = Known && !T.getCanonicalType()->isVariablyModifiedType();
    forEachNamedType(T.getCanonicalType(), [&](const NamedDecl *D) {
      const auto *Tag = dyn_cast<TagDecl>(D);
      Known = Known && (!Tag || (!Tag->getParentFunctionOrMethod() &&
                                 (Tag->getIdentifier() || Tag->getTypedefNameForAnonDecl())));
    });
  };
  Check(F.getReturnType());
  if (const auto *Prototype = dyn_cast<FunctionProtoType>(&F))
    for (QualType T : Prototype->param_types())
      Check(T);
  return Known;
}

/// Whether C lets the one be called as the other only because it does not know the parameters.
bool onlyUnprototyped(const FunctionType *A, const FunctionType *B) {
  const auto *ProtoA = dyn_cast_or_null<FunctionProtoType>(A);
  const auto *ProtoB = dyn_cast_or_null<FunctionProtoType>(B);
  if (!A || !B || (ProtoA && ProtoB))
    return false;
  return (ProtoA && ProtoA->getNumParams()) || (ProtoB && ProtoB->getNumParams());
}

} // namespace

std::string wordFor(const Expr *Callee) {
  for (;;) {
    Callee = strip(Callee);
    if (const auto *Unary = dyn_cast<UnaryOperator>(Callee);
        Unary && (Unary->getOpcode() == UO_Deref || Unary->getOpcode() == UO_AddrOf))
      Callee = Unary->getSubExpr();
    else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Callee))
      Callee = Subscript->getBase();
    else
      break;
  }
  const ValueDecl *Named = nullptr;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Callee))
    Named = Ref->getDecl();
  else if (const auto *Member = dyn_cast<MemberExpr>(Callee))
    Named = Member->getMemberDecl();
  return Named && Named->getIdentifier() ? Named->getName().str() : "call";
}

const AsyncSignature *AsyncPointers::callee(const CallExpr *Call) {
  if (const FunctionDecl *Named = Call->getDirectCallee())
    return In.find(Named);
  if (!AsyncType::of(Call->getCallee()).isAsyncFunction())
    return nullptr;
  const FunctionType *Type = functionOf(Call->getCallee()->getType());
  return Type ? &In.through(*Type) : nullptr;
}

void AsyncPointers::checkArguments(const CallExpr *Call) {
  AsyncType Callee = AsyncType::of(Call->getCallee());
  const FunctionType *Type = functionOf(Call->getCallee()->getType());
  if (!Type)
    return; // a builtin
  if (!Call->getDirectCallee() && Callee.isAsyncFunction() && !isKnownAtFileScope(*Type)) {
    Diags.report(Call->getBeginLoc(), Message::pointer_type) << wordFor(Call->getCallee());
    Diags.report(Call->getBeginLoc(), Message::note_pointer_type);
  }
  const auto *Prototype = dyn_cast<FunctionProtoType>(Type);
  if (!Prototype && Call->getNumArgs() && callee(Call)) {
    std::string Word = wordFor(Call->getCallee());
    Diags.report(Call->getBeginLoc(), Message::unprototyped) << Word;
    Diags.report(Call->getBeginLoc(), Message::note_unprototyped);
  }
  for (unsigned I = 0; I != Call->getNumArgs(); ++I) {
    bool Known = Prototype && I < Prototype->getNumParams();
    const Expr *Argument = Call->getArg(I);
    flow(Known ? Callee.parameter(I) : AsyncType(), Known ? Prototype->getParamType(I) : Argument->getType(),
         Argument);
  }
}

void AsyncPointers::check(const Expr *E) {
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return checkArguments(Call);
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E))
    return initialize(AsyncType::of(E), Literal->getType(), Literal->getInitializer());
  if (const auto *Cast = dyn_cast<CStyleCastExpr>(E))
    return flow(AsyncType::of(E), E->getType(), Cast->getSubExpr());
  if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E)) {
    if (!isNull(Conditional->getTrueExpr(), In.Ctx))
      flow(AsyncType::of(E), E->getType(), Conditional->getFalseExpr());
    return;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->getOpcode() == BO_Assign ||
        (Binary->isComparisonOp() && !isNull(Binary->getLHS(), In.Ctx) && !isNull(Binary->getRHS(), In.Ctx)))
      flow(AsyncType::of(Binary->getLHS()), Binary->getLHS()->getType(), Binary->getRHS());
    return;
  }
  if (const auto *Atomic = dyn_cast<AtomicExpr>(E)) {
    // Besides its place an operation takes values by value or by address, and memory orders.
    AsyncType Place = AsyncType::of(Atomic->getPtr()), Value = Place.pointee();
    auto Operands = const_cast<AtomicExpr *>(Atomic)->getSubExprs();
    for (unsigned I = 1; I < Atomic->getNumSubExprs(); ++I)
      if (functionOf(Operands[I]->getType()))
        flow(Value, Operands[I]->getType(), Operands[I]);
      else
        flow(Place, Operands[I]->getType(), Operands[I]);
  }
}

void AsyncPointers::flow(const AsyncType &Into, QualType IntoType, const Expr *Value) {
  if ((!leadsToFunction(IntoType) && !leadsToFunction(strip(Value)->getType())) || isNull(Value, In.Ctx))
    return;
  // A number, a truth value, or nothing: no pointer any more.
  if (IntoType->isIntegerType() || IntoType->isVoidType() || strip(Value)->getType()->isIntegerType())
    return;
  if (!agree(Into, AsyncType::of(Value)))
    return disagreement(Into, IntoType, Value);
  if (Into.isAsyncFunction() && onlyUnprototyped(functionOf(IntoType), functionOf(strip(Value)->getType()))) {
    std::string Word = Into.declaration() ? Into.declaration()->getName().str() : wordFor(Value);
    Diags.report(Value->getBeginLoc(), Message::unprototyped) << Word;
    Diags.report(Value->getBeginLoc(), Message::note_unprototyped);
  }
}

void AsyncPointers::disagreement(const AsyncType &Into, QualType IntoType, const Expr *Value) {
  std::string Word = wordFor(Value);
  const ValueDecl *To = Into.declaration();
  bool ToAsync = Into.leadsToAsync(), FromAsync = AsyncType::of(Value).leadsToAsync();
  if (ToAsync && !FromAsync) {
    Diags.report(Value->getBeginLoc(), Message::ordinary_pointer) << Word;
    if (To)
      Diags.report(To->getLocation(), Message::note_marked_here) << To->getName();
    return;
  }
  const Expr *Name = strip(Value);
  if (const auto *Unary = dyn_cast<UnaryOperator>(Name))
    Name = strip(Unary->getSubExpr());
  const auto *Named = dyn_cast<DeclRefExpr>(Name);
  Diags.report(Value->getBeginLoc(), Message::unmarked_pointer)
      << (ToAsync == FromAsync                           ? 2
          : Named && isa<FunctionDecl>(Named->getDecl()) ? 0
                                                         : 1)
      << Word;
  if (ToAsync == FromAsync) {
    if (To)
      Diags.report(To->getLocation(), Message::note_declared_here) << To->getName();
  } else if (To && leadsToFunction(IntoType))
    Diags.report(To->getLocation(),
                 isa<FunctionDecl>(To) ? Message::note_mark_result : Message::note_mark_pointer)
        << To->getName();
  else
    Diags.report(Value->getBeginLoc(), Message::note_keep_in_pointer);
}

void AsyncPointers::initialize(const AsyncType &Into, QualType IntoType, const Expr *Initializer) {
  const Expr *Plain = strip(Initializer);
  if (const auto *Update = dyn_cast<DesignatedInitUpdateExpr>(Plain))
    return initialize(Into, IntoType, Update->getUpdater());
  const auto *List = dyn_cast<InitListExpr>(Plain);
  if (!List)
    return flow(Into, IntoType, Initializer);
  if (const auto *Record = List->getType()->getAs<RecordType>()) {
    if (List->getNumInits() == 1 && List->isTransparent())
      return;
    if (const FieldDecl *Only = List->getInitializedFieldInUnion()) {
      if (List->getNumInits())
        initialize(AsyncType(Only), Only->getType(), List->getInit(0));
      return;
    }
    unsigned I = 0;
    for (const FieldDecl *Field : Record->getDecl()->fields()) {
      if (Field->isBitField() && !Field->getDeclName())
        continue;
      if (I == List->getNumInits())
        break;
      initialize(AsyncType(Field), Field->getType(), List->getInit(I++));
    }
    return;
  }
  bool Array = List->getType()->isArrayType();
  AsyncType Element = Array ? Into.pointee() : Into;
  QualType ElementType = Array ? In.Ctx.getAsArrayType(List->getType())->getElementType() : IntoType;
  if (!leadsToFunction(ElementType) && !ElementType->isRecordType() && !ElementType->isArrayType())
    return; // numbers: nothing in it can be one
  for (const Expr *Init : List->inits())
    initialize(Element, ElementType, Init);
  if (List->hasArrayFiller())
    initialize(Element, ElementType, List->getArrayFiller());
}

void AsyncPointers::checkRedeclarations(const ValueDecl *D) {
  const auto *First = dyn_cast_or_null<ValueDecl>(D->getPreviousDecl());
  if (!First || !leadsToFunction(D->getType()) || agree(AsyncType(D), AsyncType(First)))
    return;
  Diags.report(D->getLocation(), Message::mark_missing) << D->getName() << AsyncType(D).isAsyncFunction();
  Diags.report(First->getLocation(), Message::note_previous);
}

} // namespace lifeguard
