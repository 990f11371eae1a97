#include "Scan.h"
#include "../support/Compat.h"
#include "../support/Names.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/Path.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Follows the includes of a text as the preprocessor would, but for conditions. Files are looked up and read
/// through the managers of the compilation to come, which finds them there.
class Scanner {
public:
  explicit Scanner(CompilerInstance &CI)
      : Sources(CI.getSourceManager()), Files(CI.getFileManager()),
        Search(CI.getPreprocessor().getHeaderSearchInfo()) {}

  /// Whether `Text`, of a file in folder `Folder`, or anything it includes mentions async functions.
  bool text(llvm::StringRef Text, llvm::StringRef Folder) {
    if (Text.contains(annotation::Async))
      return true;
    for (size_t At = Text.find('#'); At != llvm::StringRef::npos; At = Text.find('#', At + 1)) {
      llvm::StringRef Directive = Text.substr(At + 1).drop_while(clang::isHorizontalWhitespace);
      if (!Directive.consume_front("include"))
        continue;
      bool Next = Directive.consume_front("_next");
      if (Directive.empty() || clang::isAsciiIdentifierContinue(Directive.front()))
        continue; // "previously #included", says a comment of stdio.h
      if (include(Directive.drop_while(clang::isHorizontalWhitespace), Next, Folder))
        return true;
    }
    return false;
  }

private:
  SourceManager &Sources;
  FileManager &Files;
  const HeaderSearch &Search;
  llvm::DenseSet<const FileEntry *> Seen;

  /// The file that `Spelling`, the rest of a directive in a file of `Folder`, names. (An #include_next means
  /// any file of that name but its own: all of them are looked at.)
  bool include(llvm::StringRef Spelling, bool Next, llvm::StringRef Folder) {
    if (Spelling.empty() || (Spelling.front() != '"' && Spelling.front() != '<'))
      return !Spelling.empty() &&
             clang::isAsciiIdentifierStart(Spelling.front()); // a macro: it may be anything
    bool Angled = Spelling.front() == '<';
    llvm::StringRef Name =
        Spelling.drop_front().take_until([&](char C) { return C == (Angled ? '>' : '"') || C == '\n'; });
    if (llvm::sys::path::is_absolute(Name)) {
      auto Found = find(Name);
      return Found && file(*Found);
    }
    if (!Angled && !Next)
      if (auto Found = find(join(Folder, Name)))
        return file(*Found);
    for (auto Where = Angled ? Search.angled_dir_begin() : Search.search_dir_begin(),
              End = Search.search_dir_end();
         Where != End; ++Where)
      if (Where->isNormalDir())
        if (auto Found = find(join(Where->getName(), Name))) {
          if (file(*Found))
            return true;
          if (!Next)
            return false;
        }
    return false;
  }

  static llvm::SmallString<256> join(llvm::StringRef Folder, llvm::StringRef Name) {
    llvm::SmallString<256> Path(Folder);
    if (!Folder.empty())
      Path += '/';
    Path += Name;
    return Path;
  }

  std::optional<compat::FileRef> find(llvm::StringRef Path) {
    auto Found = Files.getOptionalFileRef(Path, /*OpenFile=*/true);
    return Found ? std::optional<compat::FileRef>(*Found) : std::nullopt;
  }

  bool file(compat::FileRef File) {
    if (!Seen.insert(&File.getFileEntry()).second)
      return false;
    auto Buffer = compat::bufferOf(Sources, File);
    return Buffer && text(Buffer->getBuffer(), llvm::sys::path::parent_path(File.getName()));
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
