#include "Flags.h"
#include "../support/Syntax.h"
#include "llvm/ADT/DenseMap.h"

using namespace clang;

namespace lifeguard {

namespace {

constexpr uint8_t WithHeld = 0b1010, WithSet = 0b1100;
constexpr size_t MostPairs = 32;

const VarDecl *variable(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->isLocalVarDecl() && Var->hasLocalStorage() && Var->getType()->isIntegerType() ? Var
                                                                                                   : nullptr;
}

/// A variable is a flag where constants alone, and one that is not 0, are assigned to it.
class FlagFinder {
public:
  explicit FlagFinder(const ASTContext &Ctx) : Ctx(Ctx) {}

  std::vector<const VarDecl *> Set; ///< in the order of the text
  llvm::DenseMap<const VarDecl *, bool> IsOther;

  void look(const Stmt *S) {
    if (const auto *Binary = dyn_cast<BinaryOperator>(S); Binary && Binary->isAssignmentOp()) {
      if (const VarDecl *Var = variable(Binary->getLHS()))
        value(Var, Binary->getOpcode() == BO_Assign ? Binary->getRHS() : nullptr);
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
      if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
        if (const VarDecl *Var = variable(Unary->getSubExpr()))
          IsOther[Var] = true;
    } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Declaration->decls())
        if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->getInit())
          value(Var, Var->getInit());
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { look(Child); });
  }

private:
  const ASTContext &Ctx;

  void value(const VarDecl *Var, const Expr *Value) {
    Expr::EvalResult Constant;
    if (!Value || !Var->getType()->isIntegerType() || !Value->EvaluateAsInt(Constant, Ctx))
      IsOther[Var] = true;
    else if (Constant.Val.getInt() != 0 && !llvm::is_contained(Set, Var))
      Set.push_back(Var);
  }
};

} // namespace

Flags::Flags(const Stmt *Body, const ASTContext &Ctx, size_t Locks) : Ctx(Ctx), Locks(Locks) {
  if (Locks == 0)
    return;
  FlagFinder Finder(Ctx);
  Finder.look(Body);
  for (const VarDecl *Flag : Finder.Set)
    if (!Finder.IsOther.lookup(Flag) && Pairs.size() + Locks <= MostPairs)
      for (size_t I = 0; I < Locks; ++I)
        Pairs.push_back({Flag, I});
}

void Flags::start(State &Now) const {
  for (size_t P = 0; P < Pairs.size(); ++P)
    Now[Locks + P] = Now[Pairs[P].Lock] & Held ? 0b1010 : 0b0101;
}

void Flags::follow(const State &Before, State &Now) const {
  for (size_t P = 0; P < Pairs.size(); ++P) {
    uint8_t Fact = Now[Pairs[P].Lock], &Pair = Now[Locks + P];
    if (Fact == Before[Pairs[P].Lock])
      continue;
    uint8_t Either = Pair | ((Pair & WithHeld) >> 1) | ((Pair & ~WithHeld) << 1);
    Pair = Either & ((Fact & Held ? WithHeld : 0) | (Fact & ~Held ? ~WithHeld : 0)) & 0b1111;
  }
}

void Flags::assign(const Stmt *S, State &Now) const {
  if (Pairs.empty())
    return;
  if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
      Assignment && Assignment->getOpcode() == BO_Assign) {
    if (const VarDecl *Var = variable(Assignment->getLHS()))
      assign(Var, Assignment->getRHS(), Now);
  } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->getInit())
        assign(Var, Var->getInit(), Now);
  }
}

void Flags::assign(const VarDecl *Flag, const Expr *Value, State &Now) const {
  for (size_t P = 0; P < Pairs.size(); ++P) {
    Expr::EvalResult Constant;
    if (Pairs[P].Flag != Flag || !Value->EvaluateAsInt(Constant, Ctx))
      continue;
    uint8_t &Pair = Now[Locks + P], Facts = (Pair | Pair >> 2) & 0b0011;
    Pair = Constant.Val.getInt() != 0 ? Facts << 2 : Facts;
  }
}

void Flags::decide(const VarDecl *Flag, bool Set, State &Now) const {
  for (size_t P = 0; P < Pairs.size(); ++P) {
    uint8_t &Pair = Now[Locks + P], &Fact = Now[Pairs[P].Lock];
    uint8_t Left = Pair & (Set ? WithSet : uint8_t(~WithSet));
    if (Pairs[P].Flag != Flag || !Left || Fact == Unreached || (Fact & LetGo))
      continue; // nothing is left: this way is never gone
    Pair = Left;
    Fact = (Left & WithHeld ? Held : 0) | (Left & ~WithHeld ? NotHeld : 0);
  }
}

} // namespace lifeguard
