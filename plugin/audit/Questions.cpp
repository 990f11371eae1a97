#include "Questions.h"
#include "../support/Syntax.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace clang;

namespace lifeguard {

namespace {

/// Writes what a condition is about: equal texts, equal questions. Names of one spelling are told apart.
class QuestionWriter {
public:
  QuestionWriter(const ASTContext &Ctx, std::vector<const ValueDecl *> &About) : Ctx(Ctx), About(About) {}

  std::string Text;

  /// False for what may have another answer each time: a call, a change, what is volatile.
  bool write(const Expr *E) {
    E = bareCondition(E);
    if (E->getType().isVolatileQualified())
      return false;
    Expr::EvalResult Constant;
    if (!isVariable(E) && E->EvaluateAsInt(Constant, Ctx)) {
      Text += llvm::toString(Constant.Val.getInt(), 10);
      return true;
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
      if (!isa<VarDecl>(Ref->getDecl()))
        return false;
      About.push_back(Ref->getDecl());
      Text += Ref->getDecl()->getNameAsString() + "@" +
              llvm::utohexstr(reinterpret_cast<uintptr_t>(Ref->getDecl()->getCanonicalDecl()));
      return true;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      About.push_back(Member->getMemberDecl());
      if (!write(Member->getBase()))
        return false;
      Text += (Member->isArrow() ? "->" : ".") + Member->getMemberDecl()->getNameAsString();
      return true;
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      if (Unary->isIncrementDecrementOp())
        return false;
      Text += UnaryOperator::getOpcodeStr(Unary->getOpcode());
      return write(Unary->getSubExpr());
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(E))
      return !Binary->isAssignmentOp() && !Binary->isCommaOp() &&
             both(Binary->getLHS(), Binary->getOpcodeStr(), Binary->getRHS());
    if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
      return both(Element->getBase(), "[]", Element->getIdx());
    return false;
  }

private:
  const ASTContext &Ctx;
  std::vector<const ValueDecl *> &About;

  bool both(const Expr *One, llvm::StringRef Between, const Expr *Other) {
    Text += "(";
    if (!write(One))
      return false;
    Text += " " + Between.str() + " ";
    if (!write(Other))
      return false;
    Text += ")";
    return true;
  }
};

class QuestionFinder {
public:
  explicit QuestionFinder(const ASTContext &Ctx) : Ctx(Ctx) {}

  void look(const Stmt *S) {
    if (const auto *If = dyn_cast<IfStmt>(S))
      condition(If->getCond());
    else if (const auto *While = dyn_cast<WhileStmt>(S))
      condition(While->getCond());
    else if (const auto *Do = dyn_cast<DoStmt>(S))
      condition(Do->getCond());
    else if (const auto *For = dyn_cast<ForStmt>(S))
      condition(For->getCond());
    else if (const auto *Return = dyn_cast<ReturnStmt>(S))
      condition(Return->getRetValue()); // which the caller asks
    else if (const auto *Choice = dyn_cast<ConditionalOperator>(S))
      condition(Choice->getCond());
    else if (const auto *Binary = dyn_cast<BinaryOperator>(S))
      binary(Binary);
    else if (const auto *Unary = dyn_cast<UnaryOperator>(S))
      unary(Unary);
    else if (const auto *Declaration = dyn_cast<DeclStmt>(S))
      for (const Decl *D : Declaration->decls())
        if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->getInit())
          value(Var, Var->getInit());
    forEachEvaluatedChild(S, [&](const Stmt *Child) { look(Child); });
  }

  /// In the order of the text, those that only constants answer first.
  std::vector<Question> found() const {
    std::vector<Question> Questions;
    for (bool Flagged : {true, false})
      for (const std::string &Text : Order) {
        const Seen &Each = ByText.find(Text)->second;
        const ValueDecl *Flag = Each.Asked.Flag;
        bool IsFlag = Flag && SetTo.contains(Flag) && !Computed.contains(Flag);
        if (IsFlag == Flagged && (IsFlag || Each.Times > 1) &&
            llvm::none_of(Each.Asked.About, [&](const ValueDecl *D) { return Changing.contains(D); }))
          Questions.push_back(Each.Asked);
      }
    return Questions;
  }

private:
  struct Seen {
    Question Asked;
    unsigned Times = 0;
  };
  const ASTContext &Ctx;
  std::map<std::string, Seen> ByText;
  std::vector<std::string> Order;
  llvm::DenseSet<const ValueDecl *> SetTo;    ///< assigned a constant that is not 0
  llvm::DenseSet<const ValueDecl *> Computed; ///< assigned something else
  llvm::DenseSet<const ValueDecl *> Changing; ///< counted, or changed by way of a pointer

