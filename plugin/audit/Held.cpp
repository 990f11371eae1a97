#include "Held.h"
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "Conditions.h"
#include "Flags.h"
#include "clang/AST/ASTContext.h"
#include "clang/Analysis/CFG.h"
#include <deque>
#include <set>

using namespace clang;

namespace lifeguard {

namespace {

/// Where statements stand in the text, by a walk: those of a block have the numbers between its first and
/// last.
class Positions {
public:
  explicit Positions(const Stmt *Body) { number(Body); }

  /// 0 for what is not in the body.
  unsigned of(const Stmt *S) const { return First.lookup(S); }
  unsigned end(const Stmt *S) const { return Last.lookup(S); }

private:
  llvm::DenseMap<const Stmt *, unsigned> First, Last;
  unsigned Next = 1;

  void number(const Stmt *S) {
    First.try_emplace(S, Next++);
    for (const Stmt *Child : S->children())
      if (Child)
        number(Child);
    Last.try_emplace(S, Next);
  }
};

/// The must_not_suspend that `T`, its typedefs, its members or elements carry.
const AnnotateAttr *mustNotSuspend(QualType T) {
  while (const auto *Named = T->getAs<TypedefType>()) {
    if (const AnnotateAttr *Mark = findAnnotation(Named->getDecl(), annotation::MustNotSuspend))
      return Mark;
    T = Named->desugar();
  }
  if (const auto *Array = dyn_cast<ArrayType>(T.getCanonicalType()))
    return mustNotSuspend(Array->getElementType());
  const auto *Record = T->getAs<RecordType>();
  const RecordDecl *Definition = Record ? Record->getDecl()->getDefinition() : nullptr;
  if (!Definition || Definition->isUnion())
    return nullptr;
  if (const AnnotateAttr *Mark = findAnnotation(Definition, annotation::MustNotSuspend))
    return Mark;
  for (const FieldDecl *Field : Definition->fields())
    if (const AnnotateAttr *Mark = mustNotSuspend(Field->getType()))
      return Mark;
  return nullptr;
}

/// The call of `Name` in `S`, or null.
const CallExpr *findCallOf(const Stmt *S, llvm::StringRef Name) {
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Callee && Callee->getIdentifier() && Callee->getName() == Name)
      return Call;
  const CallExpr *Found = nullptr;
  forEachEvaluatedChild(S, [&](const Stmt *Child) {
    if (!Found)
      Found = findCallOf(Child, Name);
  });
  return Found;
}

class Flow {
public:
  Flow(const FunctionDecl *F, const AsyncFunction *Body, const Suspends &Suspending, const Locks &LockCalls,
       const AuditConfig &Config, bool OnlyEffects)
      : F(F), Ctx(F->getASTContext()), Body(Body), Suspending(Suspending), LockCalls(LockCalls),
        Config(Config), OnlyEffects(OnlyEffects), In(F, /*Abstract=*/OnlyEffects) {}

  bool run() {
    findGuards(F->getBody(), F->getBody());
    for (const ParmVarDecl *Parameter : F->parameters())
      addVariable(Parameter, F->getBody());
    const CFG *Graph = LockCalls.graphOf(F);
    if (!Graph)
      return false;
    solve(*Graph);
    return true;
  }

  HeldGuards result() {
    HeldGuards Result;
    std::vector<std::pair<unsigned, const CallExpr *>> Order;
    for (auto &[Call, Seen] : AtCall)
      Order.push_back({AtCall.size() > 1 ? places().of(Call) : 0, Call});
    llvm::sort(Order);
    for (auto &[Position, Call] : Order)
      Result.Calls.push_back(std::move(AtCall[Call]));
    for (Tracked &T : All)
      Result.Guards.push_back(std::move(T.What));
    return Result;
  }

  /// What is left taken at the end, what is released that was not taken here, and what of that is taken
  /// again.
  std::vector<LockEffect> effects() const {
    std::vector<LockEffect> Found;
    for (size_t I = 0; I < All.size(); ++I) {
      const Guarded &G = All[I].What;
      uint8_t End = I < AtExit.size() ? AtExit[I] : Unreached;
      if (G.Var || G.Path.empty() || Paths::isLocal(G.Path) || End == Unreached)
        continue;
      LockEffect Effect{LockEffect::Kind::Take, G.Path, G.Kind, G.Type, G.Name, G.Why, std::nullopt};
      bool OfCaller = LetGoHere.count(I) != 0;
      if (OfCaller && !(End & LetGo))
        Effect.What = LockEffect::Kind::Lend;
      else if (End & LetGo)
        Effect.What = LockEffect::Kind::Release;
      else if (End & NotHeld)
        tell(Returns[I], Effect);
      if (Effect.What == LockEffect::Kind::Take && !Effect.OnlyIf &&
          (!(End & Held) || (End != Held && !G.Releases.empty())))
        continue; // released again, or on the ways where it was taken
      Effect.HeldAcross = Effect.What != LockEffect::Kind::Take && HeldAcross.count(I);
      Effect.Sometimes = (!Effect.OnlyIf && (End & NotHeld) != 0) ||
                         (Effect.What == LockEffect::Kind::Release && (End & Held));
      Found.push_back(std::move(Effect));
    }
    return Found;
  }

private:
  using State = Flags::State; ///< a fact for each guard, then the flags' own

