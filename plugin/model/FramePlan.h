//===- FramePlan.h - noun: the struct of a future -------------------------===//
//
// Output of `planFrame`. Two kinds of storage cross a yield point: *saved* locals, which stay C locals and
// are copied to the payload of the state when the function suspends, and *pinned* ones, which have one place
// in the frame. The frame follows the blocks of the source, so that storage of blocks that never overlap
// shares its bytes:
//
//   struct f_future {
//       enum f_future_state state;
//       pinned of the function's block
//       union {
//           struct { arguments } start;
//           struct { child, saved } await_g_12;          // a yield point directly in the block
//           struct { pinned of an inner block; union { … }; };
//       };
//   };
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_FRAMEPLAN_H
#define LIFEGUARD_MODEL_FRAMEPLAN_H

#include "../support/Names.h"
#include "Liveness.h"

namespace lifeguard {

/// A child future in a payload.
struct ChildField {
  enum class Place {
    Embedded, ///< struct g_future g;
    Framed,   ///< struct g_future *g; its frame is the arena's
  };
  const AsyncSignature *Callee = nullptr;
  Place Where = Place::Embedded;
  std::string Name;
  std::string
      DoneFlag; ///< of await_all: a flag for a child that does not know itself whether it has finished
  std::string
      TargetName; ///< a pointer to where the result goes, where that is not a local or global; else empty
  clang::QualType TargetType;
  std::string TargetMember; ///< the bit-field that the result goes to, of what the pointer points to
};

struct SavedField {
  const Local *Of = nullptr;
  std::string Name;
};

/// A guard of a state, as its hooks and cleanups find it.
struct LiveGuard {
  const Local *Of = nullptr;
  std::string Flag; ///< a frame field that says whether it is live; empty where it always is
};

/// One yield point's state.
struct StatePayload {
  const Yield *Point = nullptr;
  std::string Name;  ///< await_CALLEE_LINE: the enumerator's end and the payload's name
  std::string Label; ///< where polling goes on
  bool Reachable = false;
  std::vector<ChildField> Children;
  std::vector<SavedField> Saved;
  std::vector<LiveGuard> Guards; ///< in order of initialisation
};

struct FrameBlock {
  const Block *Of = nullptr;
  std::vector<const Local *> Pinned;
  std::vector<const StatePayload *> Payloads;
  std::vector<std::unique_ptr<FrameBlock>> Inner;
};

struct FramePlan {
  explicit FramePlan(const Liveness &Of) : Of(Of), Names(Of.Of.Of.Signature.Name) {}

  const Liveness &Of;
  FutureNames Names;
  std::string Self, Context, Out, DoneLabel;         ///< names that meet none of the user's
  std::vector<std::unique_ptr<StatePayload>> States; ///< by Yield::Index
  std::unique_ptr<FrameBlock> Root;
  std::vector<const Local *> Arguments; ///< neither pinned nor kept: in the payload `start`
  std::vector<const Local *>
      Kept; ///< parameters that never change and live in every state: stored by `init`, and only read back
  llvm::DenseMap<const Local *, std::string> KeptName;
  llvm::DenseSet<const Local *>
      WrittenOut; ///< C locals whose cleanup is written out, since one of the frame's comes after it
  llvm::DenseMap<const Local *, std::string> PinnedName; ///< the frame field of a pinned local
  llvm::DenseMap<const Local *, std::string> FlagName;   ///< of guards that may have been jumped over

  /// Tags of the function's own (canonical declarations) that the frame mentions, each after those it holds
  /// by value: their definitions stand in front of the frame. One without a name at file scope got one.
  std::vector<const clang::TagDecl *> LocalTypes;

  const AsyncFunction &function() const { return Of.Of.Of; }
  bool isWrittenOut(const Local &L) const { return WrittenOut.contains(&L); }
  bool isPinned(const Local &L) const { return PinnedName.count(&L) != 0; }
  const StatePayload &state(const Yield &Y) const { return *States[Y.Index]; }
};

} // namespace lifeguard

#endif
