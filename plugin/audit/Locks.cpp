#include "Locks.h"
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "Held.h"
#include "clang/AST/ASTContext.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The name of the typedef that a callee's pointer type is spelled with.
bool hasPointerType(const Expr *Callee, llvm::StringRef Name) {
  QualType T = Callee->IgnoreParenImpCasts()->getType();
  while (const auto *Named = T->getAs<TypedefType>()) {
    if (Named->getDecl()->getName() == Name)
      return true;
    T = Named->desugar();
  }
  if (T->isPointerType())
    if (const auto *Named = T->getPointeeType()->getAs<TypedefType>())
      return Named->getDecl()->getName() == Name;
  return false;
}

/// The function that a callee names; null where it is a pointer.
const FunctionDecl *functionNamedBy(const Expr *Callee) {
  const auto *Ref = dyn_cast<DeclRefExpr>(Callee->IgnoreParenImpCasts());
  return Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
}

} // namespace

bool isCallOf(const Expr *Callee, const LockCall &Known) {
  if (!Known.PointerType.empty())
    return hasPointerType(Callee, Known.PointerType);
  const FunctionDecl *Function = functionNamedBy(Callee);
  return Function && Function->getIdentifier() && Known.Function.matches(Function->getName());
}

std::string textOf(const Expr *E, const ASTContext &Ctx) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  core(E)->printPretty(OS, nullptr, PrintingPolicy(Ctx.getLangOpts()));
  OS.flush();
  size_t Line = Text.find('\n');
  return Line == std::string::npos ? Text : Text.substr(0, Line) + "…";
}

std::string typeName(QualType T) {
  while (T->isPointerType())
    T = T->getPointeeType();
  return T.getUnqualifiedType().getAsString();
}

const GuardKind *kindOfLock(QualType T, const AuditConfig &Config) {
  std::string Name = typeName(T), Canonical = typeName(T.getCanonicalType());
  for (const GuardKind &Kind : Config.Guards)
    for (const std::string &Type : Kind.Types)
      if (Name == Type || Canonical == Type || Canonical == "struct " + Type)
        return &Kind;
  return nullptr;
}

const Expr *findLock(const Stmt *S, const AuditConfig &Config, const GuardKind *&Kind) {
  if (const auto *E = dyn_cast<Expr>(S);
      E && !isa<CallExpr>(core(E)) && !isa<InitListExpr>(core(E)) && !isa<CompoundLiteralExpr>(core(E)))
    if (const GuardKind *Found = kindOfLock(core(E)->getType(), Config)) {
      Kind = Found;
      return core(E);
    }
  const Expr *Lock = nullptr;
  forEachEvaluatedChild(S, [&](const Stmt *Child) {
    if (!Lock)
      Lock = findLock(Child, Config, Kind);
  });
  return Lock;
}

std::vector<LockEffect> Locks::of(const CallExpr *Call, const Paths &In) const {
  std::vector<LockEffect> Effects;
  addConfigured(Call, In, Effects);
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Effects.empty() || !Callee)
    return Effects;
  addAttributes(Callee, Call, In, Effects);
  if (!Effects.empty() || Config.InferReleases == Inference::Off)
    return Effects;
  for (LockEffect Effect : ofBody(Callee)) {
    Effect.Path = In.filledIn(Effect.Path, Call);
    Effects.push_back(std::move(Effect));
  }
  return Effects;
}

/// In the order of the configuration: the user's come before the built-in ones.
Locks::KnownCalls Locks::lookUp(const Expr *Callee) const {
  KnownCalls Found;
  for (const GuardKind &Kind : Config.Guards) {
    for (const LockCall &Known : Kind.Acquire)
      if (isCallOf(Callee, Known))
        Found.push_back({LockEffect::Kind::Take, &Kind, &Known});
    for (const LockCall &Known : Kind.Release)
      if (isCallOf(Callee, Known))
        Found.push_back({LockEffect::Kind::Release, &Kind, &Known});
  }
  return Found;
}

