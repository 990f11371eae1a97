#include "Expressions.h"
#include "../support/Syntax.h"
#include "Misuse.h"

using namespace clang;

namespace lifeguard {

void ExpressionWalker::walk(const Expr *E) {
  Walk.Path.push_back(E);
  dispatch(E);
  Walk.Path.pop_back();
}

void ExpressionWalker::dispatch(const Expr *E) {
  if (const CallExpr *Call = callUnderExtension(E))
    if (const AsyncSignature *Callee = Pointers.callee(Call))
      return awaitCall(E, Call, Callee);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E))
    checkAwaited(Walk, Unary);
  Construct Found;
  if (matchConstruct(E, Found))
    return isAwaiting(Found.What) ? awaitConstruct(E, Found) : handover(E, Found);
  ordinary(E);
}

/// What is neither an await nor a handover itself.
void ExpressionWalker::ordinary(const Expr *E) {
  Pointers.check(E);
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (Pointers.callee(Call)) {
      calledPointer(Call);
      reportBareCall(Walk, Call);
    } else {
      checkOrdinaryCall(Walk, Call);
    }
  }
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    designates(Ref, Ref);
    return;
  }
  if (Builder)
    Builder->assigns(E);
  if (isa<BlockExpr>(E) && Builder)
    Walk.Context.Diags.report(E->getBeginLoc(), Message::block_literal) << Walk.Where->getName();
  if (const auto *Statements = dyn_cast<StmtExpr>(E)) {
    Nested(Statements->getSubStmt());
    if (Builder)
      Builder->markStatementExpression(Statements->getSubStmt());
    return;
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    withoutDecay(Subscript->getLHS());
    withoutDecay(Subscript->getRHS());
    return;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_Deref)
      return withoutDecay(Unary->getSubExpr());
    if (Unary->getOpcode() == UO_AddrOf) {
      if (const auto *Ref = dyn_cast<DeclRefExpr>(stripParens(Unary->getSubExpr())))
        if (designates(Ref, Unary))
          return;
      escapes(Unary->getSubExpr());
    }
  }
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    if (Cast->getCastKind() == CK_ArrayToPointerDecay && !HarmlessDecays.contains(Cast))
      escapes(Cast->getSubExpr());
  forEachEvaluatedChild(E, [&](const Stmt *Child) {
    if (const auto *Operand = dyn_cast<Expr>(Child))
      walk(Operand);
  });
}

//===- Storage whose address is used --------------------------------------===//

void ExpressionWalker::escapes(const Expr *Lvalue) {
  if (Builder)
    Builder->escapes(lvalueRoot(Lvalue));
}

/// An array that is subscripted or dereferenced on the spot does not give its address away.
void ExpressionWalker::withoutDecay(const Expr *E) {
  const auto *Decay = dyn_cast<ImplicitCastExpr>(stripParens(E));
  if (Decay && Decay->getCastKind() == CK_ArrayToPointerDecay)
    if (const Expr *Root = lvalueRoot(Decay->getSubExpr()); Root && isa<DeclRefExpr>(Root))
      HarmlessDecays.insert(Decay);
  walk(E);
}

//===- Async functions ----------------------------------------------------===//

/// Whether `Node`, the name `Ref` or its address, is an async function as a value; then it is noted.
bool ExpressionWalker::designates(const DeclRefExpr *Ref, const Expr *Node) {
  Unit &In = Walk.Context.In;
  AsyncSignature *Named = In.find(dyn_cast<FunctionDecl>(Ref->getDecl()));
  if (!Named)
    return false;
  if (Evaluated.insert(Ref).second) {
    Named->Designated = Named->StillNamed = true;
    In.Designators.push_back(std::make_unique<Designator>(Designator{Node, Named}));
    Walk.Uses.Designators.push_back(In.Designators.back().get());
  }
  return true;
}

/// What a call has besides its arguments that C evaluates: null where a function is called by its name.
const Expr *ExpressionWalker::calledPointer(const CallExpr *Call) {
  Evaluated.insert(Call);
  if (!Call->getDirectCallee())
    return Call->getCallee();
  const Expr *Callee = strip(Call->getCallee());
  while (const auto *Unary = dyn_cast<UnaryOperator>(Callee)) // (*f)(x)
    Callee = strip(Unary->getSubExpr());
  Evaluated.insert(Callee);
  return nullptr;
}

