//===- Edits.h - changes of the user's text -------------------------------===//
//
// Places in edits are those of the file itself: text under a #line of another file or number, and text that
// a macro wrote, is not edited (isPlain).
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_EDITS_H
#define LIFEGUARD_AUDIT_EDITS_H

#include "Findings.h"

namespace lifeguard {

class Edits {
public:
  Edits(const clang::ASTContext &Ctx, const Findings &Into);

  /// Whether `S` stands in the file as a statement of its own, under its own name and line number.
  bool isPlain(const clang::Stmt *S) const;
  /// Whether the text at `Where` is the file's, under its own name and line number.
  bool isPlain(clang::SourceLocation Where) const;

  /// `S` as it is written.
  std::string of(const clang::Stmt *S) const;

  /// `Line` on a line of its own before `S`; behind another statement's, before it on that line.
  Edit before(const clang::Stmt *S, const std::string &Line) const;
  /// `Line` on a line of its own behind `S` and what the line says behind it.
  Edit after(const clang::Stmt *S, const std::string &Line) const;
  /// `S` with its semicolon goes, and the line where nothing else stands in it.
  Edit removal(const clang::Stmt *S) const;

  Edit insertion(clang::SourceLocation Where, std::string Text) const;
  /// The text from `Begin` to before `End` goes.
  Edit removal(clang::SourceLocation Begin, clang::SourceLocation End) const;

private:
  const clang::SourceManager &SM;
  const clang::LangOptions &Lang;
  const Findings &Into;

  clang::SourceLocation begin(const clang::Stmt *S) const;
  clang::SourceLocation end(const clang::Stmt *S) const;
  std::optional<std::string> indent(clang::SourceLocation Where) const;
};

} // namespace lifeguard

#endif
