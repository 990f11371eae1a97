//===- Decisions.h - what a condition tells of the locks that were tried --===//
//
// Where a way forks by the result of a call that takes a lock only sometimes, or by a variable that keeps
// that result, one side holds the lock and the other does not. What was asked before is not asked again with
// another answer (Flags.h).
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_DECISIONS_H
#define LIFEGUARD_AUDIT_DECISIONS_H

#include "Flags.h"
#include "Guards.h"

namespace lifeguard {

class Decisions {
public:
  using State = Flags::State;

  Decisions(const Guards &In, const Flags &Told) : In(In), Told(Told), Ctx(In.function()->getASTContext()) {}

  /// The state on the edge from `Block` to its successor `To`, the `Successor`-th; false where that edge
  /// contradicts what is known.
  bool decide(const clang::CFGBlock &Block, unsigned Successor, const clang::CFGBlock &To, State &Now) const;

  /// The state where `E`, asked at the end of `Block`, is true or, without `Truth`, is not.
  void decideBy(const clang::CFGBlock &Block, const clang::Expr *E, bool Truth, State &Now,
                unsigned Depth = 0) const;

private:
  const Guards &In;
  const Flags &Told;
  const clang::ASTContext &Ctx;
  mutable bool Impossible = false; ///< a condition contradicts one before it

  void decideCase(const clang::CFGBlock &Block, const clang::SwitchStmt *Switch, const clang::Stmt *Label,
                  State &Now) const;
  void leaveLoop(const clang::Stmt *Loop, State &Now) const;
  void learn(const clang::CFGBlock &Block, const Condition &Known, State &Now, unsigned Depth = 0) const;
  void learnBoth(const clang::CFGBlock &Block, const clang::BinaryOperator *Logical, bool Truth, State &Now,
                 unsigned Depth) const;
  const clang::CallExpr *askedCall(const clang::CFGBlock &Block, const Condition &Known, State &Now,
                                   unsigned Depth) const;
  void learnOfCall(const clang::CallExpr *Call, const Condition &Known, State &Now) const;
};

} // namespace lifeguard

#endif
