#include "Placement.h"
#include "clang/AST/Expr.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The statement that `S` ends with; null where it has an end of its own.
const Stmt *lastPart(const Stmt *S) {
  if (const auto *If = dyn_cast<IfStmt>(S))
    return If->getElse() ? If->getElse() : If->getThen();
  if (const auto *For = dyn_cast<ForStmt>(S))
    return For->getBody();
  if (const auto *While = dyn_cast<WhileStmt>(S))
    return While->getBody();
  if (const auto *Switch = dyn_cast<SwitchStmt>(S))
    return Switch->getBody();
  if (const auto *Label = dyn_cast<LabelStmt>(S))
    return Label->getSubStmt();
  if (const auto *Case = dyn_cast<SwitchCase>(S))
    return Case->getSubStmt();
  if (const auto *Attributed = dyn_cast<AttributedStmt>(S))
    return Attributed->getSubStmt();
  return nullptr;
}

} // namespace

TokenRange statementTokens(const Stmt *S, const SourceText &Source) {
  unsigned Begin = Source.index(S->getBeginLoc());
  if (const Stmt *Last = lastPart(S))
    return {Begin, statementTokens(Last, Source).End};
  unsigned End = Source.index(S->getEndLoc()) + 1;
  if (!isa<CompoundStmt>(S) && !isa<DeclStmt>(S) && !isa<NullStmt>(S) && Source.is(End, tok::semi))
    ++End;
  return {Begin, End};
}

unsigned lineOf(const Stmt *S, const SourceText &Source) {
  return Source.sourceManager().getExpansionLineNumber(S->getBeginLoc());
}

Lines linesFor(const Stmt *S, const SourceText &Source) {
  unsigned First = Source.index(S->getBeginLoc());
  return Lines(Source.mark(S->getBeginLoc()), Source.indentOf(First));
}

void substitute(const Stmt *S, Lines &Out, Place At, SourceText &Source) {
  TokenRange R = statementTokens(S, Source);
  if (llvm::StringRef(Out.text()).contains('\n'))
    Out.remark(Source.takeRemark(R.End));
  if (At != Place::Alone)
    return Source.replace(R, Out.empty() ? ";" : Out.text());
  // The block opens behind what introduces the statement: `)`, `else`, `do` or a label's colon.
  std::string Before = Source.print({R.Begin - 1, R.Begin}), Indent = Source.indentOf(R.Begin - 1);
  Lines Block(Out.mark(), Indent);
  Block.in();
  bool OwnLine = Block.indent().size() <= Out.indent().size();
  std::string Inner = OwnLine ? Out.onOwnLines() : " " + Out.text();
  Source.replace({R.Begin - 1, R.End}, Before + " {" + Inner + "\n" + Out.mark() + Indent + "}");
}

} // namespace lifeguard
