#include "Body.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "Future.h"
#include "LocalTypes.h"
#include "Span.h"
#include "Steps.h"
#include "Tables.h"

using namespace clang;

namespace lifeguard {

namespace {

class BodyEmitter : StepWriter {
public:
  BodyEmitter(const VerifiedMachine &Verified, SourceText &Source) : StepWriter(Verified.machine(), Source) {}

  std::string emit() {
    const auto *Body = cast<CompoundStmt>(F.Root->Syntax);
    editNames(Plan, Source);
    editLocalTypes(Plan, Source);
    for (const Stmt *S : Body->body())
      statement(S, S == Body->body_back() ? Place::Last : Place::List);
    return head() + inner(Body) + tail(Body);
  }

private:
  /// How a statement stands: in a list, where several may take its place; alone, where a block must; or last
  /// in the function, where a return falls out of the end.
  enum class Place { List, Alone, Last };

  bool DoneUsed = false, OutUsed = false;
  llvm::DenseMap<const Stmt *, std::string> ContinueLabel; ///< of loops whose `continue` is a goto
  llvm::DenseSet<const Stmt *> ContinueUsed;

  //===- Small pieces -----------------------------------------------------===//

  Lines linesFor(const Stmt *S) const {
    unsigned First = Source.index(S->getBeginLoc());
    return Lines(Source.mark(S->getBeginLoc()), Source.indentOf(First));
  }

  unsigned lineOf(const Stmt *S) const {
    return Ctx.getSourceManager().getExpansionLineNumber(S->getBeginLoc());
  }

  /// All tokens of a statement, with its semicolon.
  TokenRange tokens(const Stmt *S) const {
    unsigned Begin = Source.index(S->getBeginLoc());
    if (const auto *If = dyn_cast<IfStmt>(S))
      return {Begin, tokens(If->getElse() ? If->getElse() : If->getThen()).End};
    if (const auto *For = dyn_cast<ForStmt>(S))
      return {Begin, tokens(For->getBody()).End};
    if (const auto *While = dyn_cast<WhileStmt>(S))
      return {Begin, tokens(While->getBody()).End};
    if (const auto *Switch = dyn_cast<SwitchStmt>(S))
      return {Begin, tokens(Switch->getBody()).End};
    if (const auto *Label = dyn_cast<LabelStmt>(S))
      return {Begin, tokens(Label->getSubStmt()).End};
    if (const auto *Case = dyn_cast<SwitchCase>(S))
      return {Begin, tokens(Case->getSubStmt()).End};
    if (const auto *Attributed = dyn_cast<AttributedStmt>(S))
      return {Begin, tokens(Attributed->getSubStmt()).End};
    unsigned End = Source.index(S->getEndLoc()) + 1;
    if (!isa<CompoundStmt>(S) && !isa<DeclStmt>(S) && !isa<NullStmt>(S) && Source.is(End, tok::semi))
      ++End;
    return {Begin, End};
  }

  void leave(const Stmt *S, Lines &Out) const {
    auto It = Machine.OnLeave.find(S);
    if (It == Machine.OnLeave.end())
      return;
    for (const Action &A : It->second) {
      if (A.Of == F.Span && A.What == Action::Kind::Cleanup && isa<ReturnStmt>(S))
        endSpan(Plan, Out);
      ActionWriter(Plan, nullptr).write({A}, Out);
    }
  }
  bool leaves(const Stmt *S) const { return Machine.OnLeave.count(S) != 0; }

  bool holdsUnpinnedGuard(const Block &B) const {
    for (const Local *L : B.Locals)
      if (L->Cleanup && !Plan.isPinned(*L) && !Plan.isWrittenOut(*L))
        return true;
    return false;
  }

  /// Puts `Out` in the place of `S`.
  void substitute(const Stmt *S, Lines &Out, Place At, bool Several = true) {
    TokenRange R = tokens(S);
    if (llvm::StringRef(Out.text()).contains('\n'))
      Out.remark(Source.takeRemark(R.End));
    if (At != Place::Alone || !Several)
      return Source.replace(R, Out.empty() ? ";" : Out.text());
    // The block opens behind what introduces the statement: `)`, `else`, `do` or a label's colon.
    std::string Before = Source.print({R.Begin - 1, R.Begin}), Indent = Source.indentOf(R.Begin - 1);
    Lines Block(Out.mark(), Indent);
    Block.in();
    bool OwnLine = Block.indent().size() <= Out.indent().size();
    std::string Inner = OwnLine ? Out.onOwnLines() : " " + Out.text();
    Source.replace({R.Begin - 1, R.End}, Before + " {" + Inner + "\n" + Out.mark() + Indent + "}");
  }

