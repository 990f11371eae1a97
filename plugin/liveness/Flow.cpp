#include "Flow.h"
#include "../support/Syntax.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace lifeguard {

namespace {

class FlowBuilder {
public:
  explicit FlowBuilder(const FlatFunction &Flat) : Flat(Flat), F(Flat.Of), Ctx(F.In.Ctx) {}

  Flow build() {
    Result.Nodes.emplace_back();
    for (const ParmVarDecl *P : F.definition()->parameters())
      begin(*F.LocalOf.lookup(P));
    if (F.Span)
      begin(*F.Span);
    const auto *Body = cast<CompoundStmt>(F.Root->Syntax);
    block(Body, Body);
    return std::move(Result);
  }

private:
  using Event = FlowNode::Event;

  const FlatFunction &Flat;
  const AsyncFunction &F;
  ASTContext &Ctx;
  Flow Result;
  unsigned At = 0; ///< the node that control has reached
  llvm::DenseMap<const LabelDecl *, unsigned> Labels;
  llvm::DenseMap<const Stmt *, unsigned> BreakTo, ContinueTo;
  std::vector<unsigned> SwitchHeads;
  std::vector<bool> SwitchHasDefault;

  //===- The graph --------------------------------------------------------===//

  unsigned fresh() {
    Result.Nodes.emplace_back();
    return Result.Nodes.size() - 1;
  }
  void link(unsigned From, unsigned To) { Result.Nodes[From].Next.push_back(To); }
  void event(Event What, unsigned Index) {
    unsigned N = fresh();
    Result.Nodes[N].What = What;
    Result.Nodes[N].Index = Index;
    link(At, N);
    At = N;
  }
  void go(unsigned To) { link(At, To); }
  /// Control goes elsewhere; what follows is reached only by labels.
  void stop() { At = fresh(); }
  void reach(unsigned N) {
    go(N);
    At = N;
  }
  unsigned labelNode(const LabelDecl *L) {
    auto [It, New] = Labels.try_emplace(L, 0);
    if (New)
      It->second = fresh();
    return Labels[L];
  }

  //===- Scopes -----------------------------------------------------------===//

  /// What is there before the body.
  void begin(const Local &L) {
    event(Event::Declare, L.Index);
    event(Event::Define, L.Index);
    event(Event::Enter, L.Index);
    if (L.isGuard())
      event(Event::Arm, L.Index);
  }

  void leave(const Stmt *From, const Scope *To) {
    const Scope *Here = F.ScopeAt.lookup(From);
    for (const Local *L : localsLeft(Here, To)) {
      if (L->isGuard())
        event(Event::Disarm, L->Index);
      if (leavesHome(Here, To, *L))
        event(Event::End, L->Index);
    }
  }

  void endBlock(const Stmt *Syntax) {
    unsigned End = fresh();
    reach(End);
    Result.BlockEnd[Syntax] = End;
    const Block *B = F.BlockOf.lookup(Syntax);
    for (const Local *L : llvm::reverse(B->Locals)) {
      if (L->isGuard())
        event(Event::Disarm, L->Index);
      event(Event::End, L->Index);
    }
  }

  void block(const CompoundStmt *Body, const Stmt *Syntax) {
    for (const Stmt *S : Body->body())
      statement(S);
    endBlock(Syntax);
  }

  //===- Statements -------------------------------------------------------===//

