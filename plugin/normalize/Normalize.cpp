#include "Normalize.h"
#include "../support/Syntax.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

namespace {

class Normalizer {
public:
  Normalizer(FlatFunction &Result, Diagnostics &Diags)
      : Result(Result), F(Result.Of), Ctx(F.In.Ctx), Diags(Diags), Home(F.Root.get()) {}

  void statement(const Stmt *S) {
    if (!F.suspends(S))
      return;
    Block *Outer = Home;
    if (Block *Own = F.BlockOf.lookup(S))
      Home = Own;
    dispatch(S);
    Home = Outer;
  }

private:
  using Steps = std::vector<Step>;

  FlatFunction &Result;
  const AsyncFunction &F;
  ASTContext &Ctx;
  Diagnostics &Diags;
  Block *Home;

  //===- Statements: where full expressions stand -------------------------===//

  void dispatch(const Stmt *S) {
    if (const auto *E = dyn_cast<Expr>(S))
      return discarded(E);
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        declared(D, Declaration->isSingleDecl());
      return;
    }
    if (const auto *Asm = dyn_cast<GCCAsmStmt>(S)) {
      for (const Stmt *Operand : Asm->children())
        used(cast<Expr>(Operand));
      return;
    }
    if (const auto *Return = dyn_cast<ReturnStmt>(S))
      return returned(Return->getRetValue());
    const Expr *Condition = conditionOf(S);
    if (Condition)
      used(Condition);
    for (const Stmt *Child : S->children())
      if (Child && Child != Condition)
        statement(Child);
  }

  /// Sizes come before the initialiser, and all of them before the declaration, whose scope nothing can be
  /// resumed in.
  void declared(const Decl *D, bool Alone) {
    const auto *Var = dyn_cast<VarDecl>(D);
    if (Var && !Var->hasLocalStorage())
      Var = nullptr;
    std::vector<const Expr *> Parts;
    forEachEvaluatedSize(D, [&](const Expr *Size) { Parts.push_back(Size); });
    if (Parts.empty()) {
      if (Var)
        initializer(Var);
      return;
    }
    if (Var && Var->getInit())
      Parts.push_back(Var->getInit());
    size_t Last = Parts.size();
    while (Last > 0 && !F.suspends(Parts[Last - 1]))
      --Last;
    if (Last == 0)
      return;
    if (!Alone) {
      Diags.report(D->getLocation(), Message::shared_declaration) << cast<NamedDecl>(D)->getName();
      Diags.report(D->getLocation(), Message::note_shared_declaration);
    }
    for (size_t I = 0; I != Last; ++I) {
      FlatExpression Flat;
      hold(I + 1 != Last, Parts[I], "size_" + llvm::Twine(lineOf(Parts[I])), lineOf(Parts[I]), Flat.Steps);
      Flat.Residual = Parts[I];
      *begin(Parts[I]) = std::move(Flat);
    }
  }

  static const Expr *conditionOf(const Stmt *S) {
    if (const auto *If = dyn_cast<IfStmt>(S))
      return If->getCond();
    if (const auto *While = dyn_cast<WhileStmt>(S))
      return While->getCond();
    if (const auto *Do = dyn_cast<DoStmt>(S))
      return Do->getCond();
    if (const auto *For = dyn_cast<ForStmt>(S))
      return For->getCond();
    if (const auto *Switch = dyn_cast<SwitchStmt>(S))
      return Switch->getCond();
    if (const auto *Goto = dyn_cast<IndirectGotoStmt>(S))
      return Goto->getTarget();
    return nullptr;
  }

  FlatExpression *begin(const Expr *E) {
    auto &Slot = Result.Flat[E];
    Slot = std::make_unique<FlatExpression>();
    return Slot.get();
  }

  /// A full expression whose value is used.
  void used(const Expr *E) {
    if (!F.suspends(E))
      return;
    FlatExpression Flat;
    flatten(E, Flat.Steps);
    Flat.Residual = E;
    *begin(E) = std::move(Flat);
  }

  /// An expression statement.
  void discarded(const Expr *E) {
    FlatExpression Flat;
    if (const auto *Nested = dyn_cast<StmtExpr>(stripParens(E)))
      nest(Nested, nullptr, Flat.Steps);
    else
      flatten(E, Flat.Steps);
    Flat.Residual = isComputed(E) ? nullptr : E;
    *begin(E) = std::move(Flat);
  }

