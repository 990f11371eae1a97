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
  UnevaluatedUses(Unit &In, const EvaluatedReferences &Evaluated, Diagnostics &Diags)
      : In(In), Evaluated(Evaluated), SM(In.Ctx.getSourceManager()), Diags(Diags) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    AsyncSignature *Named = In.find(dyn_cast<FunctionDecl>(Ref->getDecl()));
    if (Named && !Evaluated.contains(Ref))
      Named->ReferencedUnevaluated = true;
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *E) {
    const CallExpr *Call = callUnderExtension(E);
    if (!Call || !In.find(Call->getDirectCallee()))
      return true;
    const auto *Ref = dyn_cast<DeclRefExpr>(strip(Call->getCallee()));
    if (Ref && !Evaluated.contains(Ref) && !isInMacroArgument(E->getOperatorLoc(), SM) &&
        Told.insert(E).second) {
      Diags.report(E->getBeginLoc(), Message::await_unevaluated);
      Diags.report(E->getBeginLoc(), Message::note_hoist_await);
    }
    return true;
  }

private:
  Unit &In;
  const EvaluatedReferences &Evaluated;
  const SourceManager &SM;
  Diagnostics &Diags;
  llvm::DenseSet<const UnaryOperator *> Told; // an operand can be reached by its type, too
};

class UnitReader {
public:
  UnitReader(Unit &In, Diagnostics &Diags)
      : In(In), Diags(Diags), Lifecycles(In, Diags), Context{In, Diags, Lifecycles, Evaluated},
        SM(In.Ctx.getSourceManager()) {}

  void read() {
    for (Decl *D : In.Ctx.getTranslationUnitDecl()->decls())
      if (!SM.isInSystemHeader(D->getLocation()))
        topLevel(D);
    UnevaluatedUses Uses(In, Evaluated, Diags);
    for (Decl *D : In.Ctx.getTranslationUnitDecl()->decls())
      if (!SM.isInSystemHeader(D->getLocation()))
        Uses.TraverseDecl(D);
  }

private:
  Unit &In;
  Diagnostics &Diags;
  LifecycleTypes Lifecycles;
  EvaluatedReferences Evaluated;
  BodyContext Context;
  const SourceManager &SM;

  void topLevel(Decl *D) {
    if (auto *Record = dyn_cast<RecordDecl>(D)) {
      if (Record->isCompleteDefinition())
        Lifecycles.of(In.Ctx.getRecordType(Record)); // for the errors in its hooks
    } else if (auto *Variable = dyn_cast<VarDecl>(D)) {
      if (Variable->getInit())
        readStaticInitializer(Context, Variable->getInit());
    } else if (auto *Function = dyn_cast<FunctionDecl>(D)) {
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
    auto Handovers = readOrdinaryBody(Context, Function);
    if (Handovers.empty())
      return;
    if (isInMainFile(Function)) {
      In.Ordinary.push_back({Function, std::move(Handovers)});
      return;
    }
    for (const Handover *H : Handovers) {
      Diags.report(H->Node->getBeginLoc(), Message::header_construct) << spelling(H->What);
      Diags.report(H->Node->getBeginLoc(), Message::note_move_to_source);
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
