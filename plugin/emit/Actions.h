//===- Actions.h - hooks, cleanups and copies as C ------------------------===//
#ifndef LIFEGUARD_EMIT_ACTIONS_H
#define LIFEGUARD_EMIT_ACTIONS_H

#include "../model/Program.h"
#include "Lines.h"

namespace lifeguard {

/// Writes the actions of a machine's states.
class ActionWriter {
public:
  ActionWriter(const FramePlan &Plan, const StatePayload *State) : Plan(Plan), State(State) {}

  /// In a drop function the hooks get a context that wakes nobody, and guards with an on_cancel hook are not
  /// resumed.
  bool Dropping = false;

  void write(const std::vector<Action> &Actions, Lines &Out) const;
  void write(const Action &A, Lines &Out) const;

  /// A child of this state as an argument: its address.
  std::string childAddress(const ChildField &Child) const;
  std::string childField(const ChildField &Child) const;
  /// Drops one child, wherever it is; nothing happens where it has finished.
  void dropChild(const ChildField &Child, Lines &Out) const;

  std::string field(llvm::StringRef Path) const { return Plan.Self + "->" + Path.str(); }

private:
  const FramePlan &Plan;
  const StatePayload *State;

  std::string context() const { return Dropping ? "lg_context_noop()" : Plan.Context; }
  bool notifies(const Notification &N, Hook What) const;
  void notify(const Notification &N, const std::string &Object, Hook What, unsigned Depth, Lines &Out) const;
  void members(const Notification &N, const std::string &Object, Hook What, unsigned Depth, Lines &Out) const;
  void dropChildren(Lines &Out) const;
  /// What the source calls the guard that `Object` is, or is a part of.
  std::string guardName(const std::string &Object) const {
    return startsWith(Object, Plan.Self + "->") ? Object.substr(Plan.Self.size() + 2) : Object;
  }
  void guarded(const Action &A, Lines &Out, llvm::function_ref<void()> Contents) const;
};

/// Whether something is done on the way out that `S` is: a jump, a return, the end of a block.
bool isWayOut(const StateMachine &Machine, const clang::Stmt *S);
/// Writes what is done there.
void writeWayOut(const StateMachine &Machine, const clang::Stmt *S, Lines &Out);

} // namespace lifeguard

#endif
