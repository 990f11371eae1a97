#include "Held.h"
#include "Decisions.h"
#include "GivenUp.h"
#include "Guards.h"
#include "Returned.h"
#include "clang/AST/ASTContext.h"
#include "clang/Analysis/CFG.h"
#include <deque>
#include <set>

using namespace clang;

namespace lifeguard {

namespace {

class Flow {
public:
  Flow(const FunctionDecl *F, const AsyncFunction *Body, const Suspends &Suspending, const Locks &LockCalls,
       bool OnlyEffects)
      : F(F), Suspending(Suspending), LockCalls(LockCalls), OnlyEffects(OnlyEffects),
        In(F, Body, LockCalls, OnlyEffects), All(In.All),
        Told(All.empty() ? llvm::ArrayRef<Question>() : LockCalls.questionsOf(F), F->getASTContext(),
             All.size()),
        Deciding(In, Told) {}

  /// False where clang makes no graph.
  bool run() {
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
      Order.push_back({In.order(Call), Call});
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
      if (G.Var || G.Path.empty() || End == Unreached)
        continue;
      std::optional<std::string> Path = In.paths().seenByCaller(G.Path);
      if (!Path)
        continue;
      LockEffect Effect{LockEffect::Kind::Take, *Path, G.Kind, G.Type, G.Name, G.Why, std::nullopt};
      bool OfCaller = LetGoHere.count(I) != 0;
      if (OfCaller && !(End & LetGo))
        Effect.What = LockEffect::Kind::Lend;
      else if (End & LetGo)
        Effect.What = LockEffect::Kind::Release;
      else if (End & NotHeld)
        Returns[I].tell(Effect);
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

  const FunctionDecl *F;
  const Suspends &Suspending;
  const Locks &LockCalls;
  bool OnlyEffects; ///< on the locks of its callers
  Guards In;
  std::vector<Tracked> &All;
  Flags Told;
  Decisions Deciding;
  std::map<const CallExpr *, HeldAtCall> AtCall;
  State AtExit;
  /// Where only the effects are asked for: what is returned with each lock; the caller's locks that are
  /// released; that are held, as the caller left them, where a call suspends.
  std::vector<Returned> Returns;
  std::set<size_t> LetGoHere, HeldAcross;

  void solve(const CFG &Graph) {
    Returns.assign(All.size(), {});
    size_t Size = All.size() + Told.size();
    std::vector<State> AtEntry(Graph.getNumBlockIDs(), State(Size, Unreached));
    State Start(Size, NotHeld);
    for (size_t I = 0; I < All.size(); ++I)
      if (All[I].What.Var && isa<ParmVarDecl>(All[I].What.Var))
        Start[I] = Held;
    Told.start(Start);
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
        if (!Deciding.decide(Block, Index, *Next, Then) && !Only) {
          Contradicting.insert({Block.getBlockID(), Index});
          continue;
        }
        Told.narrow(Now, Then);
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
      if (Told.size() &&
          (In.hasVariables() || isa<CallExpr>(S) || isa<DeclStmt>(S) || isa<BinaryOperator>(S)))
        Before = Now;
      leaveScopes(S, Now);
      if (const auto *Call = dyn_cast<CallExpr>(S)) {
        if (!call(Call, Now, Record))
          return false;
      } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
        for (const Decl *D : Declaration->decls())
          if (const auto *Var = dyn_cast<VarDecl>(D))
            if (auto Guard = In.ofVar(Var))
              begin(*Guard, Now);
      } else if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
                 Assignment && Assignment->getOpcode() == BO_Assign) {
        if (auto Guard = In.ofVar(Guards::variable(Assignment->getLHS())))
          Now[*Guard] = isNull(Assignment->getRHS()) ? NotHeld : Held;
      } else if (const auto *Return = dyn_cast<ReturnStmt>(S); Return && Record && OnlyEffects) {
        returns(Block, Return->getRetValue(), Now);
      }
      if (Before) {
        Told.follow(*Before, Now);
        Told.assign(S, Now);
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
    unsigned Position = !In.hasVariables() ? 0 : In.places().of(S);
    if (!Position)
      return;
    for (size_t I = 0; I < All.size(); ++I)
      if (All[I].What.Var && (Now[I] & Held) && (Position < All[I].Begin || Position >= All[I].End))
        Now[I] = NotHeld;
  }

