//===- Held.h - what is held where, on the control-flow graph -------------===//
//
// A forward data flow over clang's CFG, with every sub-expression an element of its own. For each guard the
// state is a set of two facts: some way here holds it, some way here does not. Both: it may be held.
//
// A scope-bound guard is held from its declaration to the end of its block; the graph's own scope elements
// differ between versions, so the end is read off the text: an element that stands outside of the block, or
// before the declaration in it (a jump back), has left it. A lock is held from a call that takes it to one
// that releases the same path (Paths.h), whatever the way; a scope-bound guard that names a lock is let go
// and taken again by such calls, too.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_HELD_H
#define LIFEGUARD_AUDIT_HELD_H

#include "Locks.h"
#include "Suspends.h"

namespace lifeguard {

/// Something that one function may hold.
struct Guarded {
  const clang::VarDecl *Var = nullptr;    ///< a scope-bound guard, or
  const clang::CallExpr *Taken = nullptr; ///< the call that takes a lock
  clang::SourceLocation At;
  std::string Name, Type, Path, Why;
  const GuardKind *Kind = nullptr;             ///< the configuration's
  const CleanupRule *Rule = nullptr;           ///< of a scope-bound one
  bool MustNotSuspend = false;                 ///< by attribute, or as a lock that was taken
  bool ByMark = false;                         ///< taken by a function that is marked must_not_suspend
  bool Hooked = false;                         ///< by Lifecycle
  bool ReleasesLock = false;                   ///< its cleanup is seen to release a lock
  bool Escapes = false;                        ///< its address goes elsewhere
  std::vector<clang::SourceLocation> Releases; ///< calls that let it go
};

/// A call at which the function may suspend, and what is held there.
struct HeldAtCall {
  const clang::CallExpr *Call = nullptr;
  Suspends::Point Point;
  struct Item {
    unsigned Guard; ///< in HeldGuards::Guards
    bool Maybe;     ///< not on every way
  };
  std::vector<Item> Held;
};

struct HeldGuards {
  std::vector<Guarded> Guards;   ///< in the order of the text
  std::vector<HeldAtCall> Calls; ///< those that suspend and can be reached, in the order of the text
};

/// `Body` is F as recognized where it is an async function, else null.
HeldGuards findHeld(const clang::FunctionDecl *F, const AsyncFunction *Body, const Suspends &Suspending,
                    const Locks &LockCalls);

/// What `Definition` does to locks of its callers.
std::vector<LockEffect> effectsOfBody(const clang::FunctionDecl *Definition, const Suspends &Suspending,
                                      const Locks &LockCalls);

} // namespace lifeguard

#endif
