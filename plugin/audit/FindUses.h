//===- FindUses.h - what each entry of the configuration matches in a file ===//
#ifndef LIFEGUARD_AUDIT_FINDUSES_H
#define LIFEGUARD_AUDIT_FINDUSES_H

#include "../model/Unit.h"
#include "Config.h"
#include "ConfigUses.h"

namespace lifeguard {

/// Every entry of the files that `Config` was read from, nearest first, what is built in last.
ConfigUses findUses(const Unit &In, const AuditConfig &Config);

} // namespace lifeguard

#endif
