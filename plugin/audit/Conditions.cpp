#include "Conditions.h"

using namespace clang;

namespace lifeguard {

Condition conditionOf(const Expr *E, bool Truth, const ASTContext &Ctx) {
  Condition Known;
  Known.Holds = !Truth; // `if (x)`: where it is true, x is not 0
  for (E = E->IgnoreParenCasts();; E = E->IgnoreParenCasts()) {
    if (const auto *Not = dyn_cast<UnaryOperator>(E); Not && Not->getOpcode() == UO_LNot) {
      E = Not->getSubExpr();
      Known.Holds = !Known.Holds;
      continue;
    }
    if (const auto *Compare = dyn_cast<BinaryOperator>(E); Compare && Compare->isComparisonOp()) {
      Expr::EvalResult Constant;
      const Expr *Other = Compare->getLHS();
      bool Swapped = !Compare->getRHS()->EvaluateAsInt(Constant, Ctx);
      if (Swapped) {
        Other = Compare->getRHS();
        if (!Compare->getLHS()->EvaluateAsInt(Constant, Ctx))
          break;
      }
      int Value = static_cast<int>(Constant.Val.getInt().getExtValue());
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
      E = Other->IgnoreParenCasts();
    }
    break;
  }
  E = E->IgnoreParenCasts();
  if (const auto *Assignment = dyn_cast<BinaryOperator>(E);
      Assignment && Assignment->getOpcode() == BO_Assign)
    E = Assignment->getRHS()->IgnoreParenCasts();
  Known.Of = E;
  return Known;
}

} // namespace lifeguard
