//===- Flags.h - locals that tell whether a lock is held ------------------===//
//
//     if (shared) { lock(); locked = true; }  …  if (locked) unlock();
//
// For each pair of such a flag and a lock the state of the data flow has the set of combinations that are
// possible: bit 0 neither set nor held, 1 held, 2 set, 3 both. Where a condition asks the flag, those that
// are not so go, and with them what was held or not.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_FLAGS_H
#define LIFEGUARD_AUDIT_FLAGS_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Stmt.h"
#include <vector>

namespace lifeguard {

/// NotHeld: as the caller left it. LetGo: a lock of the caller's that was released here.
enum Fact : uint8_t { Unreached = 0, NotHeld = 1, Held = 2, Either = 3, LetGo = 4 };

class Flags {
public:
  using State = std::vector<uint8_t>;

  /// Every flag in `Body` beside every one of `Locks` locks, whose facts come first in the state.
  Flags(const clang::Stmt *Body, const clang::ASTContext &Ctx, size_t Locks);

  size_t size() const { return Pairs.size(); } ///< in the state, behind the locks
  void start(State &Now) const;
  /// The locks' facts are new ones: so are the pairs'.
  void follow(const State &Before, State &Now) const;
  /// `S` is an assignment or a declaration: what it sets or clears.
  void assign(const clang::Stmt *S, State &Now) const;
  /// On one side of a condition the flag is set, or is not.
  void decide(const clang::VarDecl *Flag, bool Set, State &Now) const;

private:
  struct Pair {
    const clang::VarDecl *Flag;
    size_t Lock;
  };
  const clang::ASTContext &Ctx;
  size_t Locks;
  std::vector<Pair> Pairs;

  void assign(const clang::VarDecl *Flag, const clang::Expr *Value, State &Now) const;
};

} // namespace lifeguard

#endif
