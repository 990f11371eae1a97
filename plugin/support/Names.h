//===- Names.h - every spelling that the lowering generates ---------------===//
#ifndef LIFEGUARD_SUPPORT_NAMES_H
#define LIFEGUARD_SUPPORT_NAMES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace lifeguard {

/// (StringRef's own test has had two names.)
inline bool startsWith(llvm::StringRef Text, llvm::StringRef Prefix) {
  return Text.take_front(Prefix.size()) == Prefix;
}

/// The annotations that the keywords of lifeguard.h leave in the syntax tree.
namespace annotation {
constexpr llvm::StringLiteral Async = "lifeguard.async";
constexpr llvm::StringLiteral Leaf = "lifeguard.leaf(";
constexpr llvm::StringLiteral Lifecycle = "lifeguard.lifecycle(";
constexpr llvm::StringLiteral MustNotSuspend = "lifeguard.must_not_suspend(";
constexpr llvm::StringLiteral Allow = "lifeguard.allow(";
constexpr llvm::StringLiteral CancelUnsafe = "lifeguard.cancel_unsafe(";
constexpr llvm::StringLiteral Instrument = "lifeguard.instrument";
constexpr llvm::StringLiteral InstrumentWith = "lifeguard.instrument(";
} // namespace annotation

/// File-scope names of the lowering of async function F.
struct FutureNames {
  explicit FutureNames(llvm::StringRef F)
      : Struct((F + "_future").str()), StateEnum(Struct + "_state"), Init(Struct + "_init"),
        Poll(Struct + "_poll"), Drop(Struct + "_drop"), Type(Struct + "_type"), States(Struct + "_states"),
        InitErased(Struct + "_init_erased"), PollErased(Struct + "_poll_erased"),
        DropErased(Struct + "_drop_erased"), StateErased(Struct + "_state_index"),
        BlockOn(Struct + "_block_on"), BlockOnIn(Struct + "_block_on_in"), Spawn(Struct + "_spawn"),
        SpawnIn(Struct + "_spawn_in"), Boxed(Struct + "_boxed"), Span(Struct + "_span"),
        Frame(Struct + "_frame"), Prefix(Struct + "_") {}

  std::string Struct, StateEnum, Init, Poll, Drop, Type, States, InitErased, PollErased, DropErased,
      StateErased, BlockOn, BlockOnIn, Spawn, SpawnIn, Boxed, Span, Frame;
  std::string Prefix; ///< of the enumerators

  std::string state(llvm::StringRef Name) const { return Prefix + Name.str(); }
};

/// Names that are free where generated text stands: the wish, or the wish with a number after it.
class NamePool {
public:
  /// `Macros`, the names that the preprocessor would replace, are taken in every pool that shares them.
  explicit NamePool(const llvm::StringSet<> *Macros = nullptr) : Macros(Macros) {}

  void reserve(llvm::StringRef Name) { Taken.insert(Name); }

  std::string fresh(llvm::StringRef Wish) {
    std::string Name = Wish.str();
    for (unsigned N = 2; Taken.contains(Name) || (Macros && Macros->contains(Name)); ++N)
      Name = (Wish + "_" + llvm::Twine(N)).str();
    Taken.insert(Name);
    return Name;
  }

  const llvm::StringSet<> *macros() const { return Macros; }

private:
  llvm::StringSet<> Taken;
  const llvm::StringSet<> *Macros;
};

} // namespace lifeguard

#endif
