//===- Report.h - findings as compiler diagnostics ------------------------===//
#ifndef LIFEGUARD_AUDIT_REPORT_H
#define LIFEGUARD_AUDIT_REPORT_H

#include "../model/AuditReport.h"
#include "clang/Basic/Diagnostic.h"

namespace lifeguard {

/// A diagnostic for each finding that asks for attention, with notes at every await crossed and every
/// release. The places of the report are those of the tree that `Engine` reports on.
void reportFindings(const AuditReport &Report, clang::DiagnosticsEngine &Engine);

} // namespace lifeguard

#endif
