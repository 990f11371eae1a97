#include "Body.h"
#include "../support/Syntax.h"
#include "Expressions.h"
#include "Restrictions.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Follows the statements that C executes, in the order of the source.
class StatementWalker {
public:
  explicit StatementWalker(BodyWalk &Walk)
      : Walk(Walk), Pointers(Walk.Context.Pointers), Builder(Walk.Builder),
        Expressions(Walk, [this](const CompoundStmt *Nested) { walk(Nested); }) {}

  void walk(const Stmt *S) {
    if (!S)
      return;
    if (const auto *E = dyn_cast<Expr>(S))
      return Expressions.walk(E);
    Walk.Path.push_back(S);
    dispatch(S);
    Walk.Path.pop_back();
  }

  void initializer(const VarDecl *Var) {
    Pointers.initialize(AsyncType(Var), Var->getType(), Var->getInit());
    Expressions.walk(Var->getInit());
  }

private:
  BodyWalk &Walk;
  AsyncPointers &Pointers;
  FunctionBuilder *Builder; ///< null in an ordinary body
  ExpressionWalker Expressions;
  std::vector<const Stmt *> Breakable; ///< enclosing loops and switches
  std::vector<const Stmt *> Loops;

  void remember(const Stmt *S) {
    if (Builder)
      Builder->remember(S);
  }

  void inBlock(const Stmt *S, llvm::function_ref<void()> Contents) {
    if (Builder)
      Builder->inBlock(S, Contents);
    else
      Contents();
  }

  void children(const Stmt *S) {
    for (const Stmt *Child : S->children())
      walk(Child);
  }

  void dispatch(const Stmt *S) {
    switch (S->getStmtClass()) {
    case Stmt::CompoundStmtClass:
      return inBlock(S, [&] { children(S); });
    case Stmt::DeclStmtClass:
      return declaration(cast<DeclStmt>(S));
    case Stmt::ForStmtClass:
      return inBlock(S, [&] {
        const auto *For = cast<ForStmt>(S);
        walk(For->getInit());
        loop(S, [&] {
          walk(For->getCond());
          walk(For->getInc());
          walk(For->getBody());
        });
      });
    case Stmt::WhileStmtClass:
    case Stmt::DoStmtClass:
      return loop(S, [&] { children(S); });
    case Stmt::SwitchStmtClass:
      remember(S);
      Breakable.push_back(S);
      children(S);
      Breakable.pop_back();
      return;
    case Stmt::CaseStmtClass:
    case Stmt::DefaultStmtClass:
      remember(S);
      return walk(cast<SwitchCase>(S)->getSubStmt());
    case Stmt::LabelStmtClass:
      remember(S);
      if (Builder)
        Builder->rememberLabel(cast<LabelStmt>(S)->getDecl());
      return walk(cast<LabelStmt>(S)->getSubStmt());
    case Stmt::BreakStmtClass:
      return jump(S, Breakable);
    case Stmt::ContinueStmtClass:
      return jump(S, Loops);
    case Stmt::GotoStmtClass:
      return remember(S);
    case Stmt::ReturnStmtClass:
      remember(S);
      return returned(cast<ReturnStmt>(S)->getRetValue());
    case Stmt::GCCAsmStmtClass:
      remember(S);
      return assembler(cast<GCCAsmStmt>(S));
    case Stmt::IndirectGotoStmtClass:
      remember(S);
      break;
    default:
      break;
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { walk(Child); });
  }

  void loop(const Stmt *S, llvm::function_ref<void()> Contents) {
    remember(S);
    Breakable.push_back(S);
    Loops.push_back(S);
    Contents();
    Loops.pop_back();
    Breakable.pop_back();
  }

  void jump(const Stmt *S, const std::vector<const Stmt *> &Targets) {
    remember(S);
    if (Builder && !Targets.empty())
      Builder->jumpsTo(S, Targets.back());
  }

  void returned(const Expr *Value) {
    if (!Value)
      return;
    Pointers.flow(AsyncType(Walk.Where).result(), Walk.Where->getReturnType(), Value);
    Expressions.walk(Value);
  }

  void declaration(const DeclStmt *S) {
    for (const Decl *D : S->decls()) {
      if (isa<VarDecl>(D) || isa<FunctionDecl>(D))
        Pointers.checkRedeclarations(cast<ValueDecl>(D));
      forEachEvaluatedSize(D, [&](const Expr *Size) { Expressions.walk(Size); });
      const auto *Var = dyn_cast<VarDecl>(D);
      // The name hides others in its own initialiser already.
      if (Builder && Var && Var->hasLocalStorage())
        Builder->hide(Var);
      if (Var && Var->getInit())
        initializer(Var);
      if (Builder)
        Builder->declared(D);
    }
  }

  void assembler(const GCCAsmStmt *Asm) {
    for (const Stmt *Operand : Asm->children())
      if (const auto *E = dyn_cast_or_null<Expr>(Operand)) {
        if (Builder)
          Builder->escapes(lvalueRoot(E));
        Pointers.flow(AsyncType(), E->getType(), E);
        Expressions.walk(E);
      }
  }
};

} // namespace

std::unique_ptr<AsyncFunction> readBody(BodyContext &Context, const AsyncSignature &Signature) {
  auto Function = std::make_unique<AsyncFunction>(Context.In, Signature);
  FunctionBuilder Builder(Context, *Function);
  BodyWalk Walk{Context, Signature.Definition, &Builder};
  StatementWalker Walker(Walk);
  for (const Stmt *S : cast<CompoundStmt>(Signature.Definition->getBody())->body())
    Walker.walk(S);
  Builder.finish();
  checkRestrictions(*Function, Walk.Alloca, Context.Diags);
  Function->Uses = std::move(Walk.Uses);
  return Function;
}

AsyncUses readOrdinaryBody(BodyContext &Context, const FunctionDecl *Function) {
  BodyWalk Walk{Context, Function, nullptr};
  StatementWalker(Walk).walk(Function->getBody());
  return std::move(Walk.Uses);
}

AsyncUses readStaticInitializer(BodyContext &Context, const VarDecl *Variable) {
  BodyWalk Walk{Context, nullptr, nullptr};
  StatementWalker(Walk).initializer(Variable);
  return std::move(Walk.Uses);
}

} // namespace lifeguard
