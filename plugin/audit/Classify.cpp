#include "Classify.h"
#include "../support/Syntax.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The call of `Name` in `S`, or null.
const CallExpr *findCallOf(const Stmt *S, llvm::StringRef Name) {
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Callee && Callee->getIdentifier() && Callee->getName() == Name)
      return Call;
  const CallExpr *Found = nullptr;
  forEachEvaluatedChild(S, [&](const Stmt *Child) {
    if (!Found)
      Found = findCallOf(Child, Name);
  });
  return Found;
}

/// The lock that the call in the guard's initializer takes or, where the entry names none, the initializer.
void nameLock(Guarded &G, const GuardKind &Kind, const CleanupRule &Rule, const Paths &In,
              const AuditConfig &Config) {
  if (Rule.LockFromInitializer.empty()) {
    const GuardKind *OfLock = nullptr;
    const Expr *Lock = Kind.Severity ? nullptr : findLock(G.Var->getInit(), Config, OfLock);
    if (!Lock)
      return;
    G.Path = In.object(Lock);
    G.Name = textOf(Lock, In.function()->getASTContext());
    G.Type = typeName(Lock->getType());
    G.Kind = OfLock;
    return;
  }
  const CallExpr *Call = findCallOf(G.Var->getInit(), Rule.LockFromInitializer);
  if (!Call)
    return;
  const GuardKind *OfLock = nullptr;
  const Expr *Lock = nullptr;
  for (const Expr *Argument : Call->arguments())
    if (!Lock)
      Lock = findLock(Argument, Config, OfLock);
  for (const Expr *Argument : Call->arguments())
    if (!Lock) // wrapped before
      Lock = findLock(In.origin(Argument), Config, OfLock);
  if (Lock) {
    G.Path = In.object(Lock);
    G.Name = textOf(Lock, In.function()->getASTContext());
    G.Type = typeName(Lock->getType());
    if (!Kind.Severity)
      G.Kind = OfLock;
  } else if (Call->getNumArgs()) {
    G.Path = In.object(Call->getArg(0));
  }
}

bool classifyByRule(Guarded &G, const FunctionDecl *Cleanup, bool AnyName, const Paths &In,
                    const AuditConfig &Config) {
  for (const GuardKind &Kind : Config.Guards)
    for (const CleanupRule &Rule : Kind.Cleanup) {
      if (!Cleanup->getIdentifier() || !Rule.Function.matches(Cleanup->getName()) ||
          Rule.Function.matchesAnything() != AnyName)
        continue;
      G.Rule = &Rule;
      G.Kind = &Kind;
      if (G.Why.empty())
        G.Why = Kind.Why;
      if (G.Var->getInit() && !AnyName)
        nameLock(G, Kind, Rule, In, Config);
      return true;
    }
  return false;
}

bool classifyByBody(Guarded &G, const FunctionDecl *Cleanup, const Paths &In, const Locks &LockCalls) {
  for (const LockEffect &Effect : LockCalls.ofBody(Cleanup))
    if (Effect.What == LockEffect::Kind::Release) {
      G.ReleasesLock = true;
      G.Kind = Effect.Known;
      if (G.Why.empty())
        G.Why = Effect.Why;
      // `struct guard g = {&lock}` or `mutex *g = take(&lock)`: the lock is what the initializer names.
      const GuardKind *OfLock = nullptr;
      if (G.Var->getInit())
        if (const Expr *Lock = findLock(G.Var->getInit(), LockCalls.config(), OfLock); Lock)
          G.Path = In.object(Lock);
      return true;
    }
  return false;
}

} // namespace

void classify(Guarded &G, const FunctionDecl *Cleanup, const Paths &In, const Locks &LockCalls) {
  if (!classifyByRule(G, Cleanup, /*AnyName=*/false, In, LockCalls.config()) &&
      !classifyByBody(G, Cleanup, In, LockCalls))
    classifyByRule(G, Cleanup, /*AnyName=*/true, In, LockCalls.config());
}

} // namespace lifeguard
