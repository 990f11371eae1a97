#include "FunctionBuilder.h"
#include "../support/Syntax.h"
#include "Instrument.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

namespace {

class ReferenceMarker : public RecursiveASTVisitor<ReferenceMarker> {
public:
  explicit ReferenceMarker(AsyncFunction &Function) : Function(Function) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()))
      if (Local *L = Function.LocalOf.lookup(Var))
        L->Referenced = true;
    return true;
  }
  bool VisitAddrLabelExpr(AddrLabelExpr *E) {
    if (!llvm::is_contained(Function.LabelsTaken, E->getLabel()))
      Function.LabelsTaken.push_back(E->getLabel());
    return true;
  }

private:
  AsyncFunction &Function;
};

} // namespace

FunctionBuilder::FunctionBuilder(BodyContext &Context, AsyncFunction &Function)
    : Ctx(Context.In.Ctx), Diags(Context.Diags), Lifecycles(Context.Lifecycles), Function(Function) {
  Function.Root = std::make_unique<Block>();
  enter(Function.Root.get(), Function.definition()->getBody(), Function.definition()->getLocation());
  for (const ParmVarDecl *P : Function.definition()->parameters())
    declare(P, Local::Kind::Parameter);
  if (Function.Signature.Span)
    declareSpan();
}

PresumedLoc FunctionBuilder::presumed(SourceLocation L) const {
  const SourceManager &SM = Ctx.getSourceManager();
  return SM.getPresumedLoc(SM.getExpansionLoc(L));
}

void FunctionBuilder::push(Block *Enters, Local *Declares, const NamedDecl *Hides) {
  unsigned Depth = Current ? Current->Depth + 1 : 0;
  Function.Scopes.push_back({Current, Depth, Enters, Declares, Hides});
  Current = &Function.Scopes.back();
}

//===- Blocks -------------------------------------------------------------===//

void FunctionBuilder::enter(Block *Entered, const Stmt *Syntax, SourceLocation Begin) {
  Entered->Outer = Home;
  Entered->Syntax = Syntax;
  Entered->Line = presumed(Begin).getLine();
  Function.BlockOf[Syntax] = Entered;
  Home = Entered;
  push(Entered, nullptr, nullptr);
}

void FunctionBuilder::inBlock(const Stmt *Syntax, llvm::function_ref<void()> Contents) {
  const Scope *OuterScope = Current;
  Block *OuterHome = Home;
  OuterHome->Inner.push_back(std::make_unique<Block>());
  enter(OuterHome->Inner.back().get(), Syntax, Syntax->getBeginLoc());
  Contents();
  Home = OuterHome;
  Current = OuterScope;
}

void FunctionBuilder::markStatementExpression(const CompoundStmt *Body) {
  Function.BlockOf[Body]->StatementExpression = true;
}

//===- Locals -------------------------------------------------------------===//

Local &FunctionBuilder::newLocal(Local::Kind What, QualType T, llvm::StringRef Name, SourceLocation At) {
  Function.Locals.emplace_back();
  Local &L = Function.Locals.back();
  L.What = What;
  L.Index = Function.Locals.size() - 1;
  Qualifiers Dropped;
  QualType Plain = Ctx.getUnqualifiedArrayType(T, Dropped);
  L.ReadOnly = Dropped.hasConst() && What != Local::Kind::Parameter; // a parameter's copy may be assigned
  L.Type = Dropped.hasVolatile() ? T : T->isArrayType() ? Plain : T.getUnqualifiedType();
  L.Name = Name.str();
  L.Home = Home;
  L.Line = presumed(At).getLine();
  Home->Locals.push_back(&L);
  return L;
}

void FunctionBuilder::declare(const VarDecl *Var, Local::Kind What) {
  Local &L = newLocal(What, Var->getType(), Var->getName(), Var->getLocation());
  L.Var = Var;
  if (const auto *Attr = Var->getAttr<CleanupAttr>())
    L.Cleanup = Attr->getFunctionDecl();
  L.Lifecycle = Lifecycles.of(Var->getType());
  if (holdsAtomicGuard(Var->getType()) || (L.Cleanup && Var->getType()->isAtomicType()))
    Diags.report(Var->getLocation(), Message::atomic_guard) << Var->getName();
  Function.LocalOf[Var] = &L;
  push(nullptr, &L, Var);
  Function.ScopeOfLocal[&L] = Current;
}

