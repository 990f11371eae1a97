#include "Passages.h"
#include "Flow.h"

namespace lifeguard {

namespace {

using Event = FlowNode::Event;

class PassageFinder {
public:
  explicit PassageFinder(const Liveness &Live)
      : Live(Live), F(Live.Of.Of), Graph(buildFlow(Live.Of)), NodeOf(F.Yields.size(), 0) {
    for (unsigned N = 0; N != Graph.Nodes.size(); ++N)
      if (Graph.Nodes[N].What == Event::Suspend)
        NodeOf[Graph.Nodes[N].Index] = N;
  }

  void find(std::vector<Passage> &Into) {
    from(Passage::Start, 0, {}, Into);
    for (const Yield &Y : F.Yields)
      if (Live.Yields[Y.Index].Reachable)
        from(Y.Index, NodeOf[Y.Index], guardsAt(Y), Into);
  }

private:
  const Liveness &Live;
  const AsyncFunction &F;
  Flow Graph;
  std::vector<unsigned> NodeOf; ///< by Yield::Index

  /// The last one initialised first.
  std::vector<const Local *> guardsAt(const Yield &Y) const {
    std::vector<const Local *> Guards;
    for (const Scope *S = Y.At; S; S = S->Outer)
      if (S->Declares && S->Declares->isGuard() && Live.Yields[Y.Index].MayBeArmed[S->Declares->Index])
        Guards.push_back(S->Declares);
    return Guards;
  }

  /// What is reached from behind node `N` without a yield point in between and, where `Kept` is given,
  /// without leaving its scope. The last bit is the end.
  llvm::BitVector reached(unsigned N, const Local *Kept) const {
    llvm::BitVector Result(F.Yields.size() + 1), Seen(Graph.Nodes.size());
    std::vector<unsigned> Work{N};
    while (!Work.empty()) {
      const FlowNode &At = Graph.Nodes[Work.back()];
      Work.pop_back();
      if (At.Next.empty())
        Result.set(F.Yields.size());
      for (unsigned To : At.Next) {
        const FlowNode &Next = Graph.Nodes[To];
        if (Next.What == Event::Suspend)
          Result.set(Next.Index);
        bool Stops =
            Next.What == Event::Suspend || (Kept && Next.What == Event::Disarm && Next.Index == Kept->Index);
        if (Stops || Seen[To])
          continue;
        Seen.set(To);
        Work.push_back(To);
      }
    }
    return Result;
  }

  void from(unsigned From, unsigned Node, const std::vector<const Local *> &Guards,
            std::vector<Passage> &Into) const {
    std::vector<llvm::BitVector> Keeping;
    for (const Local *G : Guards)
      Keeping.push_back(reached(Node, G));
    llvm::BitVector Reached = reached(Node, nullptr);
    for (unsigned To : Reached.set_bits()) {
      Passage P{From, To == F.Yields.size() ? unsigned(Passage::End) : To, {}};
      for (size_t I = 0; I != Guards.size(); ++I)
        if (!Keeping[I][To])
          P.Left.push_back(Guards[I]);
      Into.push_back(std::move(P));
    }
  }
};

} // namespace

std::unique_ptr<Passages> findPassages(const Liveness &Live) {
  auto Result = std::make_unique<Passages>(Live.Of);
  PassageFinder(Live).find(Result->All);
  return Result;
}

} // namespace lifeguard
