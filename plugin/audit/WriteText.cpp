//===- WriteText.cpp - for a terminal: findings with excerpts, the table --===//
#include "SourceLines.h"
#include "Write.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <map>

namespace lifeguard {

namespace {

/// The line, and a caret under the column.
void writePlace(const Place &At, llvm::StringRef What, SourceLines &Sources, llvm::raw_ostream &OS) {
  llvm::StringRef Line = Sources.line(At.File, At.Line);
  std::string Before = Line.take_front(At.Column ? At.Column - 1 : 0).str();
  for (char &C : Before)
    if (C != '\t')
      C = ' ';
  OS << llvm::formatv("  {0,6} | ", At.Line) << Line << "\n";
  OS << "         | " << Before << "^ " << What << "\n";
}

void writeFinding(const Finding &F, SourceLines &Sources, llvm::raw_ostream &OS) {
  OS << F.Guard.At.File << ":" << F.Guard.At.Line << ":" << F.Guard.At.Column << ": " << spelling(F.Severity)
     << ": " << F.Message << " [" << ruleId(F.Broken) << "]\n";
  OS << "  in function '" << F.Function << "'"
     << (F.Certain ? "" : "; its address is given away, so this may be wrong") << "\n";
  bool Held = !F.Suspensions.empty() && F.Broken != Rule::mark_missing;
  writePlace(F.Guard.At, Held ? "from here on" : "here", Sources, OS);
  for (const Suspension &S : Held ? F.Suspensions : std::vector<Suspension>())
    writePlace(S.At, "suspends here: " + S.Callee + (S.Maybe ? " (held on some ways only)" : ""), Sources,
               OS);
  for (const Place &Released : F.Releases)
    writePlace(Released, "let go here", Sources, OS);
  for (const Remark &R : F.Remarks)
    writePlace(R.At, R.Text, Sources, OS);
  if (!F.Why.empty())
    OS << "  why: " << F.Why << "\n";
  if (!F.Help.empty())
    OS << "  what to do: " << F.Help << "\n";
  if (F.Mending)
    OS << "  repair: " << F.Mending->What << " (--fix does it)\n";
  OS << "\n";
}

} // namespace

void writeText(const AuditReport &Report, llvm::raw_ostream &OS) {
  SourceLines Sources;
  std::map<Level, unsigned> Counts;
  for (const Finding &F : Report.Findings)
    if (isShown(F)) {
      writeFinding(F, Sources, OS);
      ++Counts[F.Severity];
    }
  if (Counts.empty())
    return; // nothing to say
  std::string Sum;
  for (Level L : {Level::Error, Level::Warning, Level::Note})
    if (unsigned Count = Counts[L])
      Sum += (Sum.empty() ? "" : ", ") + std::to_string(Count) + " " + spelling(L).str() +
             (Count == 1 ? "" : "s");
  OS << Sum << "\n";
}

void writeTable(const AuditReport &Report, llvm::raw_ostream &OS) {
  std::map<std::pair<std::string, std::string>, std::vector<const Finding *>> ByFunction;
  for (const Finding &F : Report.Findings)
    ByFunction[{F.Guard.At.File, F.Function}].push_back(&F);
  for (const AuditedFunction &Function : Report.Functions) {
    OS << Function.Name << " (" << Function.At.File << ":" << Function.At.Line << "), "
       << Function.Yields.size() << (Function.Yields.size() == 1 ? " yield point" : " yield points");
    if (Function.FrameBytes)
      OS << ", " << *Function.FrameBytes << " bytes";
    OS << "\n";
    for (const Finding *F : ByFunction[{Function.At.File, Function.Name}]) {
      std::vector<std::string> Crossed;
      for (const Suspension &S : F->Suspensions)
        Crossed.push_back(S.Callee + ":" + std::to_string(S.At.Line) + (S.Maybe ? "?" : ""));
      OS << llvm::formatv("  {0,-10} {1,-19} {2,-28} line {3,-6} ", spelling(F->Decided), ruleId(F->Broken),
                          F->Guard.Name + (F->Guard.Kind.empty() ? "" : " (" + F->Guard.Kind + ")"),
                          F->Guard.At.Line)
         << llvm::join(Crossed, " ") << "\n";
    }
  }
}

} // namespace lifeguard
