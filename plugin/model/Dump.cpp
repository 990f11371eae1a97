#include "Dump.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/PrettyPrinter.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Source text on one line.
std::string textOf(const Stmt *S, const ASTContext &Ctx) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  S->printPretty(OS, nullptr, Ctx.getPrintingPolicy());
  OS.flush();
  for (char &C : Text)
    if (C == '\n')
      C = ' ';
  while (!Text.empty() && Text.back() == ' ')
    Text.pop_back();
  return Text;
}

void dumpSteps(const std::vector<Step> &Steps, unsigned Depth, const ASTContext &Ctx, llvm::raw_ostream &OS) {
  for (const Step &S : Steps) {
    OS.indent(Depth * 2);
    if (S.Result && S.What != Step::Kind::Branch)
      OS << S.Result->Name << " = ";
    switch (S.What) {
    case Step::Kind::Await:
      OS << (S.IntoOut ? "return " : "") << "await " << S.Point->Name << "\n";
      break;
    case Step::Kind::Evaluate:
      OS << "evaluate " << (S.Source ? S.Source->Name : textOf(S.Value, Ctx)) << "\n";
      break;
    case Step::Kind::Branch:
      OS << "if " << (S.Source ? S.Source->Name : textOf(S.Value, Ctx)) << "\n";
      dumpSteps(S.Then, Depth + 1, Ctx, OS);
      OS.indent(Depth * 2) << "else\n";
      dumpSteps(S.Else, Depth + 1, Ctx, OS);
      break;
    case Step::Kind::Nest:
      OS << "block\n";
      break;
    }
  }
}

void dumpSet(llvm::StringRef Title, const llvm::BitVector &Set, const AsyncFunction &F,
             llvm::raw_ostream &OS) {
  OS << "    " << Title << ":";
  for (unsigned I : Set.set_bits())
    OS << " " << F.Locals[I].Name;
  OS << "\n";
}

void dumpMembers(const std::vector<FrameMember> &Members, unsigned Depth, llvm::raw_ostream &OS) {
  static const char *const Words[] = {"state", "flag",      "argument", "pinned", "saves", "embeds",
                                      "done",  "target of", "sleep",    "struct", "union"};
  for (const FrameMember &M : Members) {
    bool Frame = M.What == FrameMember::Kind::Child && M.Child->Where == ChildField::Place::Framed;
    OS.indent(Depth * 2) << (Frame ? "points to" : Words[static_cast<unsigned>(M.What)]);
    if (M.Of)
      OS << " " << M.Of->Name;
    else if (M.Child)
      OS << " " << M.Child->Callee->Name;
    else if (M.Storage)
      OS << " of the block on line " << M.Storage->Line;
    else if (M.What == FrameMember::Kind::Struct)
      OS << " " << M.Name;
    if (!M.State.empty())
      OS << " in " << M.State;
    OS << "\n";
    dumpMembers(M.Members, Depth + 1, OS);
  }
}

void dumpActions(llvm::StringRef Title, const std::vector<Action> &Actions, llvm::raw_ostream &OS) {
  static const char *const Words[] = {"resume",        "suspend", "save",    "restore", "store state",
                                      "drop children", "cancel",  "cleanup", "disarm"};
  OS << "    " << Title << ":";
  const char *Comma = "";
  for (const Action &A : Actions) {
    OS << Comma << " " << Words[static_cast<unsigned>(A.What)];
    if (A.Of)
      OS << " " << A.Of->Name;
    Comma = ",";
  }
  OS << "\n";
}

} // namespace

void dump(const AsyncFunction &F, llvm::raw_ostream &OS) {
  OS << "async-function " << F.Signature.Name << "\n";
  for (const Local &L : F.Locals) {
    if (L.What == Local::Kind::Temporary)
      continue; // of the next stage
    OS << "  " << L.kind() << " " << L.Name << ": " << L.Type.getAsString();
    if (L.Cleanup)
      OS << ", cleanup " << L.Cleanup->getName();
    if (L.Lifecycle)
      OS << ", lifecycle";
    if (L.Escapes)
      OS << ", address taken";
    OS << "\n";
  }
  for (const Yield &Y : F.Yields)
    OS << "  await " << Y.Name << "\n";
}

void dump(const FlatFunction &F, llvm::raw_ostream &OS) {
  const ASTContext &Ctx = F.Of.In.Ctx;
  OS << "flat-function " << F.Of.Signature.Name << "\n";
  std::vector<const Expr *> Expressions;
  for (const auto &Entry : F.Flat)
    Expressions.push_back(Entry.first);
  const SourceManager &SM = Ctx.getSourceManager();
  std::sort(Expressions.begin(), Expressions.end(), [&](const Expr *A, const Expr *B) {
    return SM.isBeforeInTranslationUnit(A->getBeginLoc(), B->getBeginLoc());
  });
  for (const Expr *E : Expressions) {
    const FlatExpression &Flat = *F.find(E);
    OS << "  " << textOf(E, Ctx) << "\n";
    dumpSteps(Flat.Steps, 2, Ctx, OS);
    if (Flat.Residual)
      OS << "    residual\n";
  }
}

void dump(const Liveness &L, llvm::raw_ostream &OS) {
  const AsyncFunction &F = L.Of.Of;
  OS << "liveness " << F.Signature.Name << "\n";
  for (const Yield &Y : F.Yields) {
    const YieldLiveness &At = L.Yields[Y.Index];
    OS << "  " << Y.Name << (At.Reachable ? "\n" : " is never reached\n");
    if (!At.Reachable)
      continue;
    dumpSet("live", At.Live, F, OS);
    dumpSet("unset", At.Unset, F, OS);
    dumpSet("in scope", At.InScope, F, OS);
    dumpSet("armed", At.MustBeArmed, F, OS);
    dumpSet("may be armed", At.MayBeArmed, F, OS);
  }
}

void dump(const FramePlan &P, llvm::raw_ostream &OS) {
  OS << "frame-plan " << P.function().Signature.Name << "\n";
  dumpMembers(P.Members, 1, OS);
}

void dump(const StateMachine &M, llvm::raw_ostream &OS) {
  OS << "state-machine " << M.Of.function().Signature.Name << "\n";
  for (const State &S : M.States) {
    OS << "  " << S.Payload->Name << "\n";
    dumpActions("enter", S.OnEnter, OS);
    dumpActions("suspend", S.OnSuspend, OS);
    dumpActions("resume", S.OnResume, OS);
    dumpActions("ready", S.OnReady, OS);
    dumpActions("drop", S.OnDrop, OS);
  }
}

} // namespace lifeguard
