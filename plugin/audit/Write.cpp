#include "Write.h"

namespace lifeguard {

void writeText(const AuditReport &Report, llvm::raw_ostream &OS);
void writeTable(const AuditReport &Report, llvm::raw_ostream &OS);
void writeJson(const AuditReport &Report, llvm::raw_ostream &OS);
void writeSarif(const AuditReport &Report, llvm::raw_ostream &OS);

std::optional<AuditFormat> auditFormat(llvm::StringRef Name) {
  if (Name == "text")
    return AuditFormat::Text;
  if (Name == "json")
    return AuditFormat::Json;
  if (Name == "sarif")
    return AuditFormat::Sarif;
  if (Name == "table")
    return AuditFormat::Table;
  return std::nullopt;
}

void writeReport(const AuditReport &Report, AuditFormat Format, llvm::raw_ostream &OS) {
  switch (Format) {
  case AuditFormat::Text:
    return writeText(Report, OS);
  case AuditFormat::Json:
    return writeJson(Report, OS);
  case AuditFormat::Sarif:
    return writeSarif(Report, OS);
  case AuditFormat::Table:
    return writeTable(Report, OS);
  }
}

} // namespace lifeguard
