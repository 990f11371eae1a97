#include "Body.h"
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "Instrument.h"
#include "Surface.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace lifeguard {

namespace {

bool isSetjmp(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases("setjmp", "_setjmp", "sigsetjmp", "__sigsetjmp", "__builtin_setjmp", "vfork", true)
      .Default(false);
}

bool isAlloca(llvm::StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
      .Cases("alloca", "__builtin_alloca", "__builtin_alloca_with_align", "__builtin_alloca_uninitialized",
             true)
      .Default(false);
}

bool isVaList(QualType T, const ASTContext &Ctx) {
  // Not the other one that clang knows, __builtin_ms_va_list: it is char * to everybody else.
  return Ctx.hasSameUnqualifiedType(T, Ctx.getBuiltinVaListType());
}

/// Marks the locals that the body names anywhere, also where C does not evaluate.
class ReferenceMarker : public RecursiveASTVisitor<ReferenceMarker> {
public:
  explicit ReferenceMarker(AsyncFunction &Function) : Function(Function) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()))
      if (Local *L = Function.LocalOf.lookup(Var))
        L->Referenced = true;
    return true;
  }
  bool VisitAddrLabelExpr(AddrLabelExpr *E) {
    if (!llvm::is_contained(Function.LabelsTaken, E->getLabel()))
      Function.LabelsTaken.push_back(E->getLabel());
    return true;
  }

private:
  AsyncFunction &Function;
};

class BodyWalker {
public:
  /// `Function` is null for an ordinary body.
  BodyWalker(BodyContext &Context, AsyncFunction *Function, const FunctionDecl *Where)
      : In(Context.In), Diags(Context.Diags), Lifecycles(Context.Lifecycles), Pointers(Context.Pointers),
        Evaluated(Context.Evaluated), SM(Context.In.Ctx.getSourceManager()), Function(Function),
        Where(Where) {}

  AsyncUses Uses;

  void readDefinition() {
    const Stmt *Body = Where->getBody();
    if (!Function) {
      statement(Body);
      return;
    }
    Function->Root = std::make_unique<Block>();
    Function->Root->Syntax = Body;
    Function->Root->Line = presumed(Where->getLocation()).getLine();
    Function->BlockOf[Body] = Function->Root.get();
    Home = Function->Root.get();
    push({nullptr, 0, Home, nullptr, nullptr});
    for (const ParmVarDecl *P : Where->parameters())
      declare(P, Local::Kind::Parameter);
    if (Function->Signature.Span)
      declareSpan();
    for (const Stmt *S : cast<CompoundStmt>(Body)->body())
      statement(S);
    ReferenceMarker(*Function).TraverseStmt(const_cast<Stmt *>(Body));
    if (Function->Signature.Span)
      for (const ParmVarDecl *Field : Function->Signature.Span->Fields)
        Function->LocalOf[Field]->Referenced = true;
    checkYields();
    for (auto [S, Here] : Function->ScopeAt)
      if (const auto *Goto = dyn_cast<IndirectGotoStmt>(S))
        checkGoto(Goto, Here);
      else if (const auto *Asm = dyn_cast<GCCAsmStmt>(S); Asm && Asm->isAsmGoto())
        checkGoto(Asm, Here);
  }

  void statement(const Stmt *S) {
    if (!S)
      return;
    if (const auto *E = dyn_cast<Expr>(S))
      return expression(E);
    Path.push_back(S);
    statementInPath(S);
    Path.pop_back();
  }

  void expression(const Expr *E) {
    Path.push_back(E);
    expressionInPath(E);
    Path.pop_back();
  }

  void initializer(const VarDecl *Var) {
    Pointers.initialize(AsyncType(Var), Var->getType(), Var->getInit());
    expression(Var->getInit());
  }

private:
  Unit &In;
  Diagnostics &Diags;
  LifecycleTypes &Lifecycles;
  AsyncPointers &Pointers;
  EvaluatedUses &Evaluated;
  const SourceManager &SM;
  AsyncFunction *Function;
  const FunctionDecl *Where;

  const Scope *Current = nullptr;
  Block *Home = nullptr;
  std::vector<const Stmt *> Path;      ///< from the body to here
  std::vector<const Stmt *> Breakable; ///< enclosing loops and switches
  std::vector<const Stmt *> Loops;
  llvm::DenseSet<const CastExpr *> HarmlessDecays;
  NamePool YieldNames;
  SourceLocation AllocaAt;
  std::string AllocaName;

