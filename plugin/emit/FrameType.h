//===- FrameType.h - the enum and the struct of a future ------------------===//
#ifndef LIFEGUARD_EMIT_FRAMETYPE_H
#define LIFEGUARD_EMIT_FRAMETYPE_H

#include "../model/FramePlan.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace lifeguard {

/// What an async function is called in the names that are made of it.
using Naming = std::string(const AsyncSignature &);
inline std::string itsOwnName(const AsyncSignature &Signature) { return Signature.Name; }

/// `enum f_future_state` and `struct f_future`, behind the types of the function's own that they mention:
/// text at file scope.
std::string frameType(const FramePlan &Plan, llvm::function_ref<Naming> NameOf = itsOwnName);

/// Every type that the struct or `init` mention: of locals, parameters, results' places and leaf futures.
void forEachTypeOfFrame(const FramePlan &Plan, llvm::function_ref<void(clang::QualType)> Visit);

} // namespace lifeguard

#endif
