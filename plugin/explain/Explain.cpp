#include "Explain.h"
#include "../support/Compat.h"
#include "../support/Names.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "Actions.h"
#include "Frame.h"
#include "Lines.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/CharInfo.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace lifeguard {

namespace {

llvm::StringRef kindOf(const Yield &Y) {
  switch (Y.What) {
  case Yield::Kind::Call:
    return "call";
  case Yield::Kind::All:
    return "all";
  case Yield::Kind::Any:
    return "any";
  case Yield::Kind::Timeout:
    return "timeout";
  }
  return "";
}

/// `Text` on one line, without white space at its ends.
std::string onOneLine(llvm::StringRef Text) {
  std::string Result;
  for (char C : Text.trim())
    if (!llvm::isSpace(C))
      Result += C;
    else if (Result.back() != ' ')
      Result += ' ';
  return Result;
}

/// Whether `Word` stands in `Text` as a word of its own.
bool hasWord(llvm::StringRef Text, llvm::StringRef Word) {
  for (size_t At = Text.find(Word); At != llvm::StringRef::npos; At = Text.find(Word, At + 1)) {
    bool Before = At > 0 && isAsciiIdentifierContinue(Text[At - 1]);
    size_t End = At + Word.size();
    if (!Before && (End == Text.size() || !isAsciiIdentifierContinue(Text[End])))
      return true;
  }
  return false;
}

/// Where a function names its locals.
class UseFinder : public RecursiveASTVisitor<UseFinder> {
public:
  UseFinder(const AsyncFunction &F, ExplainedFunction &Into, const SourceManager &SM)
      : F(F), Into(Into), SM(SM) {}

  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()))
      add(*Var, Ref->getLocation());
    return true;
  }
  bool VisitVarDecl(VarDecl *Var) {
    add(*Var, Var->getLocation());
    return true;
  }

private:
  const AsyncFunction &F;
  ExplainedFunction &Into;
  const SourceManager &SM;

  void add(const VarDecl &Var, SourceLocation At) {
    const Local *L = F.LocalOf.lookup(&Var);
    if (!L || Var.getName().empty() || At.isInvalid())
      return;
    SourceLocation InFile = SM.getFileLoc(At); // of a macro's argument, where that is written
    if (SM.getFileID(InFile) != SM.getFileID(SM.getExpansionLoc(F.definition()->getLocation())))
      return;
    llvm::StringRef Text = SM.getBufferData(SM.getFileID(InFile)).substr(SM.getFileOffset(InFile));
    if (!startsWith(Text, Var.getName()))
      return; // a macro's own text names it
    ExplainedUse Use{SM.getSpellingLineNumber(InFile), SM.getSpellingColumnNumber(InFile),
                     unsigned(Var.getName().size())};
    auto &Uses = Into.Locals[L->Index].Uses;
    bool Known = llvm::any_of(Uses, [&](const ExplainedUse &Other) {
      return Other.Line == Use.Line && Other.Column == Use.Column;
    });
    if (!Known)
      Uses.push_back(Use);
  }
};

class Explainer {
public:
  Explainer(const Program &P, const PassagesOf &Ways, const LoweredC &Lowered, const AuditReport &Audited)
      : P(P), SM(P.Of.Ctx.getSourceManager()), Ways(Ways), Lowered(Lowered), Audited(Audited),
        Places(SM, Result.Sources) {}

  Explanation run() {
    Places.source(SM.getLocForStartOfFile(SM.getMainFileID()));
    Result.File = Result.Sources.front().Name;
    std::vector<const LoweredFunction *> Functions;
    for (const auto &F : P.Functions)
      if (F.second->Verified)
        Functions.push_back(F.second.get());
    llvm::sort(Functions, [&](const LoweredFunction *A, const LoweredFunction *B) {
      return SM.isBeforeInTranslationUnit(A->Source->definition()->getLocation(),
                                          B->Source->definition()->getLocation());
    });
    for (const LoweredFunction *F : Functions)
      function(*F);
    Result.Lowered = Lowered.Plain;
    lines();
    return std::move(Result);
  }

private:
  const Program &P;
  const SourceManager &SM;
  const PassagesOf &Ways;
  const LoweredC &Lowered;
  const AuditReport &Audited;
  Explanation Result;
  SourceLines Places;

  //===- A function -------------------------------------------------------===//

  void function(const LoweredFunction &F) {
    const AsyncFunction &Source = *F.Source;
    const FunctionDecl *Definition = Source.definition();
    ExplainedFunction E;
    E.Name = Source.Signature.Name;
    E.Struct = F.Plan->Names.Struct;
    E.Self = F.Plan->Self;
    E.Source = Places.source(Definition->getLocation());
    E.FirstLine = Places.line(Definition->getBeginLoc());
    E.LastLine = Places.line(Definition->getEndLoc());
    E.Head = headOf(*Definition);
    for (const Local &L : Source.Locals)
      E.Locals.push_back(local(L));
    UseFinder(Source, E, SM).TraverseDecl(const_cast<FunctionDecl *>(Definition));
    states(F, E);
    edges(F, E);
    E.Frame = frameFields(*F.Plan, E);
    Result.Functions.push_back(std::move(E));
  }

