#include "Restrictions.h"
#include "clang/AST/Attr.h"

using namespace clang;

namespace lifeguard {

namespace {

bool isVaList(QualType T, const ASTContext &Ctx) {
  // Not the other one that clang knows, __builtin_ms_va_list: it is char * to everybody else.
  return Ctx.hasSameUnqualifiedType(T, Ctx.getBuiltinVaListType());
}

class RestrictionChecker {
public:
  RestrictionChecker(const AsyncFunction &Function, Diagnostics &Diags) : Function(Function), Diags(Diags) {}

  void checkAlloca(const CallExpr *Alloca) {
    if (!Alloca || Function.Yields.empty())
      return;
    Diags.report(Alloca->getBeginLoc(), Message::calls_alloca)
        << Alloca->getDirectCallee()->getName() << Function.definition()->getName();
    Diags.report(Alloca->getBeginLoc(), Message::note_alloca);
  }

  /// Each thing once, with the first yield point that finds it in scope.
  void checkYields() {
    llvm::DenseSet<const Local *> Told;
    llvm::DenseSet<const NamedDecl *> ToldTypes;
    for (const Yield &Y : Function.Yields)
      for (const Scope *S = Y.At; S; S = S->Outer)
        if (S->Declares && S->Declares->Var && Told.insert(S->Declares).second)
          checkAcross(*S->Declares, Y);
        else if (const auto *Typedef = dyn_cast_or_null<TypedefNameDecl>(S->Hides);
                 Typedef && Typedef->getUnderlyingType()->isVariablyModifiedType() &&
                 ToldTypes.insert(Typedef).second)
          report(Typedef, Message::vla_at_await, Message::note_vla, Y);
  }

  void checkJumps() {
    for (auto [S, Here] : Function.ScopeAt)
      if (const auto *Goto = dyn_cast<IndirectGotoStmt>(S))
        checkJump(Goto, Here);
      else if (const auto *Asm = dyn_cast<GCCAsmStmt>(S); Asm && Asm->isAsmGoto())
        checkJump(Asm, Here);
  }

private:
  const AsyncFunction &Function;
  Diagnostics &Diags;

  void checkAcross(const Local &L, const Yield &Y) {
    QualType T = L.Var->getType();
    if (L.What == Local::Kind::Variable && T->isVariablyModifiedType())
      report(L.Var, Message::vla_at_await, Message::note_vla, Y);
    else if (isVaList(T, Function.In.Ctx))
      report(L.Var, Message::va_list_at_await, Message::note_va_list, Y);
    else if (L.Var->hasAttr<AsmLabelAttr>())
      report(L.Var, Message::register_at_await, Message::note_register, Y);
  }

  void report(const NamedDecl *D, Message What, Message Note, const Yield &Y) {
    Diags.report(D->getLocation(), What) << D->getName();
    Diags.report(Y.Node->getBeginLoc(), Message::note_await_here);
    Diags.report(D->getLocation(), Note);
  }

  std::vector<const Local *> guardsLeft(const Scope *Here, const LabelDecl *To) const {
    std::vector<const Local *> Guards;
    for (const Local *L : localsLeft(Here, Function.ScopeOfLabel.lookup(To)))
      if (L->isGuard())
        Guards.push_back(L);
    return Guards;
  }

  /// A computed goto leaves the same guards whichever label it goes to, or it could not be said here which.
  void checkJump(const IndirectGotoStmt *Goto, const Scope *Here) {
    const auto &Labels = Function.LabelsTaken;
    for (const LabelDecl *To : Labels)
      if (guardsLeft(Here, To) != guardsLeft(Here, Labels.front())) {
        Diags.report(Goto->getBeginLoc(), Message::indirect_goto)
            << Labels.front()->getName() << To->getName();
        Diags.report(To->getLocation(), Message::note_label_here) << To->getName();
        Diags.report(Goto->getBeginLoc(), Message::note_indirect_goto);
        return;
      }
  }

  /// Nothing can be done on the way from assembly to a label.
  void checkJump(const GCCAsmStmt *Asm, const Scope *Here) {
    for (unsigned I = 0; I != Asm->getNumLabels(); ++I) {
      const LabelDecl *To = Asm->getLabelExpr(I)->getLabel();
      auto Guards = guardsLeft(Here, To);
      if (Guards.empty())
        continue;
      Diags.report(Asm->getBeginLoc(), Message::asm_goto) << Guards.front()->Name << To->getName();
      Diags.report(To->getLocation(), Message::note_label_here) << To->getName();
      Diags.report(Asm->getBeginLoc(), Message::note_asm_goto);
      return;
    }
  }
};

} // namespace

void checkRestrictions(const AsyncFunction &Function, const CallExpr *Alloca, Diagnostics &Diags) {
  RestrictionChecker Checker(Function, Diags);
  Checker.checkAlloca(Alloca);
  Checker.checkYields();
  Checker.checkJumps();
}

} // namespace lifeguard
