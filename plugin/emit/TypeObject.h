//===- TypeObject.h - f_future_type, the future as data -------------------===//
#ifndef LIFEGUARD_EMIT_TYPEOBJECT_H
#define LIFEGUARD_EMIT_TYPEOBJECT_H

#include "../model/FramePlan.h"

namespace lifeguard {

/// The `lg_future_type` of a compiled function, and in front of it what its members refer to: functions that
/// take a future behind a void pointer, and the table of its states. Text at file scope; `Mark` places the
/// statements in it.
std::string typeObject(const FramePlan &Plan, const std::string &Mark);

/// The same for a leaf future, which has no states that anybody knows.
std::string leafTypeObject(const Unit &In, const AsyncSignature &Signature);

/// What stands for the name of the function where it is used as a value.
std::string pointerTo(const AsyncSignature &Signature);

} // namespace lifeguard

#endif