  //===- The function around the body -------------------------------------===//

  /// A guard that is no local of the frame stays a local of the body, which must then end before the label
  /// `done`: no jump may enter its scope.
  bool bodyIsNested() const { return holdsUnpinnedGuard(*F.Root); }

  std::string head() const {
    Lines Out(Source.mark(F.definition()->getLocation()), "");
    Out.add(pollHead(Plan));
    Out.open("{");
    prologue(Out);
    if (bodyIsNested())
      Out.add("{");
    return Out.text();
  }

  std::string inner(const CompoundStmt *Body) const {
    std::string Text = Source.print(Source.range(Body->getSourceRange()));
    llvm::StringRef Inner = Text;
    if (!Inner.consume_front("{") || !Inner.consume_back("}"))
      return "\n" + Text; // one macro that holds all of the body
    Inner = Inner.rtrim(" \t\n");
    unsigned First = Source.index(Body->getLBracLoc()) + 1;
    bool Break = !Inner.empty() && Inner.ltrim(" \t").substr(0, 1) != "\n";
    return (Break ? "\n" + Source.mark(Source.token(First).location()) + "    " : "") +
           (Break ? Inner.ltrim() : Inner).str();
  }

  std::string tail(const CompoundStmt *Body) const {
    Lines Out(Source.mark(Body->getRBracLoc()), "    ");
    leave(Body, Out);
    if (bodyIsNested())
      Out.add("}");
    if (DoneUsed) {
      if (Out.empty())
        Out.add("");
      Out.label(Plan.DoneLabel);
    }
    Out.add(field(F.In.fixed("state")) + " = " + Plan.Names.state("done") + ";");
    if (F.In.Trace)
      Out.add(traced(Plan, Plan.Self, "READY", Plan.Names.state("done")));
    Out.add("return LG_READY;");
    Out.close();
    return Out.onOwnLines() + "\n";
  }

  void prologue(Lines &Out) const {
    for (const Local *L : Plan.Arguments)
      Out.add(declareHere(L->Type, L->Name) + ";");
    if (!Plan.Arguments.empty())
      Out.add("");
    if (F.Yields.empty())
      Out.add("(void)" + Plan.Context + ";");
    if (!OutUsed && !F.Signature.returnsVoid())
      Out.add("(void)" + Plan.Out + ";");
    if (F.In.Trace)
      Out.add(traced(Plan, Plan.Self, "POLL", field(F.In.fixed("state"))));
    Out.add("switch (" + Plan.Self + "->" + F.In.fixed("state") + ") {");
    Out.add("case " + Plan.Names.state("start") + ":");
    Out.in();
    for (const Local *L : Plan.Arguments)
      Out.add(L->Name + " = " + field(Plan.ArgumentPath.lookup(L)) + ";");
    for (const Local &L : F.Locals)
      if (Plan.FlagName.count(&L))
        Out.add(field(Plan.FlagName.lookup(&L)) + " = 0;");
    if (F.Span)
      beginSpan(Plan, Out);
    Out.add("break;");
    Out.out();
    for (const auto &State : Plan.States) {
      if (!State->Reachable)
        continue;
      Out.add("case " + Plan.Names.state(State->Name) + ":");
      Out.in();
      Out.add("goto " + State->Label + ";");
      Out.out();
    }
    Out.add("default:");
    Out.in();
    Out.add("lg_polled_after_completion(\"" + F.Signature.Name + "\");");
    Out.out();
    Out.add("}");
    Out.add("");
  }

  //===- Statements -------------------------------------------------------===//
  /// The statements inside the statement expressions of `E`.
  void statementsIn(const Expr *E) {
    if (const auto *Nested = dyn_cast<StmtExpr>(E))
      return statementExpression(Nested);
    forEachEvaluatedChild(E, [&](const Stmt *Child) {
      if (const auto *Operand = dyn_cast<Expr>(Child))
        statementsIn(Operand);
    });
  }

