//===- Config.h - what the audit is told about a code base ----------------===//
//
// The `.lifeguard` file as a value. The format is that of docs/audit.md; built-in knowledge (pthreads, C11,
// stdio, Lifeguard's own guards) is a text of the same format, read before the file.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_CONFIG_H
#define LIFEGUARD_AUDIT_CONFIG_H

#include "../model/AuditReport.h"
#include "llvm/Support/Regex.h"
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>

namespace lifeguard {

/// A name as it stands, or a regular expression that must match the whole of one.
class NamePattern {
public:
  NamePattern() = default;
  NamePattern(std::string Text, bool IsRegex);

  bool matches(llvm::StringRef Name) const;
  bool empty() const { return Text.empty(); }
  const std::string &text() const { return Text; }
  bool isRegex() const { return Compiled != nullptr; }
  bool matchesAnything() const { return isRegex() && matches(""); }

private:
  std::string Text;
  std::shared_ptr<llvm::Regex> Compiled; ///< null for a plain name
  std::string Prefix; ///< that every matching name is seen to begin with: most are ruled out by it alone
};

/// A call that takes or lets go of a lock.
struct LockCall {
  NamePattern Function;        ///< or
  std::string PointerType;     ///< a call through a pointer of this typedef
  std::optional<unsigned> Arg; ///< which argument is the lock or points to it
  std::string Lock;            ///< or the lock's name, where it is no argument
  std::optional<int> OnlyIf;   ///< it happened only if the call returned this
};

/// A local whose scope ends by a call of one of these.
struct CleanupRule {
  NamePattern Function;
  std::string LockFromInitializer; ///< the function in the initializer whose argument is the lock
};

struct GuardKind {
  std::string Name;
  std::optional<Level> Severity; ///< none: that of the lock's type
  std::string Why;
  std::vector<std::string> Types;
  std::vector<LockCall> Acquire, Release;
  std::vector<std::string> Operations; ///< suspend, and act on the held lock itself
  std::vector<CleanupRule> Cleanup;
};

struct FieldPattern {
  std::string Record;
  NamePattern Field;
  std::vector<std::string> Except;
};

enum class Inference { Off, TranslationUnit, WholeProgram };

struct MixedFunction {
  NamePattern Name;
  bool Mixed = false; ///< may suspend when its caller may
};

struct NoReturnCall {
  std::string Function;
  unsigned Arg = 0;
  std::string Value;
};

struct SuspendingRelease {
  std::string Function;
  std::optional<unsigned> Arg;
  std::string Field; ///< the lock is the member of this name of what the call is given
};

struct Exemption {
  std::string In;
  std::string File; ///< a regular expression
  std::string RuleId;
  std::string Why;
};

/// One thing that a function of another file does to a lock of its callers.
struct LockFact {
  enum class Kind { Take, Release, Lend };
  Kind What = Kind::Take;
  std::string Path;            ///< abstract, as in Paths.h
  std::string Guard;           ///< the name of its kind in the configuration; may be empty
  std::string Type, Name, Why; ///< for a reader
  std::optional<int> OnlyIf;   ///< taken only if the call returned this
  bool Sometimes = false;      ///< on some ways only
  bool ElseNegative = false;   ///< with OnlyIf: what else the call returns is below 0
  bool OrGreater = false;      ///< with OnlyIf: or if it returned more
  bool HeldAcross = false;     ///< let go or lent, but only after the callee may have suspended with it

  bool operator==(const LockFact &Other) const {
    return std::tie(What, Path, Guard, Type, Name, Why, OnlyIf, Sometimes, ElseNegative, OrGreater,
                    HeldAcross) == std::tie(Other.What, Other.Path, Other.Guard, Other.Type, Other.Name,
                                            Other.Why, Other.OnlyIf, Other.Sometimes, Other.ElseNegative,
                                            Other.OrGreater, Other.HeldAcross);
  }
};

/// Of functions that other files define, by name (Summary.h).
struct Facts {
  std::map<std::string, bool> Suspends;
  std::map<std::string, std::vector<LockFact>> Locks; ///< of those that do something to their callers' locks
};

/// What an audit wanted to know of functions that other files define.
struct Questions {
  std::map<std::string, bool> Suspends; ///< with the answer that it went on with for want of a better one
  std::set<std::string> Locks;
};

struct AuditConfig {
  std::vector<std::string> Sources; ///< files it was read from, nearest last
  /// What each of them says by itself, after what is built in, which has no source.
  std::vector<std::shared_ptr<const AuditConfig>> Parts;
  std::vector<std::string> Annotations, MixedAnnotations;
  std::vector<MixedFunction> Functions;
  std::vector<FieldPattern> Fields;
  std::vector<std::string> Primitives;
  std::vector<std::string> Checks;   ///< tell at run time whether the caller may suspend
  std::vector<std::string> Starters; ///< run a function that they are given as a coroutine
  Inference Infer = Inference::TranslationUnit;
  bool AnnotatedOnly = true; ///< only functions that are marked may suspend
  std::vector<NoReturnCall> NoReturnIf;
  std::vector<std::string> NeverSuspends;
  std::vector<GuardKind> Guards;
  std::vector<SuspendingRelease> Releases;
  Inference InferReleases = Inference::TranslationUnit;
  std::vector<MixedFunction> Blocking;
  std::vector<Exemption> Exempt;
  uint64_t FrameLimit = 16384;      ///< in bytes; 0: no future is too large
  Facts Program;                    ///< with Inference::WholeProgram
  std::shared_ptr<Questions> Asked; ///< what of that would have been of use; null where nobody collects it

  /// Whether it says of anything that it suspends, so that code without async functions is worth a look.
  bool knowsForeignCode() const {
    return !Annotations.empty() || !MixedAnnotations.empty() || !Functions.empty() || !Fields.empty() ||
           !Primitives.empty();
  }
};

/// What is wrong with a configuration: "FILE:LINE: …".
using ConfigProblem = std::function<void(const std::string &)>;

/// The built-in knowledge.
AuditConfig builtinConfig();

/// Adds what `Text` of file `Name` says to `Config`; false after a problem.
bool readConfig(llvm::StringRef Text, llvm::StringRef Name, AuditConfig &Config, const ConfigProblem &Report);

/// The built-in knowledge, and of `Explicit`, or the nearest `.lifeguard` in the folders above `Source`, and,
/// where it says InheritParentConfig, those above it. None after a problem.
std::optional<AuditConfig> configFor(llvm::StringRef Source, llvm::StringRef Explicit,
                                     const ConfigProblem &Report);

} // namespace lifeguard

#endif
