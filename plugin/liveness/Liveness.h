//===- Liveness.h - stage: FlatFunction -> Liveness -----------------------===//
#ifndef LIFEGUARD_LIVENESS_LIVENESS_H
#define LIFEGUARD_LIVENESS_LIVENESS_H

#include "../model/Liveness.h"

namespace lifeguard {

/// Solves the data-flow problems of model/Liveness.h over the function's events.
std::unique_ptr<Liveness> findLiveness(const FlatFunction &Function);

} // namespace lifeguard

#endif
