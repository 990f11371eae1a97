//===- AsyncFunction.h - noun: an async function as the user wrote it -----===//
//
// Output of `recognize`. Parameters and locals, the blocks they live in, the yield points, and for every
// statement that enters or leaves blocks what is in scope there.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_ASYNCFUNCTION_H
#define LIFEGUARD_MODEL_ASYNCFUNCTION_H

#include "../support/Names.h"
#include "Unit.h"
#include "llvm/ADT/DenseSet.h"
#include <deque>

namespace lifeguard {

struct Block;

/// Anything with storage of the function's own: a parameter, a local, a compound literal whose address is
/// used, a temporary that holds the value of an await until its expression is complete, or the span of
/// `instrument`, a guard that is declared before the body.
struct Local {
  enum class Kind { Parameter, Variable, Literal, Temporary, Span };
  Kind What = Kind::Variable;
  unsigned Index = 0;                  ///< in AsyncFunction::Locals
  const clang::VarDecl *Var = nullptr; ///< of a parameter or variable
  const clang::CompoundLiteralExpr *Literal = nullptr;
  clang::QualType Type; ///< without qualifiers, for anything but volatile and _Atomic
  std::string Name;
  Block *Home = nullptr;
  unsigned Line = 0; ///< presumed, of the declaration

  const clang::FunctionDecl *Cleanup = nullptr;
  const Notification *Lifecycle = nullptr;
  bool Escapes = false;    ///< its address is taken somewhere, so its life is its whole block
  bool Referenced = false; ///< the body names it
  bool Assigned = false;   ///< written after its declaration
  bool ReadOnly = false;   ///< declared const: it cannot be assigned where it stands

  bool isGuard() const { return Cleanup || Lifecycle; }
  const char *kind() const; ///< `What` in a word
};

struct Yield;

/// A block of the source: the function's own, a compound statement, a `for` with its header.
struct Block {
  Block *Outer = nullptr;
  const clang::Stmt *Syntax = nullptr;
  unsigned Line = 0;
  bool StatementExpression = false; ///< the body of one
  std::vector<Local *> Locals;      ///< in order of declaration
  std::vector<Yield *> Yields;      ///< directly in this block
  std::vector<std::unique_ptr<Block>> Inner;
};

/// What is in scope at a place: a list from the innermost declaration outwards, shared between places.
struct Scope {
  const Scope *Outer = nullptr;
  unsigned Depth = 0;
  Block *Enters = nullptr;   ///< a block begins here, or
  Local *Declares = nullptr; ///< a local is declared, or
  const clang::NamedDecl *Hides =
      nullptr; ///< a name that only hides others: a static, a typedef, an enumerator
};

/// One future that a yield point waits for.
struct Operand {
  const clang::CallExpr *Call = nullptr;
  const AsyncSignature *Callee = nullptr;
  const clang::Expr *Pointer = nullptr; ///< what is called, where that is no function's name
  std::string Word; ///< for the callee in names: a function, a member, a variable, else `call`
  const clang::Expr *Target =
      nullptr; ///< the lvalue its result goes to, in await_all, await_any, await_timeout
};

/// A place where the function may suspend.
struct Yield {
  enum class Kind { Call, All, Any, Timeout };
  Kind What = Kind::Call;
  unsigned Index = 0;                ///< in AsyncFunction::Yields
  const clang::Expr *Node = nullptr; ///< the await expression
  std::vector<Operand> Operands;
  const clang::Expr *Milliseconds = nullptr; ///< of await_timeout
  std::string Callee;  ///< the word for it in names: its operand's, or `all`, `any`, `timeout`
  std::string Name;    ///< CALLEE_LINE, unique in the function
  unsigned Line = 0;   ///< presumed
  std::string File;    ///< presumed
  bool InLoop = false; ///< of the source; one made of labels does not count
  const Scope *At = nullptr;
  Block *Home = nullptr;
};

struct AsyncFunction {
  AsyncFunction(Unit &In, const AsyncSignature &Signature) : In(In), Signature(Signature) {}

  Unit &In;
  const AsyncSignature &Signature;
  const clang::FunctionDecl *definition() const { return Signature.Definition; }

  std::unique_ptr<Block> Root;
  mutable std::deque<Local> Locals; ///< addresses are stable; `normalize` adds the temporaries
  std::deque<Yield> Yields;
  AsyncUses Uses;         ///< besides its yield points
  mutable NamePool Names; ///< taken by the function's text, and by what later stages add to it
  /// Names of the function's own that would hide what its lowering mentions, and what they are called
  /// instead.
  mutable llvm::DenseMap<const clang::ValueDecl *, std::string> Renamed;
  Local *Span = nullptr; ///< of `instrument`
  llvm::DenseMap<const clang::VarDecl *, Local *> LocalOf;
  llvm::DenseMap<const clang::CompoundLiteralExpr *, Local *> LiteralOf;
  llvm::DenseMap<const clang::Expr *, Yield *> YieldAt; ///< by node
  llvm::DenseSet<const clang::Stmt *> Suspending; ///< statements and expressions that hold a yield point

  std::deque<Scope> Scopes;
  llvm::DenseMap<const clang::Stmt *, const Scope *> ScopeAt; ///< at the start of jumps, labels and loops
  llvm::DenseMap<const clang::Stmt *, Block *> BlockOf;       ///< of compound statements and `for`
  llvm::DenseMap<const clang::LabelDecl *, const Scope *> ScopeOfLabel;
  std::vector<const clang::LabelDecl *> LabelsTaken;         ///< by &&label: where a computed goto may go
  llvm::DenseMap<const Local *, const Scope *> ScopeOfLocal; ///< from its declaration on
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *>
      JumpTarget; ///< the loop or switch of a break or continue

  bool suspends(const clang::Stmt *S) const { return S && Suspending.contains(S); }
};

/// The locals that a jump from `From` to `To` leaves, innermost first.
std::vector<Local *> localsLeft(const Scope *From, const Scope *To);

/// Whether a jump from `From` to `To` leaves the block that is the home of `L`.
bool leavesHome(const Scope *From, const Scope *To, const Local &L);

} // namespace lifeguard

#endif
