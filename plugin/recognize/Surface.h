//===- Surface.h - what the keywords look like in the syntax tree ---------===//
#ifndef LIFEGUARD_RECOGNIZE_SURFACE_H
#define LIFEGUARD_RECOGNIZE_SURFACE_H

#include "../model/Unit.h"

namespace lifeguard {

/// The keywords that expand to a parenthesized comma expression with a marker call first.
enum class Keyword { AwaitAll, AwaitAny, AwaitTimeout, BlockOn, BlockOnIn, Spawn, SpawnIn, Boxed };

llvm::StringRef spelling(Keyword K);
bool isAwaiting(Keyword K);

/// The handover that a keyword which does not await stands for, and back to its spelling.
Handover::Kind handoverKind(Keyword K);
llvm::StringRef spelling(Handover::Kind What);

/// One such expression, taken apart.
struct Construct {
  Keyword What;
  const clang::Expr *Argument = nullptr; ///< the time of await_timeout, the runtime of the _in forms
  std::vector<const clang::Expr *> Operands;
};

/// The construct that `E`, a parenthesized expression, is; none if it is the user's own.
bool matchConstruct(const clang::Expr *E, Construct &Result);

/// The call under `await`, that is under an `__extension__`, whatever parentheses stand between; null if `E`
/// is none.
const clang::CallExpr *callUnderExtension(const clang::Expr *E);

/// `E` as a call, whatever parentheses and casts to void stand around; null if it is none.
const clang::CallExpr *callWithin(const clang::Expr *E);

} // namespace lifeguard

#endif