  void statement(const Stmt *S) {
    if (!S)
      return;
    if (const auto *E = dyn_cast<Expr>(S)) {
      full(E);
      if (Local *Into = Flat.NestValue.lookup(E))
        event(Event::Define, Into->Index);
      return;
    }
    switch (S->getStmtClass()) {
    case Stmt::CompoundStmtClass:
      return block(cast<CompoundStmt>(S), S);
    case Stmt::DeclStmtClass:
      return declaration(cast<DeclStmt>(S));
    case Stmt::IfStmtClass: {
      const auto *If = cast<IfStmt>(S);
      full(If->getCond());
      unsigned Fork = At, Join = fresh();
      branch(Fork, [&] { statement(If->getThen()); }, Join);
      branch(Fork, [&] { statement(If->getElse()); }, Join);
      At = Join;
      return;
    }
    case Stmt::WhileStmtClass: {
      const auto *While = cast<WhileStmt>(S);
      unsigned Head = fresh(), After = fresh();
      BreakTo[S] = After;
      ContinueTo[S] = Head;
      reach(Head);
      condition(While->getCond(), After);
      statement(While->getBody());
      go(Head);
      At = After;
      return;
    }
    case Stmt::DoStmtClass: {
      const auto *Do = cast<DoStmt>(S);
      unsigned Head = fresh(), Test = fresh(), After = fresh();
      BreakTo[S] = After;
      ContinueTo[S] = Test;
      reach(Head);
      statement(Do->getBody());
      reach(Test);
      condition(Do->getCond(), After);
      go(Head);
      At = After;
      return;
    }
    case Stmt::ForStmtClass: {
      const auto *For = cast<ForStmt>(S);
      unsigned Head = fresh(), Step = fresh(), After = fresh();
      BreakTo[S] = After;
      ContinueTo[S] = Step;
      statement(For->getInit());
      reach(Head);
      condition(For->getCond(), After);
      statement(For->getBody());
      reach(Step);
      if (For->getInc())
        full(For->getInc());
      go(Head);
      At = After;
      endBlock(S);
      return;
    }
    case Stmt::SwitchStmtClass: {
      const auto *Switch = cast<SwitchStmt>(S);
      full(Switch->getCond());
      unsigned After = fresh();
      BreakTo[S] = After;
      SwitchHeads.push_back(At);
      SwitchHasDefault.push_back(false);
      stop();
      statement(Switch->getBody());
      go(After);
      if (!SwitchHasDefault.back())
        link(SwitchHeads.back(), After);
      SwitchHeads.pop_back();
      SwitchHasDefault.pop_back();
      At = After;
      return;
    }
    case Stmt::CaseStmtClass:
    case Stmt::DefaultStmtClass: {
      unsigned Here = fresh();
      reach(Here);
      if (!SwitchHeads.empty()) {
        link(SwitchHeads.back(), Here);
        if (isa<DefaultStmt>(S))
          SwitchHasDefault.back() = true;
      }
      return statement(cast<SwitchCase>(S)->getSubStmt());
    }
    case Stmt::LabelStmtClass:
      reach(labelNode(cast<LabelStmt>(S)->getDecl()));
      return statement(cast<LabelStmt>(S)->getSubStmt());
    case Stmt::GotoStmtClass: {
      const LabelDecl *To = cast<GotoStmt>(S)->getLabel();
      leave(S, F.ScopeOfLabel.lookup(To));
      go(labelNode(To));
      return stop();
    }
    case Stmt::IndirectGotoStmtClass: {
      full(cast<IndirectGotoStmt>(S)->getTarget());
      unsigned Fork = At;
      for (const LabelDecl *To : F.LabelsTaken)
        jump(S, Fork, To);
      return stop();
    }
    case Stmt::GCCAsmStmtClass: {
      const auto *Asm = cast<GCCAsmStmt>(S);
      for (const Stmt *Operand : Asm->children())
        stepsOf(cast<Expr>(Operand));
      for (const Stmt *Operand : Asm->children())
        restOf(cast<Expr>(Operand));
      unsigned Fork = At, After = fresh();
      go(After);
      for (unsigned I = 0; I != Asm->getNumLabels(); ++I)
        jump(S, Fork, Asm->getLabelExpr(I)->getLabel());
      At = After;
      return;
    }
    case Stmt::BreakStmtClass:
    case Stmt::ContinueStmtClass: {
      const Stmt *Target = F.JumpTarget.lookup(S);
      if (!Target)
        return;
      leave(S, F.ScopeAt.lookup(Target));
      go(isa<BreakStmt>(S) ? BreakTo.lookup(Target) : ContinueTo.lookup(Target));
      return stop();
    }
    case Stmt::ReturnStmtClass:
      if (const Expr *Value = cast<ReturnStmt>(S)->getRetValue())
        full(Value);
      leave(S, nullptr);
      return stop();
    default:
      forEachEvaluatedChild(S, [&](const Stmt *Child) { statement(Child); });
    }
  }

  /// One of the ways that control goes from `Fork` by a jump at `S`.
  void jump(const Stmt *S, unsigned Fork, const LabelDecl *To) {
    At = Fork;
    reach(fresh());
    leave(S, F.ScopeOfLabel.lookup(To));
    go(labelNode(To));
  }

  template <typename Fn> void branch(unsigned Fork, Fn Contents, unsigned Join) {
    At = Fork;
    reach(fresh());
    Contents();
    go(Join);
  }

  /// Evaluates a loop's condition; control that finds it false goes to `After`.
  void condition(const Expr *E, unsigned After) {
    if (!E)
      return;
    full(E);
    Truth Known = Flat.find(E) ? Truth::Unknown : constantTruth(E, Ctx);
    if (Known != Truth::Always)
      go(After);
    if (Known == Truth::Never)
      stop();
  }

  void declaration(const DeclStmt *S) {
    for (const Decl *D : S->decls()) {
      std::vector<const Expr *> Sizes;
      forEachEvaluatedSize(D, [&](const Expr *Size) { Sizes.push_back(Size); });
      const auto *Var = dyn_cast<VarDecl>(D);
      if (!Sizes.empty()) {
        // What awaits in them comes before the declaration.
        for (const Expr *Size : Sizes)
          stepsOf(Size);
        if (Var && Var->hasLocalStorage() && Var->getInit())
          stepsOf(Var->getInit());
        for (const Expr *Size : Sizes)
          restOf(Size);
      }
      if (!Var || !Var->hasLocalStorage())
        continue;
      const Local *Known = F.LocalOf.lookup(Var);
      if (!Known) {
        if (Var->getInit())
          full(Var->getInit()); // a constant of C23
        continue;
      }
      const Local &L = *Known;
      event(Event::Declare, L.Index);
      if (const Expr *Init = Var->getInit()) {
        if (mentions(Init, Var))
          event(Event::Enter, L.Index);
        if (Sizes.empty())
          stepsOf(Init);
        restOf(Init);
        event(Event::Define, L.Index);
      }
      event(Event::Enter, L.Index);
      if (L.isGuard())
        event(Event::Arm, L.Index);
    }
  }

