//===- Summary.h - what one file knows of who suspends, for the whole program
//
// With `Infer: WholeProgram` the audit reads every file twice. The first time each writes a summary: for
// every function that other files can call, whether it surely suspends, and which functions of other files it
// calls on the way. From these the command works out who suspends in the end; the second time each file is
// audited with that.
//
//     {"functions": {"read_block": {"suspends": false, "calls": ["elsewhere"]}}, "marked": ["elsewhere"]}
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_SUMMARY_H
#define LIFEGUARD_AUDIT_SUMMARY_H

#include "../model/Unit.h"
#include "Config.h"

namespace lifeguard {

/// The file's summary, as JSON.
std::string summarize(const Unit &In, const AuditConfig &Config);

/// Who suspends in a program of which these are the summaries; what no file defines suspends if it is marked.
Facts programFacts(const std::vector<std::string> &Summaries);

/// Facts as JSON, there and back. None where the text is something else.
std::string writeFacts(const Facts &Known);
std::optional<Facts> readFacts(llvm::StringRef Text);

} // namespace lifeguard

#endif
