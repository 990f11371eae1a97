//===- Placement.h - generated lines in the place of a statement ----------===//
#ifndef LIFEGUARD_EMIT_PLACEMENT_H
#define LIFEGUARD_EMIT_PLACEMENT_H

#include "Lines.h"
#include "SourceText.h"
#include "clang/AST/Stmt.h"

namespace lifeguard {

/// How a statement stands: in a list, where several may take its place; alone, where a block must; or last
/// in the function, where a return falls out of the end.
enum class Place { List, Alone, Last };

/// All tokens of a statement, with its semicolon.
TokenRange statementTokens(const clang::Stmt *S, const SourceText &Source);

/// The line of the file on which a statement begins.
unsigned lineOf(const clang::Stmt *S, const SourceText &Source);

/// No lines yet, marked and indented as what shall stand in the place of `S`.
Lines linesFor(const clang::Stmt *S, const SourceText &Source);

/// Puts `Out` in the place of `S`, in braces where several statements could not stand.
void substitute(const clang::Stmt *S, Lines &Out, Place At, SourceText &Source);

/// Puts `Out`, which is one statement, in the place of `S`.
inline void substituteOne(const clang::Stmt *S, Lines &Out, SourceText &Source) {
  substitute(S, Out, Place::List, Source);
}

} // namespace lifeguard

#endif