  /// A guard with where it can be held.
  struct Tracked {
    Guarded What;
    unsigned Begin = 0,
             End = 0; ///< positions of a scope-bound one: after its declaration, the end of its block
    std::optional<int> OnlyIf;
    bool Sometimes = false; ///< the callee takes it on some ways only
    bool ElseNegative = false, OrGreater = false;
  };

  const FunctionDecl *F;
  const ASTContext &Ctx;
  const AsyncFunction *Body;
  const Suspends &Suspending;
  const Locks &LockCalls;
  const AuditConfig &Config;
  bool OnlyEffects;                        ///< on the locks of its callers
  mutable std::optional<Positions> Places; ///< most functions need none
  Paths In;
  std::vector<Tracked> All;
  llvm::DenseMap<const VarDecl *, unsigned> OfVar;
  llvm::DenseMap<const CallExpr *, std::vector<unsigned>> OfCall;
  llvm::DenseSet<const CallExpr *>
      OfGuards; ///< in the initializers of scope-bound guards: what they take is the guard's
  std::map<const CallExpr *, std::vector<LockEffect>> EffectsOf;
  llvm::DenseMap<const VarDecl *, const Expr *> KeptIn; ///< what a variable is assigned; null: several things
  std::optional<Flags> Told;
  mutable bool Impossible = false; ///< a condition contradicts one before it
  /// Where only the effects are asked for, of each lock: the values that are returned with it, and without
  /// it.
  struct Returned {
    std::set<int> With, Without;
    bool Other = false; ///< with it also what is no constant
    bool Unclear = false;
  };
  std::vector<Returned> Returns;
  std::map<const CallExpr *, HeldAtCall> AtCall;
  /// Where only the effects are asked for: the caller's locks that are released; that are held, as the caller
  /// left them, where a call suspends; by call, those that it gives up while it waits.
  std::set<size_t> LetGoHere, HeldAcross;
  llvm::DenseMap<const CallExpr *, unsigned> GivenUpAt;
  State AtExit;

  const Positions &places() const {
    if (!Places)
      Places.emplace(F->getBody());
    return *Places;
  }

  //===- Finding what there is --------------------------------------------===//

