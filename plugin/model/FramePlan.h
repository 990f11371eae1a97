//===- FramePlan.h - noun: the struct of a future -------------------------===//
//
// Output of `planFrame`. A local that lives across a yield point is *pinned*, with one place in the frame for
// all of its life, or *saved*: it stays a C local, and is copied to the frame and back. What every state in a
// block needs has one place in the block's storage; what only some of them need shares bytes with what the
// others need:
//
//   struct f_future {
//       union {
//           struct { arguments } start;
//           struct { child, saved } await_g_12;          // a yield point with more than one thing of its own
//           struct g_future g;                           // one with a single thing
//           struct { …; pinned and saved of an inner block };
//       };
//       pinned and saved of the function's block
//       enum f_future_state state;
//   };
//
// Where there would be one alternative, there is no union, and its members stand beside the others. Members
// are in the order of their alignment, the largest first: so no byte is lost between them, and a child's
// future stands first where it can.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_FRAMEPLAN_H
#define LIFEGUARD_MODEL_FRAMEPLAN_H

#include "../support/Names.h"
#include "Liveness.h"

namespace lifeguard {

struct FramePlan;

/// A child future in a payload.
struct ChildField {
  enum class Place {
    Embedded, ///< struct g_future g;
    Framed,   ///< struct g_future *g; its frame is the arena's
  };
  const AsyncSignature *Callee = nullptr;
  Place Where = Place::Embedded;
  const FramePlan *Frame = nullptr; ///< of an embedded one that is compiled
  std::string Path;                 ///< from the future on: "recv", or "await_recv_12.recv"
  bool HasFlag = false;             ///< of await_all: the child does not know itself whether it has finished
  std::string DoneFlag;             ///< the path of a flag that says so; empty if there is none
  bool HasTarget = false;           ///< its result goes to an lvalue that is no local or global
  std::string TargetPath;           ///< of a pointer to that
  clang::QualType TargetType;
  std::string TargetMember; ///< the bit-field that the result goes to, of what the pointer points to
};

/// A local that a state copies.
struct SavedField {
  const Local *Of = nullptr;
  std::string Path;
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
  std::string Sleep; ///< of await_timeout: the path of its sleep
  std::vector<SavedField> Saved;
  std::vector<LiveGuard> Guards; ///< in order of initialisation
};

/// A member of the struct, or of a struct or union inside it.
struct FrameMember {
  enum class Kind { State, Flag, Argument, Pinned, Saved, Child, DoneFlag, Target, Sleep, Struct, Union };
  Kind What;
  std::string Name;                      ///< empty: anonymous
  uint64_t Align = 1;                    ///< in bytes
  const Local *Of = nullptr;             ///< of Flag, Argument, Pinned, Saved
  const ChildField *Child = nullptr;     ///< of Child, DoneFlag, Target
  const Block *Storage = nullptr;        ///< of a Struct: the block whose storage it is
  std::string State = {};                ///< the one that alone has this, where that is not said by a struct
  std::vector<FrameMember> Members = {}; ///< of Struct and Union
};

struct FramePlan {
  explicit FramePlan(const Liveness &Of) : Of(Of), Names(Of.Of.Of.Signature.Name) {}

  const Liveness &Of;
  FutureNames Names;
  std::string Self, Context, Out, DoneLabel;         ///< names that meet none of the user's
  std::vector<std::unique_ptr<StatePayload>> States; ///< by Yield::Index
  std::vector<FrameMember> Members;                  ///< of the struct
  uint64_t Align = 1;                                ///< of the struct, in bytes
  uint64_t Bytes = 0;                                ///< of the struct
  std::vector<const Local *>
      Arguments; ///< parameters that are not pinned: `init` stores them for the first poll
  llvm::DenseMap<const Local *, std::string> ArgumentPath;
  llvm::DenseMap<const Local *, std::string> KeptName; ///< of locals that every state in their block saves
  llvm::DenseSet<const Local *> WrittenOut; ///< C locals whose cleanup is written out: one that is comes
                                            ///< after it, or its value is awaited
  llvm::DenseMap<const Local *, std::string> PinnedName; ///< the frame field of a pinned local
  llvm::DenseMap<const Local *, std::string> FlagName;   ///< of guards that may have been jumped over

  /// Tags of the function's own (canonical declarations) that the frame mentions, each after those it holds
  /// by value: their definitions stand in front of the frame. One without a name at file scope got one.
  std::vector<const clang::TagDecl *> LocalTypes;

  /// Whether `init` stores `L`, a parameter, for all of the future's life.
  bool isConstantArgument(const Local &L) const {
    return L.What == Local::Kind::Parameter && !L.Assigned && KeptName.count(&L);
  }
  const AsyncFunction &function() const { return Of.Of.Of; }
  bool isWrittenOut(const Local &L) const { return WrittenOut.contains(&L); }
  bool isPinned(const Local &L) const { return PinnedName.count(&L) != 0; }
  const StatePayload &state(const Yield &Y) const { return *States[Y.Index]; }
};

} // namespace lifeguard

#endif
