#include "SourceText.h"
#include "../support/Spelling.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace lifeguard {

namespace {

constexpr char MarkBegin = '\x01', MarkEnd = '\x02', PartBegin = '{', PartEnd = '}';

bool isWord(llvm::StringRef Text) {
  return !Text.empty() && (llvm::isAlnum(Text.back()) || Text.back() == '_');
}

/// Whether the tokens need a space in between where no file shows one.
bool needsSpace(llvm::StringRef Left, llvm::StringRef Right) {
  if (Right == ")" || Right == "]" || Right == "," || Right == ";" || Right == "." || Right == "->" ||
      Right == "[")
    return false;
  if (Left == "(" || Left == "[" || Left == "." || Left == "->" || Left == "!" || Left == "~")
    return false;
  if (Right == "(")
    return !isWord(Left) || Left == "return" || Left == "if" || Left == "while" || Left == "for" ||
           Left == "switch";
  return true;
}

bool isConditional(llvm::StringRef Directive) {
  llvm::StringRef Name = Directive.ltrim(" \t#").take_while([](char C) { return llvm::isAlpha(C); });
  return Name == "if" || Name == "ifdef" || Name == "ifndef" || Name == "elif" || Name == "elifdef" ||
         Name == "elifndef" || Name == "else" || Name == "endif";
}

/// White space and comments only.
bool isTrivia(llvm::StringRef Text) {
  while (!Text.empty()) {
    if (llvm::isSpace(Text.front()) || Text.front() == '\\') {
      Text = Text.drop_front();
    } else if (Text.substr(0, 2) == "//") {
      Text = Text.drop_front(std::min(Text.size(), Text.find('\n')));
    } else if (Text.substr(0, 2) == "/*") {
      size_t End = Text.find("*/", 2);
      if (End == llvm::StringRef::npos)
        return false;
      Text = Text.drop_front(End + 2);
    } else {
      return false;
    }
  }
  return true;
}

} // namespace

std::string lineMark(llvm::StringRef File, unsigned Line) {
  return MarkBegin + std::to_string(Line) + ":" + File.str() + MarkEnd;
}

std::string partMark(llvm::StringRef Of, llvm::StringRef Text) {
  llvm::StringRef Break = Text.take_back() == "\n" ? "\n" : ""; // the end is on the last line
  return (llvm::Twine(MarkBegin) + llvm::Twine(PartBegin) + Of + llvm::Twine(MarkEnd) +
          Text.drop_back(Break.size()) + llvm::Twine(MarkBegin) + llvm::Twine(PartEnd) +
          llvm::Twine(MarkEnd) + Break)
      .str();
}

std::string unmarked(llvm::StringRef Text) {
  std::string Result;
  for (char C : Text) {
    Result += C;
    if (C == MarkBegin)
      Result += MarkEnd;
  }
  return Result;
}

SourceText::SourceText(const syntax::TokenBuffer &Buffer, const SkippedText &Skipped)
    : SM(Buffer.sourceManager()), Tokens(Buffer.expandedTokens()), Skipped(Skipped),
      UseOf(Tokens.size(), -1) {
  for (unsigned I = 0; I != Tokens.size(); ++I)
    IndexOf[Tokens[I].location().getRawEncoding()] = I;
  auto Spelled = Buffer.spelledTokens(SM.getMainFileID());
  for (const auto &E : Buffer.expansionsOverlapping(Spelled)) {
    if (E.Expanded.empty())
      continue;
    Use U;
    U.Begin = E.Expanded.begin() - Tokens.begin();
    U.End = E.Expanded.end() - Tokens.begin();
    std::tie(U.File, U.SpelledBegin) = SM.getDecomposedLoc(E.Spelled.front().location());
    U.SpelledEnd = SM.getDecomposedLoc(E.Spelled.back().endLocation()).second;
    for (unsigned I = U.Begin; I != U.End; ++I)
      UseOf[I] = static_cast<int>(Uses.size());
    Uses.push_back(U);
  }
}

unsigned SourceText::index(SourceLocation L) const {
  auto It = IndexOf.find(L.getRawEncoding());
  return It == IndexOf.end() ? Tokens.size() : It->second;
}

