//===- Marks.cpp - repairs: a mark is written, or taken away --------------===//
#include "Edits.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The name of the macro that is nothing but `Mark`, or the attribute written out.
std::string spelled(const AnnotateAttr *Mark, const SourceManager &SM, const LangOptions &Lang) {
  if (Mark->getLocation().isMacroID())
    return Lexer::getImmediateMacroName(Mark->getLocation(), SM, Lang).str();
  return "__attribute__((annotate(\"" + Mark->getAnnotation().str() + "\")))";
}

} // namespace

std::optional<Repair> addMark(const NamedDecl *D, const AnnotateAttr *Mark, const Findings &Into) {
  const SourceManager &SM = D->getASTContext().getSourceManager();
  Edits Text(D->getASTContext(), Into);
  std::string Spelled = spelled(Mark, SM, D->getASTContext().getLangOpts());
  Repair Found{"mark '" + D->getNameAsString() + "' " + Spelled, {}};
  for (const Decl *Each : D->redecls()) {
    SourceLocation Name = Each->getLocation();
    if (Name.isMacroID() || !Text.isPlain(Name) || !SM.isWrittenInMainFile(Name))
      continue;
    Found.Edits.push_back(Text.insertion(Name, Spelled + " "));
  }
  return Found.Edits.empty() ? std::nullopt : std::optional<Repair>(std::move(Found));
}

std::optional<Repair> removeMarks(const FunctionDecl *F, const Suspends &Suspending, const Findings &Into) {
  const SourceManager &SM = F->getASTContext().getSourceManager();
  const LangOptions &Lang = F->getASTContext().getLangOpts();
  Edits Text(F->getASTContext(), Into);
  Repair Found{"take the mark of '" + F->getNameAsString() + "' away", {}};
  for (const FunctionDecl *D : F->redecls())
    for (const auto *Mark : D->specific_attrs<AnnotateAttr>()) {
      if (Mark->isInherited() || !Suspending.isMark(Mark))
        continue;
      // A macro of its own, without arguments: its name goes, and the blank behind it.
      SourceLocation Where = Mark->getLocation();
      if (!Where.isMacroID() || SM.isMacroArgExpansion(Where))
        return std::nullopt;
      CharSourceRange Use = SM.getImmediateExpansionRange(Where);
      if (Use.getBegin().isMacroID() || Use.getBegin() != Use.getEnd() || !Text.isPlain(Use.getBegin()) ||
          !SM.isWrittenInMainFile(Use.getBegin()))
        return std::nullopt;
      SourceLocation End = Lexer::getLocForEndOfToken(Use.getBegin(), 0, SM, Lang);
      if (*SM.getCharacterData(End) == ' ')
        End = End.getLocWithOffset(1);
      Found.Edits.push_back(Text.removal(Use.getBegin(), End));
    }
  return Found.Edits.empty() ? std::nullopt : std::optional<Repair>(std::move(Found));
}

} // namespace lifeguard
