//===- AsyncType.h - which of the functions that a type leads to are async ===//
//
// To C, `async int (*p)(int)` points to a function like any other: the mark is on the declaration, or on a
// typedef on the way to it. An AsyncType is a type as its declaration spells it, with that mark. The mark is
// the first function's that the type leads to through pointers and arrays; what that function takes and
// returns has marks of its own.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_RECOGNIZE_ASYNCTYPE_H
#define LIFEGUARD_RECOGNIZE_ASYNCTYPE_H

#include "../model/Unit.h"
#include "clang/AST/TypeLoc.h"

namespace lifeguard {

class AsyncType {
public:
  AsyncType() = default; ///< of what nothing is known of: no function in it is async
  explicit AsyncType(const clang::ValueDecl *D);
  explicit AsyncType(clang::TypeLoc Written) : Written(Written) {}
  /// That of the value of `E`, or of the function or object that it names.
  static AsyncType of(const clang::Expr *E);

  /// What it points to, or has as elements; a function stands for a pointer to it, as in C.
  AsyncType pointee() const;
  AsyncType pointer() const;
  AsyncType result() const; ///< of the function that it is, or points to
  AsyncType parameter(unsigned Index) const;

  /// Whether it is an async function, or a pointer to one.
  bool isAsyncFunction() const;
  /// The same, through any number of pointers and arrays.
  bool leadsToAsync() const;
  /// The declaration that gave the type its form; null for a cast.
  const clang::ValueDecl *declaration() const { return Declared; }

  /// Whether a value of the one is one of the other, as far as the marks say.
  friend bool agree(AsyncType A, AsyncType B);

private:
  enum class Form { Pointer, Function, Other };

  clang::TypeLoc Written;
  unsigned Around = 0; ///< pointers to that type
  bool Marked = false;
  const clang::ValueDecl *Declared = nullptr;

  /// Goes on to the pointer, array or function that the typedefs stand for.
  Form resolve();
  AsyncType function() const;
};

/// The function that `T` is, or leads to through pointers and arrays; null if it leads elsewhere.
const clang::FunctionType *functionIn(clang::QualType T);
inline bool leadsToFunction(clang::QualType T) { return functionIn(T) != nullptr; }

} // namespace lifeguard

#endif
