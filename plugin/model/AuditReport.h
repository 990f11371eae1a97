//===- AuditReport.h - noun: which guards are held across which awaits ----===//
//
// Output of `audit`: plain values, no pointers into the syntax tree, so that it can be written, read back and
// merged after the tree is gone.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_AUDITREPORT_H
#define LIFEGUARD_MODEL_AUDITREPORT_H

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace lifeguard {

enum class Rule {
#define LG_RULE(Id, Level, Summary) Id,
#include "../support/Rules.def"
};

/// A rule's name in reports: with dashes.
std::string ruleId(Rule R);
llvm::StringRef ruleSummary(Rule R);
std::optional<Rule> ruleOfId(llvm::StringRef Id);

/// What is decided for a guard at a yield point.
enum class Verdict {
  Hooked,    ///< its type has Lifecycle hooks: it is suspended and resumed
  Allowed,   ///< declared safe, by an attribute or the configuration
  Forbidden, ///< it must not be held here
  Unknown    ///< nobody classified it
};

enum class Level { Ignore, Note, Warning, Error };

llvm::StringRef spelling(Verdict V);
llvm::StringRef spelling(Level L);
Level ruleLevel(Rule R);

/// Where something stands, in the terms of the user's text (after #line).
struct Place {
  std::string File;
  unsigned Line = 0, Column = 0;
  clang::SourceLocation Where; ///< while the tree is there; else invalid
};

/// A yield point that a guard is held across.
struct Suspension {
  Place At;
  std::string Callee;
  bool Maybe = false; ///< held on some of the ways here, not on all
};

/// Something else to know about a finding, at a place of its own.
struct Remark {
  Place At;
  std::string Text;
};

/// The text from `Begin` up to `End` becomes `Text`.
struct Edit {
  Place Begin, End;
  std::string Text;
};

/// A change that mends a finding, whole: all of its edits together.
struct Repair {
  std::string What; ///< what it does, for a reader
  std::vector<Edit> Edits;
};

/// What is held.
struct HeldGuard {
  std::string Name; ///< of the variable, or the lock's expression: "&server->lock"
  std::string Type; ///< of the variable or lock
  std::string Kind; ///< "guard", "lock", or the configuration's name for it
  Place At;         ///< the declaration, or the acquiring call
};

struct Finding {
  Rule Broken;
  Verdict Decided = Verdict::Unknown;
  Level Severity = Level::Note;
  std::string Function;
  HeldGuard Guard;
  std::vector<Suspension> Suspensions; ///< every one, in the order of the text
  std::vector<Place> Releases;         ///< where it is let go by a call
  std::vector<Remark> Remarks;         ///< of a large frame: what takes the room, the largest first
  std::optional<Repair> Mending;       ///< where that is mechanical
  bool Certain = true;                 ///< false where the guard's address went elsewhere
  std::string Message;                 ///< one line
  std::string Why;                     ///< the reason that the code or the configuration gives; may be empty
  std::string Help;                    ///< what to do
  std::string Fingerprint;             ///< stable under moved lines
};

struct AuditedYield {
  unsigned Id = 0; ///< from 0, in the order of the text
  Place At;
  std::string Callee;
};

struct AuditedFunction {
  std::string Name;
  Place At;
  std::vector<AuditedYield> Yields;
  std::optional<uint64_t> FrameBytes = std::nullopt; ///< of its future; none in other code
};

struct AuditReport {
  std::vector<std::string> Files;
  std::vector<AuditedFunction> Functions; ///< those that suspend, in the order of the text
  std::vector<Finding> Findings;          ///< in the order of the text
};

} // namespace lifeguard

#endif
