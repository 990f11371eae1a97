#include "Statements.h"
#include "../support/Syntax.h"

using namespace clang;

namespace lifeguard {

void StatementWriter::write(const Stmt *S, Place At) {
  if (!S)
    return;
  if (const auto *E = dyn_cast<Expr>(S))
    return expressionStatement(E, At);
  switch (S->getStmtClass()) {
  case Stmt::CompoundStmtClass:
    return compound(cast<CompoundStmt>(S));
  case Stmt::DeclStmtClass:
    Declarations.forEachPart(cast<DeclStmt>(S), [&](const Expr *E) { writeInside(E); });
    return Declarations.write(cast<DeclStmt>(S), At);
  case Stmt::IfStmtClass:
    write(cast<IfStmt>(S)->getThen(), Place::Alone);
    write(cast<IfStmt>(S)->getElse(), Place::Alone);
    return hoistCondition(S, cast<IfStmt>(S)->getCond(), At);
  case Stmt::SwitchStmtClass:
    write(cast<SwitchStmt>(S)->getBody(), Place::Alone);
    return hoistCondition(S, cast<SwitchStmt>(S)->getCond(), At);
  case Stmt::WhileStmtClass:
    return Loops.write(cast<WhileStmt>(S));
  case Stmt::DoStmtClass:
    return Loops.write(cast<DoStmt>(S));
  case Stmt::ForStmtClass:
    return Loops.write(cast<ForStmt>(S));
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass:
    return labelled(cast<SwitchCase>(S)->getSubStmt());
  case Stmt::LabelStmtClass:
    return labelled(cast<LabelStmt>(S)->getSubStmt());
  case Stmt::AttributedStmtClass:
    return write(cast<AttributedStmt>(S)->getSubStmt(), Place::Alone);
  case Stmt::BreakStmtClass:
  case Stmt::GotoStmtClass:
    return jump(S, At, "");
  case Stmt::ContinueStmtClass:
    return jump(S, At, Loops.continuing(F.JumpTarget.lookup(S)));
  case Stmt::IndirectGotoStmtClass:
    return computedGoto(cast<IndirectGotoStmt>(S), At);
  case Stmt::GCCAsmStmtClass:
    return assembler(cast<GCCAsmStmt>(S), At);
  case Stmt::ReturnStmtClass:
    return returnStatement(cast<ReturnStmt>(S), At);
  default:
    return other(S);
  }
}

void StatementWriter::other(const Stmt *S) {
  forEachEvaluatedChild(S, [&](const Stmt *Child) {
    if (const auto *E = dyn_cast<Expr>(Child)) {
      writeInside(E);
      Steps.settle(E);
    } else {
      write(Child, Place::Alone);
    }
  });
}

void StatementWriter::writeInside(const Expr *E) {
  if (const auto *Nested = dyn_cast<StmtExpr>(E))
    return statementExpression(Nested);
  forEachEvaluatedChild(E, [&](const Stmt *Child) {
    if (const auto *Operand = dyn_cast<Expr>(Child))
      writeInside(Operand);
  });
}

/// What is declared behind a label (C23) stays in scope behind it.
void StatementWriter::labelled(const Stmt *S) { write(S, isa<DeclStmt>(S) ? Place::List : Place::Alone); }

/// One that stays one: its value is what stands last in it, so the cleanups of its end come before that.
void StatementWriter::statementExpression(const StmtExpr *E) {
  const CompoundStmt *Body = E->getSubStmt();
  const Stmt *Last = Body->body_empty() ? nullptr : Body->body_back();
  while (const auto *Label = dyn_cast_or_null<LabelStmt>(Last))
    Last = Label->getSubStmt();
  const auto *Value = dyn_cast_or_null<Expr>(Last);
  if (!isWayOut(Machine, Body) || !Value || E->getType()->isVoidType() || Flat.NestValue.count(Value))
    return write(Body, Place::List);
  for (const Stmt *Child : Body->body())
    write(Child, Place::List);
  Lines Out = linesFor(Value, Source);
  if (isa<LabelStmt>(Body->body_back()))
    Out.add(";"); // a label stands before a statement
  std::string Name = F.Names.fresh("value_" + std::to_string(lineOf(Value, Source)));
  Out.add(Steps.declareHere(E->getType().getUnqualifiedType(), Name) + " = " +
          Steps.operand(Value, Steps.text(Value)) + ";");
  writeWayOut(Machine, Body, Out);
  Out.add(Name + ";");
  substitute(Value, Out, Place::List, Source);
}

void StatementWriter::expressionStatement(const Expr *E, Place At) {
  writeInside(E);
  const Local *Into = Flat.NestValue.lookup(E);
  if (!Flat.find(E) && !Into)
    return Steps.settle(E);
  Lines Out = linesFor(E, Source);
  std::string Rest = Steps.evaluate(E, Out);
  if (Into)
    Out.add(Steps.store(Steps.name(*Into), Into->Type, Steps.operand(E, Rest)));
  else if (!Rest.empty())
    Out.add(Rest + ";");
  substitute(E, Out, At, Source);
}

void StatementWriter::compound(const CompoundStmt *S) {
  for (const Stmt *Child : S->body())
    write(Child, Place::List);
  if (!isWayOut(Machine, S))
    return;
  Lines Out(Source.mark(S->getRBracLoc()), Source.indentOf(Source.index(S->getLBracLoc())));
  Out.in();
  writeWayOut(Machine, S, Out);
  // The brace's own indentation stands there already.
  unsigned Close = Source.index(S->getRBracLoc());
  Source.insert(Close, Out.step() + Out.text() + "\n" + Out.mark() + Source.indentOf(Close));
}

/// `if` and `switch`, whose parts have been visited: the steps of the condition stand in front of the
/// statement.
void StatementWriter::hoistCondition(const Stmt *S, const Expr *Condition, Place At) {
  writeInside(Condition);
  if (!Flat.find(Condition))
    return Steps.settle(Condition);
  Lines Out = linesFor(S, Source);
  std::string Rest = Steps.evaluate(Condition, Out);
  Source.replace(Source.range(Condition->getSourceRange()), Rest);
  Out.add(Source.print(statementTokens(S, Source)));
  substitute(S, Out, At, Source);
}

void StatementWriter::jump(const Stmt *S, Place At, const std::string &Instead) {
  if (!isWayOut(Machine, S)) {
    if (!Instead.empty())
      Source.replace(statementTokens(S, Source), Instead);
    return;
  }
  Lines Out = linesFor(S, Source);
  writeWayOut(Machine, S, Out);
  Out.add(Instead.empty() ? Source.print(statementTokens(S, Source)) : Instead);
  substitute(S, Out, At, Source);
}

void StatementWriter::computedGoto(const IndirectGotoStmt *S, Place At) {
  const Expr *To = S->getTarget();
  writeInside(To);
  if (!Flat.find(To) && !isWayOut(Machine, S))
    return Steps.settle(To);
  Lines Out = linesFor(S, Source);
  std::string Rest = Steps.evaluate(To, Out);
  Source.replace(Source.range(To->getSourceRange()), Rest);
  writeWayOut(Machine, S, Out);
  Out.add(Source.print(statementTokens(S, Source)));
  substitute(S, Out, At, Source);
}

void StatementWriter::assembler(const GCCAsmStmt *S, Place At) {
  Lines Out = linesFor(S, Source);
  for (const Stmt *Operand : S->children()) {
    const auto *E = cast<Expr>(Operand);
    writeInside(E);
    Steps.run(E, Out);
    Steps.settle(E);
  }
  if (Out.empty())
    return;
  Out.add(Source.print(statementTokens(S, Source)));
  substitute(S, Out, At, Source);
}

void StatementWriter::returnStatement(const ReturnStmt *S, Place At) {
  Lines Out = linesFor(S, Source);
  if (const Expr *Value = S->getRetValue()) {
    ResultStored = true;
    writeInside(Value);
    std::string Rest = Steps.evaluate(Value, Out);
    if (!Rest.empty())
      Out.add(F.Signature.returnsVoid()
                  ? Rest + ";"
                  : Steps.store("*" + Plan.Out, F.Signature.Result, Steps.operand(Value, Rest)));
  }
  writeWayOut(Machine, S, Out);
  if (At != Place::Last) {
    Out.add("goto " + Plan.DoneLabel + ";");
    DoneUsed = true;
  }
  substitute(S, Out, At, Source);
}

} // namespace lifeguard
