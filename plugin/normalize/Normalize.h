//===- Normalize.h - stage: AsyncFunction -> FlatFunction -----------------===//
//
//   total += c && await f(await g(x));
//
// becomes the steps
//
//   [Evaluate] and_7 = c
//   [Branch]   if and_7:  [Await] g_result = g(x);  [Await] f_result = f(g_result);  [Evaluate] and_7 =
//   f_result
//
// and the residual `total += and_7`. C evaluates the operands of an expression in any order unless it
// sequences them, so an await may be taken out in front of its siblings; what C does sequence (&&, ||, ?:,
// the comma, statement expressions) becomes steps.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_NORMALIZE_NORMALIZE_H
#define LIFEGUARD_NORMALIZE_NORMALIZE_H

#include "../model/FlatFunction.h"
#include "../support/Diagnostics.h"

namespace lifeguard {

/// Takes every full expression with a yield point apart. Adds the temporaries it needs to the function's
/// locals. Reports what cannot be taken apart.
std::unique_ptr<FlatFunction> normalize(const AsyncFunction &Function, Diagnostics &Diags);

} // namespace lifeguard

#endif