TokenRange SourceText::range(SourceRange R) const {
  unsigned Begin = index(R.getBegin()), End = index(R.getEnd());
  if (Begin >= Tokens.size() || End >= Tokens.size() || Begin > End)
    return {};
  return {Begin, End + 1};
}

llvm::StringRef SourceText::spelling(unsigned Index) const {
  return Index < Tokens.size() ? Tokens[Index].text(SM) : llvm::StringRef();
}

void SourceText::replace(TokenRange R, std::string Text) {
  if (R.empty())
    return;
  Edits.erase(Edits.lower_bound(R.Begin), Edits.lower_bound(R.End));
  Edits.emplace(R.Begin, Edit{R.End, std::move(Text)});
}

void SourceText::insert(unsigned Before, std::string Text) {
  Edits.emplace(Before, Edit{Before, std::move(Text)});
}

std::string SourceText::takeRemark(unsigned Index) {
  if (Index == 0 || Index >= Tokens.size() || Remarked.count(Index - 1))
    return "";
  Position From = endOf(Index - 1), To = startOf(Index);
  if (From.InUse || To.File != From.File || To.Offset < From.Offset)
    return "";
  llvm::StringRef Line = SM.getBufferData(From.File).slice(From.Offset, To.Offset);
  size_t Break = Line.find('\n');
  if (Break == llvm::StringRef::npos)
    return "";
  Line = Line.substr(0, Break).rtrim();
  llvm::StringRef Comment = Line.ltrim();
  bool Whole = Comment.substr(0, 2) == "//"
                   ? Comment.back() != '\\'
                   : Comment.substr(0, 2) == "/*" && Comment.find("*/") == Comment.size() - 2;
  if (!Whole)
    return "";
  Remarked[Index - 1] = From.Offset + Line.size();
  return Comment.str();
}

bool SourceText::hasEdit(TokenRange R) const {
  auto It = Edits.lower_bound(R.Begin);
  return It != Edits.end() && It->first < R.End;
}

SourceText::Position SourceText::startOf(unsigned Index) const {
  int U = UseOf[Index];
  if (U >= 0 && Uses[U].Begin == Index)
    return {Uses[U].File, Uses[U].SpelledBegin, false};
  SourceLocation L = Tokens[Index].location();
  auto [File, Offset] = SM.getDecomposedLoc(SM.getSpellingLoc(L));
  return {File, Offset, L.isMacroID()};
}

SourceText::Position SourceText::endOf(unsigned Index) const {
  int U = UseOf[Index];
  if (U >= 0 && Uses[U].End == Index + 1)
    return {Uses[U].File, Uses[U].SpelledEnd, false};
  SourceLocation L = Tokens[Index].location();
  auto [File, Offset] = SM.getDecomposedLoc(SM.getSpellingLoc(L));
  return {File, Offset + Tokens[Index].length(), L.isMacroID()};
}

std::string SourceText::markAt(FileID File, unsigned Offset) const {
  return mark(SM.getComposedLoc(File, Offset));
}

std::string SourceText::mark(SourceLocation L) const {
  PresumedLoc At = SM.getPresumedLoc(SM.getExpansionLoc(L));
  return At.isValid() ? lineMark(At.getFilename(), At.getLine()) : std::string();
}

/// The text between two tokens of a file: comments, line breaks and those directives that still apply.
std::string SourceText::fileGap(FileID File, unsigned Begin, unsigned End) const {
  llvm::StringRef Text = SM.getBufferData(File).substr(Begin, End - Begin);
  std::string Result;
  bool InComment = false;
  for (unsigned At = 0; At < Text.size();) {
    size_t Break = Text.find('\n', At);
    // A directive goes on behind a backslash.
    llvm::StringRef Line = Text.slice(At, Break == llvm::StringRef::npos ? Text.size() : Break);
    bool WholeLine = At != 0 || (Begin > 0 && SM.getBufferData(File)[Begin - 1] == '\n');
    bool Directive = !InComment && WholeLine && Line.ltrim().substr(0, 1) == "#";
    if (Directive)
      while (Break != llvm::StringRef::npos && Line.rtrim("\r").substr(Line.rtrim("\r").size() - 1) == "\\") {
        Break = Text.find('\n', Break + 1);
        Line = Text.slice(At, Break == llvm::StringRef::npos ? Text.size() : Break);
      }
    bool Drop = Directive && isConditional(Line);
    Drop = Drop || (WholeLine && isSkipped(File, Begin + At));
    if (!Drop) {
      if (At != 0)
        Result += markAt(File, Begin + At);
      Result += unmarked(Line);
      for (size_t I = 0; I + 1 < Line.size(); ++I) {
        if (!InComment && Line.substr(I, 2) == "//")
          break;
        if (!InComment && Line.substr(I, 2) == "/*")
          InComment = true, ++I;
        else if (InComment && Line.substr(I, 2) == "*/")
          InComment = false, ++I;
      }
    }
    if (Break == llvm::StringRef::npos)
      break;
    if (!Drop)
      Result += '\n';
    At = Break + 1;
    if (At == Text.size())
      Result += markAt(File, Begin + At);
  }
  return Result;
}

