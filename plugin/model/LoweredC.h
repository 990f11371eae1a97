//===- LoweredC.h - noun: the text that clang compiles --------------------===//
#ifndef LIFEGUARD_MODEL_LOWEREDC_H
#define LIFEGUARD_MODEL_LOWEREDC_H

#include <string>

namespace lifeguard {

struct LoweredC {
  std::string Text;   ///< what is compiled, with #line directives
  std::string Plain;  ///< the same without them, to read
  std::string Header; ///< the futures' structs for other files, where it was asked for
};

} // namespace lifeguard

#endif
