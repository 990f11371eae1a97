#include "PlanFrame.h"
#include "../support/Syntax.h"
#include "LocalTypes.h"

using namespace clang;

namespace lifeguard {

namespace {

/// An object larger than this is pinned: copying it out and in at each suspension would cost more than
/// reaching it.
constexpr int64_t LargestSavedBytes = 64;

class Planner {
public:
  Planner(FramePlan &Plan, llvm::function_ref<bool(const AsyncSignature &)> CanEmbed, Diagnostics &Diags)
      : Plan(Plan), F(Plan.function()), Ctx(F.In.Ctx), CanEmbed(CanEmbed), Diags(Diags),
        FrameNames(F.Names.macros()), Types(Plan, Diags) {}

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
      else if (isCleanedBeforePinned(L))
        Plan.WrittenOut.insert(&L);
    for (const Local &L : F.Locals)
      if (L.What == Local::Kind::Parameter && L.Referenced && !Plan.isPinned(L)) {
        bool Keep = canBeKept(L);
        needType(L);
        (Keep ? Plan.Kept : Plan.Arguments).push_back(&L);
        if (Keep)
          Plan.KeptName[&L] = FrameNames.fresh(L.Name);
      }
    for (const Yield &Y : F.Yields)
      Plan.States.push_back(planState(Y));
    Plan.Root = nest(*F.Root);
    Types.finish();
  }

private:
  FramePlan &Plan;
  const AsyncFunction &F;
  const ASTContext &Ctx;
  llvm::function_ref<bool(const AsyncSignature &)> CanEmbed;
  Diagnostics &Diags;
  NamePool FrameNames;
  LocalTypes Types;

  bool mustBePinned(const Local &L) const {
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

  /// Whether `L` is cleaned before a guard whose cleanup is written out: then its own must be, too, or the
  /// compiler would run it after the other one. (Outer locals come first, so they are decided.)
  bool isCleanedBeforePinned(const Local &L) const {
    if (!L.Cleanup)
      return false;
    for (const Scope *S = F.ScopeOfLocal.lookup(&L); S; S = S->Outer)
      if (S->Declares && S->Declares->Cleanup && Plan.isPinned(*S->Declares))
        return true;
    return false;
  }

  /// Whether parameter `L` needs no copy for each state: it has one value, and every state needs it.
  bool canBeKept(const Local &L) const {
    bool Anywhere = false;
    for (const YieldLiveness &At : Plan.Of.Yields) {
      if (At.Reachable && !At.Live[L.Index])
        return false;
      Anywhere = Anywhere || At.Reachable;
    }
    return Anywhere && !L.Assigned;
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
    NamePool Names(F.Names.macros());
    if (Y.What == Yield::Kind::Timeout)
      Names.reserve(F.In.fixed("sleep"));
    for (const Operand &O : Y.Operands)
      State->Children.push_back(planChild(Y, O, Names));
    const YieldLiveness &At = Plan.Of.Yields[Y.Index];
    State->Reachable = At.Reachable;
    if (!At.Reachable)
      return State;
    for (const Local &L : F.Locals)
      if (At.Live[L.Index] && !Plan.isPinned(L) && !Plan.KeptName.count(&L)) {
        State->Saved.push_back({&L, Names.fresh(L.Name)});
        needType(L);
      }
    for (const Scope *S = Y.At; S; S = S->Outer)
      if (const Local *L = S->Declares; L && L->isGuard() && At.MayBeArmed[L->Index])
        State->Guards.push_back({L, Plan.FlagName.lookup(L)});
    std::reverse(State->Guards.begin(), State->Guards.end());
    return State;
  }

  ChildField planChild(const Yield &Y, const Operand &O, NamePool &Names) {
    ChildField Child;
    Child.Callee = O.Callee;
    Child.Where =
        O.Callee->isLeaf() || CanEmbed(*O.Callee) ? ChildField::Place::Embedded : ChildField::Place::Framed;
    Child.Name = Names.fresh(Y.What == Yield::Kind::Call ? "child" : O.Word);
    if (Y.What == Yield::Kind::All && O.Callee->isLeaf())
      Child.DoneFlag = Names.fresh(Child.Name + "_done");
    if (O.Target) {
      BitField Bits = bitFieldIn(O.Target);
      Child.TargetMember = Bits.Name.str();
      QualType T = !Bits.Record     ? O.Target->getType()
                   : Bits.ByPointer ? Bits.Record->getType()->getPointeeType()
                                    : Bits.Record->getType();
      Child.TargetType = T.getUnqualifiedType();
      Types.need(Child.TargetType, Child.Name, O.Target->getBeginLoc());
      if (!isa<DeclRefExpr>(stripParens(O.Target)))
        Child.TargetName = Names.fresh(Child.Name + "_out");
    }
    return Child;
  }

  /// The frame of a block, or null if it needs none.
  std::unique_ptr<FrameBlock> nest(const Block &B) {
    auto Result = std::make_unique<FrameBlock>();
    Result->Of = &B;
    for (const Local *L : B.Locals)
      if (Plan.isPinned(*L))
        Result->Pinned.push_back(L);
    for (const Yield *Y : B.Yields)
      Result->Payloads.push_back(Plan.States[Y->Index].get());
    for (const auto &Inner : B.Inner) {
      auto Frame = nest(*Inner);
      if (!Frame->Pinned.empty()) {
        Result->Inner.push_back(std::move(Frame));
        continue;
      }
      // Nothing of the block's own to keep: what it holds shares bytes with its siblings.
      for (const StatePayload *P : Frame->Payloads)
        Result->Payloads.push_back(P);
      for (auto &Deeper : Frame->Inner)
        Result->Inner.push_back(std::move(Deeper));
    }
    return Result;
  }
};

} // namespace

std::unique_ptr<FramePlan> planFrame(const Liveness &Live,
                                     llvm::function_ref<bool(const AsyncSignature &)> CanEmbed,
                                     Diagnostics &Diags) {
  auto Plan = std::make_unique<FramePlan>(Live);
  Planner(*Plan, CanEmbed, Diags).run();
  return Plan;
}

} // namespace lifeguard
