//===- Blocking.cpp - rule: blocking-call ---------------------------------===//
//
// A call that waits holds up every task, or coroutine, of its thread. The table is the configuration's; what
// is built in counts in async functions, and only if a system header declares the callee. What waits only
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
    Found.Message = "'" + Name + "' blocks the thread: no other " + (A.Body ? "task" : "coroutine") +
                    " of it runs meanwhile";
    Found.Help =
        A.Body ? "await the library's counterpart (lg_sleep_ms, lg_join, …), or hand the call to lg_blocking"
               : "wait in the way that suspends the coroutine, or hand the call to a thread";
    Into.add(std::move(Found), A.F, Callee);
  }

  bool blocks(const CallExpr *Call, const FunctionDecl *Callee) const {
    llvm::StringRef Name = Callee->getName();
    for (const auto &Part : A.Config.Parts)
      if (!Part->Sources.empty() && names(*Part, Name))
        return true;
    // What is known of C's library is known of async functions: other coroutines may have a thread each.
    const ASTContext &Ctx = A.In.Ctx;
    if (!A.Body || !Ctx.getSourceManager().isInSystemHeader(Callee->getLocation()))
      return false;
    if ((Name == "read" || Name == "readv" || Name == "pread") && Call->getNumArgs())
      return constant(Call->getArg(0), Ctx).has_value();
    if (int Timeout = timeoutArgument(Name); Timeout >= 0 && unsigned(Timeout) < Call->getNumArgs())
      if (constant(Call->getArg(Timeout), Ctx) == 0)
        return false;
    return names(A.Config, Name);
  }

  static bool names(const AuditConfig &Config, llvm::StringRef Name) {
    return llvm::any_of(Config.Blocking,
                        [&](const MixedFunction &Known) { return Known.Name.matches(Name); });
  }
};

} // namespace

void findBlockingCalls(const Audited &A, Findings &Into) { BlockingCalls(A, Into).look(A.F->getBody()); }

} // namespace lifeguard
