//===- Passages.h - stage: Liveness -> Passages ---------------------------===//
#ifndef LIFEGUARD_LIVENESS_PASSAGES_H
#define LIFEGUARD_LIVENESS_PASSAGES_H

#include "../model/Liveness.h"
#include "../model/Passages.h"
#include <memory>

namespace lifeguard {

/// A side branch: only what explains a function needs it.
std::unique_ptr<Passages> findPassages(const Liveness &Live);

} // namespace lifeguard

#endif
