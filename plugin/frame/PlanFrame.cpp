#include "PlanFrame.h"
#include "../model/FrameSize.h"
#include "../support/Syntax.h"
#include "LocalTypes.h"

using namespace clang;

namespace lifeguard {

namespace {

/// An object larger than this is pinned: copying it out and in at each suspension would cost more than
/// reaching it.
constexpr int64_t LargestSavedBytes = 64;

/// A function saves at most so many values, counted over all of its states. Beyond that the locals that are
/// live in most states are pinned: or the text, and a compiler's work on it, would grow with the product of
/// locals and awaits.
constexpr unsigned MostSaved = 256;

class Planner {
public:
  Planner(FramePlan &Plan, EmbeddedFrame FrameOf, Diagnostics &Diags)
      : Plan(Plan), F(Plan.function()), Ctx(F.In.Ctx), FrameOf(FrameOf), FrameNames(F.Names.macros()),
        Types(Plan, Diags) {}

  void run() {
    Plan.Self = F.Names.fresh("self");
    Plan.Context = F.Names.fresh("cx");
    Plan.Out = F.Names.fresh("out");
    Plan.DoneLabel = F.Names.fresh("done");
    FrameNames.reserve(F.In.fixed("state"));
    FrameNames.reserve(F.In.fixed("start"));
    for (const Local &L : F.Locals)
      if (mustBePinned(L))
        pin(L);
      else if (isCleanedBeforePinned(L) || isAwaited(L))
        Plan.WrittenOut.insert(&L);
    pinMostSaved();
    for (const Local &L : F.Locals) {
      if (Plan.isPinned(L))
        continue;
      if (everyStateSaves(L))
        Plan.KeptName[&L] = FrameNames.fresh(L.Name);
      if (L.What == Local::Kind::Parameter && L.Referenced) {
        needType(L);
        Plan.Arguments.push_back(&L);
        Plan.ArgumentPath[&L] = Plan.KeptName.lookup(&L);
      }
    }
    for (const Yield &Y : F.Yields)
      Plan.States.push_back(planState(Y));
    layOut();
    Types.finish();
  }

private:
  FramePlan &Plan;
  const AsyncFunction &F;
  ASTContext &Ctx;
  EmbeddedFrame FrameOf;
  NamePool FrameNames;
  LocalTypes Types;

  bool mustBePinned(const Local &L) const {
    if (L.What == Local::Kind::Span)
      return true; // no declaration in the body could make it a C local
    // An argument that cannot be assigned stays where `init` put it.
    if (L.What == Local::Kind::Parameter && L.Referenced && cannotBeAssigned(L.Type))
      return true;
    for (const Yield &Y : F.Yields) {
      const YieldLiveness &At = Plan.Of.Yields[Y.Index];
      if (!At.Reachable)
        continue;
      if (L.isGuard() && At.MayBeArmed[L.Index])
        return true;
      if (L.Escapes && At.InScope[L.Index])
        return true;
      if (At.Live[L.Index] && (cannotBeCopied(L) || At.Unset[L.Index] || !isVisible(L, Y)))
        return true;
    }
    return false;
  }

  unsigned statesThatSave(const Local &L) const {
    return llvm::count_if(F.Yields, [&](const Yield &Y) {
      const YieldLiveness &At = Plan.Of.Yields[Y.Index];
      return At.Reachable && At.Live[L.Index];
    });
  }

  void pinMostSaved() {
    std::vector<std::pair<unsigned, const Local *>> Saved;
    unsigned Sum = 0;
    for (const Local &L : F.Locals)
      if (!Plan.isPinned(L) && !L.Cleanup) {
        Saved.push_back({statesThatSave(L), &L});
        Sum += Saved.back().first;
      }
    llvm::sort(Saved, [](const auto &A, const auto &B) {
      return A.first != B.first ? A.first > B.first : A.second->Index < B.second->Index;
    });
    for (auto [States, L] : Saved) {
      if (Sum <= MostSaved)
        return;
      pin(*L);
      Sum -= States;
    }
  }

