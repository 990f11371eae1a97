//===- Signatures.h - the async functions of a translation unit -----------===//
#ifndef LIFEGUARD_RECOGNIZE_SIGNATURES_H
#define LIFEGUARD_RECOGNIZE_SIGNATURES_H

#include "../model/Unit.h"
#include "../support/Diagnostics.h"
#include "clang/Lex/Preprocessor.h"

namespace lifeguard {

/// Fills `In.Signatures` with every async function that is declared, and reports declarations that cannot be
/// async.
void collectSignatures(Unit &In, const clang::Preprocessor &PP, Diagnostics &Diags);

} // namespace lifeguard

#endif
