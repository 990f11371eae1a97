//===- Steps.h - awaits, evaluations and branches as C --------------------===//
#ifndef LIFEGUARD_EMIT_STEPS_H
#define LIFEGUARD_EMIT_STEPS_H

#include "Actions.h"
#include "Expressions.h"
#include "Lines.h"

namespace lifeguard {

/// Writes full expressions: the steps of those that hold awaits, above all what stands for an await, and what
/// is left of them.
class StepWriter : public ExpressionWriter {
public:
  StepWriter(const StateMachine &Machine, SourceText &Source)
      : ExpressionWriter(Machine.Of, Source), Machine(Machine) {}

  /// Writes the steps of `E`, if it has any.
  void run(const clang::Expr *E, Lines &Out);
  /// The same, and returns the text of what is left of `E`; empty if nothing is.
  std::string evaluate(const clang::Expr *E, Lines &Out);

private:
  const StateMachine &Machine;
  llvm::DenseSet<const Local *> Declared; ///< temporaries

  bool isUndeclared(const Local &L) const;
  /// Declares a temporary before its first use.
  void need(const Local *L, Lines &Out);
  void run(const std::vector<Step> &Steps, Lines &Out);
  static const Local *resultOf(const std::vector<Step> &Steps);
  void run(const Step &S, Lines &Out);

  std::string pollName(const AsyncSignature &Callee) const;
  void init(const ActionWriter &Write, const ChildField &Child, const Operand &O, Lines &Out);
  std::string poll(const ActionWriter &Write, const ChildField &Child, const std::string &Into) const;
  /// `Suspended`: a local that says whether the function was suspended here; may be empty.
  void resume(const State &S, const ActionWriter &Write, Lines &Out, llvm::StringRef Suspended = "");
  /// The end of an `if` that has found the children pending, and what follows when they are not.
  void suspend(const State &S, const ActionWriter &Write, Lines &Out);
  /// All of such an `if`.
  void suspendIf(const std::string &Pending, const State &S, const ActionWriter &Write, Lines &Out);
  /// The source of the await, for the reader.
  void comment(const Step &S, Lines &Out);
  void await(const Step &Of, Lines &Out);
  void awaitOne(const Step &Of, const State &S, const ActionWriter &Write, Lines &Out);
  /// Where an operand's result goes: the lvalue, or a local of this poll that is copied to it.
  struct Destination {
    std::string Target;    ///< an lvalue; empty: nowhere
    std::string Temporary; ///< empty: the future stores right into the target
  };
  Destination destination(const ActionWriter &Write, const Operand &O, const ChildField &Child, bool Direct);
  void keepTarget(const ActionWriter &Write, const Operand &O, const ChildField &Child, Lines &Out);
  static std::string addressOf(const std::string &Lvalue);
  void awaitAll(const Step &Of, const State &S, const ActionWriter &Write, Lines &Out);
  std::string unfinished(const ActionWriter &Write, const ChildField &Child) const;
  void pollUnfinished(const ActionWriter &Write, const ChildField &Child, const Destination &To,
                      const std::string &Unfinished, Lines &Out);
  /// await_any, and await_timeout, which is the same against a sleep.
  void awaitFirst(const Step &Of, const State &S, const ActionWriter &Write, Lines &Out);
  void finishWinner(const ActionWriter &Write, const ChildField &Child, const Destination &To, Lines &Out);
};

} // namespace lifeguard

#endif
