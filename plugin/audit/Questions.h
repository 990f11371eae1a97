//===- Questions.h - what several conditions of a body ask ----------------===//
//
// A question is known by its text: two conditions with the same one ask the same. Its answer can be followed
// from one to the other (Flags.h), as long as nothing that it is about is assigned in between.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_AUDIT_QUESTIONS_H
#define LIFEGUARD_AUDIT_QUESTIONS_H

#include "Conditions.h"
#include <string>
#include <vector>

namespace lifeguard {

struct Question {
  std::string Text;
  std::vector<const clang::ValueDecl *> About; ///< the variables and members that it names
  const clang::ValueDecl *Flag = nullptr;      ///< where it asks only whether this is 0
};

/// The question that a condition asks; none for what may have another answer each time.
std::optional<Question> questionOf(const Condition &Known, const clang::ASTContext &Ctx);

/// The questions of `Body` that are worth following: of locals to which constants alone are assigned, and
/// what two conditions ask.
std::vector<Question> questionsIn(const clang::Stmt *Body, const clang::ASTContext &Ctx);

/// The variable or member that an lvalue is, or of which it is an element; null for what is behind a pointer.
const clang::ValueDecl *assignedObject(const clang::Expr *E);

} // namespace lifeguard

#endif
