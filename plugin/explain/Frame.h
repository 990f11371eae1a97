//===- Frame.h - the members of a future, as the plan has them ------------===//
#ifndef LIFEGUARD_EXPLAIN_FRAME_H
#define LIFEGUARD_EXPLAIN_FRAME_H

#include "../model/Explanation.h"
#include "../model/FramePlan.h"

namespace lifeguard {

/// The tree of members, without sizes. `Of` has its states already.
std::vector<ExplainedField> frameFields(const FramePlan &Plan, const ExplainedFunction &Of);

} // namespace lifeguard

#endif