  /// What is declared behind a label (C23) stays in scope behind it.
  void labelled(const Stmt *S) { statement(S, isa<DeclStmt>(S) ? Place::List : Place::Alone); }

  /// One that stays one: its value is what stands last in it, so the cleanups of its end come before that.
  void statementExpression(const StmtExpr *E) {
    const CompoundStmt *Body = E->getSubStmt();
    const Stmt *Last = Body->body_empty() ? nullptr : Body->body_back();
    while (const auto *Label = dyn_cast_or_null<LabelStmt>(Last))
      Last = Label->getSubStmt();
    const auto *Value = dyn_cast_or_null<Expr>(Last);
    if (!leaves(Body) || !Value || E->getType()->isVoidType() || Flat.NestValue.count(Value))
      return statement(Body, Place::List);
    for (const Stmt *Child : Body->body())
      statement(Child, Place::List);
    Lines Out = linesFor(Value);
    if (isa<LabelStmt>(Body->body_back()))
      Out.add(";"); // a label stands before a statement
    std::string Name = F.Names.fresh("value_" + std::to_string(lineOf(Value)));
    Out.add(declareHere(E->getType().getUnqualifiedType(), Name) + " = " + operand(Value, text(Value)) + ";");
    leave(Body, Out);
    Out.add(Name + ";");
    substitute(Value, Out, Place::List);
  }

  void statement(const Stmt *S, Place At) {
    if (!S)
      return;
    if (const auto *E = dyn_cast<Expr>(S))
      return expressionStatement(E, At);
    switch (S->getStmtClass()) {
    case Stmt::CompoundStmtClass:
      return compound(cast<CompoundStmt>(S));
    case Stmt::DeclStmtClass:
      return declaration(cast<DeclStmt>(S), At);
    case Stmt::IfStmtClass:
      statement(cast<IfStmt>(S)->getThen(), Place::Alone);
      statement(cast<IfStmt>(S)->getElse(), Place::Alone);
      return hoistCondition(S, cast<IfStmt>(S)->getCond(), At);
    case Stmt::SwitchStmtClass:
      statement(cast<SwitchStmt>(S)->getBody(), Place::Alone);
      return hoistCondition(S, cast<SwitchStmt>(S)->getCond(), At);
    case Stmt::WhileStmtClass:
      return whileStatement(cast<WhileStmt>(S));
    case Stmt::DoStmtClass:
      return doStatement(cast<DoStmt>(S), At);
    case Stmt::ForStmtClass:
      return forStatement(cast<ForStmt>(S), At);
    case Stmt::CaseStmtClass:
    case Stmt::DefaultStmtClass:
      return labelled(cast<SwitchCase>(S)->getSubStmt());
    case Stmt::LabelStmtClass:
      return labelled(cast<LabelStmt>(S)->getSubStmt());
    case Stmt::AttributedStmtClass:
      return statement(cast<AttributedStmt>(S)->getSubStmt(), Place::Alone);
    case Stmt::BreakStmtClass:
    case Stmt::GotoStmtClass:
      return jump(S, At, "");
    case Stmt::ContinueStmtClass: {
      const Stmt *Loop = F.JumpTarget.lookup(S);
      auto It = ContinueLabel.find(Loop);
      if (It != ContinueLabel.end())
        ContinueUsed.insert(Loop);
      return jump(S, At, It == ContinueLabel.end() ? "" : "goto " + It->second + ";");
    }
    case Stmt::IndirectGotoStmtClass:
      return computedGoto(cast<IndirectGotoStmt>(S), At);
    case Stmt::GCCAsmStmtClass:
      return assembler(cast<GCCAsmStmt>(S), At);
    case Stmt::ReturnStmtClass:
      return returnStatement(cast<ReturnStmt>(S), At);
    default:
      forEachEvaluatedChild(S, [&](const Stmt *Child) {
        if (const auto *E = dyn_cast<Expr>(Child)) {
          statementsIn(E);
          settle(E);
        } else {
          statement(Child, Place::Alone);
        }
      });
    }
  }

