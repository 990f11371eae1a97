//===- Unit.h - what a C file says about async ----------------------------===//
//
// The nouns that belong to a whole translation unit: the async functions it declares, the hooks of its
// lifecycle types, and the constructs (block_on, spawn, future) that stand in ordinary functions.
//
//===----------------------------------------------------------------------===//
#ifndef LIFEGUARD_MODEL_UNIT_H
#define LIFEGUARD_MODEL_UNIT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"
#include <memory>
#include <string>
#include <vector>

namespace lifeguard {

struct AsyncFunction;

/// A future that is written in C: that of an lg_leaf function, or the runtime's own for a call through a
/// pointer.
struct Leaf {
  std::string Type; ///< as written in lg_leaf: "struct my_timer"
  std::string Init, Poll, Drop;
  clang::QualType Self; ///< what Type names
};

/// What `instrument` asks for: a span for each call of a function.
struct Instrument {
  std::string Name, Target; ///< of the span
  std::string Level = "INFO";
  std::vector<const clang::ParmVarDecl *> Fields; ///< of the definition
  /// Which results are told as errors.
  enum class Failure { None, Nonzero, Negative } Fails = Failure::None;
};

/// An async function as its callers see it, or all those of one type, called through a pointer.
struct AsyncSignature {
  const clang::FunctionDecl *Decl = nullptr;    ///< the canonical declaration; null behind a pointer
  const clang::FunctionType *Pointee = nullptr; ///< what the pointers point to; null for a function
  std::string Name;
  clang::QualType Result;                          ///< unqualified
  std::unique_ptr<Leaf> LeafFuture;                ///< null for a compiled one
  std::unique_ptr<Instrument> Span;                ///< null without `instrument`
  const clang::FunctionDecl *Definition = nullptr; ///< in this file or its headers; null if elsewhere
  bool Internal = false;               ///< only this file sees it: static, or C's inline definition
  bool Inline = false;                 ///< declared `inline` somewhere in this file
  bool StillNamed = false;             ///< the text goes on naming the function: in a typeof, a sizeof
  bool Designated = false;             ///< a pointer to it is taken
  const AsyncFunction *Body = nullptr; ///< of Definition, once recognized

  bool isLeaf() const { return LeafFuture != nullptr; }
  bool isPointer() const { return Pointee != nullptr; }
  bool returnsVoid() const { return Result->isVoidType(); }
};

/// The hooks that `lifecycle(…)` names on a type; null where it names none.
struct LifecycleHooks {
  const clang::FunctionDecl *OnResume = nullptr, *OnSuspend = nullptr, *OnCancel = nullptr;
};
enum class Hook { Resume, Suspend, Cancel };

/// How the storage of a type is notified, in the order of drop glue: the type's own hooks, then its members
/// in declaration order, or its elements from first to last. Suspending runs exactly the reverse.
struct Notification {
  const LifecycleHooks *Own = nullptr; ///< null where the type itself has none
  struct Member {
    std::string Path; ///< appended to the object's expression: ".span"
    const Notification *Type = nullptr;
  };
  std::vector<Member> Members;
  uint64_t Count = 0;                    ///< of elements, for an array
  const Notification *Element = nullptr; ///< of the elements, for an array

  /// The type's own hook, or null: on a drop, a type that has on_cancel is not resumed.
  const clang::FunctionDecl *hook(Hook Which, bool Dropping) const;
};

/// The name of an async function where its value is used: what a pointer to it holds stands there instead.
struct Designator {
  const clang::Expr *Node = nullptr; ///< the name, or `&` and the name
  const AsyncSignature *Of = nullptr;
};

/// A construct that makes a future of a call and gives it away: no yield point, so it may stand in any
/// expression.
struct Handover {
  enum class Kind { BlockOn, BlockOnIn, Spawn, SpawnIn, Boxed };
  Kind What;
  const clang::Expr *Node = nullptr; ///< the parenthesized expression that the keyword expands to
  const clang::CallExpr *Call = nullptr;
  const AsyncSignature *Callee = nullptr;
  const clang::Expr *Pointer = nullptr; ///< what is called, where that is no function's name
  const clang::Expr *Runtime = nullptr; ///< of the _in forms
};

/// What a declaration that is not async has of async functions.
struct AsyncUses {
  std::vector<const Handover *> Handovers;
  std::vector<const Designator *> Designators;

  bool empty() const { return Handovers.empty() && Designators.empty(); }
};

/// An ordinary function, or a variable with its initialiser, of the main file that uses async functions.
struct OrdinaryDeclaration {
  const clang::DeclaratorDecl *Decl = nullptr;
  AsyncUses Uses;
};

struct Unit {
  explicit Unit(clang::ASTContext &Ctx);
  ~Unit();

  clang::ASTContext &Ctx;
  std::vector<std::unique_ptr<AsyncSignature>> Signatures; ///< in order of first declaration
  llvm::DenseMap<const clang::FunctionDecl *, AsyncSignature *> SignatureOf; ///< by canonical declaration
  std::vector<std::unique_ptr<AsyncFunction>> Functions; ///< those with bodies, in order of definition
  std::vector<OrdinaryDeclaration> Ordinary;
  std::vector<std::unique_ptr<Handover>> Handovers;
  std::vector<std::unique_ptr<Designator>> Designators;
  std::vector<std::unique_ptr<AsyncSignature>> Pointed; ///< behind pointers, in order of the first call
  std::vector<std::unique_ptr<LifecycleHooks>> Hooks;
  std::vector<std::unique_ptr<Notification>> Notifications;
  llvm::DenseMap<const clang::Expr *, const Handover *> HandoverAt; ///< by node

  bool Trace = false; ///< every future reports what it does

  llvm::StringSet<> Macros; ///< what the preprocessor replaces, so that no generated name is one of these

  /// The same generated name for every function of the unit: the wish, unless a macro takes it.
  std::string fixed(llvm::StringRef Wish) const {
    std::string Name = Wish.str();
    while (Macros.contains(Name))
      Name += "_";
    return Name;
  }

  /// A macro that generated text uses, or what it stands for where the file was preprocessed before.
  std::string macro(llvm::StringRef Name) const {
    if (Macros.contains(Name))
      return Name.str();
    return Name == "NULL"          ? "((void *)0)"
           : Name == "lg_packed"   ? "__attribute__((packed))"
           : Name == "lg_one_copy" ? "__attribute__((noinline))"
                                   : "__attribute__((unused))";
  }

  /// The async functions of that type, called through a pointer.
  AsyncSignature &through(const clang::FunctionType &Type);

  /// The async function that `Function` declares, or null.
  AsyncSignature *find(const clang::FunctionDecl *Function) const {
    return Function ? SignatureOf.lookup(Function->getCanonicalDecl()) : nullptr;
  }
};

} // namespace lifeguard

#endif
