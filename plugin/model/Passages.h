//===- Passages.h - noun: the ways between yield points -------------------===//
//
// Output of `findPassages`: where a function may come to once it goes on, without another await in between.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_PASSAGES_H
#define LIFEGUARD_MODEL_PASSAGES_H

#include "FlatFunction.h"
#include <vector>

namespace lifeguard {

struct Passage {
  enum : unsigned { Start = ~0u, End = ~0u };
  unsigned From = Start; ///< Yield::Index
  unsigned To = End;     ///< the same
  /// The guards of `From` whose scope every such way leaves, the last one initialised first.
  std::vector<const Local *> Left;
};

struct Passages {
  explicit Passages(const FlatFunction &Of) : Of(Of) {}

  const FlatFunction &Of;
  std::vector<Passage> All; ///< by From, the start first; of one From by To, the end last
};

} // namespace lifeguard

#endif