  PresumedLoc presumed(SourceLocation L) const { return SM.getPresumedLoc(SM.getExpansionLoc(L)); }

  //===- Scopes -----------------------------------------------------------===//

  void push(Scope S) {
    if (!Function)
      return;
    S.Outer = Current;
    S.Depth = Current ? Current->Depth + 1 : 0;
    Function->Scopes.push_back(S);
    Current = &Function->Scopes.back();
  }

  /// Runs `Contents` in a block of its own.
  template <typename Fn> void inBlock(const Stmt *Syntax, Fn Contents) {
    if (!Function)
      return Contents();
    auto Inner = std::make_unique<Block>();
    Inner->Outer = Home;
    Inner->Syntax = Syntax;
    Inner->Line = presumed(Syntax->getBeginLoc()).getLine();
    Block *Entered = Inner.get();
    Home->Inner.push_back(std::move(Inner));
    Function->BlockOf[Syntax] = Entered;
    const Scope *OuterScope = Current;
    Block *OuterHome = Home;
    Home = Entered;
    push({nullptr, 0, Entered, nullptr, nullptr});
    Contents();
    Home = OuterHome;
    Current = OuterScope;
  }

  Local &newLocal(Local::Kind What, QualType T, llvm::StringRef Name, SourceLocation Loc) {
    Function->Locals.emplace_back();
    Local &L = Function->Locals.back();
    L.What = What;
    L.Index = Function->Locals.size() - 1;
    Qualifiers Dropped;
    QualType Plain = In.Ctx.getUnqualifiedArrayType(T, Dropped);
    L.ReadOnly = Dropped.hasConst() && What != Local::Kind::Parameter; // a parameter's copy may be assigned
    L.Type = Dropped.hasVolatile() ? T : T->isArrayType() ? Plain : T.getUnqualifiedType();
    L.Name = Name.str();
    L.Home = Home;
    L.Line = presumed(Loc).getLine();
    Home->Locals.push_back(&L);
    return L;
  }

  void declare(const VarDecl *Var, Local::Kind What) {
    Local &L = newLocal(What, Var->getType(), Var->getName(), Var->getLocation());
    L.Var = Var;
    if (const auto *Attr = Var->getAttr<CleanupAttr>())
      L.Cleanup = Attr->getFunctionDecl();
    L.Lifecycle = Lifecycles.of(Var->getType());
    if (holdsAtomicGuard(Var->getType()) || (L.Cleanup && Var->getType()->isAtomicType()))
      Diags.report(Var->getLocation(), Message::atomic_guard) << Var->getName();
    Function->LocalOf[Var] = &L;
    push({nullptr, 0, nullptr, &L, Var});
    Function->ScopeOfLocal[&L] = Current;
  }

  /// The guard of `instrument`: made after the parameters, so it ends before them and after all else.
  void declareSpan() {
    Local &L = newLocal(Local::Kind::Span, spanGuardType(In.Ctx), "span", Where->getLocation());
    L.Cleanup = lookupFunction(In.Ctx, SpanGuardDrop);
    L.Lifecycle = Lifecycles.of(L.Type);
    Function->Span = &L;
    push({nullptr, 0, nullptr, &L, nullptr});
    Function->ScopeOfLocal[&L] = Current;
  }

  /// Whether storage of type `T` holds a guard that could only be reached atomically.
  bool holdsAtomicGuard(QualType T) {
    if (const auto *Atomic = T->getAs<AtomicType>())
      return Lifecycles.of(Atomic->getValueType()) != nullptr;
    if (const auto *Array = In.Ctx.getAsArrayType(T))
      return holdsAtomicGuard(Array->getElementType());
    const auto *Record = T->getAsStructureType();
    if (!Record || !Record->getDecl()->getDefinition())
      return false;
    for (const FieldDecl *Field : Record->getDecl()->getDefinition()->fields())
      if (holdsAtomicGuard(Field->getType()))
        return true;
    return false;
  }

  void remember(const Stmt *S) {
    if (Function)
      Function->ScopeAt[S] = Current;
  }

  //===- Statements -------------------------------------------------------===//

