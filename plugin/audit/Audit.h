//===- Audit.h - stage: Unit -> AuditReport -------------------------------===//
//
// A side branch of the pipeline: read only, off the tree and what `recognize` found in it. One report,
// whatever it is for; the writers (Write.h) make text, JSON, SARIF and a table of it, and the doors decide
// which.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_AUDIT_H
#define LIFEGUARD_AUDIT_AUDIT_H

#include "../model/AuditReport.h"
#include "../model/Program.h"
#include "../model/Unit.h"
#include "Config.h"

namespace lifeguard {

/// Every finding in the functions of the translation unit that may suspend. `Frames`: of those that can be
/// lowered. `Strict`: what nobody classified is a warning.
AuditReport audit(const Unit &In, const Program &Frames, const AuditConfig &Config, bool Strict);

} // namespace lifeguard

#endif
