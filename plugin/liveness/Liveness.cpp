#include "Liveness.h"
#include "Flow.h"

using llvm::BitVector;

namespace lifeguard {

namespace {

using Event = FlowNode::Event;

/// What an event does to a set: nothing, or it puts the node's local in or out.
enum class Effect { None, Gen, Kill };

Effect effectOnLive(Event E) {
  switch (E) {
  case Event::Use:
    return Effect::Gen;
  case Event::Define:
  case Event::Declare:
  case Event::End:
    return Effect::Kill;
  default:
    return Effect::None;
  }
}

Effect effectOnUnset(Event E) {
  return E == Event::Declare                     ? Effect::Gen
         : E == Event::Define || E == Event::End ? Effect::Kill
                                                 : Effect::None;
}

Effect effectOnScope(Event E) {
  return E == Event::Enter ? Effect::Gen : E == Event::End ? Effect::Kill : Effect::None;
}

Effect effectOnArmed(Event E) {
  return E == Event::Arm ? Effect::Gen : E == Event::Disarm || E == Event::End ? Effect::Kill : Effect::None;
}

class Solver {
public:
  Solver(const Flow &Graph, unsigned Locals) : Graph(Graph), Locals(Locals), Reverse(Graph.Nodes.size()) {
    for (unsigned N = 0; N != Graph.Nodes.size(); ++N)
      for (unsigned To : Graph.Nodes[N].Next)
        Reverse[To].push_back(N);
    orderFromEntry();
  }

  bool isReached(unsigned N) const { return Reached[N]; }

  /// The set after each node, from the entry on; a union over the ways in, or (`Must`) an intersection.
  std::vector<BitVector> forward(Effect (*EffectOf)(Event), bool Must) const {
    std::vector<BitVector> Out(Graph.Nodes.size(), BitVector(Locals, Must));
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (unsigned N : Order) {
        BitVector Set(Locals, Must && N != 0);
        for (unsigned From : Reverse[N])
          if (Reached[From]) {
            if (Must)
              Set &= Out[From];
            else
              Set |= Out[From];
          }
        apply(EffectOf, N, Set);
        if (Set != Out[N]) {
          Out[N] = std::move(Set);
          Changed = true;
        }
      }
    }
    return Out;
  }

  /// The set before each node, from what follows.
  std::vector<BitVector> backward(Effect (*EffectOf)(Event)) const {
    std::vector<BitVector> In(Graph.Nodes.size(), BitVector(Locals));
    for (bool Changed = true; Changed;) {
      Changed = false;
      for (unsigned N : llvm::reverse(Order)) {
        BitVector Set = after(In, N);
        apply(EffectOf, N, Set);
        if (Set != In[N]) {
          In[N] = std::move(Set);
          Changed = true;
        }
      }
    }
    return In;
  }

  BitVector after(const std::vector<BitVector> &In, unsigned N) const {
    BitVector Set(Locals);
    for (unsigned To : Graph.Nodes[N].Next)
      Set |= In[To];
    return Set;
  }

private:
  const Flow &Graph;
  unsigned Locals;
  std::vector<llvm::SmallVector<unsigned, 2>> Reverse;
  std::vector<bool> Reached;
  std::vector<unsigned> Order; ///< of the reached nodes, each after as many of its ways in as possible

  void apply(Effect (*EffectOf)(Event), unsigned N, BitVector &Set) const {
    const FlowNode &Node = Graph.Nodes[N];
    switch (EffectOf(Node.What)) {
    case Effect::Gen:
      Set.set(Node.Index);
      break;
    case Effect::Kill:
      Set.reset(Node.Index);
      break;
    case Effect::None:
      break;
    }
  }

  void orderFromEntry() {
    Reached.assign(Graph.Nodes.size(), false);
    std::vector<std::pair<unsigned, unsigned>> Stack{{0, 0}};
    Reached[0] = true;
    while (!Stack.empty()) {
      auto &[N, NextChild] = Stack.back();
      if (NextChild == Graph.Nodes[N].Next.size()) {
        Order.push_back(N);
        Stack.pop_back();
        continue;
      }
      unsigned To = Graph.Nodes[N].Next[NextChild++];
      if (!Reached[To]) {
        Reached[To] = true;
        Stack.push_back({To, 0});
      }
    }
    std::reverse(Order.begin(), Order.end());
  }
};

} // namespace

std::unique_ptr<Liveness> findLiveness(const FlatFunction &Function) {
  auto Result = std::make_unique<Liveness>(Function);
  Flow Graph = buildFlow(Function);
  Solver Solve(Graph, Function.Of.Locals.size());

  auto Live = Solve.backward(effectOnLive);
  auto Unset = Solve.forward(effectOnUnset, false);
  auto InScope = Solve.forward(effectOnScope, false);
  auto MayArm = Solve.forward(effectOnArmed, false);
  auto MustArm = Solve.forward(effectOnArmed, true);

  Result->Yields.resize(Function.Of.Yields.size());
  for (unsigned N = 0; N != Graph.Nodes.size(); ++N) {
    const FlowNode &Node = Graph.Nodes[N];
    if (Node.What != Event::Suspend || !Solve.isReached(N))
      continue;
    YieldLiveness &Y = Result->Yields[Node.Index];
    Y = {true, Solve.after(Live, N), Unset[N], InScope[N], MayArm[N], MustArm[N]};
  }
  for (auto [Syntax, End] : Graph.BlockEnd)
    if (Solve.isReached(End))
      Result->EndReached.insert(Syntax);
  return Result;
}

} // namespace lifeguard
