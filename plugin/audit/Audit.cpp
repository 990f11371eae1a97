#include "Audit.h"
#include "../support/Syntax.h"
#include "Findings.h"
#include "Held.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

namespace {

class Auditor {
public:
  Auditor(const Unit &In, const Program &Frames, const AuditConfig &Config, bool Strict)
      : In(In), Frames(Frames), Config(Config), Strict(Strict), Suspending(In, Config),
        LockCalls(Config, Suspending), Into(In, Config, Report) {
    for (const auto &F : In.Functions)
      BodyOf[F->definition()] = F.get();
  }

  AuditReport run() {
    const SourceManager &SM = In.Ctx.getSourceManager();
    Report.Files.push_back(SM.getPresumedLoc(SM.getLocForStartOfFile(SM.getMainFileID())).getFilename());
    for (const Decl *D : In.Ctx.getTranslationUnitDecl()->decls()) {
      if (SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())))
        continue;
      if (const auto *F = dyn_cast<FunctionDecl>(D); F && F->doesThisDeclarationHaveABody() && F->hasBody())
        function(F);
      else if (const auto *Var = dyn_cast<VarDecl>(D); Var && Config.knowsForeignCode() && Var->hasInit())
        findLostMarks(Var, Suspending, Config, Into);
    }
    return std::move(Report);
  }

