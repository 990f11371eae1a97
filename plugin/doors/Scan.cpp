#include "Scan.h"
#include "../support/Compat.h"
#include "../support/Names.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace lifeguard {

namespace {

class Scanner {
public:
  explicit Scanner(CompilerInstance &CI)
      : Files(CI.getFileManager()), Search(CI.getPreprocessor().getHeaderSearchInfo()) {}

  /// Whether `Text`, of a file in folder `Folder`, or anything it includes mentions async functions.
  bool text(llvm::StringRef Text, llvm::StringRef Folder) {
    if (Text.contains(annotation::Async))
      return true;
    for (size_t At = Text.find('#'); At != llvm::StringRef::npos; At = Text.find('#', At + 1)) {
      llvm::StringRef Directive = Text.substr(At + 1).ltrim(" \t");
      if (!Directive.consume_front("include"))
        continue;
      Directive.consume_front("_next");
      if (include(Directive.take_until([](char C) { return C == '\n'; }).trim(), Folder))
        return true;
    }
    return false;
  }

private:
  FileManager &Files;
  HeaderSearch &Search;
  llvm::StringSet<> Seen;

  bool include(llvm::StringRef Spelling, llvm::StringRef Folder) {
    if (Spelling.empty() || (Spelling.front() != '"' && Spelling.front() != '<'))
      return !Spelling.empty() &&
             clang::isAsciiIdentifierStart(Spelling.front()); // a macro: it may be anything
    bool Angled = Spelling.front() == '<';
    llvm::StringRef Name =
        Spelling.drop_front().take_until([&](char C) { return C == (Angled ? '>' : '"'); });
    if (llvm::sys::path::is_absolute(Name))
      return file(Name);
    if (!Angled && exists(Folder, Name))
      return file(join(Folder, Name));
    // Every folder, not only the first that has the file: so #include_next is right, too.
    for (auto Where = Search.search_dir_begin(), End = Search.search_dir_end(); Where != End; ++Where)
      if (Where->isNormalDir() && exists(Where->getName(), Name) && file(join(Where->getName(), Name)))
        return true;
    return false;
  }

  static std::string join(llvm::StringRef Folder, llvm::StringRef Name) {
    return Folder.empty() ? Name.str() : (Folder + "/" + Name).str();
  }

  bool exists(llvm::StringRef Folder, llvm::StringRef Name) {
    return bool(Files.getFile(join(Folder, Name)));
  }

  bool file(llvm::StringRef Path) {
    if (!Seen.insert(Path).second)
      return false;
    auto Buffer = Files.getBufferForFile(Path);
    return Buffer && text((*Buffer)->getBuffer(), llvm::sys::path::parent_path(Path));
  }
};

} // namespace

bool mayBeAsync(CompilerInstance &CI) {
  const PreprocessorOptions &PP = CI.getPreprocessorOpts();
  if (!PP.ImplicitPCHInclude.empty() || !PP.Includes.empty() || !PP.MacroIncludes.empty())
    return true;
  SourceManager &SM = CI.getSourceManager();
  auto Main = compat::fileOf(SM, SM.getMainFileID());
  llvm::StringRef Folder = Main ? llvm::sys::path::parent_path(Main->getName()) : "";
  return Scanner(CI).text(SM.getBufferData(SM.getMainFileID()), Folder);
}

} // namespace lifeguard
