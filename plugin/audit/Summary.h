//===- Summary.h - what one file knows of who suspends, for the whole program
//
// With `Infer: WholeProgram` the audit reads every file twice. The first time each writes a summary: for
// every function that other files can call, whether it surely suspends, which functions of other files it
// calls on the way, and what it does to its callers' locks. From these the command works out who suspends in
// the end. The first time is an audit, too, for want of better with the marks of what others define; the
// summary says what it asked of them. Where the program's answers are others, the file is audited once more.
//
//     {"functions": {"read_block": {"suspends": false, "calls": ["elsewhere"], "locks": [{…}]}},
//      "marked": ["elsewhere"], "asked": {"suspends": {"elsewhere": true}, "locks": ["elsewhere"]}}
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_SUMMARY_H
#define LIFEGUARD_AUDIT_SUMMARY_H

#include "../model/Unit.h"
#include "Config.h"

namespace lifeguard {

/// The file's summary, as JSON, after its audit with the same `Config`.
std::string summarize(const Unit &In, const AuditConfig &Config);

/// Who suspends in a program of which these are the summaries; what no file defines suspends if it is marked.
Facts programFacts(const std::vector<std::string> &Summaries);

/// Whether the audit that wrote `Summary` would have found something else, had it known that.
bool wouldChange(const std::string &Summary, const Facts &Known);

/// Facts as JSON, there and back. None where the text is something else.
std::string writeFacts(const Facts &Known);
std::optional<Facts> readFacts(llvm::StringRef Text);

} // namespace lifeguard

#endif
