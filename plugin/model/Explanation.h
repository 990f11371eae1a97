//===- Explanation.h - noun: a file's async functions, to be looked at ----===//
//
// Output of `explain`: plain values, no pointers into a syntax tree. What the writers of text, graphs and the
// page need, and all of it. Lines are counted from 1, in the text of a source or in the lowered text; states,
// locals and sources are named by their index.
//
// The frame's sizes and offsets come last, from `measure`: they are those of the structs in the lowered text,
// as clang compiles them.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_EXPLANATION_H
#define LIFEGUARD_MODEL_EXPLANATION_H

#include <cstdint>
#include <string>
#include <vector>

namespace lifeguard {

struct ExplainedSource {
  std::string Name;
  std::string Text;
};

/// A place where a function names one of its locals.
struct ExplainedUse {
  unsigned Line = 0, Column = 0, Length = 0; ///< columns in bytes, from 1
};

struct ExplainedLocal {
  std::string Name, Type;
  std::string Kind; ///< "parameter", "variable", "literal", "temporary"
  unsigned Line = 0;
  bool Guard = false, Hooked = false, AddressTaken = false;
  bool Owned = false;  ///< by Rust's rules it is kept to the end of its scope: borrowed, or with a destructor
  std::string Cleanup; ///< its function
  uint64_t Size = 0, Align = 1; ///< in bytes
  std::vector<ExplainedUse> Uses;
};

/// Something that the machine does, in words of C: a call of a hook or a cleanup, a copy.
struct ExplainedAction {
  std::string Kind; ///< "resume", "suspend", "save", "restore", "state", "drop", "cancel", "cleanup"
  std::string What; ///< "lg_entered_on_suspend(&in_span)", "save i"
  int Local = -1;
};

/// What the audit says of a guard that is held at a state.
struct ExplainedVerdict {
  std::string Guard, Rule, Verdict, Severity, Message, Help, Why;
  unsigned Line = 0;  ///< of the guard
  bool Maybe = false; ///< held on some ways only
};

struct ExplainedOperand {
  std::string Word;     ///< the name in generated names
  std::string Function; ///< the async function
  std::string Frame;    ///< "embedded", "leaf", "arena"
};

/// A state. The first is the start, the last is done; between them one for each yield point.
struct ExplainedState {
  std::string Name;       ///< "start", "await_recv_15", "done"
  std::string Enumerator; ///< "fetch_future_await_recv_15"
  std::string Kind;       ///< "start", "call", "all", "any", "timeout", "done"
  std::string Callee;
  std::string Label; ///< where polling goes on
  unsigned Line = 0; ///< in the function's source
  bool Reachable = true;
  std::vector<ExplainedOperand> Operands;
  std::vector<unsigned> Live;   ///< locals that are read again after it
  std::vector<unsigned> Kept;   ///< locals that have bytes in it
  std::vector<unsigned> Guards; ///< in order of initialisation
  std::vector<ExplainedAction> OnEnter, OnSuspend, OnResume, OnReady, OnDrop;
  std::vector<ExplainedVerdict> Verdicts;
  std::vector<unsigned> LoweredLines;
  uint64_t Needs = 0; ///< bytes of what is kept in it, without padding and the state itself
};

/// A way between two states.
struct ExplainedEdge {
  unsigned From = 0, To = 0;
  std::string Cause;             ///< "poll", "pending", "ready", "return", "drop"
  std::vector<std::string> Does; ///< hooks and cleanups on it, in order
};

struct ExplainedField {
  std::string Name; ///< empty: an anonymous struct or union
  std::string Type;
  std::string Kind;  ///< as FrameMember::Kind, in words; "member" inside a leaf's struct
  std::string Why;   ///< for a pinned one: "guard", "address taken", …
  std::string Path;  ///< from the future on: "await_recv_15.recv"
  std::string Child; ///< the async function whose future this is
  int Local = -1;
  unsigned Line = 0;                        ///< of the block, for a struct that is one's storage
  std::vector<unsigned> In;                 ///< the states in which its bytes mean something
  bool Shared = false;                      ///< its bytes are those of other fields in other states
  uint64_t Offset = 0, Size = 0, Align = 1; ///< from the start of the future
  std::vector<ExplainedField> Members;
};

/// Bytes that no field has.
struct ExplainedHole {
  uint64_t Offset = 0, Size = 0;
};

struct ExplainedFunction {
  std::string Name;
  std::string Head; ///< as written: "async int fetch(int id)"
  unsigned Source = 0;
  unsigned FirstLine = 0, LastLine = 0;
  unsigned LoweredFirst = 0, LoweredLast = 0; ///< 0: it stands nowhere in the text
  std::string Struct;
  std::string Self; ///< what the lowered functions call the future
  std::vector<ExplainedLocal> Locals;
  std::vector<ExplainedState> States;
  std::vector<ExplainedEdge> Edges;
  std::vector<ExplainedField> Frame;
  std::vector<ExplainedHole> Padding; ///< that no state uses
  uint64_t Size = 0, Align = 1;
  uint64_t Ideal = 0;              ///< the least that holds what its fullest state keeps
  uint64_t Rust = 0;               ///< what the layout of Rust's async functions would take
  std::vector<std::string> Advice; ///< how to make it smaller
};

struct LoweredLine {
  int Source = -1;
  unsigned Line = 0; ///< 0: added
};

struct Explanation {
  std::string File;
  std::vector<ExplainedSource> Sources; ///< the main file first
  std::string Lowered;
  std::vector<LoweredLine> Lines;           ///< of the lowered text
  std::vector<ExplainedFunction> Functions; ///< in the order of the text

  const ExplainedFunction *find(const std::string &Name) const {
    for (const ExplainedFunction &F : Functions)
      if (F.Name == Name)
        return &F;
    return nullptr;
  }
};

} // namespace lifeguard

#endif
