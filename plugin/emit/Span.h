//===- Span.h - the span of a function marked `instrument` ----------------===//
#ifndef LIFEGUARD_EMIT_SPAN_H
#define LIFEGUARD_EMIT_SPAN_H

#include "../model/StateMachine.h"
#include "Lines.h"

namespace lifeguard {

/// What the runtime is told of the function: a constant at file scope.
std::string spanSite(const FramePlan &Plan);

/// Makes the span and enters it, before the body. The arguments are in their places.
void beginSpan(const FramePlan &Plan, Lines &Out);

/// Tells of a result that is an error, once it is stored, just before the span is left.
void endSpan(const FramePlan &Plan, Lines &Out);

} // namespace lifeguard

#endif
