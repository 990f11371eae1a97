#include "Conditions.h"
#include "Paths.h"
#include "clang/Basic/Builtins.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The number that `E` is, 0 for a null pointer.
std::optional<int> constant(const Expr *E, const ASTContext &Ctx) {
  Expr::EvalResult Known;
  if (isVariable(E))
    return std::nullopt;
  if (E->EvaluateAsInt(Known, Ctx))
    return static_cast<int>(Known.Val.getInt().getExtValue());
  if (E->isNullPointerConstant(const_cast<ASTContext &>(Ctx), Expr::NPC_ValueDependentIsNotNull))
    return 0;
  return std::nullopt;
}

} // namespace

bool isVariable(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return isa<MemberExpr>(E) || (Var && !Var->getType().isConstQualified());
}

const Expr *bareCondition(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenCasts();
    if (const Expr *Inner = chosen(E)) {
      E = Inner;
    } else if (const auto *Call = dyn_cast<CallExpr>(E);
               Call && Call->getBuiltinCallee() == Builtin::BI__builtin_expect && Call->getNumArgs()) {
      E = Call->getArg(0);
    } else {
      return E;
    }
  }
}

Condition conditionOf(const Expr *E, bool Truth, const ASTContext &Ctx) {
  Condition Known;
  Known.Holds = !Truth; // `if (x)`: where it is true, x is not 0
  for (E = bareCondition(E);; E = bareCondition(E)) {
    if (const auto *Not = dyn_cast<UnaryOperator>(E); Not && Not->getOpcode() == UO_LNot) {
      E = Not->getSubExpr();
      Known.Holds = !Known.Holds;
      continue;
    }
    if (const auto *Compare = dyn_cast<BinaryOperator>(E); Compare && Compare->isComparisonOp()) {
      const Expr *Other = Compare->getLHS();
      std::optional<int> Number = constant(Compare->getRHS(), Ctx);
      bool Swapped = !Number;
      if (Swapped) {
        Other = Compare->getRHS();
        Number = constant(Compare->getLHS(), Ctx);
        if (!Number)
          break;
      }
      int Value = *Number;
      bool WholeIsTrue = !Known.Holds;
      if (Compare->isEqualityOp()) {
        Known.Value = Value;
        Known.Holds = (Compare->getOpcode() == BO_EQ) == WholeIsTrue;
      } else if (!Swapped && Value == 0 && (Compare->getOpcode() == BO_LT || Compare->getOpcode() == BO_GE)) {
        Known.OfSign = true;
        Known.Holds = (Compare->getOpcode() == BO_LT) == WholeIsTrue;
      } else {
        break;
      }
      E = bareCondition(Other);
    }
    break;
  }
  E = bareCondition(E);
  if (const auto *Assignment = dyn_cast<BinaryOperator>(E);
      Assignment && Assignment->getOpcode() == BO_Assign)
    E = bareCondition(Assignment->getRHS());
  Known.Of = E;
  return Known;
}

} // namespace lifeguard