  /// Writes the steps of full expression `E` and returns what is left of it; empty if nothing is.
  std::string evaluate(const Expr *E, Lines &Out) {
    const FlatExpression *Steps = Flat.find(E);
    if (!Steps)
      return text(E);
    run(Steps->Steps, Out);
    return Steps->Residual ? text(Steps->Residual) : "";
  }

  void expressionStatement(const Expr *E, Place At) {
    statementsIn(E);
    const Local *Into = Flat.NestValue.lookup(E);
    if (!Flat.find(E) && !Into)
      return settle(E);
    Lines Out = linesFor(E);
    std::string Rest = evaluate(E, Out);
    if (Into)
      Out.add(store(name(*Into), Into->Type, operand(E, Rest)));
    else if (!Rest.empty())
      Out.add(Rest + ";");
    substitute(E, Out, At);
  }

  void compound(const CompoundStmt *S) {
    for (const Stmt *Child : S->body())
      statement(Child, Place::List);
    if (!leaves(S))
      return;
    Lines Out(Source.mark(S->getRBracLoc()), Source.indentOf(Source.index(S->getLBracLoc())));
    Out.in();
    leave(S, Out);
    // The brace's own indentation stands there already.
    unsigned Close = Source.index(S->getRBracLoc());
    Source.insert(Close, Out.step() + Out.text() + "\n" + Out.mark() + Source.indentOf(Close));
  }

  /// `if` and `switch`, whose parts have been visited: the steps of the condition stand in front of the
  /// statement.
  void hoistCondition(const Stmt *S, const Expr *Condition, Place At) {
    statementsIn(Condition);
    if (!Flat.find(Condition))
      return settle(Condition);
    Lines Out = linesFor(S);
    std::string Rest = evaluate(Condition, Out);
    Source.replace(Source.range(Condition->getSourceRange()), Rest);
    Out.add(Source.print(tokens(S)));
    substitute(S, Out, At);
  }

  /// Puts `Contents` at the beginning of a loop's body.
  void atBodyStart(const Stmt *Body, const Lines &Contents, const Lines &Around) {
    if (const auto *Block = dyn_cast<CompoundStmt>(Body)) {
      unsigned Next = Source.index(Block->getLBracLoc()) + 1;
      std::string Step = Block->body_empty() ? Contents.step() : "";
      Source.insert(Next, Step + Contents.text() + "\n" + Source.mark(Source.token(Next).location()) +
                              Source.indentOf(Next));
      return;
    }
    TokenRange R = tokens(Body);
    Lines Inner(Source.mark(Body->getBeginLoc()), Contents.indent());
    Inner.add(Source.print(R));
    Source.replace({R.Begin - 1, R.End}, Source.print({R.Begin - 1, R.Begin}) + " {" + Contents.onOwnLines() +
                                             Inner.onOwnLines() + "\n" + Around.mark() + Around.indent() +
                                             "}");
  }

  /// `while (c) B` with an await in c: for (;;) { steps; if (!c) break; B }
  void whileStatement(const WhileStmt *S) {
    statementsIn(S->getCond());
    statement(S->getBody(), Flat.find(S->getCond()) ? Place::List : Place::Alone);
    if (!Flat.find(S->getCond()))
      return settle(S->getCond());
    Lines Around = linesFor(S), Out = linesFor(S);
    Out.in();
    test(S->getCond(), Out);
    atBodyStart(S->getBody(), Out, Around);
    // The parenthesis that closes the head belongs to the body's edit where that has no braces.
    TokenRange Head = {tokens(S).Begin, tokens(S->getBody()).Begin - 1};
    Source.replace(Head, "for (;;");
  }

  void test(const Expr *Condition, Lines &Out) {
    run(Flat.find(Condition)->Steps, Out);
    Out.add("if (" + negated(Condition) + ")");
    Out.in();
    Out.add("break;");
    Out.out();
  }

  /// Gives the `continue`s of a loop a label to go to.
  void redirectContinue(const Stmt *Loop) {
    ContinueLabel[Loop] = F.Names.fresh("continue_" + std::to_string(lineOf(Loop)));
  }
  void continueLabel(const Stmt *Loop, Lines &Out) {
    if (!ContinueUsed.contains(Loop))
      return;
    Out.label(ContinueLabel[Loop]);
    Out.add(";");
  }