  void statementInPath(const Stmt *S) {
    switch (S->getStmtClass()) {
    case Stmt::CompoundStmtClass:
      return inBlock(S, [&] {
        for (const Stmt *Child : cast<CompoundStmt>(S)->body())
          statement(Child);
      });
    case Stmt::DeclStmtClass:
      return declaration(cast<DeclStmt>(S));
    case Stmt::ForStmtClass:
      return inBlock(S, [&] {
        const auto *For = cast<ForStmt>(S);
        statement(For->getInit());
        loop(S, [&] {
          statement(For->getCond());
          statement(For->getInc());
          statement(For->getBody());
        });
      });
    case Stmt::WhileStmtClass:
    case Stmt::DoStmtClass:
      return loop(S, [&] {
        for (const Stmt *Child : S->children())
          statement(Child);
      });
    case Stmt::SwitchStmtClass:
      remember(S);
      Breakable.push_back(S);
      for (const Stmt *Child : S->children())
        statement(Child);
      Breakable.pop_back();
      return;
    case Stmt::CaseStmtClass:
    case Stmt::DefaultStmtClass:
      remember(S);
      return statement(cast<SwitchCase>(S)->getSubStmt());
    case Stmt::LabelStmtClass:
      remember(S);
      if (Function)
        Function->ScopeOfLabel[cast<LabelStmt>(S)->getDecl()] = Current;
      return statement(cast<LabelStmt>(S)->getSubStmt());
    case Stmt::BreakStmtClass:
    case Stmt::ContinueStmtClass:
      remember(S);
      if (Function) {
        auto &Targets = isa<BreakStmt>(S) ? Breakable : Loops;
        if (!Targets.empty())
          Function->JumpTarget[S] = Targets.back();
      }
      return;
    case Stmt::GotoStmtClass:
      return remember(S);
    case Stmt::ReturnStmtClass:
      remember(S);
      if (const Expr *Value = cast<ReturnStmt>(S)->getRetValue()) {
        Pointers.flow(AsyncType(Where).result(), Where->getReturnType(), Value);
        expression(Value);
      }
      return;
    case Stmt::IndirectGotoStmtClass:
      remember(S);
      break;
    case Stmt::GCCAsmStmtClass:
      return assembler(cast<GCCAsmStmt>(S));
    default:
      break;
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { statement(Child); });
  }

  template <typename Fn> void loop(const Stmt *S, Fn Contents) {
    remember(S);
    Breakable.push_back(S);
    Loops.push_back(S);
    Contents();
    Loops.pop_back();
    Breakable.pop_back();
  }

  void declaration(const DeclStmt *S) {
    for (const Decl *D : S->decls()) {
      if (isa<VarDecl>(D) || isa<FunctionDecl>(D))
        Pointers.checkRedeclarations(cast<ValueDecl>(D));
      forEachEvaluatedSize(D, [&](const Expr *Size) { expression(Size); });
      if (const auto *Var = dyn_cast<VarDecl>(D)) {
        // The name hides others in its own initialiser already.
        if (Function && Var->hasLocalStorage())
          push({nullptr, 0, nullptr, nullptr, Var});
        if (Var->getInit())
          initializer(Var);
        if (!Function)
          continue;
        if (Var->hasLocalStorage() && !Var->isConstexpr()) {
          declare(Var, Local::Kind::Variable);
          continue;
        }
      }
      if (const auto *Named = dyn_cast<NamedDecl>(D);
          Named && Function && Named->getIdentifier() && !isa<TagDecl>(D))
        push({nullptr, 0, nullptr, nullptr, Named});
      if (const auto *Enum = dyn_cast<EnumDecl>(D); Enum && Function)
        for (const auto *Enumerator : Enum->enumerators())
          push({nullptr, 0, nullptr, nullptr, Enumerator});
    }
  }

  void assembler(const GCCAsmStmt *Asm) {
    remember(Asm);
    for (const Stmt *Operand : Asm->children())
      if (const auto *E = dyn_cast_or_null<Expr>(Operand)) {
        escape(lvalueRoot(E));
        Pointers.flow(AsyncType(), E->getType(), E);
        expression(E);
      }
  }

  //===- Expressions ------------------------------------------------------===//

