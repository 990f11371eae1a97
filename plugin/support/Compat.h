//===- Compat.h - the differences between LLVM versions, all of them -----------------------------------------------------------===//
#ifndef LIFEGUARD_SUPPORT_COMPAT_H
#define LIFEGUARD_SUPPORT_COMPAT_H

#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.h"
#include "clang/Lex/HeaderSearch.h"
#include <optional>

static_assert(CLANG_VERSION_MAJOR == 19, "Compat.h knows LLVM 19");

namespace lifeguard::compat {

using FileRef = clang::FileEntryRef;

inline const clang::FileEntry &entry(const FileRef &File) { return File.getFileEntry(); }

inline std::optional<FileRef> fileOf(const clang::SourceManager &SM, clang::FileID File) {
  clang::OptionalFileEntryRef Found = SM.getFileEntryRefForID(File);
  return Found ? std::optional<FileRef>(*Found) : std::nullopt;
}

inline std::optional<FileRef> lookupHeader(clang::HeaderSearch &Search, llvm::StringRef Name, bool Angled,
                                           const FileRef &Includer) {
  std::pair<clang::OptionalFileEntryRef, clang::DirectoryEntryRef> From{Includer, Includer.getDir()};
  clang::ConstSearchDirIterator Found = nullptr;
  clang::OptionalFileEntryRef File =
      Search.LookupFile(Name, clang::SourceLocation(), Angled, nullptr, &Found, From, nullptr, nullptr, nullptr, nullptr,
                        nullptr, nullptr);
  return File ? std::optional<FileRef>(*File) : std::nullopt;
}

} // namespace lifeguard::compat

#endif