/// What both arms of `(write ? wrlock : rdlock)(&lock)` are known for, as it is known of the first.
Locks::KnownCalls Locks::knownCalls(const Expr *Callee) const {
  Callee = Callee->IgnoreParenImpCasts();
  if (const auto *Either = dyn_cast<ConditionalOperator>(Callee)) {
    KnownCalls First = knownCalls(Either->getTrueExpr());
    return knownCalls(Either->getFalseExpr()).empty() ? KnownCalls() : First;
  }
  const FunctionDecl *Function = functionNamedBy(Callee);
  if (!Function)
    return lookUp(Callee);
  auto [Known, New] = KnownOf.try_emplace(Function);
  if (New)
    Known->second = lookUp(Callee);
  return Known->second;
}

void Locks::addConfigured(const CallExpr *Call, const Paths &In, std::vector<LockEffect> &Into) const {
  auto Add = [&](LockEffect::Kind What, const GuardKind &Kind, const LockCall &Known) {
    LockEffect Effect{What, "",       &Kind,       Kind.Types.empty() ? "" : Kind.Types.front(),
                      "",   Kind.Why, Known.OnlyIf};
    if (!Known.Lock.empty()) {
      Effect.Path = Effect.Name = Known.Lock;
    } else if (*Known.Arg < Call->getNumArgs()) {
      const Expr *Lock = Call->getArg(*Known.Arg);
      // Around a lock of any type: which one, says what it was made of.
      const GuardKind *OfLock = nullptr;
      if (!Kind.Severity)
        if (const Expr *Inner = findLock(In.origin(Lock), Config, OfLock)) {
          Lock = Inner;
          Effect.Known = OfLock;
        }
      Effect.Path = In.object(Lock);
      Effect.Type = typeName(core(Lock)->getType());
      Effect.Name = textOf(Lock, Call->getDirectCallee() ? Call->getDirectCallee()->getASTContext()
                                                         : In.function()->getASTContext());
    } else {
      return;
    }
    Into.push_back(std::move(Effect));
  };
  const GuardKind *Last = nullptr;
  for (const KnownCall &Known : knownCalls(Call->getCallee())) {
    if (!Into.empty() && Known.Kind != Last)
      return; // the first kind that knows the call
    Add(Known.What, *Known.Kind, *Known.Entry);
    Last = Known.Kind;
  }
}

void Locks::addAttributes(const FunctionDecl *Callee, const CallExpr *Call, const Paths &In,
                          std::vector<LockEffect> &Into) const {
  if (llvm::none_of(Callee->redecls(), [](const FunctionDecl *D) { return D->hasAttrs(); }))
    return;
  // An attribute's argument is written in terms of the parameters. (Most attributes are others.)
  std::optional<Paths> Abstract;
  auto Add = [&](LockEffect::Kind What, const Expr *Lock, std::optional<int> OnlyIf) {
    if (!Abstract)
      Abstract.emplace(Callee, /*Abstract=*/true);
    LockEffect Effect{What,
                      In.filledIn(Abstract->object(Lock), Call),
                      nullptr,
                      typeName(core(Lock)->getType()),
                      textOf(Lock, Callee->getASTContext()),
                      "",
                      OnlyIf};
    if (const auto *Ref = dyn_cast<DeclRefExpr>(core(Lock)))
      if (const auto *Parameter = dyn_cast<ParmVarDecl>(Ref->getDecl()))
        if (Parameter->getFunctionScopeIndex() < Call->getNumArgs())
          Effect.Name = textOf(Call->getArg(Parameter->getFunctionScopeIndex()), Callee->getASTContext());
    Into.push_back(std::move(Effect));
  };
  for (const FunctionDecl *D : Callee->redecls()) {
    for (const auto *Taken : D->specific_attrs<AcquireCapabilityAttr>())
      for (const Expr *Lock : Taken->args())
        Add(LockEffect::Kind::Take, Lock, std::nullopt);
    for (const auto *Tried : D->specific_attrs<TryAcquireCapabilityAttr>()) {
      bool Success = true;
      if (!Tried->getSuccessValue()->EvaluateAsBooleanCondition(Success, D->getASTContext()))
        continue;
      for (const Expr *Lock : Tried->args())
        Add(LockEffect::Kind::Take, Lock, Success ? 1 : 0);
    }
    for (const auto *Released : D->specific_attrs<ReleaseCapabilityAttr>())
      for (const Expr *Lock : Released->args())
        Add(LockEffect::Kind::Release, Lock, std::nullopt);
    if (!Into.empty())
      return;
  }
  for (const FunctionDecl *D : Callee->redecls())
    if (const AnnotateAttr *Mark = findAnnotation(D, annotation::MustNotSuspend)) {
      LockEffect Effect{LockEffect::Kind::Take,
                        "",
                        nullptr,
                        typeName(Callee->getReturnType()),
                        (Callee->getName() + "()").str(),
                        annotationBody(*Mark, annotation::MustNotSuspend).str(),
                        std::nullopt,
                        true};
      Effect.Path = Call->getNumArgs() && Call->getArg(0)->getType()->isPointerType()
                        ? In.object(Call->getArg(0))
                        : "call of " + Callee->getName().str();
      Into.push_back(std::move(Effect));
      return;
    }
}

