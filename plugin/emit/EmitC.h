//===- EmitC.h - stage: Program -> LoweredC -------------------------------===//
//
// The lowered text is the main file's text, in which
//
//   an async function    became its declarations, enum, struct, init, poll, drop and type object
//   a static prototype   became the declarations that its callers use now
//   a handover           became a call of a small function in front of the function it stands in
//
// and everything else is as it was. What a function needs of others (declarations of functions of other
// files, whole functions of headers, the struct of a callee that is defined further down) is put in front of
// it.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_EMIT_EMITC_H
#define LIFEGUARD_EMIT_EMITC_H

#include "../model/LoweredC.h"
#include "../model/Program.h"
#include "SourceText.h"

namespace lifeguard {

/// The main file's text with all of `Of` lowered. `WithOrigins`: and where each of its lines comes from.
LoweredC emitC(const Program &Of, SourceText &Source, bool WithOrigins);

} // namespace lifeguard

#endif
