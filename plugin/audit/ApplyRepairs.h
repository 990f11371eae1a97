//===- ApplyRepairs.h - the edits of a report, made in the files ----------===//
#ifndef LIFEGUARD_AUDIT_APPLYREPAIRS_H
#define LIFEGUARD_AUDIT_APPLYREPAIRS_H

#include "../model/AuditReport.h"
#include "llvm/Support/raw_ostream.h"

namespace lifeguard {

/// Makes every repair of the findings that are shown; one that meets another's text is left for the next
/// time. Writes a line for each to `Log`. False where a file could not be read or written.
bool applyRepairs(const AuditReport &Report, llvm::raw_ostream &Log);

} // namespace lifeguard

#endif