bool Locks::mayHaveEffect(const Stmt *S) const {
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    if (!knownCalls(Call->getCallee()).empty())
      return true;
    if (const FunctionDecl *Callee = Call->getDirectCallee()) {
      for (const SuspendingRelease &Known : Config.Releases)
        if (Known.Arg && Callee->getIdentifier() && Callee->getName() == Known.Function)
          return true;
      for (const FunctionDecl *D : Callee->redecls())
        if (D->hasAttr<AcquireCapabilityAttr>() || D->hasAttr<ReleaseCapabilityAttr>())
          return true;
      if (!ofBody(Callee).empty())
        return true;
    }
  }
  bool Found = false;
  forEachEvaluatedChild(S, [&](const Stmt *Child) { Found = Found || mayHaveEffect(Child); });
  return Found;
}

/// Of a function that another file defines.
const std::vector<LockEffect> &Locks::ofProgram(const FunctionDecl *F) const {
  static const std::vector<LockEffect> None;
  if (Config.InferReleases != Inference::WholeProgram || !F->getIdentifier() || !F->isExternallyVisible())
    return None;
  std::string Name = F->getName().str();
  if (Config.Asked)
    Config.Asked->Locks.insert(Name);
  auto Facts = Config.Program.Locks.find(Name);
  if (Facts == Config.Program.Locks.end())
    return None;
  auto [Known, New] = Bodies.try_emplace(F->getCanonicalDecl());
  if (New)
    for (const LockFact &Fact : Facts->second) {
      const GuardKind *Kind = nullptr;
      for (const GuardKind &Each : Config.Guards)
        if (!Kind && Each.Name == Fact.Guard)
          Kind = &Each;
      LockEffect Effect{Fact.What, Fact.Path, Kind, Fact.Type, Fact.Name, Fact.Why, Fact.OnlyIf};
      Effect.Sometimes = Fact.Sometimes;
      Effect.ElseNegative = Fact.ElseNegative;
      Effect.OrGreater = Fact.OrGreater;
      Effect.HeldAcross = Fact.HeldAcross;
      Known->second.push_back(std::move(Effect));
    }
  return Known->second;
}

const CFG *Locks::graphOf(const FunctionDecl *Definition) const {
  auto [Known, New] = Graphs.try_emplace(Definition);
  if (New) {
    // Elements of their own: what takes, releases and suspends, and what makes a variable a guard.
    CFG::BuildOptions Options;
    Options.setAlwaysAdd(Stmt::CallExprClass).setAlwaysAdd(Stmt::BinaryOperatorClass);
    Known->second = CFG::buildCFG(Definition, Definition->getBody(), &Definition->getASTContext(), Options);
  }
  return Known->second.get();
}

llvm::ArrayRef<Question> Locks::questionsOf(const FunctionDecl *Definition) const {
  auto [Known, New] = Asked.try_emplace(Definition);
  if (New)
    Known->second = questionsIn(Definition->getBody(), Definition->getASTContext());
  return Known->second;
}

const std::vector<LockEffect> &Locks::ofBody(const FunctionDecl *F) const {
  static const std::vector<LockEffect> None;
  const FunctionDecl *Definition = F->getDefinition();
  if (!Definition || !Definition->hasBody())
    return ofProgram(F);
  auto [Known, New] = Bodies.try_emplace(Definition);
  if (!New)
    return Known->second; // known, or a call of itself on the way, which adds nothing
  if (!mayHaveEffect(Definition->getBody()))
    return None;
  std::vector<LockEffect> Found = effectsOfBody(Definition, Suspending, *this);
  return Bodies[Definition] = std::move(Found);
}

} // namespace lifeguard
