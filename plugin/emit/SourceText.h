//===- SourceText.h - the user's text, by expanded token, with edits ------===//
//
// The compiler's tree speaks of expanded tokens; a reader wants the text as it was written. This class prints
// a range of expanded tokens so that whatever no edit touches stands as in the file: macro uses by name,
// comments, layout. Where an edit falls inside a macro use, that use is printed expanded.
//
// The text it gives carries a *mark* wherever a new line begins, which says to what line of the user's files
// it belongs; finishText turns the marks into #line directives or drops them.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_EMIT_SOURCETEXT_H
#define LIFEGUARD_EMIT_SOURCETEXT_H

#include "../model/LoweredC.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Tooling/Syntax/Tokens.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lifeguard {

/// Expanded tokens [Begin, End).
struct TokenRange {
  unsigned Begin = 0, End = 0;
  bool empty() const { return Begin == End; }
};

/// What the preprocessor left out of the main file, from its callbacks.
struct SkippedText {
  struct Range {
    unsigned Begin, End; ///< file offsets
  };
  llvm::DenseMap<clang::FileID, std::vector<Range>> ByFile;
  /// The directives of each `#if … #endif` of the main file that was not itself skipped, by the offsets of
  /// their names.
  std::vector<std::vector<unsigned>> Conditionals;
};

class SourceText {
public:
  SourceText(const clang::syntax::TokenBuffer &Tokens, const SkippedText &Skipped);

  TokenRange range(clang::SourceRange R) const;
  unsigned index(clang::SourceLocation L) const; ///< of the token that begins at L
  const clang::syntax::Token &token(unsigned Index) const { return Tokens[Index]; }
  unsigned count() const { return Tokens.size(); }
  llvm::StringRef spelling(unsigned Index) const;
  bool is(unsigned Index, clang::tok::TokenKind Kind) const {
    return Index < Tokens.size() && Tokens[Index].kind() == Kind;
  }

  /// From now on `Text` stands for the tokens of `R`; edits made inside it before are gone. An empty range,
  /// of a part that no token of this file stands for, changes nothing.
  void replace(TokenRange R, std::string Text);
  /// Puts `Text` in front of token `Before`, after what was put there earlier.
  void insert(unsigned Before, std::string Text);

  /// Takes the comment that ends the line of the token before `Index` out of the text; empty if there is
  /// none.
  std::string takeRemark(unsigned Index);

  std::string print(TokenRange R) const;
  /// For another place than its own: a macro use stands expanded unless `Keep` says of its text that it means
  /// the same there.
  std::string print(TokenRange R, llvm::function_ref<bool(llvm::StringRef)> Keep) const;
  /// The tokens as written, without edits and comments, on one line, fit to stand in a comment.
  std::string printPlain(TokenRange R) const;

  /// Whether the preprocessor left out what stands there.
  bool isSkipped(clang::FileID File, unsigned Offset) const;

  /// What must go from the main file's own text when the ranges `Changed` are printed without their
  /// conditional directives: of each conditional that has directives both inside such a range and outside,
  /// those outside and the branches that were not taken. Whole lines, in order.
  std::vector<SkippedText::Range> halvedConditionals(llvm::ArrayRef<SkippedText::Range> Changed) const;

  /// The widest range around `R` that does not cut a macro use of the main file.
  TokenRange wholeUses(TokenRange R) const;
  /// Where the text of `R`, which cuts no macro use, stands in its file.
  clang::FileID fileOf(TokenRange R) const;
  unsigned beginOffset(TokenRange R) const;
  unsigned endOffset(TokenRange R) const;

  /// A mark for the line of `L`, or of the offset in the file.
  std::string mark(clang::SourceLocation L) const;
  /// The white space that the line of token `Index` begins with.
  std::string indentOf(unsigned Index) const;

  const clang::SourceManager &sourceManager() const { return SM; }

private:
  struct Use {
    unsigned Begin, End; ///< expanded
    clang::FileID File;
    unsigned SpelledBegin, SpelledEnd; ///< file offsets
  };
  struct Position {
    clang::FileID File;
    unsigned Offset = 0;
    bool InUse = false; ///< inside a macro use: its spelling stands in an argument or a #define
  };
  struct Edit {
    unsigned End;
    std::string Text;
  };

  const clang::SourceManager &SM;
  llvm::ArrayRef<clang::syntax::Token> Tokens;
  const SkippedText &Skipped;
  std::vector<int> UseOf; ///< by token; -1 outside of macro uses
  std::vector<Use> Uses;
  llvm::DenseMap<unsigned, unsigned> IndexOf;  ///< by raw location
  std::multimap<unsigned, Edit> Edits;         ///< by first token
  llvm::DenseMap<unsigned, unsigned> Remarked; ///< by token: the offset where the comment behind it ends

  Position startOf(unsigned Index) const;
  Position endOf(unsigned Index) const;
  bool hasEdit(TokenRange R) const;
  /// The use as written, with edited names in its arguments; nothing where an edit touches anything else of
  /// it.
  std::optional<std::string> printUse(const Use &U) const;
  std::string gap(unsigned Previous, unsigned Next) const;
  std::string fileGap(clang::FileID File, unsigned Begin, unsigned End) const;
  std::string markAt(clang::FileID File, unsigned Offset) const;
};

/// Turns marks into #line directives where a line would otherwise be counted wrongly (`WithLines`), or drops
/// them. The text begins on line 1 of `File`. `Origins`, where it is not null, gets an entry for each line.
std::string finishText(llvm::StringRef Marked, llvm::StringRef File, bool WithLines,
                       std::vector<LineOrigin> *Origins = nullptr);

/// A mark for line `Line` of file `File`.
std::string lineMark(llvm::StringRef File, unsigned Line);

/// `Text`, marked as what stands in the place of the file's own: the lowering of async function `Of`, or,
/// where that is empty, something else.
std::string partMark(llvm::StringRef Of, llvm::StringRef Text);

/// Text of the user's, with each character that begins a mark made one that stands for itself.
std::string unmarked(llvm::StringRef Text);

} // namespace lifeguard

#endif
