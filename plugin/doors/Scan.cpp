#include "Scan.h"
#include "../support/Compat.h"
#include "../support/Names.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace lifeguard {

namespace {

class Scanner {
public:
  explicit Scanner(CompilerInstance &CI) : CI(CI), Search(CI.getPreprocessor().getHeaderSearchInfo()) {}

  bool file(const compat::FileRef &File) {
    if (!Seen.insert(&compat::entry(File)).second)
      return false;
    auto Buffer = CI.getFileManager().getBufferForFile(File);
    return !Buffer || text((*Buffer)->getBuffer(), File);
  }

  bool text(llvm::StringRef Text, const compat::FileRef &Includer) {
    if (Text.contains(annotation::Async))
      return true;
    for (size_t At = Text.find('#'); At != llvm::StringRef::npos; At = Text.find('#', At + 1)) {
      llvm::StringRef Directive = Text.substr(At + 1).ltrim(" \t");
      if (!Directive.consume_front("include"))
        continue;
      Directive.consume_front("_next");
      if (include(Directive.take_until([](char C) { return C == '\n'; }).trim(), Includer))
        return true;
    }
    return false;
  }

  bool include(llvm::StringRef Spelling, const compat::FileRef &Includer) {
    if (Spelling.empty() || (Spelling.front() != '"' && Spelling.front() != '<'))
      return !Spelling.empty() && !Spelling.starts_with("_"); // a macro: it may be anything
    bool Angled = Spelling.front() == '<';
    llvm::StringRef Name = Spelling.drop_front().take_until([&](char C) { return C == (Angled ? '>' : '"'); });
    auto File = compat::lookupHeader(Search, Name, Angled, Includer);
    return File && file(*File);
  }

private:
  CompilerInstance &CI;
  HeaderSearch &Search;
  llvm::DenseSet<const FileEntry *> Seen;
};

} // namespace

bool mayBeAsync(CompilerInstance &CI) {
  const PreprocessorOptions &PP = CI.getPreprocessorOpts();
  if (!PP.ImplicitPCHInclude.empty() || !PP.Includes.empty() || !PP.MacroIncludes.empty())
    return true;
  SourceManager &SM = CI.getSourceManager();
  auto Main = compat::fileOf(SM, SM.getMainFileID());
  return !Main || Scanner(CI).text(SM.getBufferData(SM.getMainFileID()), *Main);
}

} // namespace lifeguard
