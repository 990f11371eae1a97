//===- Options.h - the plugin's arguments ---------------------------------===//
#ifndef LIFEGUARD_SUPPORT_OPTIONS_H
#define LIFEGUARD_SUPPORT_OPTIONS_H

#include "Diagnostics.h"
#include <string>
#include <vector>

namespace lifeguard {

struct Options {
#define LG_FLAG(Member, Name, Help) bool Member = false;
#define LG_VALUE(Member, Name, Value, Help) std::string Member;
#include "Options.def"
  bool Coverage = false;    ///< no argument: what clang compiles counts its regions (-fcoverage-mapping)
  bool Precompiles = false; ///< no argument: the output is a precompiled header

  bool audits() const { return Audit || AuditOnly; }
  /// Whether it is to be known where each line of the lowered text comes from.
  bool wantsOrigins() const { return explains() || Coverage; }
  /// Whether an Explanation is needed.
  bool explains() const { return Annotate || Layout || !Graph.empty() || !Explain.empty(); }
  bool dumps(llvm::StringRef Noun) const { return Dump == Noun; }
};

/// Reads the arguments of -fplugin-arg-lifeguard-*; reports each that is unknown or lacks its value. False
/// after an error.
bool parseOptions(const std::vector<std::string> &Arguments, Options &Result, Diagnostics &Diags);

/// A line per plugin argument.
std::string describeOptions();

} // namespace lifeguard

#endif
