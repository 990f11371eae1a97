//===- Attributes.h - the user's attributes on an async function ----------===//
//
// Those about the call (deprecated, nonnull, warn_unused_result, format, …) have done their work when the
// user's text was parsed. Those about the code go to what is generated.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_EMIT_ATTRIBUTES_H
#define LIFEGUARD_EMIT_ATTRIBUTES_H

#include "../model/Unit.h"

namespace lifeguard {

enum class AttributesOf {
  Everything, ///< its functions and its type object: who sees it
  Functions,  ///< init, poll and drop: for what machine, where, and how it is checked
  Poll,       ///< the body: how it is optimised
};

/// These attributes as text, a space after each.
std::string attributes(const AsyncSignature &Signature, AttributesOf What);

} // namespace lifeguard

#endif
