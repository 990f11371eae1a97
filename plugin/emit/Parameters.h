//===- Parameters.h - an async function's parameters in generated functions ===//
#ifndef LIFEGUARD_EMIT_PARAMETERS_H
#define LIFEGUARD_EMIT_PARAMETERS_H

#include "../model/Unit.h"

namespace lifeguard {

/// The parameters as C text, ", " before each: ", struct conn *c, size_t n". Unnamed ones get names, and so
/// do those whose names are `Reserved` for others of the generated function.
struct Parameters {
  Parameters(const Unit &In, const AsyncSignature &Signature,
             std::initializer_list<llvm::StringRef> Reserved);

  std::string Declared, Types, Passed;
  std::vector<std::pair<const clang::ParmVarDecl *, std::string>> Names;
};

/// Text like `Declared` as all parameters of a function: "(struct conn *c, size_t n)", "(void)".
std::string asParameterList(const std::string &Declared);

} // namespace lifeguard

#endif