  //===- Expressions ------------------------------------------------------===//

  void full(const Expr *E) {
    stepsOf(E);
    restOf(E);
  }
  void stepsOf(const Expr *E) {
    if (const FlatExpression *Flattened = Flat.find(E))
      run(Flattened->Steps);
  }
  void restOf(const Expr *E) {
    const FlatExpression *Flattened = Flat.find(E);
    if (!Flattened)
      expression(E);
    else if (Flattened->Residual)
      expression(Flattened->Residual);
  }

  void run(const std::vector<Step> &Steps) {
    for (const Step &S : Steps)
      step(S);
  }

  void step(const Step &S) {
    switch (S.What) {
    case Step::Kind::Await:
      if (S.Point->Milliseconds)
        expression(S.Point->Milliseconds);
      for (const Operand &O : S.Point->Operands) {
        if (O.Target && !isa<DeclRefExpr>(stripParens(O.Target)))
          expression(O.Target);
        if (O.Pointer)
          expression(O.Pointer);
        for (const Expr *Argument : O.Call->arguments())
          expression(Argument);
      }
      event(Event::Suspend, S.Point->Index);
      break;
    case Step::Kind::Evaluate:
      source(S);
      break;
    case Step::Kind::Branch: {
      source(S);
      unsigned Fork = At, Join = fresh();
      branch(Fork, [&] { run(S.Then); }, Join);
      branch(Fork, [&] { run(S.Else); }, Join);
      At = Join;
      return;
    }
    case Step::Kind::Nest:
      block(S.Body->getSubStmt(), S.Body->getSubStmt());
      return;
    }
    if (S.Result)
      event(Event::Define, S.Result->Index);
  }

  void source(const Step &S) {
    if (S.Source)
      event(Event::Use, S.Source->Index);
    if (S.Value)
      S.Holds ? parts(S.Value) : expression(S.Value);
  }

  const Local *localNamed(const Expr *E) const {
    const auto *Ref = dyn_cast<DeclRefExpr>(stripParens(E));
    const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    return Var ? F.LocalOf.lookup(Var) : nullptr;
  }

  void expression(const Expr *E) {
    auto It = Flat.Replaced.find(E);
    if (It != Flat.Replaced.end()) {
      if (It->second.By)
        event(Event::Use, It->second.By->Index);
      if (It->second.Rest)
        expression(It->second.Rest);
      return;
    }
    parts(E);
  }

  /// `E` itself, whatever stands for it elsewhere.
  void parts(const Expr *E) {
    if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isLogicalOp())
        return logical(Binary);
      if (Binary->isAssignmentOp())
        if (const Local *L = localNamed(Binary->getLHS())) {
          expression(Binary->getRHS());
          if (Binary->isCompoundAssignmentOp())
            event(Event::Use, L->Index);
          return event(Event::Define, L->Index);
        }
    }
    if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E))
      return conditional(Conditional);
    if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary && Unary->isIncrementDecrementOp())
      if (const Local *L = localNamed(Unary->getSubExpr())) {
        event(Event::Use, L->Index);
        return event(Event::Define, L->Index);
      }
    if (const auto *Nested = dyn_cast<StmtExpr>(E))
      return block(Nested->getSubStmt(), Nested->getSubStmt());
    if (const Local *L = localNamed(E))
      return event(Event::Use, L->Index);
    forEachEvaluatedChild(E, [&](const Stmt *Child) {
      if (const auto *Operand = dyn_cast<Expr>(Child))
        expression(Operand);
      else
        statement(Child);
    });
    if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E))
      if (const Local *L = F.LiteralOf.lookup(Literal)) {
        event(Event::Define, L->Index);
        event(Event::Enter, L->Index);
      }
  }

  void logical(const BinaryOperator *E) {
    expression(E->getLHS());
    unsigned Fork = At, Join = fresh();
    go(Join);
    branch(Fork, [&] { expression(E->getRHS()); }, Join);
    At = Join;
  }

  void conditional(const AbstractConditionalOperator *E) {
    const auto *Elvis = dyn_cast<BinaryConditionalOperator>(E);
    expression(Elvis ? Elvis->getCommon() : E->getCond());
    unsigned Fork = At, Join = fresh();
    branch(
        Fork,
        [&] {
          if (!Elvis)
            expression(E->getTrueExpr());
        },
        Join);
    branch(Fork, [&] { expression(E->getFalseExpr()); }, Join);
    At = Join;
  }
};

} // namespace

Flow buildFlow(const FlatFunction &Function) { return FlowBuilder(Function).build(); }

} // namespace lifeguard