  void initializer(const VarDecl *Var) {
    const Expr *Init = Var->getInit();
    if (!Init || !F.suspends(Init))
      return;
    Local *L = F.LocalOf.lookup(Var);
    const Yield *Y = yieldAt(Init);
    bool Deduced = Var->getType()->getContainedDeducedType() != nullptr; // the initialiser is the type
    if (!Y || !L || L->ReadOnly || Deduced || !fits(*Y, Var) || mentions(Init, Var))
      return used(Init);
    FlatExpression Flat;
    await(*Y, L, false, Flat.Steps);
    *begin(Init) = std::move(Flat);
  }

  void returned(const Expr *Value) {
    if (!Value || !F.suspends(Value))
      return;
    const Yield *Y = yieldAt(Value);
    if (F.Signature.returnsVoid())
      return discarded(Value);
    if (!Y || Y->What != Yield::Kind::Call || !fits(*Y, F.Signature.Result))
      return used(Value);
    FlatExpression Flat;
    await(*Y, nullptr, true, Flat.Steps);
    *begin(Value) = std::move(Flat);
  }

  /// The yield point that `E` is, within whatever parentheses.
  const Yield *yieldAt(const Expr *E) const {
    for (;;) {
      if (const Yield *Y = F.YieldAt.lookup(E))
        return Y;
      const auto *Paren = dyn_cast<ParenExpr>(E);
      if (!Paren)
        return nullptr;
      E = Paren->getSubExpr();
    }
  }

  QualType resultOf(const Yield &Y) const {
    switch (Y.What) {
    case Yield::Kind::Call:
      return Y.Operands.front().Callee->Result;
    case Yield::Kind::All:
      return Ctx.VoidTy;
    case Yield::Kind::Any:
    case Yield::Kind::Timeout:
      return Ctx.IntTy;
    }
    return Ctx.VoidTy;
  }

  /// Whether the future can store its value right into `Var`.
  bool fits(const Yield &Y, const VarDecl *Var) const {
    return Var->getStorageClass() != SC_Register && fits(Y, Var->getType());
  }

  /// Whether the future can store its value right into an object of type `T`.
  bool fits(const Yield &Y, QualType T) const {
    return !T.isVolatileQualified() && !T->isAtomicType() && Ctx.hasSameUnqualifiedType(resultOf(Y), T);
  }

  /// Whether steps have computed all of `E`, and only a value is left.
  bool isComputed(const Expr *E) const {
    for (;;) {
      if (Result.Replaced.count(E)) {
        const Expr *Rest = Result.Replaced.lookup(E).Rest;
        if (!Rest)
          return true;
        E = Rest;
      } else if (const auto *Paren = dyn_cast<ParenExpr>(E)) {
        E = Paren->getSubExpr();
      } else if (const auto *Cast = dyn_cast<CastExpr>(E); Cast && Cast->getCastKind() == CK_ToVoid) {
        E = Cast->getSubExpr();
      } else {
        return false;
      }
    }
  }

  //===- Expressions ------------------------------------------------------===//

  Local *temporary(QualType T, const llvm::Twine &Wish, unsigned Line) {
    F.Locals.emplace_back();
    Local &L = F.Locals.back();
    L.What = Local::Kind::Temporary;
    L.Index = F.Locals.size() - 1;
    L.Type = T.getUnqualifiedType();
    L.Name = F.Names.fresh(Wish.str());
    L.Home = Home;
    L.Line = Line;
    L.Referenced = true;
    Home->Locals.push_back(&L);
    return &L;
  }

  unsigned lineOf(const Expr *E) const {
    const SourceManager &SM = Ctx.getSourceManager();
    return SM.getPresumedLoc(SM.getExpansionLoc(E->getBeginLoc())).getLine();
  }

  void evaluate(const Expr *Value, Local *Into, Steps &Out) {
    if (!Into && isComputed(Value))
      return;
    Step S{Step::Kind::Evaluate};
    S.Result = Into;
    S.Value = Value;
    Out.push_back(std::move(S));
  }

  void await(const Yield &Y, Local *Into, bool IntoOut, Steps &Out) {
    // Operands are sequenced: where a later one awaits, the values of the earlier ones are held until all are
    // there.
    size_t Held = 0;
    for (size_t I = 0; I != Y.Operands.size(); ++I)
      if (suspends(Y.Operands[I]))
        Held = I;
    bool LaterSuspends = Held != 0 || (!Y.Operands.empty() && suspends(Y.Operands.front()));
    if (Y.Milliseconds)
      holdIf(LaterSuspends, Y.Milliseconds, Y, Out);
    for (size_t I = 0; I != Y.Operands.size(); ++I) {
      const Operand &O = Y.Operands[I];
      if (O.Target) {
        flatten(O.Target, Out);
        if (I < Held)
          holdPlace(O.Target, Y, Out);
      }
      if (O.Pointer)
        holdIf(I < Held, O.Pointer, Y, Out);
      for (const Expr *Argument : O.Call->arguments())
        holdIf(I < Held, Argument, Y, Out);
    }
    Step S{Step::Kind::Await};
    S.Point = &Y;
    S.Result = Into;
    S.IntoOut = IntoOut;
    Out.push_back(std::move(S));
  }