  /// The address of variable or compound literal `Root` is used.
  void escape(const Expr *Root) {
    if (!Root || !Function)
      return;
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Root)) {
      if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()))
        if (Local *L = Function->LocalOf.lookup(Var))
          L->Escapes = true;
    } else if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(Root)) {
      Local *&L = Function->LiteralOf[Literal];
      if (!L && !Literal->isFileScope()) {
        unsigned Line = presumed(Literal->getBeginLoc()).getLine();
        L = &newLocal(Local::Kind::Literal, Literal->getType(), "literal_" + std::to_string(Line),
                      Literal->getBeginLoc());
        L->Literal = Literal;
        L->Escapes = true;
        L->Referenced = true;
        // Its life is the enclosing block, whichever expression it stands in.
        push({nullptr, 0, nullptr, L, nullptr});
      }
    }
  }

  void expressionInPath(const Expr *E) {
    if (const CallExpr *Call = callUnderExtension(E)) {
      if (const AsyncSignature *Callee = Pointers.callee(Call))
        return awaitCall(E, Call, Callee);
      checkAwaited(cast<UnaryOperator>(E), Call);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      checkAwaited(Unary, nullptr);
    }
    Construct Found;
    if (matchConstruct(E, Found))
      return isAwaiting(Found.What) ? awaitConstruct(E, Found) : handover(E, Found);

    Pointers.check(E);
    if (const auto *Call = dyn_cast<CallExpr>(E))
      checkCall(Call);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      return reference(Ref);
    noteAssignment(E);
    if (isa<BlockExpr>(E) && Function)
      Diags.report(E->getBeginLoc(), Message::block_literal) << Where->getName();
    if (const auto *Nested = dyn_cast<StmtExpr>(E)) {
      statement(Nested->getSubStmt());
      if (Function)
        Function->BlockOf[Nested->getSubStmt()]->StatementExpression = true;
      return;
    }
    if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      withoutDecay(Subscript->getLHS());
      withoutDecay(Subscript->getRHS());
      return;
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      if (Unary->getOpcode() == UO_Deref)
        return withoutDecay(Unary->getSubExpr());
      if (Unary->getOpcode() == UO_AddrOf) {
        if (const auto *Ref = dyn_cast<DeclRefExpr>(stripParens(Unary->getSubExpr())))
          if (designates(Ref, Unary))
            return;
        escape(lvalueRoot(Unary->getSubExpr()));
      }
    }
    if (const auto *Cast = dyn_cast<CastExpr>(E))
      if (Cast->getCastKind() == CK_ArrayToPointerDecay && !HarmlessDecays.contains(Cast))
        escape(lvalueRoot(Cast->getSubExpr()));
    forEachEvaluatedChild(E, [&](const Stmt *Child) { statement(Child); });
  }

  void noteAssignment(const Expr *E) {
    const Expr *Target = nullptr;
    if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary && Binary->isAssignmentOp())
      Target = Binary->getLHS();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary && Unary->isIncrementDecrementOp())
      Target = Unary->getSubExpr();
    const auto *Ref = Target && Function ? dyn_cast_or_null<DeclRefExpr>(lvalueRoot(Target)) : nullptr;
    if (const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr)
      if (Local *L = Function->LocalOf.lookup(Var))
        L->Assigned = true;
  }

  /// An array that is subscripted or dereferenced on the spot does not give its address away.
  void withoutDecay(const Expr *E) {
    const auto *Decay = dyn_cast<ImplicitCastExpr>(stripParens(E));
    if (Decay && Decay->getCastKind() == CK_ArrayToPointerDecay)
      if (const Expr *Root = lvalueRoot(Decay->getSubExpr()); Root && isa<DeclRefExpr>(Root))
        HarmlessDecays.insert(Decay);
    expression(E);
  }

  void reference(const DeclRefExpr *Ref) { designates(Ref, Ref); }

  /// Whether `Node`, the name `Ref` or its address, is an async function as a value; then it is noted.
  bool designates(const DeclRefExpr *Ref, const Expr *Node) {
    AsyncSignature *Named = In.find(dyn_cast<FunctionDecl>(Ref->getDecl()));
    if (!Named)
      return false;
    if (Evaluated.insert(Ref).second) {
      Named->Designated = Named->StillNamed = true;
      In.Designators.push_back(std::make_unique<Designator>(Designator{Node, Named}));
      Uses.Designators.push_back(In.Designators.back().get());
    }
    return true;
  }

  /// What a call has besides its arguments that C evaluates: null where a function is called by its name.
  const Expr *calledPointer(const CallExpr *Call) {
    Evaluated.insert(Call);
    if (!Call->getDirectCallee())
      return Call->getCallee();
    const Expr *Callee = strip(Call->getCallee());
    while (const auto *Unary = dyn_cast<UnaryOperator>(Callee)) // (*f)(x)
      Callee = strip(Unary->getSubExpr());
    Evaluated.insert(Callee);
    return nullptr;
  }

  /// The parts of an async call that was understood.
  void callParts(const CallExpr *Call) {
    Pointers.checkArguments(Call);
    if (const Expr *Pointer = calledPointer(Call))
      expression(Pointer);
    for (const Expr *Argument : Call->arguments())
      expression(Argument);
  }

  /// Reports an `await` of the keyword's own that stands before something else than an async call. Whoever
  /// wrote `__extension__` meant something else.
  void checkAwaited(const UnaryOperator *Extension, const CallExpr *Call) {
    SourceLocation At = Extension->getOperatorLoc();
    if (Extension->getOpcode() != UO_Extension || !At.isMacroID())
      return;
    llvm::StringRef Macro = Lexer::getImmediateMacroName(At, SM, In.Ctx.getLangOpts());
    if (Macro != "await" && Macro != "lg_await")
      return;
    if (!Call && callsAsync(Extension->getSubExpr()) &&
        !callUnderExtension(stripParens(Extension->getSubExpr())))
      return; // `await f(x).y`: the call is reported, with what to write
    if (!Call) {
      Diags.report(At, Message::await_not_call);
      return;
    }
    Diags.report(Call->getBeginLoc(), Message::await_not_async) << wordFor(Call->getCallee());
    if (const ValueDecl *Callee = AsyncType::of(Call->getCallee()).declaration())
      Diags.report(Callee->getLocation(), Message::note_declared_here) << Callee->getName();
  }

  bool callsAsync(const Stmt *S) const {
    if (const auto *Call = dyn_cast<CallExpr>(S))
      if (Pointers.callee(Call))
        return true;
    bool Found = false;
    forEachEvaluatedChild(S, [&](const Stmt *Child) { Found = Found || callsAsync(Child); });
    return Found;
  }

  void checkCall(const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Pointers.callee(Call)) {
      calledPointer(Call);
      reportBareCall(Call, wordFor(Call->getCallee()));
    } else if (!Callee || !Callee->getIdentifier()) {
      return;
    } else if (Function && isSetjmp(Callee->getName())) {
      Diags.report(Call->getBeginLoc(), Message::calls_setjmp) << Callee->getName() << Where->getName();
      Diags.report(Call->getBeginLoc(), Message::note_setjmp);
    } else if (Function && isAlloca(Callee->getName())) {
      AllocaAt = Call->getBeginLoc();
      AllocaName = Callee->getName().str();
    } else if (!Function && Callee->getName() == "lg_cx") {
      Diags.report(Call->getBeginLoc(), Message::await_outside) << "lg_cx";
      noteOutside();
    }
  }

  void reportBareCall(const CallExpr *Call, llvm::StringRef Name) {
    Diags.report(Call->getBeginLoc(), Message::bare_call) << Name;
    for (const Stmt *Around : llvm::reverse(Path))
      if (const auto *Unary = dyn_cast<UnaryOperator>(Around))
        if (Unary->getOpcode() == UO_Extension && Unary->getSubExpr() != Call) {
          Diags.report(Unary->getBeginLoc(), Message::note_parenthesize_await) << Name;
          return;
        }
    Diags.report(Call->getBeginLoc(), Function ? Message::note_write_await : Message::note_write_block_on)
        << Name;
  }

  void noteOutside() {
    if (Where)
      Diags.report(Where->getLocation(), Message::note_mark_function) << Where->getName();
  }

  //===- Yield points -----------------------------------------------------===//

  void awaitCall(const Expr *Node, const CallExpr *Call, const AsyncSignature *Callee) {
    callParts(Call);
    Operand O{Call, Callee, calledPointer(Call), wordFor(Call->getCallee())};
    addYield(Node, Yield::Kind::Call, O.Word, {O}, nullptr, "await");
  }

  void awaitConstruct(const Expr *Node, const Construct &Found) {
    llvm::StringRef Keyword = spelling(Found.What);
    std::vector<Operand> Operands;
    if (Found.Argument)
      expression(Found.Argument);
    for (const Expr *E : Found.Operands) {
      Operand O;
      const Expr *Right = stripParens(E);
      if (const auto *Assignment = dyn_cast<BinaryOperator>(Right))
        if (Assignment->getOpcode() == BO_Assign) {
          O.Target = Assignment->getLHS();
          Right = Assignment->getRHS();
        }
      O.Call = callWithin(Right);
      O.Callee = O.Call ? Pointers.callee(O.Call) : nullptr;
      if (!O.Callee) {
        Diags.report(E->getBeginLoc(), Message::operand_not_async) << Keyword;
        continue;
      }
      O.Pointer = calledPointer(O.Call);
      O.Word = wordFor(O.Call->getCallee());
      if (O.Target) {
        Pointers.flow(AsyncType::of(O.Target), O.Target->getType(), O.Call);
        expression(O.Target);
        escape(lvalueRoot(O.Target));
      }
      callParts(O.Call);
      Operands.push_back(O);
    }
    if (Found.What == Keyword::AwaitTimeout && Found.Operands.size() != 1)
      Diags.report(Node->getBeginLoc(), Message::timeout_operands);
    Yield::Kind What = Found.What == Keyword::AwaitAll   ? Yield::Kind::All
                       : Found.What == Keyword::AwaitAny ? Yield::Kind::Any
                                                         : Yield::Kind::Timeout;
    addYield(Node, What, Keyword.drop_front(strlen("await_")), std::move(Operands), Found.Argument, Keyword);
  }

  void addYield(const Expr *Node, Yield::Kind What, llvm::StringRef Callee, std::vector<Operand> Operands,
                const Expr *Milliseconds, llvm::StringRef Keyword) {
    if (!Function) {
      Diags.report(Node->getBeginLoc(), Message::await_outside) << Keyword;
      noteOutside();
      return;
    }
    for (const Stmt *Around : Path)
      Function->Suspending.insert(Around);
    Function->Yields.emplace_back();
    Yield &Y = Function->Yields.back();
    Y.What = What;
    Y.Index = Function->Yields.size() - 1;
    Y.Node = Node;
    Y.Operands = std::move(Operands);
    Y.Milliseconds = Milliseconds;
    PresumedLoc At = presumed(Node->getBeginLoc());
    Y.Line = At.getLine();
    Y.File = At.getFilename();
    Y.Callee = Callee.str();
    Y.Name = YieldNames.fresh((Callee + "_" + llvm::Twine(Y.Line)).str());
    Y.InLoop = llvm::any_of(Path, [](const Stmt *Around) { return isa<ForStmt, WhileStmt, DoStmt>(Around); });
    Y.At = Current;
    Y.Home = Home;
    Home->Yields.push_back(&Y);
    Function->YieldAt[Node] = &Y;
  }

  void handover(const Expr *Node, const Construct &Found) {
    llvm::StringRef Keyword = spelling(Found.What);
    if (Found.Argument)
      expression(Found.Argument);
    auto H = std::make_unique<Handover>();
    if (Found.Operands.size() == 1)
      H->Call = callWithin(Found.Operands.front());
    if (H->Call)
      H->Callee = Pointers.callee(H->Call);
    if (!H->Callee) {
      Diags.report(Node->getBeginLoc(), Message::construct_operand) << Keyword;
      return;
    }
    callParts(H->Call);
    H->Pointer = calledPointer(H->Call);
    H->Node = Node;
    H->Runtime = Found.Argument;
    H->What = handoverKind(Found.What);
    if (Function && (H->What == Handover::Kind::BlockOn || H->What == Handover::Kind::BlockOnIn)) {
      Diags.report(Node->getBeginLoc(), Message::block_on_inside) << Where->getName();
      Diags.report(Node->getBeginLoc(), Message::note_use_await);
    }
    Uses.Handovers.push_back(H.get());
    In.HandoverAt[Node] = H.get();
    In.Handovers.push_back(std::move(H));
  }

  /// What cannot be in scope while a function is suspended.
  void checkYields() {
    if (AllocaAt.isValid() && !Function->Yields.empty()) {
      Diags.report(AllocaAt, Message::calls_alloca) << AllocaName << Where->getName();
      Diags.report(AllocaAt, Message::note_alloca);
    }
    llvm::DenseSet<const Local *> Told;
    llvm::DenseSet<const NamedDecl *> ToldTypes;
    for (const Yield &Y : Function->Yields)
      for (const Scope *S = Y.At; S; S = S->Outer)
        if (S->Declares && S->Declares->Var && Told.insert(S->Declares).second)
          checkAcross(*S->Declares, Y);
        else if (const auto *Typedef = dyn_cast_or_null<TypedefNameDecl>(S->Hides);
                 Typedef && Typedef->getUnderlyingType()->isVariablyModifiedType() &&
                 ToldTypes.insert(Typedef).second)
          report(Typedef, Message::vla_at_await, Message::note_vla, Y);
  }

  std::vector<const Local *> guardsLeft(const Scope *Here, const LabelDecl *To) const {
    std::vector<const Local *> Guards;
    for (const Local *L : localsLeft(Here, Function->ScopeOfLabel.lookup(To)))
      if (L->isGuard())
        Guards.push_back(L);
    return Guards;
  }

  /// A computed goto leaves the same guards whichever label it goes to, or it could not be said here which.
  void checkGoto(const IndirectGotoStmt *Goto, const Scope *Here) {
    const auto &Labels = Function->LabelsTaken;
    for (const LabelDecl *To : Labels)
      if (guardsLeft(Here, To) != guardsLeft(Here, Labels.front())) {
        Diags.report(Goto->getBeginLoc(), Message::indirect_goto)
            << Labels.front()->getName() << To->getName();
        Diags.report(To->getLocation(), Message::note_label_here) << To->getName();
        Diags.report(Goto->getBeginLoc(), Message::note_indirect_goto);
        return;
      }
  }

  /// Nothing can be done on the way from assembly to a label.
  void checkGoto(const GCCAsmStmt *Asm, const Scope *Here) {
    for (unsigned I = 0; I != Asm->getNumLabels(); ++I) {
      const LabelDecl *To = Asm->getLabelExpr(I)->getLabel();
      auto Guards = guardsLeft(Here, To);
      if (Guards.empty())
        continue;
      Diags.report(Asm->getBeginLoc(), Message::asm_goto) << Guards.front()->Name << To->getName();
      Diags.report(To->getLocation(), Message::note_label_here) << To->getName();
      Diags.report(Asm->getBeginLoc(), Message::note_asm_goto);
      return;
    }
  }

  void checkAcross(const Local &L, const Yield &Y) {
    QualType T = L.Var->getType();
    Message What, Note;
    if (L.What == Local::Kind::Variable && T->isVariablyModifiedType()) {
      What = Message::vla_at_await;
      Note = Message::note_vla;
    } else if (isVaList(T, In.Ctx)) {
      What = Message::va_list_at_await;
      Note = Message::note_va_list;
    } else if (L.Var->hasAttr<AsmLabelAttr>()) {
      What = Message::register_at_await;
      Note = Message::note_register;
    } else {
      return;
    }
    report(L.Var, What, Note, Y);
  }

  void report(const NamedDecl *D, Message What, Message Note, const Yield &Y) {
    Diags.report(D->getLocation(), What) << D->getName();
    Diags.report(Y.Node->getBeginLoc(), Message::note_await_here);
    Diags.report(D->getLocation(), Note);
  }
};

} // namespace

std::unique_ptr<AsyncFunction> readBody(BodyContext &Context, const AsyncSignature &Signature) {
  auto Function = std::make_unique<AsyncFunction>(Context.In, Signature);
  BodyWalker Walker(Context, Function.get(), Signature.Definition);
  Walker.readDefinition();
  Function->Uses = std::move(Walker.Uses);
  return Function;
}

AsyncUses readOrdinaryBody(BodyContext &Context, const FunctionDecl *Definition) {
  BodyWalker Walker(Context, nullptr, Definition);
  Walker.readDefinition();
  return std::move(Walker.Uses);
}

AsyncUses readStaticInitializer(BodyContext &Context, const VarDecl *Variable) {
  BodyWalker Walker(Context, nullptr, nullptr);
  Walker.initializer(Variable);
  return std::move(Walker.Uses);
}

} // namespace lifeguard
