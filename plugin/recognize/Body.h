//===- Body.h - the body of a function ------------------------------------===//
#ifndef LIFEGUARD_RECOGNIZE_BODY_H
#define LIFEGUARD_RECOGNIZE_BODY_H

#include "../model/AsyncFunction.h"
#include "../support/Diagnostics.h"
#include "Lifecycle.h"

namespace lifeguard {

/// References to async functions that C evaluates; all others stand in operands that it does not.
using EvaluatedReferences = llvm::DenseSet<const clang::DeclRefExpr *>;

/// What the walks over bodies share.
struct BodyContext {
  Unit &In;
  Diagnostics &Diags;
  LifecycleTypes &Lifecycles;
  EvaluatedReferences &Evaluated;
};

/// Reads the body of an async function.
std::unique_ptr<AsyncFunction> readBody(BodyContext &Context, const AsyncSignature &Signature);

/// Reads the body of an ordinary function for handovers, and reports the awaits in it.
std::vector<const Handover *> readOrdinaryBody(BodyContext &Context, const clang::FunctionDecl *Function);

/// Reads the initialiser of a variable with static storage.
void readStaticInitializer(BodyContext &Context, const clang::Expr *Initializer);

} // namespace lifeguard

#endif
