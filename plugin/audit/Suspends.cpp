#include "Suspends.h"
#include "../support/Syntax.h"
#include "Locks.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace lifeguard {

namespace {

/// What declares the pointer that `E` is; null where that is an expression.
const ValueDecl *declarationOf(const Expr *E) {
  E = E->IgnoreParenCasts();
  if (const auto *Deref = dyn_cast<UnaryOperator>(E);
      Deref && (Deref->getOpcode() == UO_Deref || Deref->getOpcode() == UO_AddrOf))
    E = Deref->getSubExpr()->IgnoreParenCasts();
  while (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    E = Element->getBase()->IgnoreParenCasts();
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->getMemberDecl();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return Ref->getDecl();
  return nullptr;
}

} // namespace

std::string calleeName(const CallExpr *Call) {
  const ValueDecl *Callee = declarationOf(Call->getCallee());
  return Callee ? Callee->getNameAsString() : "call";
}

Suspends::Suspends(const Unit &In, const AuditConfig &Config) : In(In), Config(Config) {
  for (const auto &F : In.Functions)
    for (const Yield &Y : F->Yields)
      if (!Y.Operands.empty())
        YieldOfCall[Y.Operands.back().Call] = &Y;
}

std::optional<Suspends::Point> Suspends::at(const CallExpr *Call) const {
  if (const Yield *Await = YieldOfCall.lookup(Call))
    return Point{Await->Callee, Await};
  if (Config.knowsForeignCode() && callSuspends(Call))
    return Point{calleeName(Call), nullptr};
  return std::nullopt;
}

const AnnotateAttr *Suspends::annotationOf(const Decl *D, const Names &Wanted) {
  for (const Decl *Each : D->redecls())
    for (const auto *Mark : Each->specific_attrs<AnnotateAttr>())
      for (const std::string &Name : Wanted)
        if (Mark->getAnnotation() == Name)
          return Mark;
  return nullptr;
}

/// Of a pointer, or an array of them: what is written at its declaration, at the typedef of its type, or at
/// that of the function it points to.
const AnnotateAttr *Suspends::annotationOf(const Decl *D, QualType T, const Names &Wanted) {
  if (D)
    if (const AnnotateAttr *Mark = annotationOf(D, Wanted))
      return Mark;
  while (!T.isNull()) {
    if (const auto *Named = T->getAs<TypedefType>()) {
      if (const AnnotateAttr *Mark = annotationOf(Named->getDecl(), Wanted))
        return Mark;
      T = Named->desugar();
    } else if (const auto *Same = dyn_cast<TypeOfExprType>(T.getTypePtr())) {
      // `typeof(ops->read) read = ops->read;`: what is marked there is marked here.
      const ValueDecl *Of = declarationOf(Same->getUnderlyingExpr());
      return annotationOf(Of, Of ? Of->getType() : Same->desugar(), Wanted);
    } else if (T->isPointerType()) {
      T = T->getPointeeType();
    } else if (const auto *Array = dyn_cast<ArrayType>(T.getCanonicalType())) {
      T = T->getAsArrayTypeUnsafe() ? T->getAsArrayTypeUnsafe()->getElementType() : Array->getElementType();
    } else {
      break;
    }
  }
  return nullptr;
}

const AnnotateAttr *Suspends::markOf(const Decl *D, QualType T) const {
  return annotationOf(D, T, Config.Annotations);
}

bool Suspends::isMark(const AnnotateAttr *Mark) const {
  return llvm::is_contained(Config.Annotations, Mark->getAnnotation());
}

bool Suspends::isMarked(const FunctionDecl *F) const { return In.find(F) || markOf(F); }

bool Suspends::isMixed(const FunctionDecl *F) const {
  if (annotationOf(F, Config.MixedAnnotations))
    return true;
  if (F->getIdentifier())
    for (const MixedFunction &Known : Config.Functions)
      if (Known.Mixed && Known.Name.matches(F->getName()))
        return true;
  return false;
}

bool Suspends::isNamed(const FunctionDecl *F) const {
  if (!F->getIdentifier())
    return false;
  for (const std::string &Primitive : Config.Primitives)
    if (F->getName() == Primitive)
      return true;
  for (const MixedFunction &Known : Config.Functions)
    if (Known.Name.matches(F->getName()))
      return true;
  return false;
}

bool Suspends::neverSuspends(llvm::StringRef Name) const {
  for (const std::string &Known : Config.NeverSuspends)
    if (Name == Known)
      return true;
  return false;
}

namespace {

/// Every function that is named outside of a call of it.
class AddressTakers : public RecursiveASTVisitor<AddressTakers> {
public:
  explicit AddressTakers(llvm::DenseSet<const FunctionDecl *> &Found) : Found(Found) {}

  bool VisitCallExpr(CallExpr *Call) {
    Called.insert(Call->getCallee()->IgnoreParenImpCasts());
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *F = dyn_cast<FunctionDecl>(Ref->getDecl()); F && !Called.contains(Ref))
      Found.insert(F->getCanonicalDecl());
    return true;
  }

private:
  llvm::DenseSet<const FunctionDecl *> &Found;
  llvm::DenseSet<const Expr *> Called;
};

} // namespace

bool Suspends::isPointedTo(const FunctionDecl *F) const {
  if (!PointedTo) {
    PointedTo.emplace();
    AddressTakers(*PointedTo).TraverseDecl(In.Ctx.getTranslationUnitDecl());
  }
  return PointedTo->contains(F->getCanonicalDecl());
}

