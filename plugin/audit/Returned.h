//===- Returned.h - what a function returns with a lock, and without ------===//
//
// A function that takes a lock on some ways tells its caller which by what it returns: one value, a pointer,
// or what is not negative.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_RETURNED_H
#define LIFEGUARD_AUDIT_RETURNED_H

#include "Locks.h"
#include <set>

namespace lifeguard {

/// Of one lock, over all the returns.
class Returned {
public:
  /// `Value` is returned, with the lock as `Now`, a Fact, says.
  void constant(int Value, uint8_t Now);
  /// Something else is, or nothing: with the lock as `Now` says, or as `IfTrue` and `IfFalse` where the value
  /// is true, or is not.
  void computed(bool HasValue, uint8_t Now, uint8_t IfTrue, uint8_t IfFalse);

  /// Writes into `Effect`, which takes the lock, when it does, where the value tells.
  void tell(LockEffect &Effect) const;

private:
  std::set<int> With, Without;
  bool Other = false; ///< with it also what is no constant
  bool Unclear = false;
};

} // namespace lifeguard

#endif
