//===- Summary.h - what one file knows of who suspends, for the whole program
//
// With `Infer: WholeProgram` each file that is audited writes a summary: for every function that other files
// can call, whether it surely suspends, which functions of other files it calls on the way, and what it does
// to its callers' locks. From these the command works out who suspends in the end. The first time the audit
// goes, for want of better, by the marks of what others define; the summary says what it asked of them. Where
// the program's answers are others the file is audited again, and writes another summary: what it does to
// locks may be other things, now that it is known what its callees do. That goes on until no answer changes.
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

/// Whether the audit that wrote `Summary`, and was told so much, would find something else if it knew that.
bool wouldChange(const std::string &Summary, const Facts &Told, const Facts &Known);

/// Facts as JSON, there and back. None where the text is something else.
std::string writeFacts(const Facts &Known);
std::optional<Facts> readFacts(llvm::StringRef Text);

} // namespace lifeguard

#endif
