//===- Future.h - all of a lowered function but its poll ------------------===//
#ifndef LIFEGUARD_EMIT_FUTURE_H
#define LIFEGUARD_EMIT_FUTURE_H

#include "../model/Program.h"
#include "Lines.h"

namespace lifeguard {

/// Each of these is a piece of file-scope text that ends with a line break. `Mark` places the statements in
/// it.

/// `struct f_future;` and the prototypes of its functions and type object.
std::string declarations(const Unit &In, const AsyncSignature &Signature);
/// The plain prototype, for operands that C does not evaluate.
std::string plainPrototype(const Unit &In, const AsyncSignature &Signature);
/// What an async function is called in the names that are made of it.
using Naming = std::string(const AsyncSignature &);
inline std::string itsOwnName(const AsyncSignature &Signature) { return Signature.Name; }

/// `enum f_future_state` and `struct f_future`.
std::string frameType(const FramePlan &Plan, llvm::function_ref<Naming> NameOf = itsOwnName);
/// Every type that the struct or `init` mention: of locals, parameters, results' places and leaf futures.
void forEachTypeOfFrame(const FramePlan &Plan, llvm::function_ref<void(clang::QualType)> Visit);
std::string initFunction(const FramePlan &Plan, const std::string &Mark);
std::string dropFunction(const VerifiedMachine &Machine, const std::string &Mark);
std::string typeObject(const FramePlan &Plan, const std::string &Mark);
std::string leafTypeObject(const Unit &In, const AsyncSignature &Signature);
/// The functions behind block_on(f(…)), spawn(f(…)) and future(f(…)). `Complete`: the struct is known where
/// this stands.
std::string handoverFunction(const Unit &In, const AsyncSignature &Signature, Handover::Kind What,
                             bool Complete);
/// The function behind `await p(…)`, which makes a future of the function that `p` points to.
std::string callFunction(const Unit &In, const AsyncSignature &Pointed);
/// What stands for the name of the function where it is used as a value.
std::string pointerTo(const AsyncSignature &Signature);
std::string handoverName(const AsyncSignature &Signature, Handover::Kind What);

/// The first line of the poll function, without the brace.
std::string pollHead(const FramePlan &Plan);

/// The beginning of a declaration that only this file sees, and may not need.
std::string internal(const Unit &In);
/// `static lg_unused ` and the like, for everything generated for that function.
std::string linkage(const Unit &In, const AsyncSignature &Signature);
/// The address of `Object`, of type `T`, as an argument of memcpy, which takes no pointer to volatile.
std::string addressToCopy(const std::string &Object, clang::QualType T);

} // namespace lifeguard

#endif
