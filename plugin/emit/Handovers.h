//===- Handovers.h - the functions that make a future for others ----------===//
//
// A handover, such as spawn(f(x)), is an expression; what it does takes statements. So it becomes a call of a
// small function in front of the one it stands in, which makes the future and gives it to the runtime. A call
// through a pointer has such a function too: what it makes a future of is known at run time.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_EMIT_HANDOVERS_H
#define LIFEGUARD_EMIT_HANDOVERS_H

#include "../model/Unit.h"

namespace lifeguard {

/// The function behind block_on(f(…)), spawn(f(…)) or future(f(…)), as text at file scope. `Complete`: the
/// struct is known where this stands.
std::string handoverFunction(const Unit &In, const AsyncSignature &Signature, Handover::Kind What,
                             bool Complete);
std::string handoverName(const AsyncSignature &Signature, Handover::Kind What);

/// The function behind `await p(…)`, which makes a future of the function that `p` points to.
std::string callFunction(const Unit &In, const AsyncSignature &Pointed);

} // namespace lifeguard

#endif
