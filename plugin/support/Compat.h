//===- Compat.h - the differences between LLVM versions, all of them ------===//
#ifndef LIFEGUARD_SUPPORT_COMPAT_H
#define LIFEGUARD_SUPPORT_COMPAT_H

#include "clang/AST/TypeLoc.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/Version.h"
#include <optional>

static_assert(CLANG_VERSION_MAJOR >= 14 && CLANG_VERSION_MAJOR <= 19, "Compat.h knows LLVM 14 to 19");

#if CLANG_VERSION_MAJOR < 16
#include "llvm/ADT/Optional.h"
#endif

namespace lifeguard::compat {

/// What LLVM's own interfaces take where a value need not be there.
#if CLANG_VERSION_MAJOR >= 16
template <typename T> using Optional = std::optional<T>;
inline constexpr std::nullopt_t None = std::nullopt;
#else
template <typename T> using Optional = llvm::Optional<T>;
inline constexpr llvm::NoneType None = llvm::None;
#endif

using FileRef = clang::FileEntryRef;

inline std::optional<FileRef> fileOf(const clang::SourceManager &SM, clang::FileID File) {
  auto Found = SM.getFileEntryRefForID(File);
  return Found ? std::optional<FileRef>(*Found) : std::nullopt;
}

inline std::optional<llvm::MemoryBufferRef> bufferOf(clang::SourceManager &SM, FileRef File) {
#if CLANG_VERSION_MAJOR >= 17
  auto Found = SM.getMemoryBufferForFileOrNone(File);
#else
  auto Found = SM.getMemoryBufferForFileOrNone(&File.getFileEntry());
#endif
  return Found ? std::optional<llvm::MemoryBufferRef>(*Found) : std::nullopt;
}

/// The type between the parentheses of a typeof.
inline clang::TypeSourceInfo *operandOf(clang::TypeOfTypeLoc Typeof) {
#if CLANG_VERSION_MAJOR >= 16
  return Typeof.getUnmodifiedTInfo();
#else
  return Typeof.getUnderlyingTInfo();
#endif
}

} // namespace lifeguard::compat

#endif
