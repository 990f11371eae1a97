//===- Statements.h - the user's statements in the poll function ----------===//
#ifndef LIFEGUARD_EMIT_STATEMENTS_H
#define LIFEGUARD_EMIT_STATEMENTS_H

#include "Loops.h"

namespace lifeguard {

/// Edits the statements of one poll function: those that hold an await come behind its steps, those that
/// leave scopes come behind what is done on the way out, and a return stores its value and goes to the end. A
/// statement is edited after those inside it, since its edit is made of their text.
class StatementWriter {
public:
  StatementWriter(const StateMachine &Machine, StepWriter &Steps, SourceText &Source)
      : Machine(Machine), Plan(Machine.Of), Flat(Plan.Of.Of), F(Flat.Of), Steps(Steps), Source(Source),
        Declarations(Plan, Steps, Source), Loops(Machine, *this, Declarations, Steps, Source) {}

  void write(const clang::Stmt *S, Place At);
  /// Writes the statements inside the statement expressions of `E`. What else there is to edit in `E` is for
  /// `settle`.
  void writeInside(const clang::Expr *E);

  /// Whether something in it stores the function's result, or goes to the label `done`.
  bool storesResult() const { return ResultStored; }
  bool goesToDone() const { return DoneUsed; }

private:
  const StateMachine &Machine;
  const FramePlan &Plan;
  const FlatFunction &Flat;
  const AsyncFunction &F;
  StepWriter &Steps;
  SourceText &Source;
  DeclarationWriter Declarations;
  LoopWriter Loops;
  bool ResultStored = false, DoneUsed = false;

  void labelled(const clang::Stmt *S);
  void statementExpression(const clang::StmtExpr *E);
  void expressionStatement(const clang::Expr *E, Place At);
  void compound(const clang::CompoundStmt *S);
  void hoistCondition(const clang::Stmt *S, const clang::Expr *Condition, Place At);
  void jump(const clang::Stmt *S, Place At, const std::string &Instead);
  void computedGoto(const clang::IndirectGotoStmt *S, Place At);
  void assembler(const clang::GCCAsmStmt *S, Place At);
  void returnStatement(const clang::ReturnStmt *S, Place At);
  void other(const clang::Stmt *S);
};

} // namespace lifeguard

#endif
