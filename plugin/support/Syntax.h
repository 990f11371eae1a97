//===- Syntax.h - reading clang's syntax tree the way C evaluates it ------===//
#ifndef LIFEGUARD_SUPPORT_SYNTAX_H
#define LIFEGUARD_SUPPORT_SYNTAX_H

#include "clang/AST/Attr.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace lifeguard {

/// Calls `Visit` for each child of `S` that C evaluates, in source order: not the operand of sizeof unless
/// its type is that of a variable-length array, not the associations of a _Generic that were not chosen, of
/// the types only the sizes of variable-length arrays.
void forEachEvaluatedChild(const clang::Stmt *S, llvm::function_ref<void(const clang::Stmt *)> Visit);

/// Calls `Visit` for each size of a variable-length array that C evaluates where the type `T` is written.
void forEachEvaluatedSize(clang::QualType T, llvm::function_ref<void(const clang::Expr *)> Visit);

/// The same for the types of what `D` declares.
void forEachEvaluatedSize(const clang::Decl *D, llvm::function_ref<void(const clang::Expr *)> Visit);

/// Without parentheses. (clang's IgnoreParens also drops `__extension__`, which is `await` here.)
const clang::Expr *stripParens(const clang::Expr *E);

/// Without parentheses and without the casts that C inserts by itself.
const clang::Expr *strip(const clang::Expr *E);

/// The variable or compound literal that lvalue `E` is, or is a part of, without following a pointer; null if
/// there is none.
const clang::Expr *lvalueRoot(const clang::Expr *E);

/// A bit-field as the target of an assignment: it has no address, but the struct or union that holds it has.
struct BitField {
  const clang::Expr *Record = nullptr; ///< the lvalue that holds it or, behind `->`, the pointer to that
  bool ByPointer = false;
  llvm::StringRef Name;
};

/// The bit-field that lvalue `E` is; without a record where it is none.
BitField bitFieldIn(const clang::Expr *E);

/// The annotation of `D` that begins with `Prefix`, without the prefix and, for a prefix that ends in '(',
/// without the closing parenthesis; null where there is none.
const clang::AnnotateAttr *findAnnotation(const clang::Decl *D, llvm::StringRef Prefix);
llvm::StringRef annotationBody(const clang::AnnotateAttr &A, llvm::StringRef Prefix);

/// The operands of the comma expressions that `E` nests on the left, first to last.
llvm::SmallVector<const clang::Expr *, 8> commaOperands(const clang::Expr *E);

/// The file-scope function of that name, or null.
const clang::FunctionDecl *lookupFunction(clang::ASTContext &Ctx, llvm::StringRef Name);

/// Whether `S` evaluates a reference to `Var`.
bool mentions(const clang::Stmt *S, const clang::VarDecl *Var);

/// Whether `D` is in the file that is compiled itself, not in a header.
bool isInMainFile(const clang::Decl *D);

/// Whether an object of type `T` can be initialised but not assigned: it is, or holds, something const.
bool cannotBeAssigned(clang::QualType T);

/// The value of `E` where it is an integer constant that decides a condition.
enum class Truth { Unknown, Always, Never };
Truth constantTruth(const clang::Expr *E, const clang::ASTContext &Ctx);

} // namespace lifeguard

#endif
