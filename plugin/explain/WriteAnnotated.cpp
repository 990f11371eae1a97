#include "Write.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Unicode.h"

namespace lifeguard {

namespace {

constexpr size_t WidestSource = 76, TabWidth = 8;

std::string withoutTabs(llvm::StringRef Text) {
  std::string Result;
  for (char C : Text)
    if (C == '\t')
      Result.append(TabWidth - Result.size() % TabWidth, ' ');
    else
      Result += C;
  return llvm::StringRef(Result).rtrim().str();
}

/// The columns of a terminal that the text takes.
size_t widthOf(llvm::StringRef Text) {
  int Width = llvm::sys::unicode::columnWidthUTF8(Text);
  return Width < 0 ? Text.size() : Width;
}

std::vector<std::string> linesOf(llvm::StringRef Text) {
  llvm::SmallVector<llvm::StringRef, 0> Lines;
  Text.split(Lines, '\n');
  if (!Lines.empty() && Lines.back().empty())
    Lines.pop_back();
  std::vector<std::string> Result;
  for (llvm::StringRef Line : Lines)
    Result.push_back(withoutTabs(Line));
  return Result;
}

class SideBySide {
public:
  SideBySide(const Explanation &E, llvm::raw_ostream &OS)
      : E(E), OS(OS), Source(linesOf(E.Sources.front().Text)), Lowered(linesOf(E.Lowered)) {
    for (const std::string &Line : Source)
      if (widthOf(Line) <= WidestSource)
        Width = std::max(Width, widthOf(Line));
    Digits = std::to_string(Source.size()).size();
  }

  void write() {
    for (size_t I = 0; I != Lowered.size(); ++I) {
      LoweredLine Of = I < E.Lines.size() ? E.Lines[I] : LoweredLine();
      bool New = Of.Source == 0 && Of.Line > Shown;
      if (!New) {
        row(0, "", Lowered[I]);
        continue;
      }
      // Lines that nothing stands for come first, each in a row of its own.
      while (Shown + 1 < Of.Line)
        next("");
      next(Lowered[I]);
    }
    while (Shown < Source.size())
      next("");
  }

private:
  const Explanation &E;
  llvm::raw_ostream &OS;
  std::vector<std::string> Source, Lowered;
  size_t Width = 20, Digits;
  unsigned Shown = 0; ///< lines of the source

  void next(const std::string &Right) {
    ++Shown;
    row(Shown, Shown <= Source.size() ? Source[Shown - 1] : "", Right);
  }

  /// A line that is too wide for its column pushes the right one onto a row of its own.
  void row(unsigned Number, const std::string &Left, const std::string &Right) {
    std::string Label = Number ? std::to_string(Number) : "";
    std::string Text = std::string(Digits - Label.size(), ' ') + Label + "  " + Left;
    if (widthOf(Left) > Width && !Right.empty()) {
      OS << Text << "\n";
      return row(0, "", Right);
    }
    if (!Right.empty() || widthOf(Left) <= Width)
      Text.append(Width - std::min(Width, widthOf(Left)), ' ');
    OS << llvm::StringRef(Text + " | " + Right).rtrim() << "\n";
  }
};

} // namespace

void writeAnnotated(const Explanation &E, llvm::raw_ostream &OS) { SideBySide(E, OS).write(); }

} // namespace lifeguard
