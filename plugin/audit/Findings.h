//===- Findings.h - how the rules report ----------------------------------===//
#ifndef LIFEGUARD_AUDIT_FINDINGS_H
#define LIFEGUARD_AUDIT_FINDINGS_H

#include "../model/AuditReport.h"
#include "../model/FramePlan.h"
#include "../model/Unit.h"
#include "Config.h"
#include "Held.h"

namespace lifeguard {

/// What every rule of the audit works on: one function that may suspend.
struct Audited {
  const Unit &In;
  const AuditConfig &Config;
  const Suspends &Suspending;
  const clang::FunctionDecl *F; ///< the definition
  const AsyncFunction *Body;    ///< as recognized; null in other code
  const HeldGuards &Held;
};

/// Collects findings, drops those that code or configuration allows down to the verdict, and gives each its
/// fingerprint.
class Findings {
public:
  Findings(const Unit &In, const AuditConfig &Config, AuditReport &Into)
      : In(In), Config(Config), Into(Into) {}

  /// A finding in `F`, a function or a variable of the file, about something at `At`, filled but for its
  /// words.
  Finding make(Rule Broken, const clang::NamedDecl *F, clang::SourceLocation At) const;

  /// `About`: the declaration whose lg_allow counts beside that of `F`; may be null.
  void add(Finding Found, const clang::NamedDecl *F, const clang::Decl *About);

  Place place(clang::SourceLocation Where) const;
  const Unit &unit() const { return In; }

private:
  const Unit &In;
  const AuditConfig &Config;
  AuditReport &Into;
  std::map<std::string, unsigned> Seen; ///< how often a fingerprint's words came up

  std::optional<std::string> allowed(const Finding &Found, const clang::NamedDecl *F,
                                     const clang::Decl *About) const;
};

/// What mends that guard `Guard` of A.Held is held across awaits, where that is mechanical.
std::optional<Repair> findRepair(const Audited &A, unsigned Guard, const Findings &Into);

/// The rules that look at more than what is held.
void findBlockingCalls(const Audited &A, Findings &Into);
void findBorrows(const Audited &A, Findings &Into);
void findThreadLocals(const Audited &A, Findings &Into);
void findCancelUnsafe(const Audited &A, Findings &Into);

/// A future of more than `Limit` bytes; 0 is none.
void findLargeFrame(const FramePlan &Plan, uint64_t Limit, Findings &Into);

/// Futures that an ordinary or async function throws away.
void findNeverAwaited(const clang::FunctionDecl *F, Findings &Into);

/// Marks that are missing or needless along the calls of one function.
void findColours(const clang::FunctionDecl *F, const Suspends &Suspending, const AuditConfig &Config,
                 Findings &Into);

/// Functions that suspend, or pointers to such, that a function, or the initializer of a variable of the
/// file, gives to pointers that are not marked.
void findLostMarks(const clang::DeclaratorDecl *In, const Suspends &Suspending, const AuditConfig &Config,
                   Findings &Into);

/// The repairs that write `Mark`, as it is spelled where it stands, before the name of `D`, and that take the
/// marks of `F` away. None where the text is not the main file's own.
std::optional<Repair> addMark(const clang::NamedDecl *D, const clang::AnnotateAttr *Mark,
                              const Findings &Into);
std::optional<Repair> removeMarks(const clang::FunctionDecl *F, const Suspends &Suspending,
                                  const Findings &Into);

} // namespace lifeguard

#endif
