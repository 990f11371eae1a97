//===- LoweredC.h - noun: the text that clang compiles --------------------===//
#ifndef LIFEGUARD_MODEL_LOWEREDC_H
#define LIFEGUARD_MODEL_LOWEREDC_H

#include <string>
#include <vector>

namespace lifeguard {

/// Where a line of the lowered text comes from.
struct LineOrigin {
  enum class Kind {
    Added,   ///< no line of the user's
    Said,    ///< line `Line` of `File`, as presumed
    Follows, ///< the file's own text: its line after that of the line before
  };
  Kind What = Kind::Added;
  unsigned Line = 0;
  std::string File;
  std::string Part; ///< the async function whose lowering this line belongs to; else empty
};

struct LoweredC {
  std::string Text;                ///< what is compiled, with #line directives
  std::string Plain;               ///< the same without them, to read
  std::string Header;              ///< the futures' structs for other files, where it was asked for
  std::vector<LineOrigin> Origins; ///< of the lines of `Plain`, where they were asked for
};

} // namespace lifeguard

#endif
