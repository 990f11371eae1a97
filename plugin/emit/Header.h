//===- Header.h - the futures of a file, for whoever holds them by value --===//
//
// `lifeguard lower --header a.c`: what another file needs so that it can have a `struct f_future` of its own,
// initialise it, poll it and drop it by hand. It is read off the program and no part of what is compiled:
//
//   the #include lines of a.c that its compilation has taken, and the feature macros in front of them
//   the types of a.c that what follows mentions, with the types and constants that those mention
//   for each async function with external linkage that a.c defines: its enum, struct, prototypes and type
//   object, behind the structs of what it embeds
//
// Of a static function only the layout stands in it, and only where a struct of the above embeds it.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_EMIT_HEADER_H
#define LIFEGUARD_EMIT_HEADER_H

#include "../model/Program.h"
#include "SourceText.h"

namespace lifeguard {

/// The header of `Of`, whose types have got in `Source` the names they have in the lowered text.
std::string emitHeader(const Program &Of, const SourceText &Source);

/// The header of a file without async functions.
std::string emptyHeader(llvm::StringRef File);

} // namespace lifeguard

#endif
