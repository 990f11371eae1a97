//===- Flags.h - conditions that tell whether a lock is held --------------===//
//
//     if (shared) { lock(); locked = true; }  …  if (locked) unlock();
//     if (s->threaded) lock();                …  if (s->threaded) unlock();
//
// For each pair of such a question and a lock the state of the data flow has the set of combinations that are
// possible: bit 0 neither true nor held, 1 held, 2 true, 3 both. Where a condition asks again, those that are
// not so go, and with them what was held or not. An assignment to what the question is about, or to a member
// of that name, forgets the answer; a call does not: what decides about a lock does not change under it.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_FLAGS_H
#define LIFEGUARD_AUDIT_FLAGS_H

#include "Questions.h"
#include <map>
#include <vector>

namespace lifeguard {

/// NotHeld: as the caller left it. LetGo: a lock of the caller's that was released here.
enum Fact : uint8_t { Unreached = 0, NotHeld = 1, Held = 2, Either = 3, LetGo = 4 };

class Flags {
public:
  using State = std::vector<uint8_t>;

  /// Each of these questions, as far as there is room, beside every one of `Locks` locks, whose facts come
  /// first in the state. The questions must outlive it.
  Flags(llvm::ArrayRef<Question> Asked, const clang::ASTContext &Ctx, size_t Locks);

  size_t size() const { return Pairs.size(); } ///< in the state, behind the locks
  void start(State &Now) const;
  /// Locks were taken or let go since `Before`: so are those of the pairs.
  void follow(const State &Before, State &Now) const;
  /// More is known of the locks than in `Before`: so it is of the pairs.
  void narrow(const State &Before, State &Now) const;
  /// `S` is an assignment or a declaration: what it answers, or makes uncertain.
  void assign(const clang::Stmt *S, State &Now) const;
  /// The state on one side of a condition; false where that side contradicts what was asked before.
  bool decide(const Condition &Known, State &Now) const;

private:
  struct Pair {
    size_t Asked;
    size_t Lock;
  };
  const clang::ASTContext &Ctx;
  size_t Locks;
  llvm::ArrayRef<Question> Questions;
  std::vector<Pair> Pairs;
  mutable std::map<std::pair<const clang::Expr *, std::pair<int, bool>>, size_t> Known;

  size_t indexOf(const Condition &Asked) const;
  void assign(const clang::ValueDecl *To, const clang::Expr *Value, State &Now) const;
};

} // namespace lifeguard

#endif