  void findGuards(const Stmt *S, const Stmt *Block) {
    if (isa<CompoundStmt>(S) || isa<ForStmt>(S))
      Block = S;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Var = dyn_cast<VarDecl>(D)) {
          addVariable(Var, Block, S);
          if (Var->getInit())
            keep(Var, Var->getInit());
        }
    } else if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
               Assignment && Assignment->getOpcode() == BO_Assign) {
      if (const VarDecl *Var = variable(Assignment->getLHS()))
        keep(Var, Assignment->getRHS());
    } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
      addCall(Call);
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { findGuards(Child, Block); });
  }

  /// What is assigned once is known wherever the variable is asked; of what is assigned more than once, only
  /// what comes last in a block (keptAt).
  void keep(const VarDecl *Var, const Expr *Value) {
    if (Value->isIntegerConstantExpr(Ctx))
      return;
    auto [Known, New] = KeptIn.try_emplace(Var, Value->IgnoreParenCasts());
    if (!New)
      Known->second = nullptr;
  }

  /// What `Var` keeps at the end of `Block`; null where that is not known.
  const Expr *keptAt(const CFGBlock &Block, const VarDecl *Var) const {
    for (auto Element = Block.rbegin(); Element != Block.rend(); ++Element) {
      auto Statement = Element->getAs<CFGStmt>();
      if (!Statement)
        continue;
      if (const auto *Assignment = dyn_cast<BinaryOperator>(Statement->getStmt())) {
        if (Assignment->isAssignmentOp() && variable(Assignment->getLHS()) == Var)
          return Assignment->getOpcode() == BO_Assign ? Assignment->getRHS()->IgnoreParenCasts() : nullptr;
      } else if (const auto *Declaration = dyn_cast<DeclStmt>(Statement->getStmt())) {
        if (llvm::is_contained(Declaration->decls(), Var))
          return Var->getInit() ? Var->getInit()->IgnoreParenCasts() : nullptr;
      }
    }
    return KeptIn.lookup(Var);
  }

  static const VarDecl *variable(const Expr *E) {
    const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
    return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  }

  /// The variable that `E` is, or whose address it is.
  static const VarDecl *variableAt(const Expr *E) {
    const auto *AddressOf = dyn_cast<UnaryOperator>(E->IgnoreParenCasts());
    return variable(AddressOf && AddressOf->getOpcode() == UO_AddrOf ? AddressOf->getSubExpr() : E);
  }

  /// `Declaration`: null for a parameter.
  void addVariable(const VarDecl *Var, const Stmt *Block, const Stmt *Declaration = nullptr) {
    if (!Var->hasLocalStorage())
      return;
    Tracked T;
    Guarded &G = T.What;
    const auto *Cleanup = Var->getAttr<CleanupAttr>();
    const AnnotateAttr *Mark = mustNotSuspend(Var->getType());
    if (!Mark)
      Mark = findAnnotation(Var, annotation::MustNotSuspend);
    const Local *Known = Body ? Body->LocalOf.lookup(Var) : nullptr;
    bool Lifecycle = Known && Known->Lifecycle;
    // Members that must not suspend are not helped by the hooks of other members.
    G.Hooked = Lifecycle && (Known->Lifecycle->Own || !Mark);
    if (!Cleanup && !Mark && !Lifecycle)
      return;
    G.Var = Var;
    G.At = Var->getLocation();
    G.Name = Var->getNameAsString();
    G.Type = Var->getType().getUnqualifiedType().getAsString();
    if (Mark) {
      G.MustNotSuspend = true;
      G.Why = annotationBody(*Mark, annotation::MustNotSuspend).str();
    }
    if (Cleanup) {
      classify(G, Cleanup->getFunctionDecl());
      if (Var->getInit())
        markCalls(Var->getInit());
    }
    T.Begin = Declaration ? places().end(Declaration) : 0;
    T.End = places().end(Block);
    OfVar[Var] = All.size();
    All.push_back(std::move(T));
  }

  void markCalls(const Stmt *S) {
    if (const auto *Call = dyn_cast<CallExpr>(S))
      OfGuards.insert(Call);
    forEachEvaluatedChild(S, [&](const Stmt *Child) { markCalls(Child); });
  }

  /// What the configuration, or the body of its cleanup, says of a scope-bound guard. An entry for cleanups
  /// of any name says least.
  void classify(Guarded &G, const FunctionDecl *Cleanup) {
    if (!classifyByRule(G, Cleanup, /*AnyName=*/false) && !classifyByBody(G, Cleanup))
      classifyByRule(G, Cleanup, /*AnyName=*/true);
  }

  bool classifyByRule(Guarded &G, const FunctionDecl *Cleanup, bool AnyName) {
    for (const GuardKind &Kind : Config.Guards)
      for (const CleanupRule &Rule : Kind.Cleanup) {
        if (!Cleanup->getIdentifier() || !Rule.Function.matches(Cleanup->getName()) ||
            Rule.Function.matchesAnything() != AnyName)
          continue;
        G.Rule = &Rule;
        G.Kind = &Kind;
        if (G.Why.empty())
          G.Why = Kind.Why;
        if (G.Var->getInit() && !AnyName)
          nameLock(G, Kind, Rule);
        return true;
      }
    return false;
  }

  /// The lock that the call in the guard's initializer takes or, where the entry names none, the initializer.
  void nameLock(Guarded &G, const GuardKind &Kind, const CleanupRule &Rule) {
    if (Rule.LockFromInitializer.empty()) {
      const GuardKind *OfLock = nullptr;
      const Expr *Lock = Kind.Severity ? nullptr : findLock(G.Var->getInit(), Config, OfLock);
      if (!Lock)
        return;
      G.Path = In.object(Lock);
      G.Name = textOf(Lock, Ctx);
      G.Type = typeName(Lock->getType());
      G.Kind = OfLock;
      return;
    }
    const CallExpr *Call = findCallOf(G.Var->getInit(), Rule.LockFromInitializer);
    if (!Call)
      return;
    const GuardKind *OfLock = nullptr;
    const Expr *Lock = nullptr;
    for (const Expr *Argument : Call->arguments())
      if (!Lock)
        Lock = findLock(Argument, Config, OfLock);
    for (const Expr *Argument : Call->arguments())
      if (!Lock) // wrapped before
        Lock = findLock(In.origin(Argument), Config, OfLock);
    if (Lock) {
      G.Path = In.object(Lock);
      G.Name = textOf(Lock, Ctx);
      G.Type = typeName(Lock->getType());
      if (!Kind.Severity)
        G.Kind = OfLock;
    } else if (Call->getNumArgs()) {
      G.Path = In.object(Call->getArg(0));
    }
  }

  bool classifyByBody(Guarded &G, const FunctionDecl *Cleanup) {
    for (const LockEffect &Effect : LockCalls.ofBody(Cleanup))
      if (Effect.What == LockEffect::Kind::Release) {
        G.ReleasesLock = true;
        G.Kind = Effect.Known;
        if (G.Why.empty())
          G.Why = Effect.Why;
        // `struct guard g = {&lock}` or `mutex *g = take(&lock)`: the lock is what the initializer names.
        const GuardKind *OfLock = nullptr;
        if (G.Var->getInit())
          if (const Expr *Lock = findLock(G.Var->getInit(), Config, OfLock); Lock)
            G.Path = In.object(Lock);
        return true;
      }
    return false;
  }

  void addCall(const CallExpr *Call) {
    std::vector<LockEffect> Effects = LockCalls.of(Call, In);
    for (const LockEffect &Effect : Effects) {
      // What a function does to its caller's lock is asked for each lock; what it holds, for each call.
      if (OfGuards.contains(Call) || (!OnlyEffects && Effect.What != LockEffect::Kind::Take))
        continue;
      if (OnlyEffects)
        if (size_t Known = lockOf(Effect.Path); Known < All.size()) {
          OfCall[Call].push_back(Known);
          continue;
        }
      Tracked T;
      T.What.Taken = Call;
      T.What.At = Call->getBeginLoc();
      T.What.Name = Effect.Name;
      T.What.Type = Effect.Type;
      T.What.Path = Effect.Path;
      T.What.Kind = Effect.Known;
      T.What.Why = Effect.Why;
      T.What.MustNotSuspend = true;
      T.What.ByMark = Effect.ByMark;
      T.OnlyIf = Effect.OnlyIf;
      T.Sometimes = Effect.Sometimes;
      T.ElseNegative = Effect.ElseNegative;
      T.OrGreater = Effect.OrGreater;
      OfCall[Call].push_back(All.size());
      All.push_back(std::move(T));
    }
    if (!Effects.empty())
      EffectsOf[Call] = std::move(Effects);
    if (OnlyEffects)
      addGivenUp(Call);
    // The address of a guard that is given to anything but its own functions may be used there.
    for (const Expr *Argument : Call->arguments())
      if (const auto *AddressOf = dyn_cast<UnaryOperator>(Argument->IgnoreParenCasts()))
        if (AddressOf->getOpcode() == UO_AddrOf)
          if (const VarDecl *Var = variable(AddressOf->getSubExpr()))
            if (auto Found = OfVar.find(Var);
                Found != OfVar.end() && !EffectsOf.count(Call) && !isCleanup(Call, Var))
              All[Found->second].What.Escapes = true;
  }

  /// A call that waits without the lock that it is given, which may be the caller's.
  void addGivenUp(const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    for (const SuspendingRelease &Known : Config.Releases) {
      if (!Callee || !Callee->getIdentifier() || Callee->getName() != Known.Function || !Known.Arg ||
          *Known.Arg >= Call->getNumArgs())
        continue;
      Tracked T;
      const Expr *Lock = findLock(Call->getArg(*Known.Arg), Config, T.What.Kind);
      if (!Lock)
        Lock = Call->getArg(*Known.Arg);
      T.What.Taken = Call;
      T.What.At = Call->getBeginLoc();
      T.What.Path = In.object(Lock);
      T.What.Name = textOf(Lock, Ctx);
      T.What.Type = typeName(core(Lock)->getType());
      size_t Index = lockOf(T.What.Path);
      if (Index == All.size())
        All.push_back(std::move(T));
      GivenUpAt[Call] = Index;
    }
  }

  /// The first lock of this path that a call takes or lets go; All.size() for none.
  size_t lockOf(llvm::StringRef Path) const {
    for (size_t I = 0; I < All.size(); ++I)
      if (All[I].What.Taken && All[I].What.Path == Path)
        return I;
    return All.size();
  }

  static bool isCleanup(const CallExpr *Call, const VarDecl *Var) {
    const auto *Cleanup = Var->getAttr<CleanupAttr>();
    const FunctionDecl *Callee = Call->getDirectCallee();
    return Cleanup && Callee && Callee->getCanonicalDecl() == Cleanup->getFunctionDecl()->getCanonicalDecl();
  }

  //===- The data flow ----------------------------------------------------===//

  void solve(const CFG &Graph) {
    Told.emplace(F->getBody(), Ctx, All.size());
    Returns.assign(All.size(), {});
    size_t Size = All.size() + Told->size();
    std::vector<State> AtEntry(Graph.getNumBlockIDs(), State(Size, Unreached));
    State Start(Size, NotHeld);
    for (size_t I = 0; I < All.size(); ++I)
      if (All[I].What.Var && isa<ParmVarDecl>(All[I].What.Var))
        Start[I] = Held;
    Told->start(Start);
    AtEntry[Graph.getEntry().getBlockID()] = Start;
    std::deque<const CFGBlock *> Work = {&Graph.getEntry()};
    llvm::DenseSet<const CFGBlock *> Visited;
    Visited.insert(&Graph.getEntry());
    std::set<std::pair<unsigned, unsigned>> Contradicting; ///< edges: the block's number, the successor's
    auto Go = [&](const CFGBlock &Next, const State &Then) {
      State &Entry = AtEntry[Next.getBlockID()];
      bool Grown = Visited.insert(&Next).second;
      for (size_t I = 0; I < Size; ++I)
        if ((Entry[I] | Then[I]) != Entry[I]) {
          Entry[I] |= Then[I];
          Grown = true;
        }
      if (Grown)
        Work.push_back(&Next);
    };
    auto Leave = [&](const CFGBlock &Block, std::optional<unsigned> Only) {
      State Now = AtEntry[Block.getBlockID()];
      if (!pass(Block, Now, /*Record=*/false))
        return;
      unsigned Index = 0;
      for (auto To = Block.succ_begin(); To != Block.succ_end(); ++To, ++Index) {
        const CFGBlock *Next = *To;
        if (!Next || (Only && Index != *Only))
          continue;
        State Then = Now;
        if (!decide(Block, Index, *Next, Then) && !Only) {
          Contradicting.insert({Block.getBlockID(), Index});
          continue;
        }
        Told->narrow(Now, Then);
        Go(*Next, Then);
      }
    };
    // What contradicts an answer is gone only to reach what is not reached otherwise: the answer may have
    // changed.
    for (bool More = true; More;) {
      while (!Work.empty()) {
        const CFGBlock *Block = Work.front();
        Work.pop_front();
        Leave(*Block, std::nullopt);
      }
      More = false;
      for (const CFGBlock *Block : Graph)
        for (unsigned Index = 0; Index < Block->succ_size() && Visited.contains(Block) && !More; ++Index)
          if (const CFGBlock *Next = *(Block->succ_begin() + Index);
              Next && !Visited.contains(Next) && Contradicting.count({Block->getBlockID(), Index})) {
            Leave(*Block, Index);
            More = Visited.contains(Next);
          }
    }
    for (const CFGBlock *Block : Graph)
      if (Visited.contains(Block)) {
        State Now = AtEntry[Block->getBlockID()];
        pass(*Block, Now, /*Record=*/true);
      }
    AtExit = AtEntry[Graph.getExit().getBlockID()];
  }

  /// The state after a block; false where its end is never reached.
  bool pass(const CFGBlock &Block, State &Now, bool Record) {
    for (const CFGElement &Element : Block) {
      auto Statement = Element.getAs<CFGStmt>();
      if (!Statement)
        continue;
      const Stmt *S = Statement->getStmt();
      std::optional<State> Before;
      if (Told->size() && (!OfVar.empty() || isa<CallExpr>(S) || isa<DeclStmt>(S) || isa<BinaryOperator>(S)))
        Before = Now;
      leaveScopes(S, Now);
      if (const auto *Call = dyn_cast<CallExpr>(S)) {
        if (!call(Call, Now, Record))
          return false;
      } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
        for (const Decl *D : Declaration->decls())
          if (const auto *Var = dyn_cast<VarDecl>(D))
            if (auto Found = OfVar.find(Var); Found != OfVar.end())
              begin(Found->second, Now);
      } else if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
                 Assignment && Assignment->getOpcode() == BO_Assign) {
        if (const VarDecl *Var = variable(Assignment->getLHS()))
          if (auto Found = OfVar.find(Var); Found != OfVar.end())
            Now[Found->second] = isNull(Assignment->getRHS()) ? NotHeld : Held;
      } else if (const auto *Return = dyn_cast<ReturnStmt>(S); Return && Record && OnlyEffects) {
        returns(Block, Return->getRetValue(), Now);
      }
      if (Before) {
        Told->follow(*Before, Now);
        Told->assign(S, Now);
      }
    }
    return true;
  }

  /// A scope-bound guard begins; a lock that its cleanup will release is its own from here on.
  void begin(unsigned Index, State &Now) const {
    Now[Index] = Held;
    if (!All[Index].What.Path.empty())
      for (size_t I = 0; I < All.size(); ++I)
        if (All[I].What.Taken && All[I].What.Path == All[Index].What.Path)
          Now[I] = NotHeld;
  }

  void leaveScopes(const Stmt *S, State &Now) const {
    unsigned Position = OfVar.empty() ? 0 : places().of(S);
    if (!Position)
      return;
    for (size_t I = 0; I < All.size(); ++I)
      if (All[I].What.Var && (Now[I] & Held) && (Position < All[I].Begin || Position >= All[I].End))
        Now[I] = NotHeld;
  }

  bool call(const CallExpr *Call, State &Now, bool Record) {
    if (endsHere(Call))
      return false;
    if (Record)
      if (auto Point = Suspending.at(Call)) {
        if (OnlyEffects)
          cross(Call, Now);
        else
          record(Call, *Point, Now);
      }
    if (auto Effects = EffectsOf.find(Call); Effects != EffectsOf.end())
      for (const LockEffect &Effect : Effects->second)
        apply(Call, Effect, Now, Record);
    for (const Expr *Argument : Call->arguments())
      if (const auto *AddressOf = dyn_cast<UnaryOperator>(Argument->IgnoreParenCasts()))
        if (AddressOf->getOpcode() == UO_AddrOf)
          if (const VarDecl *Var = variable(AddressOf->getSubExpr()))
            if (auto Found = OfVar.find(Var); Found != OfVar.end() && isCleanup(Call, Var))
              release(Found->second, Call, Now, Record);
    return true;
  }

  void release(unsigned Index, const CallExpr *Call, State &Now, bool Record) {
    if (Record && (Now[Index] & Held) && !llvm::is_contained(All[Index].What.Releases, Call->getBeginLoc()))
      All[Index].What.Releases.push_back(Call->getBeginLoc());
    Now[Index] = NotHeld;
  }

  void apply(const CallExpr *Call, const LockEffect &Effect, State &Now, bool Record) {
    if (Effect.What == LockEffect::Kind::Lend) {
      lend(Effect, Now);
      return;
    }
    if (Effect.What == LockEffect::Kind::Release) {
      bool Ours = false;
      // The guard itself, or its address, is given to what lets it go.
      for (const Expr *Argument : Call->arguments())
        if (const VarDecl *Var = variableAt(Argument))
          if (auto Found = OfVar.find(Var); Found != OfVar.end()) {
            Ours = true;
            release(Found->second, Call, Now, Record);
          }
      for (size_t I = 0; I < All.size(); ++I)
        if (All[I].What.Path == Effect.Path && (Now[I] & Held)) {
          Ours = true;
          // What was taken on some ways is released on the same ways.
          uint8_t Before = Effect.Sometimes && !All[I].Sometimes ? Now[I] : 0;
          release(I, Call, Now, Record);
          Now[I] |= Before;
        }
      if (size_t I = lockOf(Effect.Path); !Ours && OnlyEffects && I < All.size()) {
        LetGoHere.insert(I);
        Now[I] = Effect.Sometimes ? Now[I] | LetGo : uint8_t(LetGo);
      }
      return;
    }
    // A scope-bound guard of the same lock that was let go by hand is in charge again.
    unsigned Position = OfVar.empty() ? 0 : places().of(Call);
    for (size_t I = 0; I < All.size(); ++I)
      if (All[I].What.Var && All[I].What.Path == Effect.Path && !Effect.Path.empty() &&
          Position >= All[I].Begin && Position < All[I].End) {
        Now[I] = Held;
        return;
      }
    for (unsigned I : OfCall.lookup(Call))
      if (All[I].What.Path == Effect.Path)
        Now[I] = Now[I] & LetGo                      ? NotHeld // the caller's, which holds it again
                 : Effect.Sometimes || Effect.OnlyIf ? Either
                                                     : Held;
  }

  /// A callee lets go of the lock for a while: here nothing changes; the caller's lock is lent further.
  void lend(const LockEffect &Effect, const State &Now) {
    for (size_t I = 0; I < All.size(); ++I)
      if (All[I].What.Path == Effect.Path && (Now[I] & Held))
        return; // ours
    if (size_t I = lockOf(Effect.Path); OnlyEffects && I < All.size())
      LetGoHere.insert(I);
  }

  void record(const CallExpr *Call, const Suspends::Point &Point, const State &Now) {
    HeldAtCall &At = AtCall[Call];
    At.Call = Call;
    At.Point = Point;
    At.Held.clear();
    for (size_t I = 0; I < All.size(); ++I)
      if ((Now[I] & Held) && !givenUpBy(Call, All[I].What))
        At.Held.push_back({static_cast<unsigned>(I), (Now[I] & NotHeld) != 0});
  }

  /// The caller's locks that a call which suspends is made with.
  void cross(const CallExpr *Call, const State &Now) {
    if (auto Given = GivenUpAt.find(Call); Given != GivenUpAt.end() && !(Now[Given->second] & Held))
      LetGoHere.insert(Given->second);
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getCanonicalDecl() == F->getCanonicalDecl())
      return; // what it does is what is asked
    for (size_t I = 0; I < All.size(); ++I)
      if ((Now[I] & NotHeld) && !givenUpBy(Call, All[I].What))
        HeldAcross.insert(I);
  }

  /// Whether this suspending call gives the lock up while it waits, or is an operation on it.
  bool givenUpBy(const CallExpr *Call, const Guarded &G) const {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->getIdentifier() || G.Path.empty())
      return false;
    for (const SuspendingRelease &Known : Config.Releases) {
      if (Callee->getName() != Known.Function)
        continue;
      if (Known.Arg && *Known.Arg < Call->getNumArgs()) {
        std::string Path = In.object(Call->getArg(*Known.Arg));
        if (G.Path == Path || isInside(Call->getArg(*Known.Arg), G.Path))
          return true;
      }
      if (!Known.Field.empty() && llvm::StringRef(G.Path).rsplit('.').second == Known.Field)
        return true;
    }
    if (G.Kind && llvm::is_contained(G.Kind->Operations, Callee->getName()))
      return true;
    // A callee at hand that releases the lock of its caller gives it up, whether it takes it again or not.
    if (Config.InferReleases != Inference::Off)
      for (const LockEffect &Effect : LockCalls.ofBody(Callee))
        if (Effect.What != LockEffect::Kind::Take && !Effect.HeldAcross &&
            (In.filledIn(Effect.Path, Call) == G.Path || isArgument(Effect.Path, Call, G.Path)))
          return true;
    return false;
  }

  /// Whether the callee's path is that of an argument, and the lock at `Path` is named in that.
  bool isArgument(llvm::StringRef OfCallee, const CallExpr *Call, const std::string &Path) const {
    unsigned Index = 0;
    return OfCallee.consume_front("*$") && OfCallee.consume_back("$") && !OfCallee.getAsInteger(10, Index) &&
           Index < Call->getNumArgs() && isInside(Call->getArg(Index), Path);
  }

  /// Whether the lock at `Path` is named somewhere in `E`: wrapped in an object made for the call.
  bool isInside(const Expr *E, const std::string &Path) const {
    bool Found = false;
    std::function<void(const Stmt *)> Look = [&](const Stmt *S) {
      if (const auto *Inner = dyn_cast<Expr>(S); Inner && !Found)
        if (isa<UnaryOperator>(Inner->IgnoreParenCasts()) || isa<DeclRefExpr>(Inner->IgnoreParenCasts()) ||
            isa<MemberExpr>(Inner->IgnoreParenCasts()))
          Found = In.object(Inner) == Path;
      if (!Found)
        forEachEvaluatedChild(S, Look);
    };
    Look(E);
    return Found;
  }

  bool endsHere(const CallExpr *Call) const {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !Callee->getIdentifier())
      return false;
    for (const NoReturnCall &Known : Config.NoReturnIf)
      if (Callee->getName() == Known.Function && Known.Arg < Call->getNumArgs() &&
          textOf(Call->getArg(Known.Arg), Ctx) == Known.Value)
        return true;
    return false;
  }

  //===- Conditions on a lock that was tried --------------------------------===//

  /// On the edge out of a block that decides by the result of a call that takes a lock only sometimes, or by
  /// what was asked before; false where the edge contradicts that.
  bool decide(const CFGBlock &Block, unsigned Successor, const CFGBlock &To, State &Now) const {
    Impossible = false;
    if (const auto *Switch = dyn_cast_or_null<SwitchStmt>(Block.getTerminatorStmt())) {
      decideCase(Block, Switch, To.getLabel(), Now);
      return !Impossible;
    }
    if (Successor > 1 || Block.succ_size() != 2)
      return true;
    const Stmt *Condition = Block.getTerminatorCondition();
    const auto *E = Condition ? dyn_cast<Expr>(Condition) : nullptr;
    // Of `a || b` this block asks b: it is reached only where a, which was asked before, has not decided.
    while (const auto *Logical = dyn_cast_or_null<BinaryOperator>(E ? E->IgnoreParens() : nullptr)) {
      if (!Logical->isLogicalOp())
        break;
      E = Logical->getRHS();
    }
    if (E && Block.getTerminatorStmt())
      decideBy(Block, E, Successor == 0, Now);
    return !Impossible;
  }

  /// On the edge of a `switch` to one of its labels.
  void decideCase(const CFGBlock &Block, const SwitchStmt *Switch, const Stmt *Label, State &Now) const {
    Condition Known;
    Known.Of = bareCondition(Switch->getCond());
    auto Number = [&](const SwitchCase *Each) -> std::optional<int> {
      const auto *Case = dyn_cast<CaseStmt>(Each);
      if (!Case || Case->getRHS())
        return std::nullopt; // the default, or a range
      return static_cast<int>(Case->getLHS()->EvaluateKnownConstInt(Ctx).getExtValue());
    };
    if (const auto *Case = dyn_cast_or_null<CaseStmt>(Label)) {
      if (auto Value = Number(Case)) {
        Known.Value = *Value;
        Known.Holds = true;
        learn(Block, Known, Now);
      }
      return;
    }
    for (const SwitchCase *Each = Switch->getSwitchCaseList(); Each; Each = Each->getNextSwitchCase())
      if (auto Value = Number(Each)) {
        Known.Value = *Value;
        learn(Block, Known, Now);
      }
  }

  void decideBy(const CFGBlock &Block, const Expr *E, bool Truth, State &Now, unsigned Depth = 0) const {
    learn(Block, conditionOf(E, Truth, Ctx), Now, Depth);
  }

  /// `a && b`, kept in a variable, is true or, without `Truth`, is not.
  void learnBoth(const CFGBlock &Block, const BinaryOperator *Logical, bool Truth, State &Now,
                 unsigned Depth) const {
    if (Depth == 4)
      return;
    if (Truth == (Logical->getOpcode() == BO_LAnd)) {
      decideBy(Block, Logical->getLHS(), Truth, Now, Depth + 1);
      decideBy(Block, Logical->getRHS(), Truth, Now, Depth + 1);
      return;
    }
    // Either of them decided.
    bool Before = Impossible, Any = false;
    State Joined(Now.size(), Unreached);
    for (const Expr *Operand : {Logical->getLHS(), Logical->getRHS()}) {
      State Then = Now;
      Impossible = false;
      decideBy(Block, Operand, Truth, Then, Depth + 1);
      Told->narrow(Now, Then);
      if (Impossible)
        continue;
      Any = true;
      for (size_t I = 0; I < Now.size(); ++I)
        Joined[I] |= Then[I];
    }
    Impossible = Before || !Any;
    if (Any)
      Now = std::move(Joined);
  }

  void learn(const CFGBlock &Block, const Condition &Known, State &Now, unsigned Depth = 0) const {
    if (!Told->decide(Known, Now))
      Impossible = true;
    if (const auto *Logical = dyn_cast<BinaryOperator>(Known.Of);
        Logical && Logical->isLogicalOp() && !Known.OfSign && Known.Value == 0) {
      learnBoth(Block, Logical, !Known.Holds, Now, Depth);
      return;
    }
    const auto *Call = dyn_cast<CallExpr>(Known.Of);
    if (!Call)
      if (const VarDecl *Var = variable(Known.Of)) {
        bool AsksForZero = !Known.OfSign && Known.Value == 0;
        // A guard that is a null pointer holds nothing; one that is not, does.
        if (auto Guard = OfVar.find(Var); Guard != OfVar.end() && Var->getType()->isPointerType() &&
                                          AsksForZero && Now[Guard->second] != Unreached)
          Now[Guard->second] = Known.Holds ? NotHeld : Held;
        const Expr *Kept = keptAt(Block, Var);
        if (Kept)
          Kept = bareCondition(Kept);
        Call = dyn_cast_or_null<CallExpr>(Kept);
        // `bool got = try_lock() == 0; … if (got)`
        if (Kept && !Call && AsksForZero && Depth < 4 && !variable(Kept))
          decideBy(Block, Kept, !Known.Holds, Now, Depth + 1);
      }
    if (!Call)
      return;
    for (unsigned I : OfCall.lookup(Call)) {
      const std::optional<int> &OnlyIf = All[I].OnlyIf;
      if (!OnlyIf || !(Now[I] & Held))
        continue;
      if (Known.OfSign && Known.Holds != (*OnlyIf < 0))
        Now[I] = NotHeld; // the other sign
      else if (Known.OfSign)
        Now[I] = All[I].ElseNegative && *OnlyIf >= 0 ? uint8_t(Held) : Now[I];
      else if (All[I].OrGreater && Known.Value >= *OnlyIf)
        Now[I] = Known.Holds ? uint8_t(Held) : Now[I];
      else if (Known.Value == *OnlyIf)
        Now[I] = Known.Holds ? Held : NotHeld;
      else if (Known.Holds)
        Now[I] = NotHeld; // another value than that of success
      else if (*OnlyIf == 1 && Known.Value == 0)
        Now[I] = Held; // a truth value that is not 0
    }
  }

  //===- What is returned with a lock, and without --------------------------===//

  void returns(const CFGBlock &Block, const Expr *Value, const State &Now) {
    Expr::EvalResult Constant;
    bool IsNone = Value && Value->getType()->isPointerType() && isNull(Value);
    bool IsConstant = IsNone || (Value && Value->EvaluateAsInt(Constant, Ctx));
    int Number = IsConstant && !IsNone ? int(Constant.Val.getInt().getExtValue()) : 0;
    State True = Now, False = Now;
    if (Value && !IsConstant) {
      decideBy(Block, Value, true, True);
      decideBy(Block, Value, false, False);
    }
    for (size_t I = 0; I < All.size(); ++I) {
      Returned &Seen = Returns[I];
      if (IsConstant && Now[I] != Either)
        (Now[I] == Held ? Seen.With : Seen.Without).insert(Number);
      else if (!IsConstant && True[I] == Held && False[I] == NotHeld)
        Seen.With.insert(1), Seen.Without.insert(0);
      else if (!IsConstant && True[I] == NotHeld && False[I] == Held)
        Seen.With.insert(0), Seen.Without.insert(1);
      else if (Value && !IsConstant && Now[I] == Held)
        Seen.Other = true;
      else
        Seen.Unclear = true;
    }
  }

  /// What is returned with a lock that is taken on some ways, where that tells: one value, a pointer, or what
  /// is not negative.
  static void tell(const Returned &Seen, LockEffect &Effect) {
    if (Seen.Unclear || Seen.Without.empty())
      return;
    bool ElseNegative = llvm::all_of(Seen.Without, [](int Value) { return Value < 0; });
    if (Seen.Other) {
      if (ElseNegative && llvm::all_of(Seen.With, [](int Value) { return Value >= 0; })) {
        Effect.OnlyIf = 0;
        Effect.OrGreater = Effect.ElseNegative = true;
      } else if (Seen.Without == std::set<int>{0} && !Seen.With.count(0)) {
        Effect.OnlyIf = 1; // a truth value
      }
    } else if (Seen.With.size() == 1 && !Seen.Without.count(*Seen.With.begin())) {
      Effect.OnlyIf = *Seen.With.begin();
      Effect.ElseNegative = *Effect.OnlyIf >= 0 && ElseNegative;
    }
  }
};

} // namespace

HeldGuards findHeld(const FunctionDecl *F, const AsyncFunction *Body, const Suspends &Suspending,
                    const Locks &LockCalls, const AuditConfig &Config) {
  Flow Solver(F, Body, Suspending, LockCalls, Config, /*OnlyEffects=*/false);
  return Solver.run() ? Solver.result() : HeldGuards();
}

std::vector<LockEffect> effectsOfBody(const FunctionDecl *Definition, const Suspends &Suspending,
                                      const Locks &LockCalls) {
  Flow Solver(Definition, nullptr, Suspending, LockCalls, LockCalls.config(), /*OnlyEffects=*/true);
  return Solver.run() ? Solver.effects() : std::vector<LockEffect>();
}

} // namespace lifeguard