bool Suspends::maySuspend(const FunctionDecl *F) const {
  if (F->getIdentifier() && neverSuspends(F->getName()))
    return false;
  if (isNamed(F))
    return true;
  const FunctionDecl *Definition = F->getDefinition();
  if (Definition && Config.Infer != Inference::Off)
    return bodySuspends(Definition);
  bool Marked = isMarked(F) || isMixed(F);
  if (F->getIdentifier() && F->isExternallyVisible()) {
    std::string Name = F->getName().str();
    if (Config.Asked)
      Config.Asked->Suspends[Name] = Marked;
    if (auto Known = Config.Program.Suspends.find(Name); Known != Config.Program.Suspends.end())
      return Known->second;
  }
  return Marked;
}

bool Suspends::bodySuspends(const FunctionDecl *Definition) const {
  Reach &Known = Reaches[Definition];
  if (Known != Reach::Unknown)
    return Known == Reach::Yes;
  Known = Reach::Asking; // a call of itself on the way adds nothing
  bool Found = holdsSuspendingCall(Definition->getBody());
  Reaches[Definition] = Found ? Reach::Yes : Reach::No;
  return Found;
}

bool Suspends::holdsSuspendingCall(const Stmt *S) const {
  if (const auto *Call = dyn_cast<CallExpr>(S); Call && callSuspends(Call))
    return true;
  bool Found = false;
  forEachEvaluatedChild(S, [&](const Stmt *Child) { Found = Found || holdsSuspendingCall(Child); });
  return Found;
}

/// What the calls that take it tell: a lock that `co_lock` takes suspends where that does, however it is
/// taken.
bool Suspends::takingSuspends(const GuardKind &Kind) const {
  auto [Known, New] = WaitSuspends.try_emplace(&Kind, false);
  if (!New)
    return Known->second;
  for (const LockCall &Acquire : Kind.Acquire) {
    if (Acquire.Function.empty() || Acquire.Function.isRegex())
      continue;
    const IdentifierInfo &Name = In.Ctx.Idents.get(Acquire.Function.text());
    for (const NamedDecl *D : In.Ctx.getTranslationUnitDecl()->lookup(&Name))
      if (const auto *F = dyn_cast<FunctionDecl>(D); F && maySuspend(F))
        return WaitSuspends[&Kind] = true;
  }
  return false;
}

bool Suspends::waitsForLock(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || !Callee->getIdentifier())
    return false;
  for (const GuardKind &Kind : Config.Guards)
    for (const CleanupRule &Rule : Kind.Cleanup)
      if (!Rule.LockFromInitializer.empty() && Callee->getName() == Rule.LockFromInitializer)
        for (const Expr *Argument : Call->arguments()) {
          const GuardKind *OfLock = nullptr;
          if (findLock(Argument, Config, OfLock))
            return takingSuspends(*OfLock);
        }
  return false;
}

bool Suspends::endsHere(const CallExpr *Call) const {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || !Callee->getIdentifier())
    return false;
  for (const NoReturnCall &Known : Config.NoReturnIf)
    if (Callee->getName() == Known.Function && Known.Arg < Call->getNumArgs() &&
        textOf(Call->getArg(Known.Arg), In.Ctx) == Known.Value)
      return true;
  return false;
}

bool Suspends::callSuspends(const CallExpr *Call) const {
  if (const FunctionDecl *Callee = Call->getDirectCallee())
    return maySuspend(Callee) || waitsForLock(Call);
  return !neverSuspends(calleeName(Call)) && leadsToSuspension(Call->getCallee());
}

/// Whether the function that `E` is, or points to, may suspend: `(c ? read_file : read_zeros)(…)`.
bool Suspends::leadsToSuspension(const Expr *E) const {
  if (const auto *Either = dyn_cast<ConditionalOperator>(E->IgnoreParenCasts()))
    return leadsToSuspension(Either->getTrueExpr()) || leadsToSuspension(Either->getFalseExpr());
  if (const auto *F = dyn_cast_or_null<FunctionDecl>(declarationOf(E)))
    return maySuspend(F);
  return isMarkedPointer(E);
}

bool Suspends::isNamedField(const Decl *D) const {
  const auto *Field = dyn_cast_or_null<FieldDecl>(D);
  return Field && llvm::any_of(Config.Fields, [&](const FieldPattern &Known) {
           return Field->getParent()->getName() == Known.Record && Known.Field.matches(Field->getName()) &&
                  !llvm::is_contained(Known.Except, Field->getName());
         });
}

const AnnotateAttr *Suspends::markOfPointer(const Expr *E) const {
  const ValueDecl *D = declarationOf(E);
  const AnnotateAttr *Mark = markOf(D, E->IgnoreParenImpCasts()->getType());
  return Mark || !D ? Mark : markOf(D, D->getType()); // of `*p` the type has no name any more
}

bool Suspends::isMarkedPointer(const Decl *D, QualType T) const {
  return markOf(D, T) || annotationOf(D, T, Config.MixedAnnotations) || isNamedField(D);
}

bool Suspends::isMarkedPointer(const Expr *E) const {
  const ValueDecl *D = declarationOf(E);
  return isMarkedPointer(D, E->IgnoreParenImpCasts()->getType()) || (D && isMarkedPointer(D, D->getType()));
}

} // namespace lifeguard