  bool call(const CallExpr *Call, State &Now, bool Record) {
    if (Suspending.endsHere(Call))
      return false;
    if (Record)
      if (auto Point = Suspending.at(Call)) {
        if (OnlyEffects)
          cross(Call, Now);
        else
          record(Call, *Point, Now);
      }
    for (const LockEffect &Effect : In.effectsOf(Call))
      apply(Call, Effect, Now, Record);
    for (const Expr *Argument : Call->arguments())
      if (auto Guard = In.cleanedUpBy(Call, Argument))
        release(*Guard, Call, Now, Record);
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
      // The guard itself, its address, or the lock that it keeps is given to what lets it go.
      for (const Expr *Argument : Call->arguments())
        if (auto Guard = In.ofVar(Guards::variableAt(Argument))) {
          Ours = true;
          release(*Guard, Call, Now, Record);
        }
      for (size_t I = 0; I < All.size(); ++I)
        if (All[I].What.Path == Effect.Path && (Now[I] & Held)) {
          Ours = true;
          // What was taken on some ways is released on the same ways.
          uint8_t Before = Effect.Sometimes && !All[I].Sometimes ? Now[I] : 0;
          release(I, Call, Now, Record);
          Now[I] |= Before;
        }
      if (auto I = In.lockOf(Effect.Path); I && !Ours && OnlyEffects) {
        LetGoHere.insert(*I);
        Now[*I] = Effect.Sometimes ? Now[*I] | LetGo : uint8_t(LetGo);
      }
      return;
    }
    // A scope-bound guard of the same lock that was let go by hand is in charge again.
    unsigned Position = !In.hasVariables() ? 0 : In.places().of(Call);
    auto Keeps = [&](const Guarded &G) {
      return (G.Path == Effect.Path && !Effect.Path.empty()) ||
             llvm::any_of(Call->arguments(), [&](const Expr *E) { return Guards::variableAt(E) == G.Var; });
    };
    for (size_t I = 0; I < All.size(); ++I)
      if (All[I].What.Var && Position >= All[I].Begin && Position < All[I].End && Keeps(All[I].What)) {
        Now[I] = Held;
        return;
      }
    for (unsigned I : In.ofCall(Call))
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
    if (auto I = In.lockOf(Effect.Path); I && OnlyEffects)
      LetGoHere.insert(*I);
  }

  void record(const CallExpr *Call, const Suspends::Point &Point, const State &Now) {
    HeldAtCall &At = AtCall[Call];
    At.Call = Call;
    At.Point = Point;
    At.Held.clear();
    for (size_t I = 0; I < All.size(); ++I)
      if ((Now[I] & Held) && !givenUpBy(Call, All[I].What, In.paths(), LockCalls))
        At.Held.push_back({static_cast<unsigned>(I), (Now[I] & NotHeld) != 0});
  }

  /// The caller's locks that a call which suspends is made with.
  void cross(const CallExpr *Call, const State &Now) {
    if (auto Given = In.givenUpAt(Call); Given && !(Now[*Given] & Held))
      LetGoHere.insert(*Given);
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (Callee && Callee->getCanonicalDecl() == F->getCanonicalDecl())
      return; // what it does is what is asked
    for (size_t I = 0; I < All.size(); ++I)
      if ((Now[I] & NotHeld) && !givenUpBy(Call, All[I].What, In.paths(), LockCalls))
        HeldAcross.insert(I);
  }

  void returns(const CFGBlock &Block, const Expr *Value, const State &Now) {
    Expr::EvalResult Constant;
    bool IsNone = Value && Value->getType()->isPointerType() && isNull(Value);
    bool IsConstant = IsNone || (Value && Value->EvaluateAsInt(Constant, F->getASTContext()));
    int Number = IsConstant && !IsNone ? int(Constant.Val.getInt().getExtValue()) : 0;
    State True = Now, False = Now;
    if (Value && !IsConstant) {
      Deciding.decideBy(Block, Value, true, True);
      Deciding.decideBy(Block, Value, false, False);
    }
    for (size_t I = 0; I < All.size(); ++I)
      if (IsConstant)
        Returns[I].constant(Number, Now[I]);
      else
        Returns[I].computed(Value != nullptr, Now[I], True[I], False[I]);
  }
};

} // namespace

HeldGuards findHeld(const FunctionDecl *F, const AsyncFunction *Body, const Suspends &Suspending,
                    const Locks &LockCalls) {
  Flow Solver(F, Body, Suspending, LockCalls, /*OnlyEffects=*/false);
  return Solver.run() ? Solver.result() : HeldGuards();
}

std::vector<LockEffect> effectsOfBody(const FunctionDecl *Definition, const Suspends &Suspending,
                                      const Locks &LockCalls) {
  Flow Solver(Definition, nullptr, Suspending, LockCalls, /*OnlyEffects=*/true);
  return Solver.run() ? Solver.effects() : std::vector<LockEffect>();
}

} // namespace lifeguard
