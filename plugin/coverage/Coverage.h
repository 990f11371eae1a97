//===- Coverage.h - llvm-cov counts the user's lines ----------------------===//
//
// What -fcoverage-mapping says of a file counts the lines of the text that clang reads, whatever its #line
// directives say. So after clang has made the records of the lowered text, they are made to speak of the
// user's: see SourcePoints.h for what becomes of a region, and RewriteRecords.cpp for the records.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_COVERAGE_COVERAGE_H
#define LIFEGUARD_COVERAGE_COVERAGE_H

#include "../model/LoweredC.h"
#include "clang/Basic/CodeGenOptions.h"
#include <string>

namespace lifeguard {

/// The file that is compiled next in this thread, named `MainFile`, reads `Lowered`, which has the origins of
/// its lines, where the user wrote `User`. A pass is added to its compilation that makes the records speak of
/// `User`.
void keepCoverage(clang::CodeGenOptions &Opts, std::string MainFile, std::string User,
                  const LoweredC &Lowered);

} // namespace lifeguard

#endif
