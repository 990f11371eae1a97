//===- Instrument.h - the span that `instrument` asks for -----------------===//
#ifndef LIFEGUARD_RECOGNIZE_INSTRUMENT_H
#define LIFEGUARD_RECOGNIZE_INSTRUMENT_H

#include "../model/Unit.h"
#include "../support/Diagnostics.h"

namespace lifeguard {

/// The guard that lifeguard.h declares for it, and its cleanup.
clang::QualType spanGuardType(clang::ASTContext &Ctx);
constexpr llvm::StringLiteral SpanGuardDrop = "lg_instrumented_drop";

/// Fills `Signature.Span` if the function is marked, and reports what its mark says wrong.
void readInstrument(AsyncSignature &Signature, Diagnostics &Diags);

} // namespace lifeguard

#endif
