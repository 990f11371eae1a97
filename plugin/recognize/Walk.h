//===- Walk.h - one walk over a body, or over an initialiser at file scope ---===//
#ifndef LIFEGUARD_RECOGNIZE_WALK_H
#define LIFEGUARD_RECOGNIZE_WALK_H

#include "Body.h"
#include "FunctionBuilder.h"

namespace lifeguard {

/// What its parts share: those that follow statements and expressions, and those that report misuse.
struct BodyWalk {
  BodyContext &Context;
  const clang::FunctionDecl *Where; ///< whose body it is; null at file scope
  FunctionBuilder *Builder;         ///< of the async function; null in an ordinary one and at file scope

  std::vector<const clang::Stmt *> Path = {}; ///< from the body to here
  AsyncUses Uses = {};
  const clang::CallExpr *Alloca = nullptr; ///< a call in an async function that takes memory of the stack
};

} // namespace lifeguard

#endif