  /// `do B while (c);` with an await in c: for (;;) { B; continue_here:; steps; if (!c) break; }
  void doStatement(const DoStmt *S, Place At) {
    statementsIn(S->getCond());
    bool Flattened = Flat.find(S->getCond()) != nullptr;
    if (Flattened)
      redirectContinue(S);
    statement(S->getBody(), Flattened ? Place::List : Place::Alone);
    if (!Flattened)
      return settle(S->getCond());
    Lines Out = linesFor(S);
    std::string Body = Source.print(tokens(S->getBody()));
    Out.open("for (;;) {");
    Out.add(Body);
    continueLabel(S, Out);
    test(S->getCond(), Out);
    Out.close();
    substitute(S, Out, At, false);
  }

  void forStatement(const ForStmt *S, Place At) {
    for (const Expr *E : {S->getCond(), S->getInc()})
      if (E)
        statementsIn(E);
    bool FlatIncrement = Flat.find(S->getInc()) != nullptr,
         FlatCondition = Flat.find(S->getCond()) != nullptr;
    if (FlatIncrement)
      redirectContinue(S);
    // A body that gets braces below needs none of its own.
    statement(S->getBody(), FlatIncrement || FlatCondition ? Place::List : Place::Alone);

    Lines Around = linesFor(S), Start = linesFor(S);
    Start.in();
    if (FlatCondition)
      test(S->getCond(), Start);
    else if (S->getCond())
      settle(S->getCond());

    if (FlatIncrement) {
      Lines Body = linesFor(S);
      Body.in();
      if (!Start.empty())
        Body.add(Start.text());
      Body.add(Source.print(tokens(S->getBody())));
      continueLabel(S, Body);
      std::string Rest = evaluate(S->getInc(), Body);
      if (!Rest.empty())
        Body.add(Rest + ";");
      Source.replace(tokens(S->getBody()),
                     "{" + Body.onOwnLines() + "\n" + Around.mark() + Around.indent() + "}");
      Source.replace(Source.range(S->getInc()->getSourceRange()), "");
    } else {
      if (S->getInc())
        settle(S->getInc());
      if (!Start.empty())
        atBodyStart(S->getBody(), Start, Around);
    }
    if (FlatCondition)
      Source.replace(Source.range(S->getCond()->getSourceRange()), "");
    forInit(S, At);
  }

  void forInit(const ForStmt *S, Place At) {
    const Stmt *Init = S->getInit();
    const auto *Declarations = dyn_cast_or_null<DeclStmt>(Init);
    bool Hoist = leaves(S);
    if (const auto *E = dyn_cast_or_null<Expr>(Init)) {
      statementsIn(E);
      Hoist = Hoist || Flat.find(E);
      if (!Hoist)
        settle(E);
    } else if (Declarations) {
      statementsInInitializers(Declarations);
      Hoist = Hoist || mustRewrite(Declarations);
      if (!Hoist)
        return settleInitializers(Declarations);
    }
    if (!Hoist)
      return;
    Lines Out = linesFor(S);
    Out.open("{");
    if (const auto *E = dyn_cast<Expr>(Init)) {
      std::string Rest = evaluate(E, Out);
      if (!Rest.empty())
        Out.add(Rest + ";");
      Source.replace(Source.range(E->getSourceRange()), "");
    } else {
      rewrite(Declarations, Out);
      Source.replace(tokens(Declarations), ";");
    }
    Out.add(Source.print(tokens(S)));
    leave(S, Out);
    Out.close();
    substitute(S, Out, At, false);
  }

  void jump(const Stmt *S, Place At, std::string Instead) {
    if (!leaves(S)) {
      if (!Instead.empty())
        Source.replace(tokens(S), Instead);
      return;
    }
    Lines Out = linesFor(S);
    leave(S, Out);
    Out.add(Instead.empty() ? Source.print(tokens(S)) : Instead);
    substitute(S, Out, At);
  }

  void computedGoto(const IndirectGotoStmt *S, Place At) {
    const Expr *To = S->getTarget();
    statementsIn(To);
    if (!Flat.find(To) && !leaves(S))
      return settle(To);
    Lines Out = linesFor(S);
    std::string Rest = evaluate(To, Out);
    Source.replace(Source.range(To->getSourceRange()), Rest);
    leave(S, Out);
    Out.add(Source.print(tokens(S)));
    substitute(S, Out, At);
  }

