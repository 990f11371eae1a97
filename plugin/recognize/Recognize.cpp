#include "Recognize.h"
#include "../support/Syntax.h"
#include "Body.h"
#include "Signatures.h"
#include "Surface.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Whether `At` came into its place as a part of a macro argument.
bool isInMacroArgument(SourceLocation At, const SourceManager &SM) {
  while (At.isMacroID()) {
    if (SM.isMacroArgExpansion(At))
      return true;
    At = SM.getImmediateExpansionRange(At).getBegin();
  }
  return false;
}

/// Visits what the walks over bodies did not: operands that C does not evaluate.
class UnevaluatedUses : public RecursiveASTVisitor<UnevaluatedUses> {
public:
  explicit UnevaluatedUses(BodyContext &Context)
      : In(Context.In), Pointers(Context.Pointers), Evaluated(Context.Evaluated),
        SM(In.Ctx.getSourceManager()), Diags(Context.Diags) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    AsyncSignature *Named = In.find(dyn_cast<FunctionDecl>(Ref->getDecl()));
    if (Named && !Evaluated.contains(Ref))
      Named->StillNamed = true;
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *E) {
    const CallExpr *Call = callUnderExtension(E);
    if (Call && !Evaluated.contains(Call) && Pointers.callee(Call) &&
        !isInMacroArgument(E->getOperatorLoc(), SM) && Told.insert(E).second) {
      Diags.report(E->getBeginLoc(), Message::await_unevaluated);
      Diags.report(E->getBeginLoc(), Message::note_hoist_await);
    }
    return true;
  }

private:
  Unit &In;
  AsyncPointers &Pointers;
  const EvaluatedUses &Evaluated;
  const SourceManager &SM;
  Diagnostics &Diags;
  llvm::DenseSet<const UnaryOperator *> Told; // an operand can be reached by its type, too
};

class UnitReader {
public:
  UnitReader(Unit &In, Diagnostics &Diags)
      : In(In), Diags(Diags), Lifecycles(In, Diags), Pointers(In, Diags),
        Context{In, Diags, Lifecycles, Pointers, Evaluated}, SM(In.Ctx.getSourceManager()) {}

  void read() {
    for (Decl *D : In.Ctx.getTranslationUnitDecl()->decls())
      if (!SM.isInSystemHeader(D->getLocation()))
        topLevel(D);
    UnevaluatedUses Uses(Context);
    for (Decl *D : In.Ctx.getTranslationUnitDecl()->decls())
      if (!SM.isInSystemHeader(D->getLocation()))
        Uses.TraverseDecl(D);
  }

private:
  Unit &In;
  Diagnostics &Diags;
  LifecycleTypes Lifecycles;
  AsyncPointers Pointers;
  EvaluatedUses Evaluated;
  BodyContext Context;
  const SourceManager &SM;

  void topLevel(Decl *D) {
    if (auto *Record = dyn_cast<RecordDecl>(D)) {
      if (Record->isCompleteDefinition())
        Lifecycles.of(In.Ctx.getRecordType(Record)); // for the errors in its hooks
    } else if (auto *Variable = dyn_cast<VarDecl>(D)) {
      Pointers.checkRedeclarations(Variable);
      if (Variable->getInit())
        uses(Variable, readStaticInitializer(Context, Variable));
    } else if (auto *Function = dyn_cast<FunctionDecl>(D)) {
      Pointers.checkRedeclarations(Function);
      if (Function->doesThisDeclarationHaveABody())
        body(Function);
    }
  }

  void body(FunctionDecl *Function) {
    if (AsyncSignature *Signature = In.find(Function)) {
      if (Signature->isLeaf())
        return;
      auto Body = readBody(Context, *Signature);
      Signature->Body = Body.get();
      In.Functions.push_back(std::move(Body));
      return;
    }
    uses(Function, readOrdinaryBody(Context, Function));
  }

  void uses(const DeclaratorDecl *D, AsyncUses Uses) {
    if (Uses.empty())
      return;
    if (isInMainFile(D)) {
      In.Ordinary.push_back({D, std::move(Uses)});
      return;
    }
    for (const Handover *H : Uses.Handovers) {
      Diags.report(H->Node->getBeginLoc(), Message::header_construct) << spelling(H->What);
      Diags.report(H->Node->getBeginLoc(), Message::note_move_to_source);
    }
    for (const Designator *P : Uses.Designators) {
      Diags.report(P->Node->getBeginLoc(), Message::header_pointer) << P->Of->Name;
      Diags.report(P->Node->getBeginLoc(), Message::note_pointer_to_source);
    }
  }
};

} // namespace

std::unique_ptr<Unit> recognize(ASTContext &Ctx, const Preprocessor &PP, Diagnostics &Diags) {
  auto Result = std::make_unique<Unit>(Ctx);
  collectSignatures(*Result, PP, Diags);
  UnitReader(*Result, Diags).read();
  return Result;
}

} // namespace lifeguard
