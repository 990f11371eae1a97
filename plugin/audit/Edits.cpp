#include "Edits.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace lifeguard {

Edits::Edits(const ASTContext &Ctx, const Findings &Into)
    : SM(Ctx.getSourceManager()), Lang(Ctx.getLangOpts()), Into(Into) {}

SourceLocation Edits::begin(const Stmt *S) const { return SM.getExpansionLoc(S->getBeginLoc()); }

/// Behind the semicolon of `S`, or its last brace.
SourceLocation Edits::end(const Stmt *S) const {
  SourceLocation Last = SM.getExpansionRange(S->getEndLoc()).getEnd();
  if (!isa<DeclStmt>(S) && !isa<NullStmt>(S))
    if (auto Next = Lexer::findNextToken(Last, SM, Lang); Next && Next->is(tok::semi))
      return Next->getEndLoc();
  return Lexer::getLocForEndOfToken(Last, 0, SM, Lang);
}

bool Edits::isPlain(SourceLocation Where) const {
  PresumedLoc Real = SM.getPresumedLoc(Where, /*UseLineDirectives=*/false), Said = SM.getPresumedLoc(Where);
  return Real.isValid() && Said.isValid() && Real.getLine() == Said.getLine() &&
         llvm::StringRef(Real.getFilename()) == Said.getFilename();
}

bool Edits::isPlain(const Stmt *S) const {
  SourceLocation Begin = S->getBeginLoc(), End = S->getEndLoc();
  if ((Begin.isMacroID() && !Lexer::isAtStartOfMacroExpansion(Begin, SM, Lang)) ||
      (End.isMacroID() && !Lexer::isAtEndOfMacroExpansion(End, SM, Lang)))
    return false;
  return isPlain(begin(S)) && end(S).isValid() && isPlain(end(S));
}

std::string Edits::of(const Stmt *S) const {
  return Lexer::getSourceText(CharSourceRange::getTokenRange(S->getSourceRange()), SM, Lang).str();
}

/// The white space that the line of `Where` begins with, where nothing else stands before it.
std::optional<std::string> Edits::indent(SourceLocation Where) const {
  auto [File, Offset] = SM.getDecomposedLoc(Where);
  llvm::StringRef Before = SM.getBufferData(File).take_front(Offset);
  Before = Before.substr(Before.rfind('\n') + 1);
  return Before.trim().empty() ? std::optional<std::string>(Before.str()) : std::nullopt;
}

Edit Edits::before(const Stmt *S, const std::string &Line) const {
  auto Indent = indent(begin(S));
  return insertion(begin(S), Line + (Indent ? "\n" + *Indent : " "));
}

Edit Edits::after(const Stmt *S, const std::string &Line) const {
  SourceLocation Where = end(S);
  auto [File, Offset] = SM.getDecomposedLoc(Where);
  llvm::StringRef Rest = SM.getBufferData(File).substr(Offset).take_until([](char C) { return C == '\n'; });
  // A comment at the end of the line stays there.
  auto Indent = indent(begin(S));
  bool Comment = Rest.trim().take_front(2) == "//" ||
                 (Rest.trim().take_front(2) == "/*" && Rest.find("*/") == Rest.rtrim().size() - 2);
  if (!Indent || !(Rest.trim().empty() || Comment))
    return insertion(Where, " " + Line);
  return insertion(Where.getLocWithOffset(int(Rest.rtrim().size())), "\n" + *Indent + Line);
}

Edit Edits::removal(const Stmt *S) const {
  SourceLocation Begin = begin(S), End = end(S);
  auto [File, Offset] = SM.getDecomposedLoc(End);
  llvm::StringRef Rest = SM.getBufferData(File).substr(Offset);
  llvm::StringRef Blank = Rest.take_while([](char C) { return C == ' ' || C == '\t' || C == '\r'; });
  bool EndsLine = Blank.size() < Rest.size() && Rest[Blank.size()] == '\n';
  if (auto Indent = indent(Begin); Indent && EndsLine)
    return removal(Begin.getLocWithOffset(-int(Indent->size())), End.getLocWithOffset(int(Blank.size()) + 1));
  if (EndsLine) // no blanks stay at the line's end
    while (Offset && *SM.getCharacterData(Begin.getLocWithOffset(-1)) == ' ')
      Begin = Begin.getLocWithOffset(-1);
  return removal(Begin, End);
}

Edit Edits::insertion(SourceLocation Where, std::string Text) const {
  return {Into.place(Where), Into.place(Where), std::move(Text)};
}

Edit Edits::removal(SourceLocation Begin, SourceLocation End) const {
  return {Into.place(Begin), Into.place(End), ""};
}

} // namespace lifeguard