std::string SourceText::gap(unsigned Previous, unsigned Next) const {
  Position From = endOf(Previous), To = startOf(Next);
  if (auto It = Remarked.find(Previous); It != Remarked.end())
    From.Offset = It->second;
  std::string Fallback = needsSpace(spelling(Previous), spelling(Next)) ? " " : "";
  if (From.File != To.File) {
    // Text of another file, by #include: on a line of its own.
    if (!From.InUse && !To.InUse)
      return "\n" + markAt(To.File, To.Offset);
    return Fallback;
  }
  if (From.Offset > To.Offset)
    return Fallback;
  if (!From.InUse && !To.InUse)
    return fileGap(From.File, From.Offset, To.Offset);
  llvm::StringRef Between = SM.getBufferData(From.File).substr(From.Offset, To.Offset - From.Offset);
  if (!isTrivia(Between))
    return Fallback;
  return Between.empty() ? (isWord(spelling(Previous)) && isWord(spelling(Next).take_front()) ? " " : "")
                         : " ";
}

std::optional<std::string> SourceText::printUse(const Use &U) const {
  llvm::StringRef Buffer = SM.getBufferData(U.File);
  // What each edited word of the arguments becomes. Every token it expands to must be edited in the same way,
  // and it must not have become a part of a string.
  std::map<unsigned, std::string> Words;
  for (unsigned I = U.Begin; I != U.End; ++I) {
    auto [First, Last] = Edits.equal_range(I);
    if (First == Last)
      continue;
    auto [File, Offset] = SM.getDecomposedLoc(SM.getSpellingLoc(Tokens[I].location()));
    bool InArguments = File == U.File && U.SpelledBegin < Offset && Offset < U.SpelledEnd;
    if (std::next(First) != Last || First->second.End != I + 1 || !InArguments)
      return std::nullopt;
    auto [Known, New] = Words.try_emplace(Offset, First->second.Text);
    if (!New && Known->second != First->second.Text)
      return std::nullopt;
  }
  for (unsigned I = U.Begin; I != U.End && !Words.empty(); ++I) {
    auto [File, Offset] = SM.getDecomposedLoc(SM.getSpellingLoc(Tokens[I].location()));
    if (File == U.File && Words.count(Offset) && !hasEdit({I, I + 1}))
      return std::nullopt;
    if (tok::isStringLiteral(Tokens[I].kind()))
      for (const auto &Word : Words) {
        llvm::StringRef Name =
            Buffer.substr(Word.first).take_while([](char C) { return clang::isAsciiIdentifierContinue(C); });
        if (spelling(I).contains(Name))
          return std::nullopt;
      }
  }
  std::string Text;
  unsigned At = U.SpelledBegin;
  for (const auto &[Offset, Word] : Words) {
    Text += Buffer.slice(At, Offset);
    Text += Word;
    At = Offset;
    while (At < U.SpelledEnd && clang::isAsciiIdentifierContinue(Buffer[At]))
      ++At;
  }
  return Text + Buffer.slice(At, U.SpelledEnd).str();
}

bool SourceText::isSkipped(FileID File, unsigned Offset) const {
  auto It = Skipped.ByFile.find(File);
  return It != Skipped.ByFile.end() && llvm::any_of(It->second, [&](const SkippedText::Range &R) {
           return R.Begin <= Offset + 1 && Offset < R.End;
         });
}

