//===- Blocking.cpp - rule: blocking-call ---------------------------------===//
//
// A call that waits holds up every task of its thread. The table is the configuration's; a name counts only
// if a system header declares the function, or the user's own configuration names it. What waits only
// sometimes counts where it surely does: a read of a constant descriptor (standard input), a poll whose
// timeout is not 0.
//
//===----------------------------------------------------------------------===//
#include "../support/Syntax.h"
#include "Findings.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

namespace {

std::optional<int64_t> constant(const Expr *E, const ASTContext &Ctx) {
  Expr::EvalResult Value;
  if (E->isValueDependent() || !E->EvaluateAsInt(Value, Ctx))
    return std::nullopt;
  return Value.Val.getInt().getExtValue();
}

/// The argument that says how long a polling call waits.
int timeoutArgument(llvm::StringRef Name) {
  return Name == "poll" ? 2 : Name == "epoll_wait" || Name == "epoll_pwait" ? 3 : -1;
}

class BlockingCalls {
public:
  BlockingCalls(const Audited &A, Findings &Into) : A(A), Into(Into) {}

  void look(const Stmt *S) {
    if (const auto *Call = dyn_cast<CallExpr>(S))
      call(Call);
    forEachEvaluatedChild(S, [&](const Stmt *Child) { look(Child); });
  }

private:
  const Audited &A;
  Findings &Into;

  void call(const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->getIdentifier() || A.In.find(Callee) || !blocks(Call, Callee))
      return;
    std::string Name = Callee->getNameAsString();
    Finding Found = Into.make(Rule::blocking_call, A.F, Call->getBeginLoc());
    Found.Guard.Name = Name;
    Found.Guard.Kind = "call";
    Found.Message = "'" + Name + "' blocks the thread: no other task of it runs meanwhile";
    Found.Help = "await the library's counterpart (lg_sleep_ms, lg_join, …), or hand the call to lg_blocking";
    Into.add(std::move(Found), A.F, Callee);
  }

  bool blocks(const CallExpr *Call, const FunctionDecl *Callee) const {
    llvm::StringRef Name = Callee->getName();
    const ASTContext &Ctx = A.In.Ctx;
    bool OfSystem = Ctx.getSourceManager().isInSystemHeader(Callee->getLocation());
    if (OfSystem && (Name == "read" || Name == "readv" || Name == "pread") && Call->getNumArgs())
      return constant(Call->getArg(0), Ctx).has_value();
    if (int Timeout = timeoutArgument(Name);
        OfSystem && Timeout >= 0 && unsigned(Timeout) < Call->getNumArgs())
      if (constant(Call->getArg(Timeout), Ctx) == 0)
        return false;
    for (const MixedFunction &Known : A.Config.Blocking)
      if (Known.Name.matches(Name))
        return OfSystem || !Known.Name.isRegex();
    return false;
  }
};

} // namespace

void findBlockingCalls(const Audited &A, Findings &Into) {
  if (A.Body)
    BlockingCalls(A, Into).look(A.F->getBody());
}

} // namespace lifeguard
