#include "Misuse.h"
#include "../support/Syntax.h"
#include "Surface.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace lifeguard {

namespace {

bool isSetjmp(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases("setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp", "__builtin_setjmp", "vfork", true)
      .Default(false);
}

bool isAlloca(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases("alloca", "__builtin_alloca", "__builtin_alloca_with_align", "__builtin_alloca_uninitialized",
             true)
      .Default(false);
}

/// Whether `At` came out of the keyword. Whoever wrote `__extension__` meant something else.
bool isKeyword(SourceLocation At, const ASTContext &Ctx) {
  if (!At.isMacroID())
    return false;
  llvm::StringRef Macro = Lexer::getImmediateMacroName(At, Ctx.getSourceManager(), Ctx.getLangOpts());
  return Macro == "await" || Macro == "lg_await";
}

bool callsAsync(const Stmt *S, AsyncPointers &Pointers) {
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (Pointers.callee(Call))
      return true;
  bool Found = false;
  forEachEvaluatedChild(S, [&](const Stmt *Child) { Found = Found || callsAsync(Child, Pointers); });
  return Found;
}

} // namespace

void checkAwaited(const BodyWalk &Walk, const UnaryOperator *E) {
  Diagnostics &Diags = Walk.Context.Diags;
  SourceLocation At = E->getOperatorLoc();
  if (E->getOpcode() != UO_Extension || !isKeyword(At, Walk.Context.In.Ctx))
    return;
  if (const CallExpr *Call = callUnderExtension(E)) {
    Diags.report(Call->getBeginLoc(), Message::await_not_async) << wordFor(Call->getCallee());
    if (const ValueDecl *Callee = AsyncType::of(Call->getCallee()).declaration())
      Diags.report(Callee->getLocation(), Message::note_declared_here) << Callee->getName();
    return;
  }
  const Expr *Operand = E->getSubExpr();
  if (callsAsync(Operand, Walk.Context.Pointers) && !callUnderExtension(stripParens(Operand)))
    return; // `await f(x).y`: the call is reported, with what to write
  Diags.report(At, Message::await_not_call);
}

void reportBareCall(const BodyWalk &Walk, const CallExpr *Call) {
  Diagnostics &Diags = Walk.Context.Diags;
  std::string Name = wordFor(Call->getCallee());
  Diags.report(Call->getBeginLoc(), Message::bare_call) << Name;
  for (const Stmt *Around : llvm::reverse(Walk.Path))
    if (const auto *Unary = dyn_cast<UnaryOperator>(Around))
      if (Unary->getOpcode() == UO_Extension && Unary->getSubExpr() != Call) {
        Diags.report(Unary->getBeginLoc(), Message::note_parenthesize_await) << Name;
        return;
      }
  Diags.report(Call->getBeginLoc(), Walk.Builder ? Message::note_write_await : Message::note_write_block_on)
      << Name;
}

void reportOutside(const BodyWalk &Walk, const Expr *Node, llvm::StringRef What) {
  Diagnostics &Diags = Walk.Context.Diags;
  Diags.report(Node->getBeginLoc(), Message::await_outside) << What;
  if (Walk.Where)
    Diags.report(Walk.Where->getLocation(), Message::note_mark_function) << Walk.Where->getName();
}

void checkOrdinaryCall(BodyWalk &Walk, const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || !Callee->getIdentifier())
    return;
  llvm::StringRef Name = Callee->getName();
  if (!Walk.Builder) {
    if (Name == "lg_cx")
      reportOutside(Walk, Call, Name);
  } else if (isSetjmp(Name)) {
    Diagnostics &Diags = Walk.Context.Diags;
    Diags.report(Call->getBeginLoc(), Message::calls_setjmp) << Name << Walk.Where->getName();
    Diags.report(Call->getBeginLoc(), Message::note_setjmp);
  } else if (isAlloca(Name)) {
    Walk.Alloca = Call;
  }
}

} // namespace lifeguard
