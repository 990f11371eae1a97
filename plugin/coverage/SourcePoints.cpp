#include "SourcePoints.h"
#include "../support/Names.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

using llvm::StringLiteral;
using llvm::StringRef;

namespace lifeguard {

namespace {

std::vector<StringRef> linesOf(StringRef Text) {
  llvm::SmallVector<StringRef, 0> Split;
  Text.split(Split, '\n');
  std::vector<StringRef> Lines = {""};
  Lines.insert(Lines.end(), Split.begin(), Split.end());
  return Lines;
}

bool isComment(StringRef Line) { return Line.trim().take_front(2) == "/*"; }

bool isSuspension(StringRef Line) { return Line.trim() == "return LG_PENDING;"; }

std::optional<TextRegion> forward(TextPoint From, TextPoint To) {
  return From < To ? std::optional<TextRegion>({From, To}) : std::nullopt;
}

} // namespace

SourcePoints::SourcePoints(StringRef MainFile, std::string UserText, const LoweredC &Lowering)
    : UserText(std::move(UserText)), LoweredText(Lowering.Text), User(linesOf(this->UserText)),
      Lowered(linesOf(LoweredText)) {
  setOrigins(MainFile, Lowering);
}

/// The origins are known for the lines of the text without directives, which the other has among those.
void SourcePoints::setOrigins(StringRef MainFile, const LoweredC &Lowering) {
  std::vector<StringRef> Plain = linesOf(Lowering.Plain);
  unsigned Line = 1, Origin = 0;
  bool InMain = true; // a #line of the user's leads to lines of which nothing is known
  Origins.push_back(0);
  for (StringRef Text : llvm::drop_begin(Lowered)) {
    if (Line >= Plain.size() || Text != Plain[Line] || Line > Lowering.Origins.size()) {
      Origins.push_back(0);
      continue;
    }
    const LineOrigin &From = Lowering.Origins[Line++ - 1];
    if (From.What == LineOrigin::Kind::Said) {
      InMain = From.File == MainFile;
      Origin = From.Line;
    } else if (From.What == LineOrigin::Kind::Follows) {
      ++Origin;
    }
    bool IsUsers = InMain && From.What != LineOrigin::Kind::Added && Origin < User.size();
    Origins.push_back(IsUsers ? Origin : 0);
  }
}

StringRef SourcePoints::userLine(unsigned Line) const {
  unsigned Origin = lineOf(Line);
  return Origin ? User[Origin] : StringRef();
}

TextPoint SourcePoints::startOf(unsigned UserLine) const {
  StringRef Line = User[UserLine];
  return {UserLine, unsigned(Line.size() - Line.ltrim(" \t").size()) + 1};
}

TextPoint SourcePoints::endOf(unsigned UserLine) const {
  return {UserLine, unsigned(User[UserLine].rtrim().size()) + 1};
}

/// The line is the same up to the end of the word, if one stands there, but for the frame's name before a
/// local.
std::optional<unsigned> SourcePoints::usersColumn(TextPoint At) const {
  StringRef Ours = At.Line < Lowered.size() ? Lowered[At.Line] : StringRef(), Theirs = userLine(At.Line);
  if (!lineOf(At.Line) || At.Column > Ours.size())
    return std::nullopt;
  constexpr StringLiteral Frame = "self->";
  size_t Here = 0, There = 0, Column = 0;
  auto HasWord = [](StringRef Line, size_t I) {
    return I < Line.size() && (llvm::isAlnum(Line[I]) || Line[I] == '_');
  };
  for (;;) {
    bool Past = Here >= At.Column;
    if (Past && !(HasWord(Ours, Here) || HasWord(Theirs, There)))
      break;
    if (startsWith(Ours.substr(Here), Frame) && !startsWith(Theirs.substr(There), Frame)) {
      Here += Frame.size();
      continue;
    }
    if (Here >= Ours.size() || There >= Theirs.size() || Ours[Here] != Theirs[There])
      return std::nullopt;
    ++Here;
    ++There;
    if (Here <= At.Column)
      Column = There;
  }
  return Column ? std::optional<unsigned>(Column) : std::nullopt;
}

/// Whether the user's line is the same up to the place, and ends there: a brace was added behind it.
bool SourcePoints::endsBefore(TextPoint At) const {
  StringRef Theirs = userLine(At.Line).rtrim();
  return !Theirs.trim().empty() && At.Line < Lowered.size() &&
         Lowered[At.Line].take_front(At.Column - 1).rtrim() == Theirs;
}

/// The user's line that the last line of code before `Line` stands for.
unsigned SourcePoints::lineBefore(unsigned Line) const {
  do
    --Line;
  while (Line && (!lineOf(Line) || isComment(Lowered[Line])));
  return lineOf(Line);
}

/// Whether all of the block, and the line before it, stand for one line of the user's.
bool SourcePoints::isPartOfStatement(const TextRegion &Block) const {
  unsigned Origin = lineOf(Block.From.Line);
  for (unsigned Line = Block.From.Line; Line <= Block.To.Line; ++Line)
    if (lineOf(Line) && lineOf(Line) != Origin)
      return false;
  return lineBefore(Block.From.Line) == Origin;
}

/// Where the user's text of a region begins.
std::optional<TextPoint> SourcePoints::firstIn(const TextRegion &R, unsigned HeadLine) const {
  unsigned Line = R.From.Line, Origin = lineOf(Line);
  if (auto Column = usersColumn(R.From))
    return TextPoint{Origin, *Column};
  if (endsBefore(R.From))
    return endOf(Origin);
  if (Lowered[Line].substr(R.From.Column - 1).take_front() == "{") {
    if (isPartOfStatement(R))
      return std::nullopt; // such as what is done while a child is pending
    for (; Line < R.To.Line; ++Line)
      if (lineOf(Line) && lineOf(Line) != HeadLine)
        return lineOf(Line) == lineBefore(R.From.Line) ? endOf(lineOf(Line)) : startOf(lineOf(Line));
    return std::nullopt;
  }
  if (!Origin || Origin == HeadLine)
    return std::nullopt;
  if (lineBefore(Line) != Origin)
    return startOf(Origin);
  // In the middle of what stands for a statement. Where it can still suspend, polls are counted.
  for (; Line < R.To.Line && (!lineOf(Line) || lineOf(Line) == Origin); ++Line)
    if (isSuspension(Lowered[Line]))
      return std::nullopt;
  return endOf(Origin);
}

/// Where the user's text of a region that begins at `From` ends.
std::optional<TextPoint> SourcePoints::lastIn(const TextRegion &R, TextPoint From) const {
  if (auto Column = R.To.Column > 1 ? usersColumn({R.To.Line, R.To.Column - 1}) : std::nullopt)
    return TextPoint{lineOf(R.To.Line), *Column + 1};
  unsigned Line = R.To.Line;
  while (Line > R.From.Line && lineOf(Line) < From.Line)
    --Line;
  return lineOf(Line) ? std::optional<TextPoint>(endOf(lineOf(Line))) : std::nullopt;
}

std::optional<TextRegion> SourcePoints::toUser(const TextRegion &R, unsigned HeadLine) const {
  if (R.To.Line >= Lowered.size())
    return std::nullopt;
  auto From = firstIn(R, HeadLine);
  auto To = From ? lastIn(R, *From) : std::nullopt;
  return To ? forward(*From, *To) : std::nullopt;
}

std::optional<TextRegion> SourcePoints::gapToUser(const TextRegion &R, std::optional<TextPoint> Next) const {
  if (R.To.Line >= Lowered.size() || !lineOf(R.From.Line))
    return std::nullopt;
  // A brace that was added closes what the line before it ends.
  auto Column = usersColumn(R.From);
  TextPoint From = Column ? TextPoint{lineOf(R.From.Line), *Column}
                          : endOf(std::max(lineOf(R.From.Line), lineBefore(R.From.Line)));
  auto To = Next ? Next : lastIn(R, From);
  return To ? forward(From, *To) : std::nullopt;
}

std::optional<TextRegion> SourcePoints::body(const TextRegion &R, unsigned HeadLine) const {
  for (unsigned Line = HeadLine; Line && Line < User.size(); ++Line)
    if (size_t Brace = User[Line].find('{'); Brace != StringRef::npos) {
      auto To = lastIn(R, {Line, unsigned(Brace) + 1});
      return To ? forward({Line, unsigned(Brace) + 1}, *To) : std::nullopt;
    }
  return std::nullopt;
}

} // namespace lifeguard
