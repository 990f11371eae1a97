#include "FrameSize.h"
#include "../support/Syntax.h"
#include "llvm/Support/MathExtras.h"

using namespace clang;

namespace lifeguard {

namespace {

class Measure {
public:
  explicit Measure(const FramePlan &Plan) : Plan(Plan), Ctx(Plan.function().In.Ctx) {}

  uint64_t bytes() const { return structure(Plan.Members).Bytes; }

  std::vector<FramePart> parts() const {
    std::vector<FramePart> Result;
    for (const FrameMember &M : Plan.Members)
      collect(M, Result);
    return Result;
  }

private:
  struct Extent {
    uint64_t Bytes = 0, Align = 1;
  };

  const FramePlan &Plan;
  ASTContext &Ctx;

  Extent ofType(QualType T) const {
    return {uint64_t(Ctx.getTypeSizeInChars(T).getQuantity()),
            uint64_t(Ctx.getTypeAlignInChars(T).getQuantity())};
  }

  Extent structure(const std::vector<FrameMember> &Members) const {
    Extent Whole;
    for (const FrameMember &M : Members) {
      Extent Each = extent(M);
      Whole.Bytes = llvm::alignTo(Whole.Bytes, Each.Align) + Each.Bytes;
      Whole.Align = std::max(Whole.Align, Each.Align);
    }
    Whole.Bytes = llvm::alignTo(Whole.Bytes, Whole.Align);
    return Whole;
  }

  Extent extent(const FrameMember &M) const {
    using Kind = FrameMember::Kind;
    switch (M.What) {
    case Kind::Struct:
      return structure(M.Members);
    case Kind::Union: {
      Extent Whole;
      for (const FrameMember &Each : M.Members) {
        Extent Of = extent(Each);
        Whole.Bytes = std::max(Whole.Bytes, Of.Bytes);
        Whole.Align = std::max(Whole.Align, Of.Align);
      }
      Whole.Bytes = llvm::alignTo(Whole.Bytes, Whole.Align);
      return Whole;
    }
    case Kind::State:
      // The enum is packed: start, done, and one for each yield point.
      return Plan.States.size() + 2 <= 256 ? Extent{1, 1} : Extent{2, 2};
    case Kind::Flag:
    case Kind::DoneFlag:
      return ofType(Ctx.BoolTy);
    case Kind::Target:
      return ofType(Ctx.VoidPtrTy);
    case Kind::Child:
      return child(*M.Child);
    case Kind::Sleep: {
      const FunctionDecl *Poll = lookupFunction(Ctx, "lg_sleep_poll");
      return ofType(Poll ? Poll->getParamDecl(0)->getType()->getPointeeType() : Ctx.VoidPtrTy);
    }
    case Kind::Argument:
    case Kind::Pinned:
    case Kind::Saved: {
      Extent Each = ofType(M.Of->Type);
      Each.Align = std::max(Each.Align, M.Align);
      return Each;
    }
    }
    return {};
  }

  Extent child(const ChildField &Child) const {
    if (Child.Callee->isLeaf()) {
      QualType T = leafFutureType(*Child.Callee, Ctx);
      return ofType(T.isNull() ? Ctx.VoidPtrTy : T);
    }
    if (Child.Frame)
      return {Child.Frame->Bytes, Child.Frame->Align};
    return ofType(Ctx.VoidPtrTy);
  }

  void collect(const FrameMember &M, std::vector<FramePart> &Into) const {
    if (M.What == FrameMember::Kind::Struct) {
      for (const FrameMember &Each : M.Members)
        collect(Each, Into);
    } else if (M.What == FrameMember::Kind::Union) {
      const FrameMember *Largest = nullptr;
      uint64_t Most = 0;
      for (const FrameMember &Each : M.Members)
        if (uint64_t Bytes = extent(Each).Bytes; Bytes > Most) {
          Largest = &Each;
          Most = Bytes;
        }
      if (Largest)
        collect(*Largest, Into);
    } else if (M.Of || M.Child) {
      FramePart Part{&M, M.Child ? stateOf(*M.Child) : nullptr, extent(M).Bytes};
      auto Larger = [](const FramePart &A, const FramePart &B) { return A.Bytes > B.Bytes; };
      Into.insert(std::upper_bound(Into.begin(), Into.end(), Part, Larger), Part);
    }
  }

  const StatePayload *stateOf(const ChildField &Child) const {
    for (const auto &State : Plan.States)
      for (const ChildField &Each : State->Children)
        if (&Each == &Child)
          return State.get();
    return nullptr;
  }
};

} // namespace

QualType leafFutureType(const AsyncSignature &Leaf, ASTContext &Ctx) {
  const FunctionDecl *Poll = lookupFunction(Ctx, Leaf.LeafFuture->Poll);
  if (!Poll || !Poll->getNumParams() || !Poll->getParamDecl(0)->getType()->isPointerType())
    return {};
  QualType Future = Poll->getParamDecl(0)->getType()->getPointeeType();
  return Future->isIncompleteType() ? QualType() : Future;
}

uint64_t bytesOf(const FramePlan &Plan) { return Measure(Plan).bytes(); }

std::vector<FramePart> partsOf(const FramePlan &Plan) { return Measure(Plan).parts(); }

} // namespace lifeguard
