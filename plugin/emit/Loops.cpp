#include "Loops.h"
#include "Statements.h"

using namespace clang;

namespace lifeguard {

/// Gives the `continue`s of a loop a label to go to.
void LoopWriter::redirectContinue(const Stmt *Loop) {
  std::string Wish = "continue_" + std::to_string(lineOf(Loop, Source));
  Redirected[Loop].Label = Flat.Of.Names.fresh(Wish);
}

std::string LoopWriter::continuing(const Stmt *Loop) {
  auto It = Redirected.find(Loop);
  if (It == Redirected.end())
    return "";
  It->second.Used = true;
  return "goto " + It->second.Label + ";";
}

void LoopWriter::continueLabel(const Stmt *Loop, Lines &Out) {
  auto It = Redirected.find(Loop);
  if (It == Redirected.end() || !It->second.Used)
    return;
  Out.label(It->second.Label);
  Out.add(";");
}

/// The steps of the condition, and the way out where it is false.
void LoopWriter::test(const Expr *Condition, Lines &Out) {
  Steps.run(Condition, Out);
  Out.add("if (" + Steps.negated(Condition) + ")");
  Out.in();
  Out.add("break;");
  Out.out();
}

/// `E` as a statement.
void LoopWriter::evaluate(const Expr *E, Lines &Out) {
  std::string Rest = Steps.evaluate(E, Out);
  if (!Rest.empty())
    Out.add(Rest + ";");
}

/// Puts `Contents` at the beginning of a loop's body.
void LoopWriter::atBodyStart(const Stmt *Body, const Lines &Contents, const Lines &Around) {
  if (const auto *Block = dyn_cast<CompoundStmt>(Body)) {
    unsigned Next = Source.index(Block->getLBracLoc()) + 1;
    std::string Step = Block->body_empty() ? Contents.step() : "";
    Source.insert(Next, Step + Contents.text() + "\n" + Source.mark(Source.token(Next).location()) +
                            Source.indentOf(Next));
    return;
  }
  TokenRange R = statementTokens(Body, Source);
  Lines Inner(Source.mark(Body->getBeginLoc()), Contents.indent());
  Inner.add(Source.print(R));
  Source.replace({R.Begin - 1, R.End}, Source.print({R.Begin - 1, R.Begin}) + " {" + Contents.onOwnLines() +
                                           Inner.onOwnLines() + "\n" + Around.mark() + Around.indent() + "}");
}

void LoopWriter::write(const WhileStmt *S) {
  const Expr *Condition = S->getCond();
  Statements.writeInside(Condition);
  Statements.write(S->getBody(), isFlattened(Condition) ? Place::List : Place::Alone);
  if (!isFlattened(Condition))
    return Steps.settle(Condition);
  Lines Around = linesFor(S, Source), Out = linesFor(S, Source);
  Out.in();
  test(Condition, Out);
  atBodyStart(S->getBody(), Out, Around);
  // The parenthesis that closes the head belongs to the body's edit where that has no braces.
  TokenRange Head = {statementTokens(S, Source).Begin, statementTokens(S->getBody(), Source).Begin - 1};
  Source.replace(Head, "for (;;");
}

void LoopWriter::write(const DoStmt *S) {
  const Expr *Condition = S->getCond();
  Statements.writeInside(Condition);
  if (isFlattened(Condition))
    redirectContinue(S);
  Statements.write(S->getBody(), isFlattened(Condition) ? Place::List : Place::Alone);
  if (!isFlattened(Condition))
    return Steps.settle(Condition);
  Lines Out = linesFor(S, Source);
  std::string Body = Source.print(statementTokens(S->getBody(), Source));
  Out.open("for (;;) {");
  Out.add(Body);
  continueLabel(S, Out);
  test(Condition, Out);
  Out.close();
  substituteOne(S, Out, Source);
}

void LoopWriter::write(const ForStmt *S) {
  const Expr *Condition = S->getCond(), *Increment = S->getInc();
  for (const Expr *E : {Condition, Increment})
    if (E)
      Statements.writeInside(E);
  if (isFlattened(Increment))
    redirectContinue(S);
  // A body that gets braces below needs none of its own.
  bool GetsBraces = isFlattened(Increment) || isFlattened(Condition);
  Statements.write(S->getBody(), GetsBraces ? Place::List : Place::Alone);

  Lines Around = linesFor(S, Source), Start = linesFor(S, Source);
  Start.in();
  if (isFlattened(Condition))
    test(Condition, Start);
  else if (Condition)
    Steps.settle(Condition);

  if (isFlattened(Increment)) {
    incrementAtBodyEnd(S, Start, Around);
  } else {
    if (Increment)
      Steps.settle(Increment);
    if (!Start.empty())
      atBodyStart(S->getBody(), Start, Around);
  }
  if (isFlattened(Condition))
    Source.replace(Source.range(Condition->getSourceRange()), "");
  writeInit(S);
}

/// Puts `Start`, the body and the increment into one block.
void LoopWriter::incrementAtBodyEnd(const ForStmt *S, const Lines &Start, const Lines &Around) {
  Lines Body = linesFor(S, Source);
  Body.in();
  if (!Start.empty())
    Body.add(Start.text());
  TokenRange Tokens = statementTokens(S->getBody(), Source);
  Body.add(Source.print(Tokens));
  continueLabel(S, Body);
  evaluate(S->getInc(), Body);
  Source.replace(Tokens, "{" + Body.onOwnLines() + "\n" + Around.mark() + Around.indent() + "}");
  Source.replace(Source.range(S->getInc()->getSourceRange()), "");
}

/// The first part of a `for` goes in front of it where it cannot stay, or where something is done when the
/// loop is left: into a block that holds both.
void LoopWriter::writeInit(const ForStmt *S) {
  const auto *E = dyn_cast_or_null<Expr>(S->getInit());
  const auto *Declaration = dyn_cast_or_null<DeclStmt>(S->getInit());
  if (E) {
    Statements.writeInside(E);
    if (!isFlattened(E) && !isWayOut(Machine, S))
      return Steps.settle(E);
  } else if (Declaration) {
    Declarations.forEachPart(Declaration, [&](const Expr *Part) { Statements.writeInside(Part); });
    if (!Declarations.mustRewrite(Declaration) && !isWayOut(Machine, S))
      return Declarations.settle(Declaration);
  } else {
    return;
  }
  Lines Out = linesFor(S, Source);
  Out.open("{");
  if (E) {
    evaluate(E, Out);
    Source.replace(Source.range(E->getSourceRange()), "");
  } else {
    Declarations.rewrite(Declaration, Out);
    Source.replace(statementTokens(Declaration, Source), ";");
  }
  Out.add(Source.print(statementTokens(S, Source)));
  writeWayOut(Machine, S, Out);
  Out.close();
  substituteOne(S, Out, Source);
}

} // namespace lifeguard
