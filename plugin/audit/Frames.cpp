//===- Frames.cpp - rule: frame-size --------------------------------------===//
//
// A future over the limit, with what makes it so large. A function whose callee is over the limit already is
// large by that callee alone, as a rule; it is reported only if it would be too large without it.
//
//===----------------------------------------------------------------------===//
#include "../model/FrameSize.h"
#include "Findings.h"

using namespace clang;

namespace lifeguard {

namespace {

/// No more parts than this are named, and none below a hundredth of the frame.
constexpr size_t MostParts = 5;

std::string bytes(uint64_t Count) { return std::to_string(Count) + (Count == 1 ? " byte" : " bytes"); }

class FrameRule {
public:
  FrameRule(const FramePlan &Plan, uint64_t Limit, Findings &Into)
      : Plan(Plan), F(Plan.function().definition()), Limit(Limit), Into(Into) {}

  void check() {
    if (Limit == 0 || Plan.Bytes <= Limit)
      return;
    std::vector<FramePart> Parts = partsOf(Plan);
    uint64_t Reported = 0;
    for (const FramePart &Part : Parts)
      if (const FramePlan *Callee = calleeOf(Part); Callee && Callee->Bytes > Limit)
        Reported += Part.Bytes;
    if (Plan.Bytes - Reported <= Limit)
      return;
    Finding Found = Into.make(Rule::frame_size, F, F->getLocation());
    Found.Guard.Name = F->getNameAsString();
    Found.Guard.Type = "struct " + Plan.Names.Struct;
    Found.Guard.Kind = "frame";
    Found.Message = "the future of '" + Found.Guard.Name + "' takes " + bytes(Plan.Bytes) +
                    ", more than the limit of " + std::to_string(Limit);
    Found.Why = "a task is as large as its future, for as long as it lives";
    Found.Help = "end the scope of what is large before the await, allocate it, or await a large callee by a "
                 "boxed future";
    for (const FramePart &Part : Parts)
      if (Found.Remarks.size() < MostParts && Part.Bytes * 100 >= Plan.Bytes)
        Found.Remarks.push_back({Into.place(placeOf(Part)), bytes(Part.Bytes) + ": " + describe(Part)});
    Into.add(std::move(Found), F, nullptr);
  }

private:
  const FramePlan &Plan;
  const FunctionDecl *F;
  uint64_t Limit;
  Findings &Into;

  static const FramePlan *calleeOf(const FramePart &Part) {
    return Part.Member->What == FrameMember::Kind::Child ? Part.Member->Child->Frame : nullptr;
  }

  static std::string describe(const FramePart &Part) {
    if (const ChildField *Child = Part.Member->Child) {
      std::string Text = "the future of '" + Child->Callee->Name + "'";
      std::string Most = Child->Frame ? mostOf(*Child->Frame) : "";
      return Most.empty() ? Text : Text + ", most of it " + Most;
    }
    return describe(*Part.Member->Of);
  }

  static std::string describe(const Local &L) {
    switch (L.What) {
    case Local::Kind::Literal:
      return "a compound literal of type '" + L.Type.getAsString() + "'";
    case Local::Kind::Temporary:
      return "the value of an await, of type '" + L.Type.getAsString() + "'";
    default:
      return "'" + L.Name + "' of type '" + L.Type.getAsString() + "'";
    }
  }

  /// What is more than half of a callee's frame, down its callees; empty where nothing is.
  static std::string mostOf(const FramePlan &Frame) {
    std::vector<FramePart> Parts = partsOf(Frame);
    if (Parts.empty() || Parts.front().Bytes * 2 <= Frame.Bytes)
      return "";
    if (const FramePlan *Callee = calleeOf(Parts.front()))
      if (std::string Deeper = mostOf(*Callee); !Deeper.empty())
        return Deeper;
    return describe(Parts.front()) + " in '" + Frame.function().Signature.Name + "'";
  }

  SourceLocation placeOf(const FramePart &Part) const {
    if (Part.State) {
      for (size_t I = 0; I < Part.State->Children.size(); ++I)
        if (&Part.State->Children[I] == Part.Member->Child)
          return Part.State->Point->Operands[I].Call->getBeginLoc();
      return Part.State->Point->Node->getBeginLoc();
    }
    const Local *L = Part.Member->Of;
    return L && L->Var       ? L->Var->getLocation()
           : L && L->Literal ? L->Literal->getBeginLoc()
                             : F->getLocation();
  }
};

} // namespace

void findLargeFrame(const FramePlan &Plan, uint64_t Limit, Findings &Into) {
  FrameRule(Plan, Limit, Into).check();
}

} // namespace lifeguard
