//===- Run.h - a recorded run: a trace -> RecordedRun ---------------------===//
#ifndef LIFEGUARD_EXPLAIN_RUN_H
#define LIFEGUARD_EXPLAIN_RUN_H

#include "../model/Explanation.h"
#include "../model/RecordedRun.h"
#include "../support/Diagnostics.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>

namespace lifeguard {

/// Reads `Text`, the contents of `File`: the lines that lg_trace_json has written. Nothing after a message
/// about what it is instead: no trace, one of other programs, one of another version of the source.
std::optional<RecordedRun> readRun(llvm::StringRef File, llvm::StringRef Text, const Explanation &E,
                                   Diagnostics &Diags);

/// The JSON that the page reads. Its names are those of the noun.
void writeRunJson(const RecordedRun &Run, llvm::raw_ostream &OS);

} // namespace lifeguard

#endif
