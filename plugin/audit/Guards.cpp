#include "Guards.h"
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "Classify.h"
#include "clang/AST/ASTContext.h"
#include "clang/Analysis/CFG.h"

using namespace clang;

namespace lifeguard {

void Positions::number(const Stmt *S) {
  First.try_emplace(S, Next++);
  for (const Stmt *Child : S->children())
    if (Child)
      number(Child);
  Last.try_emplace(S, Next);
}

namespace {

/// The must_not_suspend that `T`, its typedefs, its members or elements carry.
const AnnotateAttr *mustNotSuspend(QualType T) {
  while (const auto *Named = T->getAs<TypedefType>()) {
    if (const AnnotateAttr *Mark = findAnnotation(Named->getDecl(), annotation::MustNotSuspend))
      return Mark;
    T = Named->desugar();
  }
  if (const auto *Array = dyn_cast<ArrayType>(T.getCanonicalType()))
    return mustNotSuspend(Array->getElementType());
  const auto *Record = T->getAs<RecordType>();
  const RecordDecl *Definition = Record ? Record->getDecl()->getDefinition() : nullptr;
  if (!Definition || Definition->isUnion())
    return nullptr;
  if (const AnnotateAttr *Mark = findAnnotation(Definition, annotation::MustNotSuspend))
    return Mark;
  for (const FieldDecl *Field : Definition->fields())
    if (const AnnotateAttr *Mark = mustNotSuspend(Field->getType()))
      return Mark;
  return nullptr;
}

/// The variable whose address `E` is; null where it is something else.
const VarDecl *addressed(const Expr *E) {
  const auto *AddressOf = dyn_cast<UnaryOperator>(E->IgnoreParenCasts());
  return AddressOf && AddressOf->getOpcode() == UO_AddrOf ? Guards::variable(AddressOf->getSubExpr())
                                                          : nullptr;
}

/// Whether `Call` is of the function that cleans `Var` up.
bool isCleanup(const CallExpr *Call, const VarDecl *Var) {
  const auto *Cleanup = Var->getAttr<CleanupAttr>();
  const FunctionDecl *Callee = Call->getDirectCallee();
  return Cleanup && Callee && Callee->getCanonicalDecl() == Cleanup->getFunctionDecl()->getCanonicalDecl();
}

} // namespace

const VarDecl *Guards::variable(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

const VarDecl *Guards::variableAt(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenCasts();
    if (const auto *AddressOf = dyn_cast<UnaryOperator>(E); AddressOf && AddressOf->getOpcode() == UO_AddrOf)
      E = AddressOf->getSubExpr();
    else if (const auto *Member = dyn_cast<MemberExpr>(E))
      E = Member->getBase();
    else
      return variable(E);
  }
}

Guards::Guards(const FunctionDecl *F, const AsyncFunction *Body, const Locks &LockCalls, bool OnlyEffects)
    : F(F), Ctx(F->getASTContext()), Body(Body), LockCalls(LockCalls), OnlyEffects(OnlyEffects),
      In(F, /*Abstract=*/OnlyEffects) {
  find(F->getBody(), F->getBody());
  for (const ParmVarDecl *Parameter : F->parameters())
    addVariable(Parameter, F->getBody(), nullptr);
}

void Guards::find(const Stmt *S, const Stmt *Block) {
  if (isa<CompoundStmt>(S) || isa<ForStmt>(S))
    Block = S;
  bool IsLoop = isa<ForStmt>(S) || isa<WhileStmt>(S) || isa<DoStmt>(S);
  if (IsLoop)
    Loops.push_back(S);
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *Var = dyn_cast<VarDecl>(D)) {
        addVariable(Var, Block, S);
        if (Var->getInit())
          keep(Var, Var->getInit());
      }
  } else if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
             Assignment && Assignment->getOpcode() == BO_Assign) {
    if (const VarDecl *Var = variable(Assignment->getLHS()))
      keep(Var, Assignment->getRHS());
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    addCall(Call);
  }
  forEachEvaluatedChild(S, [&](const Stmt *Child) { find(Child, Block); });
  if (IsLoop)
    Loops.pop_back();
}

/// What is assigned once is known wherever the variable is asked; of what is assigned more than once, only
/// what comes last in a block (keptIn).
void Guards::keep(const VarDecl *Var, const Expr *Value) {
  if (Value->isIntegerConstantExpr(Ctx))
    return;
  auto [Known, New] = Kept.try_emplace(Var, Value->IgnoreParenCasts());
  if (!New)
    Known->second = nullptr;
}

//===- Variables ----------------------------------------------------------===//

