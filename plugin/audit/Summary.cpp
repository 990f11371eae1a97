#include "Summary.h"
#include "../support/Syntax.h"
#include "LockFacts.h"
#include "Locks.h"
#include "Suspends.h"
#include "clang/AST/ASTContext.h"
#include "llvm/Support/JSON.h"

using namespace clang;

namespace lifeguard {

namespace {

class Summarizer {
public:
  Summarizer(const Unit &In, const AuditConfig &Config)
      : In(In), Config(Config), Suspending(In, Config), LockCalls(Config, Suspending) {}

  std::string run() {
    llvm::json::Object Functions;
    llvm::json::Array Marked;
    for (const Decl *D : In.Ctx.getTranslationUnitDecl()->decls())
      if (const auto *F = dyn_cast<FunctionDecl>(D);
          F && F->doesThisDeclarationHaveABody() && F->isExternallyVisible())
        Functions[F->getName()] = summary(F);
    for (const std::string &Name : MarkedElsewhere)
      Marked.push_back(Name);
    // The audit's questions, and those that were asked to answer others'.
    llvm::json::Object Asked = Config.Asked ? questions(*Config.Asked) : llvm::json::Object();
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    OS << llvm::json::Value(llvm::json::Object{
        {"functions", std::move(Functions)}, {"marked", std::move(Marked)}, {"asked", std::move(Asked)}});
    return OS.str();
  }

private:
  const Unit &In;
  const AuditConfig &Config;
  Suspends Suspending;
  Locks LockCalls;
  std::set<std::string> MarkedElsewhere;

  struct Reach {
    bool Suspends = false;
    std::set<std::string> Calls; ///< functions of other files
    llvm::DenseSet<const FunctionDecl *> Seen;
  };

  llvm::json::Object summary(const FunctionDecl *F) {
    Reach Found;
    walk(F, Found);
    llvm::json::Array Calls;
    for (const std::string &Name : Found.Calls)
      Calls.push_back(Name);
    llvm::json::Object Summary{{"suspends", Found.Suspends}, {"calls", std::move(Calls)}};
    if (llvm::json::Array Locks = locks(F); !Locks.empty())
      Summary["locks"] = std::move(Locks);
    return Summary;
  }

  llvm::json::Array locks(const FunctionDecl *F) const {
    llvm::json::Array List;
    if (Config.InferReleases == Inference::WholeProgram)
      for (const LockEffect &Effect : LockCalls.ofBody(F))
        if (Effect.Path.find('@') == std::string::npos) // a function's own static object
          List.push_back(writeLockFact({Effect.What, Effect.Path, Effect.Known ? Effect.Known->Name : "",
                                        Effect.Type, Effect.Name, Effect.Why, Effect.OnlyIf, Effect.Sometimes,
                                        Effect.ElseNegative, Effect.OrGreater, Effect.HeldAcross}));
    return List;
  }

  static llvm::json::Object questions(const Questions &Asked) {
    llvm::json::Object Suspends;
    llvm::json::Array Locks;
    for (const auto &[Name, Answer] : Asked.Suspends)
      Suspends[Name] = Answer;
    for (const std::string &Name : Asked.Locks)
      Locks.push_back(Name);
    return llvm::json::Object{{"suspends", std::move(Suspends)}, {"locks", std::move(Locks)}};
  }

  void walk(const FunctionDecl *F, Reach &Found) {
    if (Found.Seen.insert(F).second)
      walk(F->getBody(), Found);
  }

  void walk(const Stmt *S, Reach &Found) {
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      const FunctionDecl *Callee = Call->getDirectCallee();
      const FunctionDecl *Definition = Callee ? Callee->getDefinition() : nullptr;
      if (!Callee) {
        Found.Suspends = Found.Suspends || Suspending.at(Call);
      } else if (Callee->getIdentifier() && !Suspending.neverSuspends(Callee->getName())) {
        if (Suspending.isNamed(Callee) || Suspending.waitsForLock(Call))
          Found.Suspends = true;
        else if (Definition)
          walk(Definition, Found);
        else {
          Found.Calls.insert(Callee->getNameAsString());
          if (Suspending.isMarked(Callee) || Suspending.isMixed(Callee))
            MarkedElsewhere.insert(Callee->getNameAsString());
        }
      }
    }
    forEachEvaluatedChild(S, [&](const Stmt *Child) { walk(Child, Found); });
  }
};

} // namespace

std::string summarize(const Unit &In, const AuditConfig &Config) { return Summarizer(In, Config).run(); }

} // namespace lifeguard
