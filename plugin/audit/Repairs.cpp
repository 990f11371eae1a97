//===- Repairs.cpp - what a finding is mended by, where that is mechanical ===//
//
// A repair is proposed only where what was done under the guard is still done under it. What moves out are
// awaits by themselves and work on the function's own locals. Two shapes:
//
//   { guard; work; await f(); }              the guard's scope ends before the await
//   lock(); work; await f(); unlock();       the lock is let go before the await
//
//===----------------------------------------------------------------------===//
#include "../support/Syntax.h"
#include "Edits.h"
#include "Findings.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace lifeguard {

namespace {

const VarDecl *localOf(const Expr *E) {
  const Expr *Root = lvalueRoot(E->IgnoreParens());
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(Root);
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->hasLocalStorage() ? Var : nullptr;
}

/// The lvalue that `S` itself writes or takes the address of; null for none.
const Expr *changedBy(const Stmt *S) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(S); Binary && Binary->isAssignmentOp())
    return Binary->getLHS();
  if (const auto *Unary = dyn_cast<UnaryOperator>(S);
      Unary && (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf))
    return Unary->getSubExpr();
  return nullptr;
}

bool anyWithin(const Stmt *S, llvm::function_ref<bool(const Stmt *)> Is) {
  return Is(S) ||
         llvm::any_of(S->children(), [&](const Stmt *Child) { return Child && anyWithin(Child, Is); });
}

class Repairer {
public:
  Repairer(const Audited &A, unsigned Index, const Findings &Into)
      : G(A.Held.Guards[Index]), Text(A.In.Ctx, Into) {
    index(A.F->getBody(), nullptr);
    for (const HeldAtCall &At : A.Held.Calls)
      for (const HeldAtCall::Item &Item : At.Held)
        if (Item.Guard == Index) {
          Maybe = Maybe || Item.Maybe;
          Crossed.push_back(&At);
        }
  }

  std::optional<Repair> find() {
    if (Maybe || G.Escapes)
      return std::nullopt;
    for (const HeldAtCall *At : Crossed) {
      const Stmt *S = statementOf(At->Call);
      if (!S || !Text.isPlain(S) || !awaitsAlone(S, *At))
        return std::nullopt;
      Awaits.push_back(S);
      Suspending.insert(At->Call);
    }
    if (llvm::any_of(Crossed, [&](const HeldAtCall *At) { return mayNeedGuard(At->Call); }))
      return std::nullopt;
    return G.Taken ? releaseEarlier() : G.Var ? closeScope() : std::nullopt;
  }

private:
  const Guarded &G;
  Edits Text;
  llvm::DenseMap<const Stmt *, const Stmt *> Parent;
  llvm::DenseMap<const VarDecl *, const Stmt *> DeclaredBy;
  std::vector<const CallExpr *> Releases;
  std::vector<const HeldAtCall *> Crossed;
  std::vector<const Stmt *> Awaits; ///< the statements that hold the calls in Crossed
  llvm::DenseSet<const Stmt *> Suspending;
  bool Maybe = false;