std::vector<SkippedText::Range>
SourceText::halvedConditionals(llvm::ArrayRef<SkippedText::Range> Changed) const {
  FileID Main = SM.getMainFileID();
  llvm::StringRef Text = SM.getBufferData(Main);
  auto LineStart = [&](size_t Offset) -> unsigned { return Text.substr(0, Offset).rfind('\n') + 1; };
  auto LineEnd = [&](size_t Offset) -> unsigned {
    size_t Break = Text.find('\n', Offset);
    while (Break != llvm::StringRef::npos && Text.substr(0, Break).rtrim('\r').take_back() == "\\")
      Break = Text.find('\n', Break + 1);
    return Break == llvm::StringRef::npos ? Text.size() : Break + 1;
  };
  auto IsInside = [&](unsigned Offset) {
    return llvm::any_of(Changed,
                        [&](const SkippedText::Range &R) { return R.Begin <= Offset && Offset < R.End; });
  };
  std::vector<SkippedText::Range> Result;
  for (const std::vector<unsigned> &Directives : Skipped.Conditionals) {
    size_t Inside = llvm::count_if(Directives, IsInside);
    if (Inside == 0 || Inside == Directives.size())
      continue;
    for (unsigned Directive : Directives)
      Result.push_back({LineStart(Directive), LineEnd(Directive)});
    auto It = Skipped.ByFile.find(Main);
    if (It != Skipped.ByFile.end())
      for (const SkippedText::Range &R : It->second)
        if (Directives.front() <= R.End && R.Begin <= Directives.back())
          Result.push_back({LineStart(R.Begin), LineStart(R.End)});
  }
  llvm::sort(Result,
             [](const SkippedText::Range &A, const SkippedText::Range &B) { return A.Begin < B.Begin; });
  return Result;
}

std::string SourceText::print(TokenRange R) const {
  return print(R, [](llvm::StringRef) { return true; });
}

std::string SourceText::print(TokenRange R, llvm::function_ref<bool(llvm::StringRef)> Keep) const {
  std::string Result;
  for (unsigned I = R.Begin; I < R.End;) {
    std::string Piece;
    unsigned Next = I + 1;
    bool Replaced = false;
    auto [First, Last] = Edits.equal_range(I);
    for (auto It = First; It != Last; ++It)
      if (It->second.End == I)
        Piece += It->second.Text;
    for (auto It = First; It != Last; ++It)
      if (It->second.End > I && It->second.End <= R.End) {
        Piece += It->second.Text;
        Next = It->second.End;
        Replaced = true;
        break;
      }
    if (!Replaced) {
      int U = UseOf[I];
      bool Whole = U >= 0 && Uses[U].Begin == I && Uses[U].End <= R.End &&
                   Keep(SM.getBufferData(Uses[U].File).slice(Uses[U].SpelledBegin, Uses[U].SpelledEnd));
      if (std::optional<std::string> Use = Whole ? printUse(Uses[U]) : std::nullopt) {
        Piece += unmarked(*Use);
        Next = Uses[U].End;
      } else {
        Piece += unmarked(spelling(I));
      }
    }
    if (I != R.Begin) {
      std::string Gap = gap(I - 1, I);
      if (Gap.empty() && isWord(Result) && isWord(llvm::StringRef(Piece).take_front()))
        Gap = " "; // an edit may begin with a word where the text did not
      Result += Gap;
    }
    Result += Piece;
    I = Next;
  }
  return Result;
}

std::string SourceText::printPlain(TokenRange R) const {
  std::string Result;
  for (unsigned I = R.Begin; I < R.End;) {
    if (I != R.Begin) {
      Position From = endOf(I - 1), To = startOf(I);
      bool Adjacent = From.File == To.File && From.Offset == To.Offset;
      bool Apart = From.File == To.File && From.InUse == To.InUse && From.Offset < To.Offset;
      if (!Adjacent && (Apart || needsSpace(spelling(I - 1), spelling(I))))
        Result += ' ';
    }
    int U = UseOf[I];
    if (U >= 0 && Uses[U].Begin == I && Uses[U].End <= R.End) {
      for (char C : SM.getBufferData(Uses[U].File).slice(Uses[U].SpelledBegin, Uses[U].SpelledEnd))
        if (!llvm::isSpace(C))
          Result += C;
        else if (!Result.empty() && Result.back() != ' ')
          Result += ' ';
      I = Uses[U].End;
    } else {
      Result += spelling(I++);
    }
  }
  for (size_t At; (At = Result.find("*/")) != std::string::npos;)
    Result.replace(At, 2, "* /");
  for (size_t At = 0; (At = Result.find("/*", At)) != std::string::npos;)
    Result.replace(At, 2, "/ *");
  return unmarked(Result);
}

