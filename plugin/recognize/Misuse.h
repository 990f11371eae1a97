//===- Misuse.h - async calls and awaits where they cannot be -------------===//
#ifndef LIFEGUARD_RECOGNIZE_MISUSE_H
#define LIFEGUARD_RECOGNIZE_MISUSE_H

#include "Walk.h"

namespace lifeguard {

/// Reports an `await` of the keyword's own that stands before something else than an async call. `E` is none.
void checkAwaited(const BodyWalk &Walk, const clang::UnaryOperator *E);

/// Reports a call of an async function that nothing awaits.
void reportBareCall(const BodyWalk &Walk, const clang::CallExpr *Call);

/// Reports what only an async function can have, in one that is not: `What`, at `Node`.
void reportOutside(const BodyWalk &Walk, const clang::Expr *Node, llvm::StringRef What);

/// Reports an ordinary call that cannot stand where it does, and notes one of alloca, which only an await
/// makes wrong.
void checkOrdinaryCall(BodyWalk &Walk, const clang::CallExpr *Call);

} // namespace lifeguard

#endif
