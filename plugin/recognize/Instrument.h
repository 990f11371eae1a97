//===- Instrument.h - the span that `instrument` asks for -----------------===//
#ifndef LIFEGUARD_RECOGNIZE_INSTRUMENT_H
#define LIFEGUARD_RECOGNIZE_INSTRUMENT_H

#include "../model/Unit.h"
#include "../support/Diagnostics.h"

namespace lifeguard {

/// The guard that lifeguard.h declares for it, and its cleanup.
clang::QualType spanGuardType(clang::ASTContext &Ctx);
constexpr llvm::StringLiteral SpanGuardDrop = "lg_instrumented_drop";

/// Marks the parameters that become fields as referenced, so that clang does not call them unused. At the
/// beginning of the definition of `F`: at its end clang has said it.
void useFields(clang::FunctionDecl &F);

/// Fills `Signature.Span` if the function is marked, and reports what its mark says wrong.
void readInstrument(AsyncSignature &Signature, Diagnostics &Diags);

} // namespace lifeguard

#endif
