//===- Spelling.h - types as text at file scope, strings -------------------===//
#ifndef LIFEGUARD_SUPPORT_SPELLING_H
#define LIFEGUARD_SUPPORT_SPELLING_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Type.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>

namespace lifeguard {

/// `T` without what only a function body can name (its typedefs, typeof of its variables).
clang::QualType fileScopeType(clang::QualType T, const clang::ASTContext &Ctx);

/// A declaration of `Name` with type `T`, as C text without a semicolon: "int (*hook)(void)". An empty name
/// gives the type.
std::string declare(clang::QualType T, llvm::StringRef Name, const clang::ASTContext &Ctx);

/// Calls `Visit` for each tag and typedef that the text of `T` names by declaration.
void forEachNamedType(clang::QualType T, llvm::function_ref<void(const clang::NamedDecl *)> Visit);

/// `Text` as a string literal, of C and of DOT.
std::string quotedString(llvm::StringRef Text);

/// Whether file scope cannot name `Tag`, because it is declared in a function or has no name.
bool isUnspeakable(const clang::TagDecl *Tag);

} // namespace lifeguard

#endif
