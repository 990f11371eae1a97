//===- LocalTypes.h - types of the function's own, at file scope ----------===//
#ifndef LIFEGUARD_EMIT_LOCALTYPES_H
#define LIFEGUARD_EMIT_LOCALTYPES_H

#include "../model/FramePlan.h"
#include "SourceText.h"

namespace lifeguard {

/// The definitions of a function's own types that its frame mentions, as file-scope text.
std::string localTypes(const FramePlan &Plan);

/// Whether `D` declares one of these, so that nothing is left of the declaration.
bool isMovedUp(const clang::Decl *D, const FramePlan &Plan);

/// The definition with the attributes behind it.
TokenRange definitionTokens(const clang::TagDecl *Tag, const SourceText &Source);

/// In the body their definitions become their names, which were changed.
void editLocalTypes(const FramePlan &Plan, SourceText &Source);

} // namespace lifeguard

#endif