  void condition(const Expr *E) {
    if (!E)
      return;
    E = bareCondition(E);
    while (const auto *Not = dyn_cast<UnaryOperator>(E)) {
      if (Not->getOpcode() != UO_LNot)
        break;
      E = bareCondition(Not->getSubExpr());
    }
    if (const auto *Binary = dyn_cast<BinaryOperator>(E); Binary && Binary->isLogicalOp())
      return; // its operands are asked one by one
    ask(conditionOf(E, true, Ctx), 1);
  }

  void ask(const Condition &Known, unsigned Times) {
    if (auto Asked = questionOf(Known, Ctx)) {
      auto [Place, New] = ByText.try_emplace(Asked->Text);
      if (New) {
        Order.push_back(Asked->Text);
        Place->second.Asked = std::move(*Asked);
      }
      Place->second.Times += Times;
    }
  }

  void binary(const BinaryOperator *Binary) {
    if (Binary->isLogicalOp()) {
      condition(Binary->getLHS());
      condition(Binary->getRHS());
    } else if (Binary->isCompoundAssignmentOp()) {
      if (const ValueDecl *To = assignedObject(Binary->getLHS()))
        Changing.insert(To);
    } else if (Binary->getOpcode() == BO_Assign) {
      if (const ValueDecl *To = assignedObject(Binary->getLHS()))
        value(To, Binary->getRHS(), Binary->getLHS());
    }
  }

  void unary(const UnaryOperator *Unary) {
    const ValueDecl *Of = assignedObject(Unary->getSubExpr());
    // The address of a member is that of a lock, mostly; that of a variable is taken to have it filled in.
    if (Of && (Unary->isIncrementDecrementOp() || (Unary->getOpcode() == UO_AddrOf && isa<VarDecl>(Of) &&
                                                   isa<DeclRefExpr>(Unary->getSubExpr()->IgnoreParens()))))
      Changing.insert(Of);
  }

  /// `As`: where it is assigned; a declaration otherwise.
  void value(const ValueDecl *To, const Expr *Value, const Expr *As = nullptr) {
    const auto *Var = dyn_cast<VarDecl>(To);
    Expr::EvalResult Constant;
    // What it is made of is asked again where the variable is.
    if (const auto *Made = dyn_cast<BinaryOperator>(bareCondition(Value)); Made && Made->isLogicalOp())
      binary(Made);
    if (!Var || !Var->isLocalVarDecl() || !Var->hasLocalStorage() || !Var->getType()->isIntegerType() ||
        (As && !isa<DeclRefExpr>(As->IgnoreParens())) || !Value->EvaluateAsInt(Constant, Ctx)) {
      Computed.insert(To);
    } else if (Constant.Val.getInt() != 0) {
      SetTo.insert(To);
      // A flag is one, also where it is only returned.
      if (As) {
        Condition Known;
        Known.Of = As;
        ask(Known, 0);
      }
    }
  }
};

} // namespace

const ValueDecl *assignedObject(const Expr *E) {
  E = E->IgnoreParenCasts();
  while (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    E = Element->getBase()->IgnoreParenCasts();
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return Member->getMemberDecl();
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref ? Ref->getDecl() : nullptr;
}

std::optional<Question> questionOf(const Condition &Known, const ASTContext &Ctx) {
  Question Asked;
  QuestionWriter Writer(Ctx, Asked.About);
  if (!Writer.write(Known.Of) || Asked.About.empty())
    return std::nullopt;
  if (Known.OfSign)
    Writer.Text += " < 0";
  else if (Known.Value != 0)
    Writer.Text += " == " + std::to_string(Known.Value);
  else if (const auto *Ref = dyn_cast<DeclRefExpr>(bareCondition(Known.Of)))
    Asked.Flag = Ref->getDecl();
  Asked.Text = std::move(Writer.Text);
  return Asked;
}

std::vector<Question> questionsIn(const Stmt *Body, const ASTContext &Ctx) {
  QuestionFinder Finder(Ctx);
  Finder.look(Body);
  return Finder.found();
}

} // namespace lifeguard