private:
  const Unit &In;
  const Program &Frames;
  const AuditConfig &Config;
  bool Strict;
  Suspends Suspending;
  Locks LockCalls;
  AuditReport Report;
  Findings Into;
  llvm::DenseMap<const FunctionDecl *, const AsyncFunction *> BodyOf;

  void function(const FunctionDecl *F) {
    findNeverAwaited(F, Into);
    if (Config.knowsForeignCode()) {
      findColours(F, Suspending, Config, Into);
      findLostMarks(F, Suspending, Config, Into);
    }
    const AsyncFunction *Body = BodyOf.lookup(F);
    bool Foreign = Config.knowsForeignCode() && (!Config.AnnotatedOnly || Suspending.isMarked(F) ||
                                                 Suspending.isMixed(F) || Suspending.isNamed(F));
    if (!Body && !(Foreign && Suspending.maySuspend(F)))
      return;
    HeldGuards Held = findHeld(F, Body, Suspending, LockCalls);
    Audited A{In, Config, Suspending, F, Body, Held};
    const FramePlan *Frame = frameOf(Body);
    list(A, Frame);
    for (unsigned I = 0; I < Held.Guards.size(); ++I)
      guard(A, I);
    findBlockingCalls(A, Into);
    findBorrows(A, Into);
    findThreadLocals(A, Into);
    findCancelUnsafe(A, Into);
    if (Frame)
      findLargeFrame(*Frame, Config.FrameLimit, Into);
  }

  /// Null in other code, and where the function cannot be lowered.
  const FramePlan *frameOf(const AsyncFunction *Body) const {
    const LoweredFunction *Lowered = Body ? Frames.find(&Body->Signature) : nullptr;
    return Lowered && !Lowered->Refused ? Lowered->Plan.get() : nullptr;
  }

  void list(const Audited &A, const FramePlan *Frame) {
    AuditedFunction Listed;
    Listed.Name = A.F->getNameAsString();
    Listed.At = Into.place(A.F->getLocation());
    for (const HeldAtCall &Call : A.Held.Calls)
      Listed.Yields.push_back({static_cast<unsigned>(Listed.Yields.size()),
                               Into.place(Call.Call->getBeginLoc()), Call.Point.Callee});
    if (Frame)
      Listed.FrameBytes = Frame->Bytes;
    if (!Listed.Yields.empty())
      Report.Functions.push_back(std::move(Listed));
  }

  void guard(const Audited &A, unsigned Index) {
    const Guarded &G = A.Held.Guards[Index];
    std::vector<Suspension> Crossed;
    for (const HeldAtCall &Call : A.Held.Calls)
      for (const HeldAtCall::Item &Item : Call.Held)
        if (Item.Guard == Index)
          Crossed.push_back({Into.place(Call.Call->getBeginLoc()), Call.Point.Callee, Item.Maybe});
    if (Crossed.empty())
      return;
    Finding Found = Into.make(G.Taken && !G.ByMark ? Rule::lock_held : Rule::guard_held, A.F, G.At);
    Found.Suspensions = std::move(Crossed);
    for (SourceLocation Where : G.Releases)
      Found.Releases.push_back(Into.place(Where));
    llvm::sort(Found.Releases, [](const Place &One, const Place &Other) {
      return std::tie(One.File, One.Line, One.Column) < std::tie(Other.File, Other.Line, Other.Column);
    });
    Found.Guard.Name = G.Name;
    Found.Guard.Type = G.Type;
    Found.Guard.Kind = G.Kind ? G.Kind->Name : G.Taken || G.ReleasesLock ? "lock" : "guard";
    Found.Certain = !G.Escapes;
    Found.Why = G.Why;
    decide(G, Found);
    word(A, G, Found);
    if (Found.Decided == Verdict::Forbidden)
      Found.Mending = findRepair(A, Index, Into);
    bool Escapes = G.Escapes && Found.Decided == Verdict::Forbidden;
    Finding Escaping = Escapes ? Found : Finding();
    Into.add(std::move(Found), A.F, G.Var);
    if (Escapes) {
      Escaping.Broken = Rule::guard_escapes;
      Escaping.Severity = Level::Note;
      Escaping.Decided = Verdict::Unknown;
      Escaping.Message =
          "the address of '" + G.Name + "' is given away; what is done with it there is not seen";
      Escaping.Help = "";
      Escaping.Mending.reset();
      Into.add(std::move(Escaping), A.F, G.Var);
    }
  }

  /// The verdict and the severity.
  void decide(const Guarded &G, Finding &Found) const {
    if (G.Hooked) {
      Found.Decided = Verdict::Hooked;
      Found.Severity = Level::Ignore;
      return;
    }
    if (G.Kind) {
      Found.Severity = G.Kind->Severity.value_or(Level::Warning);
      Found.Decided = Found.Severity == Level::Ignore ? Verdict::Allowed : Verdict::Forbidden;
      return;
    }
    if (G.MustNotSuspend || G.ReleasesLock)
      return;
    Found.Broken = Rule::guard_unclassified;
    Found.Decided = Verdict::Unknown;
    Found.Severity = Strict ? Level::Warning : Level::Note;
  }

  void word(const Audited &A, const Guarded &G, Finding &Found) const {
    bool Maybe = llvm::all_of(Found.Suspensions, [](const Suspension &S) { return S.Maybe; });
    std::string What = G.Taken || !G.Path.empty() ? "lock '" : "guard '";
    What += Found.Guard.Name + "'";
    if (!Found.Guard.Type.empty())
      What += " of type '" + Found.Guard.Type + "'";
    size_t Count = Found.Suspensions.size();
    std::string Points =
        A.Body ? (Count == 1 ? "an await" : std::to_string(Count) + " awaits")
               : (Count == 1 ? "a call that suspends" : std::to_string(Count) + " calls that suspend");
    Found.Message = What + (Maybe ? " may be held across " : " is held across ") + Points;
    switch (Found.Decided) {
    case Verdict::Forbidden:
      Found.Help =
          G.Taken ? "release it before, and take it again after; or use a lock that tasks may hold, such as "
                    "lg_mutex"
                  : "end its scope before; or use a guard with Lifecycle hooks, or one that tasks may hold";
      break;
    case Verdict::Unknown:
      Found.Help = "mark its type must_not_suspend(\"why\"), give it Lifecycle hooks, or say "
                   "lg_allow(\"guard-unclassified\", \"why\")";
      break;
    default:
      break;
    }
  }
};

} // namespace

AuditReport audit(const Unit &In, const Program &Frames, const AuditConfig &Config, bool Strict) {
  return Auditor(In, Frames, Config, Strict).run();
}

} // namespace lifeguard