  void assembler(const GCCAsmStmt *S, Place At) {
    Lines Out = linesFor(S);
    for (const Stmt *Operand : S->children()) {
      const auto *E = cast<Expr>(Operand);
      statementsIn(E);
      if (const FlatExpression *Steps = Flat.find(E))
        run(Steps->Steps, Out);
      settle(E);
    }
    if (Out.empty())
      return;
    Out.add(Source.print(tokens(S)));
    substitute(S, Out, At);
  }

  void returnStatement(const ReturnStmt *S, Place At) {
    Lines Out = linesFor(S);
    if (const Expr *Value = S->getRetValue()) {
      OutUsed = true;
      statementsIn(Value);
      std::string Rest = evaluate(Value, Out);
      if (!Rest.empty())
        Out.add(F.Signature.returnsVoid() ? Rest + ";"
                                          : store("*" + Plan.Out, F.Signature.Result, operand(Value, Rest)));
    }
    leave(S, Out);
    if (At != Place::Last) {
      Out.add("goto " + Plan.DoneLabel + ";");
      DoneUsed = true;
    }
    substitute(S, Out, At);
  }

  //===- Declarations -----------------------------------------------------===//

  const Local *localOf(const Decl *D) const {
    const auto *Var = dyn_cast<VarDecl>(D);
    return Var ? F.LocalOf.lookup(Var) : nullptr;
  }

  /// The full expressions of a declaration: sizes and initialisers.
  template <typename Fn> void forEachPart(const DeclStmt *S, Fn Visit) const {
    for (const Decl *D : S->decls()) {
      forEachEvaluatedSize(D, Visit);
      if (const Local *L = localOf(D); L && L->Var->getInit())
        Visit(L->Var->getInit());
    }
  }

  /// Whether some declarator cannot stay as it is written.
  bool mustRewrite(const DeclStmt *S) const {
    bool Must = false;
    forEachPart(S, [&](const Expr *E) { Must = Must || Flat.find(E); });
    for (const Decl *D : S->decls())
      if (const Local *L = localOf(D))
        Must = Must || Plan.isPinned(*L) || Plan.isWrittenOut(*L);
    return Must;
  }

  void settleInitializers(const DeclStmt *S) {
    forEachPart(S, [&](const Expr *E) { settle(E); });
  }

  void statementsInInitializers(const DeclStmt *S) {
    forEachPart(S, [&](const Expr *E) { statementsIn(E); });
  }

  void declaration(const DeclStmt *S, Place At) {
    if (llvm::all_of(S->decls(), [&](const Decl *D) { return isMovedUp(D, Plan); })) {
      Lines Out = linesFor(S);
      Out.add("/* in front of the future: " + Source.printPlain(tokens(S)) + " */" +
              (At == Place::Alone ? ";" : ""));
      return substitute(S, Out, At);
    }
    statementsInInitializers(S);
    if (!mustRewrite(S)) {
      // A constant is the same in every poll; static, it also keeps its address.
      if (const auto *Var = dyn_cast<VarDecl>(*S->decl_begin());
          Var && Var->isConstexpr() && Var->hasLocalStorage())
        Source.insert(tokens(S).Begin, "static ");
      return settleInitializers(S);
    }
    Lines Out = linesFor(S);
    rewrite(S, Out);
    if (Out.empty())
      Out.add("/* in the frame: " + Source.printPlain(tokens(S)) + " */" + (At == Place::Alone ? ";" : ""));
    substitute(S, Out, At);
  }

