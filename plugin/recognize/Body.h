//===- Body.h - the body of a function ------------------------------------===//
#ifndef LIFEGUARD_RECOGNIZE_BODY_H
#define LIFEGUARD_RECOGNIZE_BODY_H

#include "../model/AsyncFunction.h"
#include "../support/Diagnostics.h"
#include "Lifecycle.h"
#include "Pointers.h"

namespace lifeguard {

/// The names and calls of async functions that C evaluates; all others stand in operands that it does not.
using EvaluatedUses = llvm::DenseSet<const clang::Expr *>;

/// What the walks over bodies share.
struct BodyContext {
  Unit &In;
  Diagnostics &Diags;
  LifecycleTypes &Lifecycles;
  AsyncPointers &Pointers;
  EvaluatedUses &Evaluated;
};

/// Reads the body of an async function.
std::unique_ptr<AsyncFunction> readBody(BodyContext &Context, const AsyncSignature &Signature);

/// Reads the body of an ordinary function for what it uses, and reports the awaits in it.
AsyncUses readOrdinaryBody(BodyContext &Context, const clang::FunctionDecl *Function);

/// Reads the initialiser of a variable at file scope.
AsyncUses readStaticInitializer(BodyContext &Context, const clang::VarDecl *Variable);

} // namespace lifeguard

#endif