  /// Whether `L` is cleaned before a guard whose cleanup is written out: then its own must be, too, or the
  /// compiler would run it after the other one. (Outer locals come first, so they are decided.)
  bool isCleanedBeforePinned(const Local &L) const {
    if (!L.Cleanup)
      return false;
    for (const Scope *S = F.ScopeOfLocal.lookup(&L); S; S = S->Outer)
      if (S->Declares && S->Declares->Cleanup &&
          (Plan.isPinned(*S->Declares) || Plan.isWrittenOut(*S->Declares)))
        return true;
    return false;
  }

  /// Whether the value of `L` comes from an await: no jump can go to behind the declaration of a local that
  /// the compiler cleans.
  bool isAwaited(const Local &L) const {
    return L.Cleanup && L.Var && L.Var->getInit() && F.suspends(L.Var->getInit());
  }

  /// Whether `L` is live in every state of its block: then it has one place there, and no state one of its
  /// own.
  bool everyStateSaves(const Local &L) const {
    bool Any = false;
    return everyStateSaves(L, *L.Home, Any) && Any;
  }

  bool everyStateSaves(const Local &L, const Block &B, bool &Any) const {
    for (const Yield *Y : B.Yields) {
      const YieldLiveness &At = Plan.Of.Yields[Y->Index];
      if (At.Reachable && !At.Live[L.Index])
        return false;
      Any = Any || At.Reachable;
    }
    for (const auto &Inner : B.Inner)
      if (!everyStateSaves(L, *Inner, Any))
        return false;
    return true;
  }

  bool cannotBeCopied(const Local &L) const {
    QualType T = L.Type;
    return L.ReadOnly || T.isVolatileQualified() || T->isAtomicType() || T->isArrayType() ||
           cannotBeAssigned(T) || Ctx.getTypeSizeInChars(T).getQuantity() > LargestSavedBytes;
  }

  /// Whether the name of `L` means `L` where function `F` is resumed at `Y`.
  static bool isVisible(const Local &L, const Yield &Y) {
    if (!L.Var)
      return true; // a temporary's name is nobody else's
    for (const Scope *S = Y.At; S; S = S->Outer) {
      if (S->Declares == &L)
        return true;
      if (S->Hides && S->Hides->getName() == L.Name)
        return false;
    }
    return false;
  }

  void pin(const Local &L) {
    Plan.PinnedName[&L] = FrameNames.fresh(L.Name);
    needType(L);
    for (const Yield &Y : F.Yields) {
      const YieldLiveness &At = Plan.Of.Yields[Y.Index];
      if (At.Reachable && L.isGuard() && At.MayBeArmed[L.Index] && !At.MustBeArmed[L.Index]) {
        Plan.FlagName[&L] = FrameNames.fresh(L.Name + "_live");
        break;
      }
    }
  }

  void needType(const Local &L) {
    Types.need(L.Type, L.Name,
               L.Var       ? L.Var->getLocation()
               : L.Literal ? L.Literal->getBeginLoc()
                           : F.definition()->getLocation());
  }

  std::unique_ptr<StatePayload> planState(const Yield &Y) {
    auto State = std::make_unique<StatePayload>();
    State->Point = &Y;
    State->Name = FrameNames.fresh("await_" + Y.Name);
    State->Label = F.Names.fresh("resume_" + Y.Name);
    for (const Operand &O : Y.Operands)
      State->Children.push_back(planChild(Y, O));
    const YieldLiveness &At = Plan.Of.Yields[Y.Index];
    State->Reachable = At.Reachable;
    if (!At.Reachable)
      return State;
    for (const Local &L : F.Locals)
      if (At.Live[L.Index] && !Plan.isPinned(L)) {
        State->Saved.push_back({&L, Plan.KeptName.lookup(&L)});
        needType(L);
      }
    for (const Scope *S = Y.At; S; S = S->Outer)
      if (const Local *L = S->Declares; L && L->isGuard() && At.MayBeArmed[L->Index])
        State->Guards.push_back({L, Plan.FlagName.lookup(L)});
    std::reverse(State->Guards.begin(), State->Guards.end());
    return State;
  }