  /// The definition up to its body, with the marks before it.
  std::string headOf(const FunctionDecl &Definition) const {
    auto [File, Begin] = SM.getDecomposedLoc(SM.getExpansionLoc(Definition.getBeginLoc()));
    auto [BodyFile, End] = SM.getDecomposedLoc(SM.getExpansionLoc(Definition.getBody()->getBeginLoc()));
    if (File != BodyFile || End < Begin)
      return Definition.getNameAsString();
    llvm::StringRef Text = SM.getBufferData(File);
    size_t LineStart = Text.substr(0, Begin).rfind('\n');
    return onOneLine(Text.slice(LineStart == llvm::StringRef::npos ? 0 : LineStart + 1, End));
  }

  ExplainedLocal local(const Local &L) const {
    const ASTContext &Ctx = P.Of.Ctx;
    ExplainedLocal E;
    E.Name = L.Name;
    E.Type = declare(L.Type, "", Ctx);
    E.Kind = L.kind();
    E.Line = L.Var       ? Places.line(L.Var->getLocation())
             : L.Literal ? Places.line(L.Literal->getBeginLoc())
                         : 0;
    E.Guard = L.isGuard();
    E.Hooked = L.Lifecycle;
    E.AddressTaken = L.Escapes;
    E.Owned = L.Escapes || L.isGuard();
    E.Cleanup = L.Cleanup ? L.Cleanup->getName().str() : "";
    if (!L.Type->isIncompleteType() && !L.Type->isVariablyModifiedType()) {
      E.Size = Ctx.getTypeSizeInChars(L.Type).getQuantity();
      E.Align = Ctx.getTypeAlignInChars(L.Type).getQuantity();
    }
    return E;
  }

  //===- States -----------------------------------------------------------===//

  void states(const LoweredFunction &F, ExplainedFunction &E) const {
    const FramePlan &Plan = *F.Plan;
    ExplainedState Start, Done;
    Start.Name = Start.Kind = "start";
    Start.Enumerator = Plan.Names.state("start");
    Done.Name = Done.Kind = "done";
    Done.Enumerator = Plan.Names.state("done");
    Start.Line = E.FirstLine;
    Done.Line = E.LastLine;
    for (const Local &L : F.Source->Locals)
      if (L.What == Local::Kind::Parameter && L.Referenced) {
        Start.Live.push_back(L.Index);
        Start.Kept.push_back(L.Index);
      }
    E.States.push_back(std::move(Start));
    for (const State &S : F.Machine->States)
      E.States.push_back(state(*F.Source, Plan, S, E));
    E.States.push_back(std::move(Done));
  }

  ExplainedState state(const AsyncFunction &F, const FramePlan &Plan, const State &S,
                       const ExplainedFunction &Of) const {
    const StatePayload &Payload = *S.Payload;
    const Yield &Y = *Payload.Point;
    const YieldLiveness &At = Plan.Of.Yields[Y.Index];
    ExplainedState E;
    E.Name = Payload.Name;
    E.Enumerator = Plan.Names.state(Payload.Name);
    E.Kind = kindOf(Y).str();
    E.Callee = Y.Callee;
    E.Label = Payload.Label;
    E.Line = Places.line(Y.Node->getBeginLoc());
    E.Reachable = Payload.Reachable;
    for (size_t I = 0; I != Payload.Children.size(); ++I) {
      const ChildField &Child = Payload.Children[I];
      llvm::StringRef Frame = Child.Where == ChildField::Place::Framed ? "arena"
                              : Child.Callee->isLeaf()                 ? "leaf"
                                                                       : "embedded";
      E.Operands.push_back({Y.Operands[I].Word, Child.Callee->Name, Frame.str()});
    }
    if (!E.Reachable)
      return E;
    for (unsigned Index : At.Live.set_bits())
      E.Live.push_back(Index);
    for (const Local &L : F.Locals)
      if (Plan.isPinned(L) ? At.InScope[L.Index] || At.MayBeArmed[L.Index] : At.Live[L.Index])
        E.Kept.push_back(L.Index);
    for (const LiveGuard &G : Payload.Guards)
      E.Guards.push_back(G.Of->Index);
    auto InWords = [&](const std::vector<Action> &Actions, bool Dropping = false) {
      return actionsInWords(Plan, Payload, Actions, Dropping);
    };
    E.OnEnter = InWords(S.OnEnter);
    E.OnSuspend = InWords(S.OnSuspend);
    E.OnResume = InWords(S.OnResume);
    E.OnReady = InWords(S.OnReady);
    E.OnDrop = InWords(S.OnDrop, true);
    verdicts(Of, Y, E);
    return E;
  }

