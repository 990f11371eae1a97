//===- Attributes.h - linkage, and the user's attributes ------------------===//
//
// Of the attributes on an async function, those about the call (deprecated, nonnull, warn_unused_result,
// format, …) have done their work when the user's text was parsed. Those about the code go to what is
// generated.
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

/// The beginning of a declaration that only this file sees, and may not need.
std::string internal(const Unit &In);
/// `static lg_unused ` and the like, for everything generated for that function.
std::string linkage(const Unit &In, const AsyncSignature &Signature);

} // namespace lifeguard

#endif