  ChildField planChild(const Yield &Y, const Operand &O) {
    ChildField Child;
    Child.Callee = O.Callee;
    if (!O.Callee->isLeaf())
      Child.Frame = FrameOf(*O.Callee);
    Child.Where = O.Callee->isLeaf() || Child.Frame ? ChildField::Place::Embedded : ChildField::Place::Framed;
    Child.HasFlag = Y.What == Yield::Kind::All && O.Callee->isLeaf();
    if (O.Target) {
      BitField Bits = bitFieldIn(O.Target);
      Child.TargetMember = Bits.Name.str();
      QualType T = !Bits.Record     ? O.Target->getType()
                   : Bits.ByPointer ? Bits.Record->getType()->getPointeeType()
                                    : Bits.Record->getType();
      Child.TargetType = T.getUnqualifiedType();
      Types.need(Child.TargetType, O.Word, O.Target->getBeginLoc());
      Child.HasTarget = !isa<DeclRefExpr>(stripParens(O.Target));
    }
    return Child;
  }

  //===- Where everything lies --------------------------------------------===//

  using Members = std::vector<FrameMember>;
  using Kind = FrameMember::Kind;

  /// What may be in the frame at the same time as nothing else in its block: the arguments before the first
  /// poll, a state, an inner block with storage.
  struct Alternative {
    StatePayload *State = nullptr;
    const Block *Inner = nullptr; ///< both null: the arguments
  };

  /// Names for members of one struct, and the path to it.
  struct Place {
    NamePool &Names;
    std::string Path;
  };

  void layOut() {
    Plan.Members = storageOf(*F.Root);
    for (const Local &L : F.Locals)
      if (Plan.FlagName.count(&L))
        Plan.Members.push_back({Kind::Flag, Plan.FlagName.lookup(&L), 1, &L});
    Plan.Members.push_back({Kind::State, F.In.fixed("state")});
    sort(Plan.Members);
    Plan.Align = Plan.Members.front().Align;
    Plan.Bytes = bytesOf(Plan);
  }

  /// The larger alignments first, else in the given order. This leaves no hole: every size is a multiple of
  /// the alignment.
  static void sort(Members &Of) {
    auto Larger = [](const FrameMember &A, const FrameMember &B) { return A.Align > B.Align; };
    for (auto Next = Of.begin(); Next != Of.end(); ++Next)
      std::rotate(std::upper_bound(Of.begin(), Next, *Next, Larger), Next, Next + 1);
  }

  bool hasPlace(const Local &L) const { return Plan.isPinned(L) || Plan.KeptName.count(&L); }

  /// All that block `B` stores, its inner blocks and its states included.
  Members storageOf(const Block &B) {
    std::vector<Alternative> Parts;
    if (&B == F.Root.get() && !argumentsBeforeStart().empty())
      Parts.emplace_back();
    alternativesIn(B, Parts);
    Place Here{FrameNames, ""};
    Members Result;
    if (Parts.size() == 1) {
      Result = membersOf(Parts.front(), Here);
    } else if (!Parts.empty()) {
      FrameMember Union{Kind::Union, ""};
      for (const Alternative &A : Parts)
        Union.Members.push_back(asOneMember(A));
      for (const FrameMember &M : Union.Members)
        Union.Align = std::max(Union.Align, M.Align);
      Result.push_back(std::move(Union));
    }
    for (const Local *L : B.Locals)
      if (Plan.isPinned(*L))
        Result.push_back({Kind::Pinned, Plan.PinnedName.lookup(L), alignOf(*L), L});
      else if (Plan.KeptName.count(L))
        Result.push_back({Kind::Saved, Plan.KeptName.lookup(L), alignOf(*L), L});
    return Result;
  }

  /// A block that has nothing in common for its states has no storage: they are alternatives of the outer
  /// one's.
  void alternativesIn(const Block &B, std::vector<Alternative> &Result) {
    for (const Yield *Y : B.Yields)
      Result.push_back({Plan.States[Y->Index].get(), nullptr});
    for (const auto &Inner : B.Inner)
      if (llvm::any_of(Inner->Locals, [&](const Local *L) { return hasPlace(*L); }))
        Result.push_back({nullptr, Inner.get()});
      else
        alternativesIn(*Inner, Result);
  }

  std::vector<const Local *> argumentsBeforeStart() const {
    std::vector<const Local *> Result;
    llvm::copy_if(Plan.Arguments, std::back_inserter(Result),
                  [&](const Local *L) { return !Plan.KeptName.count(L); });
    return Result;
  }