/// `Declaration`: null for a parameter.
void Guards::addVariable(const VarDecl *Var, const Stmt *Block, const Stmt *Declaration) {
  if (!Var->hasLocalStorage())
    return;
  Tracked T;
  Guarded &G = T.What;
  const auto *Cleanup = Var->getAttr<CleanupAttr>();
  const AnnotateAttr *Mark = mustNotSuspend(Var->getType());
  if (!Mark)
    Mark = findAnnotation(Var, annotation::MustNotSuspend);
  const Local *Known = Body ? Body->LocalOf.lookup(Var) : nullptr;
  bool Lifecycle = Known && Known->Lifecycle;
  // Members that must not suspend are not helped by the hooks of other members.
  G.Hooked = Lifecycle && (Known->Lifecycle->Own || !Mark);
  if (!Cleanup && !Mark && !Lifecycle)
    return;
  G.Var = Var;
  G.At = Var->getLocation();
  G.Name = Var->getNameAsString();
  G.Type = Var->getType().getUnqualifiedType().getAsString();
  if (Mark) {
    G.MustNotSuspend = true;
    G.Why = annotationBody(*Mark, annotation::MustNotSuspend).str();
  }
  if (Cleanup) {
    classify(G, Cleanup->getFunctionDecl(), In, LockCalls);
    if (Var->getInit())
      markCalls(Var->getInit());
  }
  T.Begin = Declaration ? places().end(Declaration) : 0;
  T.End = places().end(Block);
  OfVar[Var] = All.size();
  All.push_back(std::move(T));
}

void Guards::markCalls(const Stmt *S) {
  if (const auto *Call = dyn_cast<CallExpr>(S))
    OfGuards.insert(Call);
  forEachEvaluatedChild(S, [&](const Stmt *Child) { markCalls(Child); });
}

//===- Calls --------------------------------------------------------------===//

void Guards::addCall(const CallExpr *Call) {
  OrderOf.try_emplace(Call, OrderOf.size() + 1);
  std::vector<LockEffect> Effects = LockCalls.of(Call, In);
  // What a function does to its caller's lock is asked for each lock; what it holds, for each call.
  if (!OfGuards.contains(Call))
    for (const LockEffect &Effect : Effects)
      if (OnlyEffects || Effect.What == LockEffect::Kind::Take)
        addTaken(Call, Effect);
  for (const LockEffect &Effect : Effects)
    if (Effect.What != LockEffect::Kind::Lend && Effect.Path.find("[~") != std::string::npos)
      for (const Stmt *Loop : Loops)
        ElementsOf[Loop].try_emplace(Effect.Path, true).first->second &=
            Effect.What == LockEffect::Kind::Release;
  if (!Effects.empty())
    EffectsOf[Call] = std::move(Effects);
  if (OnlyEffects)
    addGivenUp(Call);
  addEscapes(Call);
}

void Guards::addTaken(const CallExpr *Call, const LockEffect &Effect) {
  if (OnlyEffects)
    if (auto Known = lockOf(Effect.Path)) {
      All[*Known].OfCaller &= Effect.What != LockEffect::Kind::Take;
      OfCall[Call].push_back(*Known);
      return;
    }
  Tracked T;
  T.What.Taken = Call;
  T.What.At = Call->getBeginLoc();
  T.What.Name = Effect.Name;
  T.What.Type = Effect.Type;
  T.What.Path = Effect.Path;
  T.What.Kind = Effect.Known;
  T.What.Why = Effect.Why;
  T.What.MustNotSuspend = true;
  T.What.ByMark = Effect.ByMark;
  T.OfCaller = Effect.What != LockEffect::Kind::Take;
  T.OnlyIf = Effect.OnlyIf;
  T.Sometimes = Effect.Sometimes;
  T.ElseNegative = Effect.ElseNegative;
  T.OrGreater = Effect.OrGreater;
  OfCall[Call].push_back(All.size());
  All.push_back(std::move(T));
}

/// The address of a guard that is given to anything but its own functions may be used there.
void Guards::addEscapes(const CallExpr *Call) {
  if (OfVar.empty() || EffectsOf.count(Call))
    return;
  for (const Expr *Argument : Call->arguments())
    if (const VarDecl *Var = addressed(Argument))
      if (auto Guard = ofVar(Var); Guard && !isCleanup(Call, Var))
        All[*Guard].What.Escapes = true;
}

