//===- FunctionBuilder.h - an AsyncFunction in the making -----------------===//
#ifndef LIFEGUARD_RECOGNIZE_FUNCTIONBUILDER_H
#define LIFEGUARD_RECOGNIZE_FUNCTIONBUILDER_H

#include "Body.h"

namespace lifeguard {

/// Notes of an async function what a walk over its body in the order of the source comes by: its blocks, its
/// locals, its yield points, and what is in scope where control may come from elsewhere or go elsewhere.
class FunctionBuilder {
public:
  /// The function's own block is open then, with the parameters and the span of `instrument` in scope.
  FunctionBuilder(BodyContext &Context, AsyncFunction &Function);

  /// Runs `Contents` in a block of its own.
  void inBlock(const clang::Stmt *Syntax, llvm::function_ref<void()> Contents);
  void markStatementExpression(const clang::CompoundStmt *Body);

  /// `D` was declared in the current block, with its initialiser.
  void declared(const clang::Decl *D);
  /// From here on the name of `D` hides others.
  void hide(const clang::NamedDecl *D);

  /// Notes what is in scope at `S`.
  void remember(const clang::Stmt *S);
  void rememberLabel(const clang::LabelDecl *Label);
  /// Where a break or continue goes.
  void jumpsTo(const clang::Stmt *Jump, const clang::Stmt *Target);

  /// The address of variable or compound literal `Root` is used. Nothing happens where it is null, or
  /// something else.
  void escapes(const clang::Expr *Root);
  /// The same for what expression `E` itself assigns to.
  void assigns(const clang::Expr *E);

  /// A yield point of which `What`, `Node`, `Operands`, `Milliseconds` and `Callee` are known. `Path`: what
  /// it stands in.
  void addYield(Yield Known, llvm::ArrayRef<const clang::Stmt *> Path);

  /// The walk is over: notes what the body names, also where C does not evaluate.
  void finish();

private:
  clang::ASTContext &Ctx;
  Diagnostics &Diags;
  LifecycleTypes &Lifecycles;
  AsyncFunction &Function;
  const Scope *Current = nullptr;
  Block *Home = nullptr;
  NamePool YieldNames;

  clang::PresumedLoc presumed(clang::SourceLocation L) const;
  void push(Block *Enters, Local *Declares, const clang::NamedDecl *Hides);
  void enter(Block *Entered, const clang::Stmt *Syntax, clang::SourceLocation Begin);
  Local &newLocal(Local::Kind What, clang::QualType T, llvm::StringRef Name, clang::SourceLocation At);
  void declare(const clang::VarDecl *Var, Local::Kind What);
  void declareSpan();
  bool holdsAtomicGuard(clang::QualType T);
  Local *localOf(const clang::Expr *Root) const;
};

} // namespace lifeguard

#endif
