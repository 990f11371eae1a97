//===- Scan.h - whether a file can hold async functions at all ------------===//
#ifndef LIFEGUARD_DOORS_SCAN_H
#define LIFEGUARD_DOORS_SCAN_H

#include "clang/Frontend/CompilerInstance.h"

namespace lifeguard {

/// Whether an annotation of lifeguard.h can be reached from the main file: it or some file it includes,
/// whatever the conditions around the #include say, holds the text. Costs no parse; errs on the side of yes.
bool mayBeAsync(clang::CompilerInstance &CI);

} // namespace lifeguard

#endif
