//===- Poll.h - the poll function -----------------------------------------===//
#ifndef LIFEGUARD_EMIT_POLL_H
#define LIFEGUARD_EMIT_POLL_H

#include "../model/Program.h"
#include "SourceText.h"

namespace lifeguard {

/// The poll function of a machine: the user's body with resume labels in it, as file-scope text that ends
/// with a line break. Leaves edits in `Source` inside the body.
std::string pollFunction(const VerifiedMachine &Machine, SourceText &Source);

} // namespace lifeguard

#endif
