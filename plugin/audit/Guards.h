//===- Guards.h - what one function may hold ------------------------------===//
//
// Found by one walk over its body: locals with a cleanup, with must_not_suspend or with hooks, and the locks
// that calls take. Where each of them is held is for the data flow to say (Held.h).
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_GUARDS_H
#define LIFEGUARD_AUDIT_GUARDS_H

#include "Held.h"
#include "llvm/ADT/DenseSet.h"

namespace clang {
class CFGBlock;
}

namespace lifeguard {

/// Where statements stand in the text, by a walk: those of a block have the numbers between its first and
/// last.
class Positions {
public:
  explicit Positions(const clang::Stmt *Body) { number(Body); }

  /// 0 for what is not in the body.
  unsigned of(const clang::Stmt *S) const { return First.lookup(S); }
  unsigned end(const clang::Stmt *S) const { return Last.lookup(S); }

private:
  llvm::DenseMap<const clang::Stmt *, unsigned> First, Last;
  unsigned Next = 1;

  void number(const clang::Stmt *S);
};

/// A guard with where it can be held.
struct Tracked {
  Guarded What;
  unsigned Begin = 0,
           End = 0; ///< positions of a scope-bound one: after its declaration, the end of its block
  std::optional<int> OnlyIf;
  bool Sometimes = false; ///< the callee takes it on some ways only
  bool ElseNegative = false, OrGreater = false;
  bool OfCaller = false; ///< with OnlyEffects: no call takes it, some let it go
};

class Guards {
public:
  /// Of `F`; `Body` is it as recognized where it is an async function, else null. With `OnlyEffects`, what
  /// matters is what becomes of its callers' locks: a path is one thing, whichever calls take it or let it
  /// go.
  Guards(const clang::FunctionDecl *F, const AsyncFunction *Body, const Locks &LockCalls, bool OnlyEffects);

  const clang::FunctionDecl *function() const { return F; }
  const Paths &paths() const { return In; }

  std::vector<Tracked> All; ///< in the order of the text, parameters last

  /// The scope-bound guard that `Var` is; none where it is no guard, or null.
  std::optional<unsigned> ofVar(const clang::VarDecl *Var) const;
  /// The locks that `Call` takes, by number.
  llvm::ArrayRef<unsigned> ofCall(const clang::CallExpr *Call) const;
  llvm::ArrayRef<LockEffect> effectsOf(const clang::CallExpr *Call) const;
  /// With OnlyEffects: the lock that `Call` gives up while it waits.
  std::optional<unsigned> givenUpAt(const clang::CallExpr *Call) const;
  /// The first lock of this path that a call takes or lets go.
  std::optional<unsigned> lockOf(llvm::StringRef Path) const;
  /// Whether `Loop` lets the elements of this path go, one each time, and takes none.
  bool letsElementsGo(const clang::Stmt *Loop, const std::string &Path) const;
  /// The guard whose cleanup `Call` is, made by hand on `Argument`.
  std::optional<unsigned> cleanedUpBy(const clang::CallExpr *Call, const clang::Expr *Argument) const;

  bool hasVariables() const { return !OfVar.empty(); }
  const Positions &places() const; ///< made when it is first asked for: most functions need none
  /// Its number among the body's calls, in the order of the text.
  unsigned order(const clang::CallExpr *Call) const { return OrderOf.lookup(Call); }

  /// What the variable, member or element that `E` names keeps at the end of `Block`; null where that is not
  /// known.
  const clang::Expr *keptAt(const clang::CFGBlock &Block, const clang::Expr *E) const;

  static const clang::VarDecl *variable(const clang::Expr *E);
  /// The variable that `E` is a part of, or points to, by way of its members: of `&guard` and `guard.lock`.
  static const clang::VarDecl *variableAt(const clang::Expr *E);

private:
  const clang::FunctionDecl *F;
  const clang::ASTContext &Ctx;
  const AsyncFunction *Body;
  const Locks &LockCalls;
  bool OnlyEffects;
  Paths In;
  mutable std::optional<Positions> Places;
  llvm::DenseMap<const clang::VarDecl *, unsigned> OfVar;
  llvm::DenseMap<const clang::CallExpr *, std::vector<unsigned>> OfCall;
  /// In the initializers of scope-bound guards: what they take is the guard's.
  llvm::DenseSet<const clang::CallExpr *> OfGuards;
  llvm::DenseMap<const clang::CallExpr *, std::vector<LockEffect>> EffectsOf;
  llvm::DenseMap<const clang::CallExpr *, unsigned> GivenUpAt, OrderOf;
  llvm::SmallVector<const clang::Stmt *, 4> Loops; ///< around the statement that is looked at
  /// By loop, the paths of elements: whether they are only let go there.
  llvm::DenseMap<const clang::Stmt *, std::map<std::string, bool>> ElementsOf;
  /// What a variable is assigned; null: several things.
  llvm::DenseMap<const clang::VarDecl *, const clang::Expr *> Kept;

  void find(const clang::Stmt *S, const clang::Stmt *Block);
  void keep(const clang::VarDecl *Var, const clang::Expr *Value);
  const clang::Expr *keptIn(const clang::CFGBlock &Block, const clang::VarDecl *Var) const;
  void addVariable(const clang::VarDecl *Var, const clang::Stmt *Block, const clang::Stmt *Declaration);
  void markCalls(const clang::Stmt *S);
  void addCall(const clang::CallExpr *Call);
  void addTaken(const clang::CallExpr *Call, const LockEffect &Effect);
  void addEscapes(const clang::CallExpr *Call);
  void addGivenUp(const clang::CallExpr *Call);
};

} // namespace lifeguard

#endif