  /// Evaluates now what decides which object lvalue `E` is: pointers and indices.
  void holdPlace(const Expr *E, const Yield &Y, Steps &Out) {
    E = strip(E);
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      if (Member->isArrow())
        holdIf(true, Member->getBase(), Y, Out);
      else
        holdPlace(Member->getBase(), Y, Out);
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      if (lvalueRoot(E))
        holdPlace(Subscript->getBase(), Y, Out);
      else
        holdIf(true, Subscript->getBase(), Y, Out);
      holdIf(true, Subscript->getIdx(), Y, Out);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      if (Unary->getOpcode() == UO_Deref)
        holdIf(true, Unary->getSubExpr(), Y, Out);
      else
        holdPlace(Unary->getSubExpr(), Y, Out);
    }
  }

  bool suspends(const Operand &O) const {
    bool Suspends = (O.Target && F.suspends(O.Target)) || F.suspends(O.Pointer);
    for (const Expr *Argument : O.Call->arguments())
      Suspends = Suspends || F.suspends(Argument);
    return Suspends;
  }

  /// Takes `E` apart and, if `Hold`, evaluates it now, so that what comes after cannot change it.
  void holdIf(bool Hold, const Expr *E, const Yield &Y, Steps &Out) {
    hold(Hold, E, "argument_" + llvm::Twine(Y.Line), Y.Line, Out);
  }

  void hold(bool Hold, const Expr *E, const llvm::Twine &Wish, unsigned Line, Steps &Out) {
    flatten(E, Out);
    if (!Hold || E->isEvaluatable(Ctx) || Result.Replaced.count(E))
      return;
    Step S{Step::Kind::Evaluate};
    S.Result = temporary(E->getType(), Wish, Line);
    S.Value = E;
    S.Holds = true;
    Result.Replaced[E] = {S.Result, nullptr};
    Out.push_back(std::move(S));
  }

  void awaitIntoTemporary(const Expr *E, const Yield &Y, Steps &Out) {
    QualType T = resultOf(Y);
    Local *Into = nullptr;
    if (!T->isVoidType())
      Into = temporary(T,
                       Y.What == Yield::Kind::Any       ? llvm::Twine("winner")
                       : Y.What == Yield::Kind::Timeout ? llvm::Twine("timed_out")
                                                        : Y.Callee + "_result",
                       Y.Line);
    await(Y, Into, false, Out);
    Result.Replaced[E] = {Into, nullptr};
  }

  void flatten(const Expr *E, Steps &Out) {
    if (!F.suspends(E))
      return;
    if (const Yield *Y = F.YieldAt.lookup(E))
      return awaitIntoTemporary(E, *Y, Out);
    if (const Handover *H = F.In.HandoverAt.lookup(E)) {
      if (H->Runtime)
        flatten(H->Runtime, Out);
      if (H->Pointer)
        flatten(H->Pointer, Out);
      for (const Expr *Argument : H->Call->arguments())
        flatten(Argument, Out);
      return;
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isLogicalOp() && F.suspends(Binary->getRHS()))
        return logical(Binary, Out);
      if (Binary->getOpcode() == BO_Comma)
        return comma(Binary, Out);
      if (Binary->getOpcode() == BO_Assign && assignDirectly(Binary, Out))
        return;
    }
    if (const auto *Conditional = dyn_cast<ConditionalOperator>(E))
      if (F.suspends(Conditional->getTrueExpr()) || F.suspends(Conditional->getFalseExpr()))
        return conditional(Conditional, Out);
    if (const auto *Conditional = dyn_cast<BinaryConditionalOperator>(E)) {
      // The common operand is evaluated once whatever form it has, so it always becomes a step.
      return elvis(Conditional, Out);
    }
    if (const auto *Nested = dyn_cast<StmtExpr>(E)) {
      Local *Into = Nested->getType()->isVoidType()
                        ? nullptr
                        : temporary(Nested->getType(), "value_" + llvm::Twine(lineOf(E)), lineOf(E));
      nest(Nested, Into, Out);
      return;
    }
    forEachEvaluatedChild(E, [&](const Stmt *Child) {
      if (const auto *Operand = dyn_cast<Expr>(Child))
        flatten(Operand, Out);
    });
  }

  /// l && r: t = l; if (t) t = r.   l || r: t = l; if (t) ; else t = r.
  void logical(const BinaryOperator *E, Steps &Out) {
    bool And = E->getOpcode() == BO_LAnd;
    flatten(E->getLHS(), Out);
    Local *T = temporary(Ctx.BoolTy, (And ? "and_" : "or_") + llvm::Twine(lineOf(E)), lineOf(E));
    evaluate(E->getLHS(), T, Out);
    Step Branch{Step::Kind::Branch};
    Branch.Source = T;
    Steps &Right = And ? Branch.Then : Branch.Else;
    flatten(E->getRHS(), Right);
    evaluate(E->getRHS(), T, Right);
    Out.push_back(std::move(Branch));
    Result.Replaced[E] = {T, nullptr};
  }

  void comma(const BinaryOperator *E, Steps &Out) {
    flatten(E->getLHS(), Out);
    evaluate(E->getLHS(), nullptr, Out);
    flatten(E->getRHS(), Out);
    Result.Replaced[E] = {nullptr, E->getRHS()};
  }

  bool assignDirectly(const BinaryOperator *E, Steps &Out) {
    const Yield *Y = yieldAt(E->getRHS());
    const auto *Ref = dyn_cast<DeclRefExpr>(stripParens(E->getLHS()));
    const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    Local *L = Var ? F.LocalOf.lookup(Var) : nullptr;
    if (!Y || !L || L->Escapes || !fits(*Y, Var))
      return false;
    await(*Y, L, false, Out);
    Result.Replaced[E] = {L, nullptr};
    return true;
  }

  void conditional(const ConditionalOperator *E, Steps &Out) {
    flatten(E->getCond(), Out);
    Local *T = E->getType()->isVoidType()
                   ? nullptr
                   : temporary(E->getType(), "value_" + llvm::Twine(lineOf(E)), lineOf(E));
    Step Branch{Step::Kind::Branch};
    Branch.Value = E->getCond();
    flatten(E->getTrueExpr(), Branch.Then);
    evaluate(E->getTrueExpr(), T, Branch.Then);
    flatten(E->getFalseExpr(), Branch.Else);
    evaluate(E->getFalseExpr(), T, Branch.Else);
    Out.push_back(std::move(Branch));
    Result.Replaced[E] = {T, nullptr};
  }

  /// a ?: b, with an await somewhere.
  void elvis(const BinaryConditionalOperator *E, Steps &Out) {
    flatten(E->getCommon(), Out);
    Local *Common = temporary(E->getCommon()->getType(), "value_" + llvm::Twine(lineOf(E)), lineOf(E));
    evaluate(E->getCommon(), Common, Out);
    Local *T = temporary(E->getType(), "value_" + llvm::Twine(lineOf(E)), lineOf(E));
    Step Branch{Step::Kind::Branch};
    Branch.Source = Common;
    Step Keep{Step::Kind::Evaluate};
    Keep.Result = T;
    Keep.Source = Common;
    Branch.Then.push_back(std::move(Keep));
    flatten(E->getFalseExpr(), Branch.Else);
    evaluate(E->getFalseExpr(), T, Branch.Else);
    Out.push_back(std::move(Branch));
    Result.Replaced[E] = {T, nullptr};
  }

  void nest(const StmtExpr *E, Local *Into, Steps &Out) {
    Step S{Step::Kind::Nest};
    S.Body = E;
    S.Result = Into;
    const CompoundStmt *Body = E->getSubStmt();
    if (Into && !Body->body_empty()) {
      const Stmt *Last = Body->body_back();
      while (const auto *Label = dyn_cast<LabelStmt>(Last))
        Last = Label->getSubStmt();
      if (const auto *Value = dyn_cast<Expr>(Last))
        Result.NestValue[Value] = Into;
    }
    Block *Outer = Home;
    if (Block *Own = F.BlockOf.lookup(Body))
      Home = Own;
    for (const Stmt *Child : Body->body()) {
      const auto *Value = dyn_cast<Expr>(Child);
      if (Value && Result.NestValue.count(Value))
        used(Value);
      else
        statement(Child);
    }
    Home = Outer;
    Out.push_back(std::move(S));
    Result.Replaced[E] = {Into, nullptr};
  }
};

} // namespace

std::unique_ptr<FlatFunction> normalize(const AsyncFunction &Function, Diagnostics &Diags) {
  auto Result = std::make_unique<FlatFunction>(Function);
  Normalizer N(*Result, Diags);
  for (const Stmt *S : cast<CompoundStmt>(Function.Root->Syntax)->body())
    N.statement(S);
  return Result;
}

} // namespace lifeguard
