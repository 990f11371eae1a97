//===- Write.h - an AuditReport as text, JSON, SARIF or a table -----------===//
#ifndef LIFEGUARD_AUDIT_WRITE_H
#define LIFEGUARD_AUDIT_WRITE_H

#include "../model/AuditReport.h"
#include "llvm/Support/raw_ostream.h"

namespace lifeguard {

enum class AuditFormat { Text, Json, Sarif, Table };

/// "text", "json", "sarif" or "table".
std::optional<AuditFormat> auditFormat(llvm::StringRef Name);

void writeReport(const AuditReport &Report, AuditFormat Format, llvm::raw_ostream &OS);

/// Reads what writeReport wrote as JSON; none where `Text` is something else.
std::optional<AuditReport> readReport(llvm::StringRef Text);

/// Whether a finding is shown where only what asks for attention is: not what is hooked or allowed.
inline bool isShown(const Finding &F) { return F.Severity != Level::Ignore; }

/// Where a rule is explained.
std::string rulePage(Rule R);

} // namespace lifeguard

#endif