/// The guard of `instrument`: made after the parameters, so it ends before them and after all else.
void FunctionBuilder::declareSpan() {
  Local &L = newLocal(Local::Kind::Span, spanGuardType(Ctx), "span", Function.definition()->getLocation());
  L.Cleanup = lookupFunction(Ctx, SpanGuardDrop);
  L.Lifecycle = Lifecycles.of(L.Type);
  Function.Span = &L;
  push(nullptr, &L, nullptr);
  Function.ScopeOfLocal[&L] = Current;
}

/// Whether storage of type `T` holds a guard that could only be reached atomically.
bool FunctionBuilder::holdsAtomicGuard(QualType T) {
  if (const auto *Atomic = T->getAs<AtomicType>())
    return Lifecycles.of(Atomic->getValueType()) != nullptr;
  if (const auto *Array = Ctx.getAsArrayType(T))
    return holdsAtomicGuard(Array->getElementType());
  const auto *Record = T->getAsStructureType();
  if (!Record || !Record->getDecl()->getDefinition())
    return false;
  for (const FieldDecl *Field : Record->getDecl()->getDefinition()->fields())
    if (holdsAtomicGuard(Field->getType()))
      return true;
  return false;
}

void FunctionBuilder::hide(const NamedDecl *D) { push(nullptr, nullptr, D); }

void FunctionBuilder::declared(const Decl *D) {
  if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->hasLocalStorage() && !Var->isConstexpr())
    return declare(Var, Local::Kind::Variable);
  if (const auto *Named = dyn_cast<NamedDecl>(D); Named && Named->getIdentifier() && !isa<TagDecl>(D))
    hide(Named);
  if (const auto *Enum = dyn_cast<EnumDecl>(D))
    for (const auto *Enumerator : Enum->enumerators())
      hide(Enumerator);
}

//===- What happens to them -----------------------------------------------===//

/// The local that `Root` names; null where it names none.
Local *FunctionBuilder::localOf(const Expr *Root) const {
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Root);
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var ? Function.LocalOf.lookup(Var) : nullptr;
}

void FunctionBuilder::escapes(const Expr *Root) {
  if (Local *Named = localOf(Root))
    Named->Escapes = true;
  const auto *Literal = dyn_cast_or_null<CompoundLiteralExpr>(Root);
  if (!Literal)
    return;
  Local *&L = Function.LiteralOf[Literal];
  if (L || Literal->isFileScope())
    return;
  std::string Name = "literal_" + std::to_string(presumed(Literal->getBeginLoc()).getLine());
  L = &newLocal(Local::Kind::Literal, Literal->getType(), Name, Literal->getBeginLoc());
  L->Literal = Literal;
  L->Escapes = true;
  L->Referenced = true;
  // Its life is the enclosing block, whichever expression it stands in.
  push(nullptr, L, nullptr);
}

void FunctionBuilder::assigns(const Expr *E) {
  const Expr *Target = nullptr;
  if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary && Binary->isAssignmentOp())
    Target = Binary->getLHS();
  else if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary && Unary->isIncrementDecrementOp())
    Target = Unary->getSubExpr();
  if (Local *L = Target ? localOf(lvalueRoot(Target)) : nullptr)
    L->Assigned = true;
}

void FunctionBuilder::finish() {
  ReferenceMarker(Function).TraverseStmt(Function.definition()->getBody());
  if (Function.Signature.Span)
    for (const ParmVarDecl *Field : Function.Signature.Span->Fields)
      Function.LocalOf[Field]->Referenced = true;
}

//===- Where control goes -------------------------------------------------===//

void FunctionBuilder::remember(const Stmt *S) { Function.ScopeAt[S] = Current; }

void FunctionBuilder::rememberLabel(const LabelDecl *Label) { Function.ScopeOfLabel[Label] = Current; }

void FunctionBuilder::jumpsTo(const Stmt *Jump, const Stmt *Target) { Function.JumpTarget[Jump] = Target; }

void FunctionBuilder::addYield(Yield Known, llvm::ArrayRef<const Stmt *> Path) {
  for (const Stmt *Around : Path)
    Function.Suspending.insert(Around);
  Function.Yields.push_back(std::move(Known));
  Yield &Y = Function.Yields.back();
  Y.Index = Function.Yields.size() - 1;
  PresumedLoc At = presumed(Y.Node->getBeginLoc());
  Y.Line = At.getLine();
  Y.File = At.getFilename();
  Y.Name = YieldNames.fresh(Y.Callee + "_" + std::to_string(Y.Line));
  Y.InLoop = llvm::any_of(Path, [](const Stmt *Around) { return isa<ForStmt, WhileStmt, DoStmt>(Around); });
  Y.At = Current;
  Y.Home = Home;
  Home->Yields.push_back(&Y);
  Function.YieldAt[Y.Node] = &Y;
}

} // namespace lifeguard
