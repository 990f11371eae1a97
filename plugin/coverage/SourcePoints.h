//===- SourcePoints.h - from places in the lowered text to the user's -----===//
#ifndef LIFEGUARD_COVERAGE_SOURCEPOINTS_H
#define LIFEGUARD_COVERAGE_SOURCEPOINTS_H

#include "../model/LoweredC.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace lifeguard {

/// A place in a text: line and column from 1.
struct TextPoint {
  unsigned Line, Column;
  bool operator<(const TextPoint &O) const { return Line != O.Line ? Line < O.Line : Column < O.Column; }
  bool operator==(const TextPoint &O) const { return Line == O.Line && Column == O.Column; }
};

/// From one place up to another one.
struct TextRegion {
  TextPoint From, To;
  bool operator==(const TextRegion &O) const { return From == O.From && To == O.To; }
};

/// Finds places of the lowered text in the user's. The text that a lowering keeps stands in the column that
/// it had, on a line whose origin is the one that it had; so a place is the user's when the line up to there
/// is the same.
class SourcePoints {
public:
  /// `User` is the text of the file `MainFile`, and `Lowered` has the origins of its lines.
  SourcePoints(llvm::StringRef MainFile, std::string User, const LoweredC &Lowered);

  /// What of the user's text a region of the lowered text is about. `HeadLine` is the user's line of what a
  /// poll function begins with. Nothing for what only the lowering does there: what a pending child or a
  /// resumption counts.
  std::optional<TextRegion> toUser(const TextRegion &Lowered, unsigned HeadLine) const;

  /// The same for the space between two pieces of code, of which the later begins at `Next` in the user's
  /// text.
  std::optional<TextRegion> gapToUser(const TextRegion &Lowered, std::optional<TextPoint> Next) const;

  /// The braces of the function whose head is on `HeadLine`, of which the later one is at the end of
  /// `Lowered`.
  std::optional<TextRegion> body(const TextRegion &Lowered, unsigned HeadLine) const;

  /// The user's line that a line of the lowered text stands for; 0 for a directive, and for another file's.
  unsigned lineOf(unsigned Lowered) const { return Lowered < Origins.size() ? Origins[Lowered] : 0; }

  /// Whether the place is one of the user's.
  bool isUsers(TextPoint At) const { return usersColumn(At).has_value(); }

private:
  std::string UserText, LoweredText;
  std::vector<llvm::StringRef> User, Lowered; ///< lines, from 1
  std::vector<unsigned> Origins;              ///< by line of the lowered text

  void setOrigins(llvm::StringRef MainFile, const LoweredC &Lowered);
  llvm::StringRef userLine(unsigned Lowered) const;
  std::optional<unsigned> usersColumn(TextPoint At) const;
  bool endsBefore(TextPoint At) const;
  unsigned lineBefore(unsigned Line) const;
  bool isPartOfStatement(const TextRegion &Block) const;
  TextPoint startOf(unsigned UserLine) const;
  TextPoint endOf(unsigned UserLine) const;
  std::optional<TextPoint> firstIn(const TextRegion &R, unsigned HeadLine) const;
  std::optional<TextPoint> lastIn(const TextRegion &R, TextPoint From) const;
};

} // namespace lifeguard

#endif