  void index(const Stmt *S, const Stmt *Outer) {
    Parent[S] = Outer;
    if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declaration->decls())
        if (const auto *Var = dyn_cast<VarDecl>(D))
          DeclaredBy[Var] = S;
    if (const auto *Call = dyn_cast<CallExpr>(S))
      if (llvm::is_contained(G.Releases, Call->getBeginLoc()))
        Releases.push_back(Call);
    for (const Stmt *Child : S->children())
      if (Child)
        index(Child, S);
  }

  /// The statement of a block that `Inner` stands in; null where that is no block of the function's text.
  const Stmt *statementOf(const Stmt *Inner) const {
    for (const Stmt *Outer = Parent.lookup(Inner); Outer; Inner = Outer, Outer = Parent.lookup(Outer)) {
      if (isa<CompoundStmt>(Outer))
        return Inner;
      if (!isa<Expr>(Outer) && !isa<DeclStmt>(Outer) && !isa<ReturnStmt>(Outer))
        return nullptr;
    }
    return nullptr;
  }

  const CompoundStmt *blockOf(const Stmt *S) const {
    return dyn_cast_or_null<CompoundStmt>(Parent.lookup(S));
  }

  /// Whether `S` does nothing but await, and keep or return the value.
  bool awaitsAlone(const Stmt *S, const HeldAtCall &At) const {
    if (At.Point.Await && At.Point.Await->What != Yield::Kind::Call)
      return false;
    const Expr *Value = dyn_cast<Expr>(S);
    if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      const auto *Var =
          Declaration->isSingleDecl() ? dyn_cast<VarDecl>(Declaration->getSingleDecl()) : nullptr;
      Value = Var && !Var->hasAttr<CleanupAttr>() ? Var->getInit() : nullptr;
    } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
      Value = Return->getRetValue();
    } else if (Value) {
      if (const auto *Assignment = dyn_cast<BinaryOperator>(Value->IgnoreParenCasts());
          Assignment && Assignment->getOpcode() == BO_Assign && localOf(Assignment->getLHS()))
        Value = Assignment->getRHS();
    }
    return Value && Value->IgnoreParenCasts() == At.Call &&
           llvm::none_of(At.Call->arguments(), [&](const Expr *E) { return touchesOthers(E); }) &&
           (At.Call->getDirectCallee() || !touchesOthers(At.Call->getCallee()));
  }

  /// Whether what is awaited may work on what the guard guards: it says that it needs the lock, or is given
  /// the object that holds it.
  bool mayNeedGuard(const CallExpr *Call) const {
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      for (const FunctionDecl *D : Callee->redecls())
        if (D->hasAttr<RequiresCapabilityAttr>())
          return true;
    llvm::DenseSet<const VarDecl *> Owners;
    auto Own = [&](const Stmt *S) {
      anyWithin(S, [&](const Stmt *Inner) {
        const auto *Ref = dyn_cast<DeclRefExpr>(Inner);
        if (const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr)
          Owners.insert(Var);
        return false;
      });
    };
    if (G.Taken)
      for (const Expr *Argument : G.Taken->arguments())
        Own(Argument);
    else if (G.Var->getInit())
      Own(G.Var->getInit());
    return llvm::any_of(Call->arguments(), [&](const Expr *Argument) {
      return Argument->getType()->isPointerType() && anyWithin(Argument, [&](const Stmt *Inner) {
               const auto *Ref = dyn_cast<DeclRefExpr>(Inner);
               const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
               return Var && Owners.contains(Var);
             });
    });
  }

  /// Whether `S` reads or writes what is not the function's own, or calls what may.
  bool touchesOthers(const Stmt *S) const {
    if (isa<CallExpr>(S) && !Suspending.contains(S))
      return true;
    const Expr *Accessed = changedBy(S);
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S); Cast && Cast->getCastKind() == CK_LValueToRValue)
      Accessed = Cast->getSubExpr();
    if (Accessed && !localOf(Accessed))
      return true;
    bool Found = false;
    forEachEvaluatedChild(S, [&](const Stmt *Child) { Found = Found || touchesOthers(Child); });
    return Found;
  }

  static bool holdsLabel(const Stmt *S) {
    return anyWithin(S, [](const Stmt *Inner) { return isa<LabelStmt>(Inner) || isa<SwitchCase>(Inner); });
  }

  static bool jumps(const Stmt *S) {
    return anyWithin(S, [](const Stmt *Inner) {
      return isa<ReturnStmt>(Inner) || isa<GotoStmt>(Inner) || isa<BreakStmt>(Inner) ||
             isa<ContinueStmt>(Inner);
    });
  }

  //===- The repairs ------------------------------------------------------===//

  std::optional<Repair> closeScope() const {
    const Stmt *Declaration = DeclaredBy.lookup(G.Var);
    const CompoundStmt *Block = Declaration ? blockOf(Declaration) : nullptr;
    if (!Block || !cast<DeclStmt>(Declaration)->isSingleDecl() || !Text.isPlain(Declaration))
      return std::nullopt;
    std::vector<const Stmt *> Under, After;
    bool Seen = false;
    for (const Stmt *S : Block->body()) {
      if (!After.empty() || llvm::is_contained(Awaits, S))
        After.push_back(S);
      else if (Seen)
        Under.push_back(S);
      Seen = Seen || S == Declaration;
    }
    const Stmt *Last = Under.empty() ? Declaration : Under.back();
    if (After.empty() || !Text.isPlain(Last) ||
        llvm::any_of(Awaits, [&](const Stmt *S) { return blockOf(S) != Block; }))
      return std::nullopt;
    // A guard with a value of its own is needed where that is used; any other, for as long as it is there.
    bool OfItsOwn = !G.ReleasesLock && G.Path.empty() &&
                    llvm::any_of(Under, [&](const Stmt *S) { return mentions(S, G.Var); });
    for (const Stmt *S : After)
      if (mentions(S, G.Var) || (OfItsOwn ? pointsUnder(Under, S) : touchesOthers(S)))
        return std::nullopt;
    for (const Stmt *S : Under)
      if (holdsLabel(S) || declaresFor(S, After))
        return std::nullopt;
    return Repair{"end the scope of '" + G.Var->getNameAsString() + "' before the await",
                  {Text.before(Declaration, "{"), Text.after(Last, "}")}};
  }

  /// Whether a pointer that was set under the guard is used in `Later`: it may point to what is guarded.
  static bool pointsUnder(llvm::ArrayRef<const Stmt *> Under, const Stmt *Later) {
    return llvm::any_of(Under, [&](const Stmt *S) {
      return anyWithin(S, [&](const Stmt *Inner) {
        const Expr *Changed = changedBy(Inner);
        const VarDecl *Var = Changed ? localOf(Changed) : nullptr;
        return Var && !Var->getType()->isArithmeticType() && mentions(Later, Var);
      });
    });
  }

  static bool declaresFor(const Stmt *S, llvm::ArrayRef<const Stmt *> Later) {
    const auto *Declaration = dyn_cast<DeclStmt>(S);
    return Declaration && llvm::any_of(Declaration->decls(), [&](const Decl *D) {
             const auto *Var = dyn_cast<VarDecl>(D);
             return !Var || llvm::any_of(Later, [&](const Stmt *After) { return mentions(After, Var); });
           });
  }

  std::optional<Repair> releaseEarlier() const {
    if (Releases.size() != 1 || Awaits.empty())
      return std::nullopt;
    const CallExpr *Release = Releases.front();
    const CompoundStmt *Block = blockOf(Release);
    if (!Block || !Text.isPlain(Release) || Release->getBeginLoc().isMacroID() ||
        Release->getEndLoc().isMacroID())
      return std::nullopt;
    std::vector<const Stmt *> Between;
    bool Ended = false;
    for (const Stmt *S : Block->body()) {
      Ended = Ended || S == Release;
      if (!Ended && (!Between.empty() || llvm::is_contained(Awaits, S)))
        Between.push_back(S);
    }
    if (Between.empty() ||
        llvm::any_of(Awaits, [&](const Stmt *S) { return !llvm::is_contained(Between, S); }))
      return std::nullopt;
    for (const Stmt *S : Between)
      if (touchesOthers(S) || holdsLabel(S) || jumps(S) || declares(S, Release) || changes(S, Release))
        return std::nullopt;
    return Repair{"release '" + G.Name + "' before the await",
                  {Text.before(Between.front(), Text.of(Release) + ";"), Text.removal(Release)}};
  }

  /// Whether `S` declares or changes a variable that `Call` names.
  static bool declares(const Stmt *S, const CallExpr *Call) {
    const auto *Declaration = dyn_cast<DeclStmt>(S);
    return Declaration && llvm::any_of(Declaration->decls(), [&](const Decl *D) {
             const auto *Named = dyn_cast<NamedDecl>(D);
             return !Named || anyWithin(Call, [&](const Stmt *Inner) {
               const auto *Ref = dyn_cast<DeclRefExpr>(Inner);
               return Ref && Ref->getDecl()->getDeclName() == Named->getDeclName();
             });
           });
  }

  static bool changes(const Stmt *S, const CallExpr *Call) {
    return anyWithin(S, [&](const Stmt *Inner) {
      const Expr *Changed = changedBy(Inner);
      const VarDecl *Var = Changed ? localOf(Changed) : nullptr;
      return Var && mentions(Call, Var);
    });
  }
};

} // namespace

std::optional<Repair> findRepair(const Audited &A, unsigned Guard, const Findings &Into) {
  return Repairer(A, Guard, Into).find();
}

} // namespace lifeguard
