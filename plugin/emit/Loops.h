//===- Loops.h - loops with awaits in their heads -------------------------===//
//
// The steps of a condition or an increment are statements, which the head of a loop has no place for. So the
// parts that hold awaits move into the body, in the order in which C evaluates them:
//
//   while (c) B         becomes  for (;;) { steps of c; if (!c) break; B }
//   do B while (c);     becomes  for (;;) { B continue_7: steps of c; if (!c) break; }
//   for (i; c; n) B     becomes  { i; for (;;) { steps of c; if (!c) break; B continue_7: steps of n; } }
//
// A loop, or a part of a loop, without awaits stays as it is written.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_EMIT_LOOPS_H
#define LIFEGUARD_EMIT_LOOPS_H

#include "Declarations.h"

namespace lifeguard {

class StatementWriter;

/// Edits the loops of one poll function. `Statements` visits what is inside them.
class LoopWriter {
public:
  LoopWriter(const StateMachine &Machine, StatementWriter &Statements, DeclarationWriter &Declarations,
             StepWriter &Steps, SourceText &Source)
      : Machine(Machine), Flat(Machine.Of.Of.Of), Statements(Statements), Declarations(Declarations),
        Steps(Steps), Source(Source) {}

  void write(const clang::WhileStmt *S);
  void write(const clang::DoStmt *S);
  void write(const clang::ForStmt *S);

  /// The goto that stands for a `continue` of `Loop`; empty where that stays.
  std::string continuing(const clang::Stmt *Loop);

private:
  /// Where a `continue` goes that must not miss what now ends the body.
  struct ContinueTarget {
    std::string Label;
    bool Used = false;
  };

  const StateMachine &Machine;
  const FlatFunction &Flat;
  StatementWriter &Statements;
  DeclarationWriter &Declarations;
  StepWriter &Steps;
  SourceText &Source;
  llvm::DenseMap<const clang::Stmt *, ContinueTarget> Redirected; ///< by loop

  bool isFlattened(const clang::Expr *E) const { return Flat.find(E) != nullptr; }
  void redirectContinue(const clang::Stmt *Loop);
  void continueLabel(const clang::Stmt *Loop, Lines &Out);
  void test(const clang::Expr *Condition, Lines &Out);
  void evaluate(const clang::Expr *E, Lines &Out);
  void atBodyStart(const clang::Stmt *Body, const Lines &Contents, const Lines &Around);
  void incrementAtBodyEnd(const clang::ForStmt *S, const Lines &Start, const Lines &Around);
  void writeInit(const clang::ForStmt *S);
};

} // namespace lifeguard

#endif
