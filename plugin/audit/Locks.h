//===- Locks.h - what calls do to locks -----------------------------------===//
#ifndef LIFEGUARD_AUDIT_LOCKS_H
#define LIFEGUARD_AUDIT_LOCKS_H

#include "Config.h"
#include "Paths.h"
#include "Questions.h"
#include <map>
#include <vector>

namespace clang {
class CFG;
}

namespace lifeguard {

class Suspends;

/// One thing that a call does: it takes a lock, or lets it go, or lends it: lets go of its caller's lock and
/// takes it again before it returns.
struct LockEffect {
  using Kind = LockFact::Kind;
  Kind What;
  std::string Path;                 ///< of the lock
  const GuardKind *Known = nullptr; ///< the configuration's entry; null where an attribute says it
  std::string Type;                 ///< of the lock, for a reader
  std::string Name;                 ///< of the lock, for a reader: "&s->lock"
  std::string Why;                  ///< a reason that the code gives
  std::optional<int> OnlyIf;        ///< taken only if the call returned this
  bool ByMark = false;              ///< a function marked must_not_suspend takes it
  bool Sometimes = false;           ///< on some ways through its body only
  bool ElseNegative = false;        ///< with OnlyIf: what else it returns is below 0
  bool OrGreater = false;           ///< with OnlyIf: or if it returned more
  bool HeldAcross = false;          ///< let go or lent, but only after its body may have suspended with it
};

/// Reads the effects of calls off the configuration, off clang's capability attributes and
/// `must_not_suspend`, and off the bodies that are at hand: a function that returns with its caller's lock
/// taken, or released, does that for its caller.
class Locks {
public:
  /// `Suspending` tells which calls in a body its caller's lock is held across.
  Locks(const AuditConfig &Config, const Suspends &Suspending) : Config(Config), Suspending(Suspending) {}

  const AuditConfig &config() const { return Config; }

  std::vector<LockEffect> of(const clang::CallExpr *Call, const Paths &In) const;

  /// The effects of calling `F`, by its body or what is known of that in another file; paths are abstract
  /// ones.
  const std::vector<LockEffect> &ofBody(const clang::FunctionDecl *F) const;

  /// The graph of `Definition`, made once for all who ask; null where clang makes none.
  const clang::CFG *graphOf(const clang::FunctionDecl *Definition) const;
  /// The questions of its body, likewise.
  llvm::ArrayRef<Question> questionsOf(const clang::FunctionDecl *Definition) const;

private:
  const AuditConfig &Config;
  const Suspends &Suspending;
  mutable std::map<const clang::FunctionDecl *, std::shared_ptr<clang::CFG>> Graphs;
  mutable std::map<const clang::FunctionDecl *, std::vector<Question>> Asked;
  mutable std::map<const clang::FunctionDecl *, std::vector<LockEffect>> Bodies; ///< references stay valid

  /// An entry of the configuration that is about a call.
  struct KnownCall {
    LockEffect::Kind What;
    const GuardKind *Kind;
    const LockCall *Entry;
  };
  using KnownCalls = llvm::SmallVector<KnownCall, 1>;
  mutable llvm::DenseMap<const clang::FunctionDecl *, KnownCalls> KnownOf; ///< by the function that is called

  KnownCalls lookUp(const clang::Expr *Callee) const;
  KnownCalls knownCalls(const clang::Expr *Callee) const;
  void addConfigured(const clang::CallExpr *Call, const Paths &In, std::vector<LockEffect> &Into) const;
  void addAttributes(const clang::FunctionDecl *Callee, const clang::CallExpr *Call, const Paths &In,
                     std::vector<LockEffect> &Into) const;
  bool mayHaveEffect(const clang::Stmt *S) const;
  const std::vector<LockEffect> &ofProgram(const clang::FunctionDecl *F) const;
};

/// Whether `Known` is about calls of this callee.
bool isCallOf(const clang::Expr *Callee, const LockCall &Known);

/// The kind that locks of this type are of, or null.
const GuardKind *kindOfLock(clang::QualType T, const AuditConfig &Config);

/// The first expression in `S` that is, or points to, a lock of a kind that the configuration knows.
const clang::Expr *findLock(const clang::Stmt *S, const AuditConfig &Config, const GuardKind *&Kind);

/// `E` as the user wrote it, on one line.
std::string textOf(const clang::Expr *E, const clang::ASTContext &Ctx);

/// The type's name as a reader knows it: without pointers and qualifiers.
std::string typeName(clang::QualType T);

} // namespace lifeguard

#endif