  void verdicts(const ExplainedFunction &Of, const Yield &Y, ExplainedState &E) const {
    for (const Finding &Found : Audited.Findings) {
      if (Found.Function != Of.Name)
        continue;
      for (const Suspension &S : Found.Suspensions)
        if (S.At.File == Y.File && S.At.Line == Y.Line) {
          LoweredLine Guard = Places.find(Found.Guard.At.File, Found.Guard.At.Line);
          E.Verdicts.push_back({Found.Guard.Name, ruleId(Found.Broken), spelling(Found.Decided).str(),
                                spelling(Found.Severity).str(), Found.Message, Found.Help, Found.Why,
                                Guard.Line, S.Maybe});
          break;
        }
    }
  }

  //===- Edges ------------------------------------------------------------===//

  void edges(const LoweredFunction &F, ExplainedFunction &E) const {
    unsigned Done = E.States.size() - 1;
    auto Found = Ways.find(&F);
    if (Found == Ways.end())
      return;
    auto Passed = [&](unsigned From) {
      for (const Passage &Way : Found->second->All) {
        if (Way.From != From)
          continue;
        ExplainedEdge Edge;
        Edge.From = From == Passage::Start ? 0 : From + 1;
        Edge.To = Way.To == Passage::End ? Done : Way.To + 1;
        Edge.Cause = Way.To == Passage::End ? "return" : From == Passage::Start ? "poll" : "ready";
        for (const Local *Left : Way.Left)
          if (Left->Cleanup)
            Edge.Does.push_back(cleanupInWords(*Left));
        E.Edges.push_back(std::move(Edge));
      }
    };
    Passed(Passage::Start);
    E.Edges.push_back({0, Done, "drop", {}});
    for (const Yield &Y : F.Source->Yields) {
      unsigned Index = Y.Index + 1;
      const ExplainedState &S = E.States[Index];
      if (!S.Reachable)
        continue;
      E.Edges.push_back({Index, Index, "pending", whatRuns(S.OnSuspend)});
      Passed(Y.Index);
      E.Edges.push_back({Index, Done, "drop", whatRuns(S.OnDrop)});
    }
  }

  /// The calls among the actions.
  static std::vector<std::string> whatRuns(const std::vector<ExplainedAction> &Actions) {
    std::vector<std::string> Result;
    for (const ExplainedAction &A : Actions)
      if (A.Kind != "save" && A.Kind != "restore" && A.Kind != "state")
        Result.push_back(A.What);
    return Result;
  }

  //===- The lowered text -------------------------------------------------===//

  void lines() {
    llvm::SmallVector<llvm::StringRef, 0> Text;
    llvm::StringRef(Lowered.Plain).split(Text, '\n');
    if (!Text.empty() && Text.back().empty())
      Text.pop_back(); // behind the last line break
    std::map<std::string, ExplainedFunction *> Parts;
    for (ExplainedFunction &F : Result.Functions)
      Parts[F.Name] = &F;
    LoweredLine Before{0, 0};
    for (size_t I = 0; I != Text.size(); ++I) {
      LineOrigin Origin = I < Lowered.Origins.size() ? Lowered.Origins[I] : LineOrigin();
      LoweredLine Here;
      if (Origin.What == LineOrigin::Kind::Said)
        Here = Places.find(Origin.File, Origin.Line);
      else if (Origin.What == LineOrigin::Kind::Follows && I > 0)
        Here = {Before.Source, Before.Line + 1};
      auto Part = Parts.find(Origin.Part);
      if (Part != Parts.end()) {
        ExplainedFunction &F = *Part->second;
        if (!F.LoweredFirst) {
          F.LoweredFirst = I + 1;
          if (!Here.Line)
            Here = {int(F.Source), F.FirstLine};
        }
        F.LoweredLast = I + 1;
      }
      if (Here.Line)
        Before = Here;
      Result.Lines.push_back(Here);
    }
    for (ExplainedFunction &F : Result.Functions)
      for (ExplainedState &S : F.States)
        linesOf(F, S, Text);
  }

  /// The lines that are there for a state: those of its await, and those that name it.
  void linesOf(const ExplainedFunction &F, ExplainedState &S,
               const llvm::SmallVectorImpl<llvm::StringRef> &Text) const {
    bool InCase = false, OfAwait = S.Kind != "start" && S.Kind != "done";
    for (unsigned Line = F.LoweredFirst; Line && Line <= F.LoweredLast; ++Line) {
      llvm::StringRef Here = Text[Line - 1].trim();
      if (startsWith(Here, "case ") || startsWith(Here, "default:") || Here == "}")
        InCase = false;
      bool Names = hasWord(Here, S.Enumerator) || (!S.Label.empty() && hasWord(Here, S.Label));
      InCase = InCase || (startsWith(Here, "case ") && Names);
      const LoweredLine &Origin = Result.Lines[Line - 1];
      bool Awaits = OfAwait && Origin.Source == int(F.Source) && Origin.Line == S.Line;
      if (Names || InCase || Awaits)
        S.LoweredLines.push_back(Line);
    }
  }
};

} // namespace

Explanation explain(const Program &Of, const PassagesOf &Ways, const LoweredC &Lowered,
                    const AuditReport &Audited) {
  return Explainer(Of, Ways, Lowered, Audited).run();
}

} // namespace lifeguard
