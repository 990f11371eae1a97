#include "GivenUp.h"
#include "../support/Syntax.h"
#include <functional>

using namespace clang;

namespace lifeguard {

namespace {

/// Whether the lock at `Path` is named somewhere in `E`: wrapped in an object made for the call.
bool isInside(const Expr *E, const std::string &Path, const Paths &In) {
  bool Found = false;
  std::function<void(const Stmt *)> Look = [&](const Stmt *S) {
    if (const auto *Inner = dyn_cast<Expr>(S); Inner && !Found)
      if (isa<UnaryOperator>(Inner->IgnoreParenCasts()) || isa<DeclRefExpr>(Inner->IgnoreParenCasts()) ||
          isa<MemberExpr>(Inner->IgnoreParenCasts()))
        Found = In.object(Inner) == Path;
    if (!Found)
      forEachEvaluatedChild(S, Look);
  };
  Look(E);
  return Found;
}

/// Whether the callee's path is that of an argument, and the lock at `Path` is named in that.
bool isArgument(llvm::StringRef OfCallee, const CallExpr *Call, const std::string &Path, const Paths &In) {
  unsigned Index = 0;
  return OfCallee.consume_front("*$") && OfCallee.consume_back("$") && !OfCallee.getAsInteger(10, Index) &&
         Index < Call->getNumArgs() && isInside(Call->getArg(Index), Path, In);
}

} // namespace

bool givenUpBy(const CallExpr *Call, const Guarded &G, const Paths &In, const Locks &LockCalls) {
  const AuditConfig &Config = LockCalls.config();
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || !Callee->getIdentifier() || G.Path.empty())
    return false;
  for (const SuspendingRelease &Known : Config.Releases) {
    if (Callee->getName() != Known.Function)
      continue;
    if (Known.Arg && *Known.Arg < Call->getNumArgs()) {
      std::string Path = In.object(Call->getArg(*Known.Arg));
      if (G.Path == Path || isInside(Call->getArg(*Known.Arg), G.Path, In))
        return true;
    }
    if (!Known.Field.empty() && llvm::StringRef(G.Path).rsplit('.').second == Known.Field)
      return true;
  }
  if (G.Kind && llvm::is_contained(G.Kind->Operations, Callee->getName()))
    return true;
  // A callee at hand that releases the lock of its caller gives it up, whether it takes it again or not.
  if (Config.InferReleases != Inference::Off)
    for (const LockEffect &Effect : LockCalls.ofBody(Callee))
      if (Effect.What != LockEffect::Kind::Take && !Effect.HeldAcross &&
          (In.filledIn(Effect.Path, Call) == G.Path || isArgument(Effect.Path, Call, G.Path, In)))
        return true;
  return false;
}

} // namespace lifeguard