/// The parts of an async call that was understood.
void ExpressionWalker::callParts(const CallExpr *Call) {
  Pointers.checkArguments(Call);
  if (const Expr *Pointer = calledPointer(Call))
    walk(Pointer);
  for (const Expr *Argument : Call->arguments())
    walk(Argument);
}

//===- Yield points -------------------------------------------------------===//

void ExpressionWalker::addYield(Yield Known, llvm::StringRef Keyword) {
  if (Builder)
    Builder->addYield(std::move(Known), Walk.Path);
  else
    reportOutside(Walk, Known.Node, Keyword);
}

void ExpressionWalker::awaitCall(const Expr *Node, const CallExpr *Call, const AsyncSignature *Callee) {
  callParts(Call);
  Yield Known;
  Known.What = Yield::Kind::Call;
  Known.Node = Node;
  Known.Callee = wordFor(Call->getCallee());
  Known.Operands.push_back({Call, Callee, calledPointer(Call), Known.Callee});
  addYield(std::move(Known), "await");
}

/// `f(x)` or `lvalue = f(x)`, without a callee where it is something else.
Operand ExpressionWalker::operand(const Expr *E) {
  Operand O;
  const Expr *Right = stripParens(E);
  if (const auto *Assignment = dyn_cast<BinaryOperator>(Right))
    if (Assignment->getOpcode() == BO_Assign) {
      O.Target = Assignment->getLHS();
      Right = Assignment->getRHS();
    }
  O.Call = callWithin(Right);
  O.Callee = O.Call ? Pointers.callee(O.Call) : nullptr;
  if (O.Callee) {
    O.Pointer = calledPointer(O.Call);
    O.Word = wordFor(O.Call->getCallee());
  }
  return O;
}

void ExpressionWalker::awaitConstruct(const Expr *Node, const Construct &Found) {
  Diagnostics &Diags = Walk.Context.Diags;
  llvm::StringRef Keyword = spelling(Found.What);
  Yield Known;
  Known.What = Found.What == Keyword::AwaitAll   ? Yield::Kind::All
               : Found.What == Keyword::AwaitAny ? Yield::Kind::Any
                                                 : Yield::Kind::Timeout;
  Known.Node = Node;
  Known.Callee = Keyword.drop_front(strlen("await_")).str();
  Known.Milliseconds = Found.Argument;
  if (Found.Argument)
    walk(Found.Argument);
  for (const Expr *E : Found.Operands) {
    Operand O = operand(E);
    if (!O.Callee) {
      Diags.report(E->getBeginLoc(), Message::operand_not_async) << Keyword;
      continue;
    }
    if (O.Target) {
      Pointers.flow(AsyncType::of(O.Target), O.Target->getType(), O.Call);
      walk(O.Target);
      escapes(O.Target);
    }
    callParts(O.Call);
    Known.Operands.push_back(O);
  }
  if (Found.What == Keyword::AwaitTimeout && Found.Operands.size() != 1)
    Diags.report(Node->getBeginLoc(), Message::timeout_operands);
  addYield(std::move(Known), Keyword);
}

//===- Handovers ----------------------------------------------------------===//

void ExpressionWalker::handover(const Expr *Node, const Construct &Found) {
  Diagnostics &Diags = Walk.Context.Diags;
  Unit &In = Walk.Context.In;
  if (Found.Argument)
    walk(Found.Argument);
  auto H = std::make_unique<Handover>();
  if (Found.Operands.size() == 1)
    H->Call = callWithin(Found.Operands.front());
  if (H->Call)
    H->Callee = Pointers.callee(H->Call);
  if (!H->Callee) {
    Diags.report(Node->getBeginLoc(), Message::construct_operand) << spelling(Found.What);
    return;
  }
  callParts(H->Call);
  H->Pointer = calledPointer(H->Call);
  H->Node = Node;
  H->Runtime = Found.Argument;
  H->What = handoverKind(Found.What);
  if (Builder && (H->What == Handover::Kind::BlockOn || H->What == Handover::Kind::BlockOnIn)) {
    Diags.report(Node->getBeginLoc(), Message::block_on_inside) << Walk.Where->getName();
    Diags.report(Node->getBeginLoc(), Message::note_use_await);
  }
  Walk.Uses.Handovers.push_back(H.get());
  In.HandoverAt[Node] = H.get();
  In.Handovers.push_back(std::move(H));
}

} // namespace lifeguard
