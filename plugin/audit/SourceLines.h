//===- SourceLines.h - the text that a report's places stand in -----------===//
#ifndef LIFEGUARD_AUDIT_SOURCELINES_H
#define LIFEGUARD_AUDIT_SOURCELINES_H

#include "../model/AuditReport.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>
#include <memory>

namespace lifeguard {

/// The lines of the files that a report names, read when asked for.
class SourceLines {
public:
  /// The line, or nothing where the file cannot be read.
  llvm::StringRef line(const std::string &File, unsigned Number);

  /// The column of `At`, which counts bytes, in UTF-16 units; the same where the line cannot be read.
  unsigned utf16Column(const Place &At);

private:
  struct Read {
    std::unique_ptr<llvm::MemoryBuffer> Text;
    llvm::SmallVector<llvm::StringRef, 0> Lines;
  };
  std::map<std::string, Read> Files;
};

} // namespace lifeguard

#endif