  Members membersOf(const Alternative &A, const Place &At) {
    if (A.Inner)
      return storageOf(*A.Inner);
    return A.State ? membersOf(*A.State, At) : arguments(At);
  }

  /// An alternative of a union: a struct, unless it has only one member.
  FrameMember asOneMember(const Alternative &A) {
    std::string Name = A.State ? A.State->Name : A.Inner ? "" : F.In.fixed("start");
    size_t Count = A.State ? countOf(*A.State) : A.Inner ? 2 : argumentsBeforeStart().size();
    if (Count == 1) {
      FrameMember Only = std::move(membersOf(A, {FrameNames, ""}).front());
      Only.State = Name;
      return Only;
    }
    NamePool Own(F.Names.macros());
    FrameMember Struct{Kind::Struct, Name};
    Struct.Storage = A.Inner;
    Struct.Members = membersOf(A, {Own, Name + "."});
    sort(Struct.Members);
    Struct.Align = Struct.Members.front().Align;
    return Struct;
  }

  Members arguments(const Place &At) {
    Members Result;
    for (const Local *L : argumentsBeforeStart()) {
      std::string Name = At.Names.fresh(L->Name);
      Plan.ArgumentPath[L] = At.Path + Name;
      Result.push_back({Kind::Argument, Name, alignOf(*L), L});
    }
    return Result;
  }

  size_t countOf(const StatePayload &State) const {
    size_t Count = State.Point->What == Yield::Kind::Timeout;
    for (const ChildField &Child : State.Children)
      Count += 1 + Child.HasFlag + Child.HasTarget;
    for (const SavedField &S : State.Saved)
      Count += S.Path.empty();
    return Count;
  }

  Members membersOf(StatePayload &State, const Place &At) {
    Members Result;
    auto Add = [&](Kind What, llvm::StringRef Wish, std::string &Path, FrameMember M) {
      M.What = What;
      M.Name = At.Names.fresh(Wish);
      Path = At.Path + M.Name;
      Result.push_back(std::move(M));
    };
    uint64_t Pointer = Ctx.getTypeAlignInChars(Ctx.VoidPtrTy).getQuantity();
    for (size_t I = 0; I != State.Children.size(); ++I) {
      ChildField &Child = State.Children[I];
      const std::string &Name = State.Point->Operands[I].Word;
      Add(Kind::Child, Name, Child.Path, {Kind::Child, "", alignOf(Child), nullptr, &Child});
      if (Child.HasFlag)
        Add(Kind::DoneFlag, Name + "_done", Child.DoneFlag, {Kind::DoneFlag, "", 1, nullptr, &Child});
      if (Child.HasTarget)
        Add(Kind::Target, Name + "_out", Child.TargetPath, {Kind::Target, "", Pointer, nullptr, &Child});
    }
    if (State.Point->What == Yield::Kind::Timeout)
      Add(Kind::Sleep, "sleep", State.Sleep, {Kind::Sleep, "", Pointer});
    for (SavedField &S : State.Saved)
      if (S.Path.empty())
        Add(Kind::Saved, S.Of->Name, S.Path, {Kind::Saved, "", alignOf(*S.Of), S.Of});
    return Result;
  }

  uint64_t alignOf(const Local &L) const {
    uint64_t Align = Ctx.getTypeAlignInChars(L.Type).getQuantity();
    if (L.Var && L.Var->hasAttr<AlignedAttr>())
      Align = std::max<uint64_t>(Align, L.Var->getMaxAlignment() / 8);
    return Align;
  }

  uint64_t alignOf(const ChildField &Child) const {
    QualType T = Ctx.VoidPtrTy;
    if (Child.Callee->isLeaf()) {
      if (QualType Future = leafFutureType(*Child.Callee, Ctx); !Future.isNull())
        T = Future;
    } else if (Child.Where == ChildField::Place::Embedded) {
      return Child.Frame->Align;
    }
    return Ctx.getTypeAlignInChars(T).getQuantity();
  }
};

} // namespace

std::unique_ptr<FramePlan> planFrame(const Liveness &Live, EmbeddedFrame FrameOf, Diagnostics &Diags) {
  auto Plan = std::make_unique<FramePlan>(Live);
  Planner(*Plan, FrameOf, Diags).run();
  return Plan;
}

} // namespace lifeguard