TokenRange SourceText::wholeUses(TokenRange R) const {
  if (R.empty())
    return R;
  if (int U = UseOf[R.Begin]; U >= 0)
    R.Begin = Uses[U].Begin;
  if (int U = UseOf[R.End - 1]; U >= 0)
    R.End = Uses[U].End;
  return R;
}

FileID SourceText::fileOf(TokenRange R) const { return startOf(R.Begin).File; }
unsigned SourceText::beginOffset(TokenRange R) const { return startOf(R.Begin).Offset; }
unsigned SourceText::endOffset(TokenRange R) const { return endOf(R.End - 1).Offset; }

std::string SourceText::indentOf(unsigned Index) const {
  if (Index >= Tokens.size())
    return "";
  auto [File, Offset] = SM.getDecomposedLoc(SM.getExpansionLoc(Tokens[Index].location()));
  llvm::StringRef Before = SM.getBufferData(File).substr(0, Offset);
  llvm::StringRef Line = Before.substr(Before.rfind('\n') + 1);
  return Line.take_while([](char C) { return C == ' ' || C == '\t'; }).str();
}

std::string finishText(llvm::StringRef Marked, llvm::StringRef File, bool WithLines,
                       std::vector<LineOrigin> *Origins) {
  std::string Result, CurrentFile = File.str();
  unsigned CurrentLine = 1;
  std::vector<std::string> Parts; // those around here, the innermost last
  while (!Marked.empty()) {
    auto [Line, Rest] = Marked.split('\n');
    bool HasBreak = Line.size() < Marked.size();
    Marked = Rest;
    std::string Plain;
    llvm::StringRef Wanted;
    unsigned Ended = 0;
    for (llvm::StringRef Left = Line; !Left.empty();) {
      size_t Begin = Left.find(MarkBegin);
      Plain += Left.substr(0, Begin);
      if (Begin == llvm::StringRef::npos)
        break;
      size_t End = Left.find(MarkEnd, Begin);
      llvm::StringRef Mark = Left.slice(Begin + 1, End);
      if (Mark.empty())
        Plain += MarkBegin;
      else if (Mark.front() == PartBegin)
        Parts.push_back(Mark.drop_front().str());
      else if (Mark.front() == PartEnd)
        ++Ended;
      else if (Wanted.empty())
        Wanted = Mark;
      Left = Left.substr(End + 1);
    }
    llvm::StringRef Trimmed = llvm::StringRef(Plain).rtrim(" \t");
    auto [Number, Name] = Wanted.split(':');
    unsigned WantedLine = 0;
    Number.getAsInteger(10, WantedLine);
    if (WithLines && !Wanted.empty() && !Trimmed.empty()) {
      if (Name != CurrentFile)
        Result += "#line " + Number.str() + " " + quotedString(Name) + "\n";
      else if (WantedLine != CurrentLine)
        Result += "#line " + Number.str() + "\n";
      CurrentFile = Name.str();
      CurrentLine = WantedLine;
    }
    if (Origins) {
      LineOrigin Origin;
      if (!Wanted.empty())
        Origin = {LineOrigin::Kind::Said, WantedLine, Name.str(), ""};
      else if (Parts.empty())
        Origin.What = LineOrigin::Kind::Follows;
      if (!Parts.empty())
        Origin.Part = Parts.back();
      Origins->push_back(std::move(Origin));
    }
    Parts.resize(Parts.size() - std::min<size_t>(Ended, Parts.size()));
    Result += Trimmed;
    if (HasBreak)
      Result += '\n';
    ++CurrentLine;
  }
  return Result;
}

} // namespace lifeguard