/// A call that waits without the lock that it is given, which may be the caller's.
void Guards::addGivenUp(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  for (const SuspendingRelease &Known : LockCalls.config().Releases) {
    if (!Callee || !Callee->getIdentifier() || Callee->getName() != Known.Function || !Known.Arg ||
        *Known.Arg >= Call->getNumArgs())
      continue;
    Tracked T;
    const Expr *Lock = findLock(Call->getArg(*Known.Arg), LockCalls.config(), T.What.Kind);
    if (!Lock)
      Lock = Call->getArg(*Known.Arg);
    T.What.Taken = Call;
    T.What.At = Call->getBeginLoc();
    T.What.Path = In.object(Lock);
    T.What.Name = textOf(Lock, Ctx);
    T.What.Type = typeName(core(Lock)->getType());
    std::optional<unsigned> Before = lockOf(T.What.Path);
    GivenUpAt[Call] = Before.value_or(All.size());
    if (!Before)
      All.push_back(std::move(T));
  }
}

//===- Questions ----------------------------------------------------------===//

std::optional<unsigned> Guards::ofVar(const VarDecl *Var) const {
  auto Found = OfVar.find(Var);
  return Found == OfVar.end() ? std::nullopt : std::optional<unsigned>(Found->second);
}

llvm::ArrayRef<unsigned> Guards::ofCall(const CallExpr *Call) const {
  auto Found = OfCall.find(Call);
  if (Found == OfCall.end())
    return {};
  return Found->second;
}

llvm::ArrayRef<LockEffect> Guards::effectsOf(const CallExpr *Call) const {
  auto Found = EffectsOf.find(Call);
  if (Found == EffectsOf.end())
    return {};
  return Found->second;
}

std::optional<unsigned> Guards::givenUpAt(const CallExpr *Call) const {
  auto Found = GivenUpAt.find(Call);
  return Found == GivenUpAt.end() ? std::nullopt : std::optional<unsigned>(Found->second);
}

std::optional<unsigned> Guards::lockOf(llvm::StringRef Path) const {
  for (size_t I = 0; I < All.size(); ++I)
    if (All[I].What.Taken && All[I].What.Path == Path)
      return I;
  return std::nullopt;
}

bool Guards::letsElementsGo(const Stmt *Loop, const std::string &Path) const {
  auto Found = ElementsOf.find(Loop);
  if (Found == ElementsOf.end())
    return false;
  auto Elements = Found->second.find(Path);
  return Elements != Found->second.end() && Elements->second;
}

std::optional<unsigned> Guards::cleanedUpBy(const CallExpr *Call, const Expr *Argument) const {
  const VarDecl *Var = addressed(Argument);
  return Var && isCleanup(Call, Var) ? ofVar(Var) : std::nullopt;
}

const Positions &Guards::places() const {
  if (!Places)
    Places.emplace(F->getBody());
  return *Places;
}

const Expr *Guards::keptAt(const CFGBlock &Block, const Expr *E) const {
  if (const VarDecl *Var = variable(E))
    return keptIn(Block, Var);
  if (!isa<MemberExpr>(E) && !isa<ArraySubscriptExpr>(E))
    return nullptr;
  // Of a member, or an element, what is assigned just before is all that is known.
  for (auto Element = Block.rbegin(); Element != Block.rend(); ++Element)
    if (auto Statement = Element->getAs<CFGStmt>())
      if (const auto *Assignment = dyn_cast<BinaryOperator>(Statement->getStmt());
          Assignment && Assignment->isAssignmentOp()) {
        bool Same = Assignment->getOpcode() == BO_Assign &&
                    Assignment->getLHS()->IgnoreParenCasts()->getStmtClass() == E->getStmtClass() &&
                    In.value(Assignment->getLHS()) == In.value(E);
        return Same ? Assignment->getRHS()->IgnoreParenCasts() : nullptr;
      }
  return nullptr;
}

const Expr *Guards::keptIn(const CFGBlock &Block, const VarDecl *Var) const {
  for (auto Element = Block.rbegin(); Element != Block.rend(); ++Element) {
    auto Statement = Element->getAs<CFGStmt>();
    if (!Statement)
      continue;
    if (const auto *Assignment = dyn_cast<BinaryOperator>(Statement->getStmt())) {
      if (Assignment->isAssignmentOp() && variable(Assignment->getLHS()) == Var)
        return Assignment->getOpcode() == BO_Assign ? Assignment->getRHS()->IgnoreParenCasts() : nullptr;
    } else if (const auto *Declaration = dyn_cast<DeclStmt>(Statement->getStmt())) {
      if (llvm::is_contained(Declaration->decls(), Var))
        return Var->getInit() ? Var->getInit()->IgnoreParenCasts() : nullptr;
    }
  }
  return Kept.lookup(Var);
}

} // namespace lifeguard
