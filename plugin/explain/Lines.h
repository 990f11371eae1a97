//===- Lines.h - lines of the sources behind presumed ones ----------------===//
#ifndef LIFEGUARD_EXPLAIN_LINES_H
#define LIFEGUARD_EXPLAIN_LINES_H

#include "../model/Explanation.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

namespace lifeguard {

/// The files that are shown, and where their lines are. A mark or a diagnostic speaks of presumed lines
/// (after
/// `#line`); what is shown is the text of the files as they are.
class SourceLines {
public:
  SourceLines(const clang::SourceManager &SM, std::vector<ExplainedSource> &Sources)
      : SM(SM), Sources(Sources) {}

  /// The index of the file of `L` among the sources, which it joins where it is not there yet.
  unsigned source(clang::SourceLocation L) {
    clang::FileID File = SM.getFileID(SM.getExpansionLoc(L));
    auto [Known, New] = IndexOf.try_emplace(File, unsigned(Sources.size()));
    unsigned Index = Known->second;
    if (New)
      add(File, Index);
    return Index;
  }

  /// The line of `L` in its file.
  unsigned line(clang::SourceLocation L) const { return SM.getExpansionLineNumber(L); }

  /// Where the presumed line stands; without a source where no file that is shown has it.
  LoweredLine find(llvm::StringRef File, unsigned Line) const {
    auto Found = Places.find({File.str(), Line});
    return Found == Places.end() ? LoweredLine() : Found->second;
  }

private:
  const clang::SourceManager &SM;
  std::vector<ExplainedSource> &Sources;
  llvm::DenseMap<clang::FileID, unsigned> IndexOf;
  std::map<std::pair<std::string, unsigned>, LoweredLine> Places;

  void add(clang::FileID File, unsigned Index) {
    llvm::StringRef Text = SM.getBufferData(File);
    Sources.push_back({SM.getPresumedLoc(SM.getLocForStartOfFile(File)).getFilename(), Text.str()});
    unsigned Line = 1;
    for (size_t At = 0; At < Text.size(); ++Line) {
      clang::PresumedLoc Here = SM.getPresumedLoc(SM.getComposedLoc(File, At));
      if (Here.isValid())
        Places.try_emplace({Here.getFilename(), Here.getLine()}, LoweredLine{int(Index), Line});
      size_t Break = Text.find('\n', At);
      At = Break == llvm::StringRef::npos ? Text.size() : Break + 1;
    }
  }
};

} // namespace lifeguard

#endif