  void rewrite(const DeclStmt *S, Lines &Out) {
    if (llvm::any_of(S->decls(), [&](const Decl *D) { return isSized(D); }) && S->isSingleDecl()) {
      forEachPart(S, [&](const Expr *E) {
        if (const FlatExpression *Steps = Flat.find(E))
          run(Steps->Steps, Out);
      });
      settleInitializers(S);
      if (const Local *L = localOf(S->getSingleDecl()); L && Plan.isWrittenOut(*L))
        Source.replace(Source.range(L->Var->getAttr<CleanupAttr>()->getRange()), "unused");
      return Out.add(Source.print(tokens(S)));
    }
    if (S->isSingleDecl())
      if (const Local *L = localOf(S->getSingleDecl()); L && !Plan.isPinned(*L) && !Plan.isWrittenOut(*L))
        return awaitInPlace(S, *L, Out);
    for (const Decl *D : S->decls()) {
      if (const Local *L = localOf(D)) {
        if (Plan.isPinned(*L))
          initializePinned(*L, Out);
        else
          declareAlone(*L, Out);
      } else if (const auto *Tag = dyn_cast<TagDecl>(D);
                 Tag && Tag->isThisDeclarationADefinition() && !isMovedUp(Tag, Plan)) {
        Out.add(Source.print(Source.range(Tag->getSourceRange())) + ";");
      }
    }
  }

  /// Whether `D` has a type with the size of a variable-length array. It stays in its poll.
  static bool isSized(const Decl *D) {
    bool Any = false;
    forEachEvaluatedSize(D, [&](const Expr *) { Any = true; });
    return Any;
  }

  /// One declarator that stays a local, with an await in its initialiser.
  void awaitInPlace(const DeclStmt *S, const Local &L, Lines &Out) {
    const Expr *Init = L.Var->getInit();
    const FlatExpression *Steps = Flat.find(Init);
    if (Steps->Residual) {
      run(Steps->Steps, Out);
      settle(Steps->Residual);
      Out.add(Source.print(tokens(S)));
      return;
    }
    unsigned Equal = Source.range(Init->getSourceRange()).Begin - 1;
    Out.add(Source.print({tokens(S).Begin, Equal}) + ";");
    run(Steps->Steps, Out);
  }

  void declareAlone(const Local &L, Lines &Out) {
    std::string Text = declareHere(L.Var->getType(), L.Name);
    if (L.Cleanup && !Plan.isWrittenOut(L))
      Text = "__attribute__((cleanup(" + L.Cleanup->getName().str() + "))) " + Text;
    const Expr *Init = L.Var->getInit();
    if (!Init)
      return Out.add(Text + ";");
    const FlatExpression *Steps = Flat.find(Init);
    if (!Steps || Steps->Residual) {
      std::string Value = evaluate(Init, Out);
      return Out.add(Text + " = " + Value + ";");
    }
    Out.add(Text + ";");
    run(Steps->Steps, Out);
  }

  void initializePinned(const Local &L, Lines &Out) {
    if (const Expr *Init = L.Var->getInit()) {
      std::string Value = evaluate(Init, Out);
      if (!Value.empty())
        assign(L, Init, Value, Out);
    }
    if (Plan.FlagName.count(&L))
      Out.add(field(Plan.FlagName.lookup(&L)) + " = 1;");
  }

  void assign(const Local &L, const Expr *Init, const std::string &Value, Lines &Out) {
    std::string Field = name(L), Type = declareHere(fileScopeType(L.Type.getUnqualifiedType(), Ctx), "");
    bool List = isa<InitListExpr>(Init);
    if (L.Type->isArrayType()) {
      Qualifiers Dropped;
      Type = declareHere(Ctx.getUnqualifiedArrayType(L.Type, Dropped), "");
      std::string To = (L.Type.isVolatileQualified() ? "(void *)" : "") + Field;
      Out.add("__builtin_memcpy(" + To + ", (" + Type + ")" + (List ? Value : "{ " + Value + " }") +
              ", sizeof " + Field + ");");
    } else if (cannotBeAssigned(L.Type)) {
      std::string Source = List ? "&(" + Type + ")" + Value : "(" + Type + "[1]){ " + Value + " }";
      Out.add("__builtin_memcpy(" + addressToCopy(Field, L.Type) + ", " + Source + ", sizeof " + Field +
              ");");
    } else {
      Out.add(Field + " = " + (List ? "(" + Type + ")" : "") + Value + ";");
    }
  }
};

} // namespace

std::string pollFunction(const VerifiedMachine &Machine, SourceText &Source) {
  return BodyEmitter(Machine, Source).emit();
}

void editHandovers(const std::vector<const Handover *> &Handovers, SourceText &Source) {
  // Inner ones were found first.
  for (const Handover *H : Handovers)
    Source.replace(Source.range(H->Node->getSourceRange()), handoverCall(*H, Source));
}

} // namespace lifeguard
