//===- Future.h - the functions of a future, but for its poll -------------===//
#ifndef LIFEGUARD_EMIT_FUTURE_H
#define LIFEGUARD_EMIT_FUTURE_H

#include "../model/Program.h"

namespace lifeguard {

/// Each of these is a piece of file-scope text that ends with a line break. `Mark` places the statements in
/// it.

/// `struct f_future;` and the prototypes of its functions and type object.
std::string declarations(const Unit &In, const AsyncSignature &Signature);
/// The plain prototype, for operands that C does not evaluate.
std::string plainPrototype(const Unit &In, const AsyncSignature &Signature);
std::string initFunction(const FramePlan &Plan, const std::string &Mark);
std::string dropFunction(const VerifiedMachine &Machine, const std::string &Mark);

/// The first line of the poll function, without the brace.
std::string pollHead(const FramePlan &Plan);

} // namespace lifeguard

#endif
