#include "Pipeline.h"
#include "audit/Audit.h"
#include "audit/FindUses.h"
#include "audit/Report.h"
#include "audit/Summary.h"
#include "audit/Write.h"
#include "emit/EmitC.h"
#include "emit/Header.h"
#include "explain/Explain.h"
#include "frame/PlanFrame.h"
#include "liveness/Liveness.h"
#include "liveness/Passages.h"
#include "machine/BuildMachine.h"
#include "model/Dump.h"
#include "normalize/Normalize.h"
#include "recognize/Recognize.h"
#include "support/Spelling.h"
#include "support/Syntax.h"
#include "verify/Verify.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace clang;

namespace lifeguard {

namespace {

/// The configuration of the audit for the main file; none after an error.
std::optional<AuditConfig> configOf(const Unit &In, const Options &Wanted, Diagnostics &Diags) {
  const SourceManager &SM = In.Ctx.getSourceManager();
  std::string Source = SM.getPresumedLoc(SM.getLocForStartOfFile(SM.getMainFileID())).getFilename();
  return configFor(Source, Wanted.Config,
                   [&](const std::string &Problem) { Diags.report({}, Message::bad_config) << Problem; });
}

class Pipeline {
public:
  /// Without `Tokens` frames are planned, and nothing can be written.
  Pipeline(Unit &In, const Preprocessor &PP, const syntax::TokenBuffer *Tokens, const SkippedText &Skipped,
           const Options &Wanted, Diagnostics &Diags)
      : In(In), Ctx(In.Ctx), SM(Ctx.getSourceManager()), PP(PP), Wanted(Wanted), Diags(Diags), P(In) {
    if (Tokens)
      Source.emplace(*Tokens, Skipped);
  }

  const Program &program() const { return P; }

  /// Every stage before the text.
  void plan() {
    if (!hasWork())
      return;
    collectMacros();
    for (const auto &F : In.Functions)
      if (isInMainFile(F->definition()) || (F->Signature.Inline && !F->Signature.Internal))
        plan(F->Signature);
    for (const auto &H : In.Handovers)
      plan(*H->Callee);
    for (const OrdinaryDeclaration &Ordinary : In.Ordinary)
      for (const Designator *D : Ordinary.Uses.Designators)
        plan(*D->Of);
  }

  /// The text of what was planned, and what explains it; nothing where there is none, or after an error.
  void lower(PipelineResult &Result) {
    if (!Source || !hasWork() || Diags.hadError())
      return;
    LoweredC Text = emitC(P, *Source, Wanted.wantsOrigins());
    if (Wanted.Header)
      Text.Header = emitHeader(P, *Source);
    if (Wanted.dumps("lowered-c"))
      llvm::outs() << Text.Plain;
    if (Wanted.explains())
      Result.Explained = explained(Text);
    Result.Lowered = std::move(Text);
  }

private:
  Unit &In;
  ASTContext &Ctx;
  const SourceManager &SM;
  const Preprocessor &PP;
  const Options &Wanted;
  Diagnostics &Diags;
  Program P;
  std::optional<SourceText> Source;
  llvm::DenseSet<const AsyncSignature *>
      Planning; ///< on the way down the calls: a call of one of these is recursive

  std::optional<Explanation> explained(const LoweredC &Text) {
    auto Config = configOf(In, Wanted, Diags);
    if (!Config)
      return std::nullopt;
    PassagesOf Ways;
    for (const auto &F : P.Functions)
      Ways[F.second.get()] = findPassages(*F.second->Live);
    return explain(P, Ways, Text, audit(In, P, *Config, Wanted.AuditStrict));
  }

  bool hasWork() const {
    if (!In.Ordinary.empty())
      return true;
    for (const auto &S : In.Signatures)
      for (const FunctionDecl *D : S->Decl->redecls())
        if (isInMainFile(D) && (D->doesThisDeclarationHaveABody() || S->Internal || S->Inline))
          return true;
    return false;
  }

  void collectMacros() const {
    for (const auto &Macro : PP.macros())
      In.Macros.insert(Macro.first->getName());
  }

  template <typename Noun> void show(llvm::StringRef Name, const Noun &N) const {
    if (Wanted.dumps(Name))
      dump(N, llvm::outs());
  }

  /// Every stage of one function, after those of the functions it awaits.
  void plan(const AsyncSignature &Signature) {
    if (!Signature.Body || P.find(&Signature) || Planning.contains(&Signature))
      return;
    Planning.insert(&Signature);
    const AsyncFunction &F = *Signature.Body;
    unsigned ErrorsBefore = Diags.errors();
    // Where the header is precompiled its text is still there, but not where it is used.
    if (Source && (Wanted.Precompiles || Source->range(F.definition()->getSourceRange()).empty())) {
      Diags.report(F.definition()->getLocation(), Message::precompiled) << Signature.Name;
      Diags.report(F.definition()->getLocation(), Message::note_precompiled);
      return;
    }
    for (const Yield &Y : F.Yields)
      for (const Operand &O : Y.Operands)
        plan(*O.Callee);

    auto L = std::make_unique<LoweredFunction>();
    L->Source = &F;
    F.Names = NamePool(&F.In.Macros);
    if (Source)
      reserveNames(F);
    renameHiding(F);
    show("async-function", F);
    L->Flat = normalize(F, Diags);
    show("flat-function", *L->Flat);
    L->Live = findLiveness(*L->Flat);
    show("liveness", *L->Live);
    auto FrameOf = [&](const AsyncSignature &Callee) -> const FramePlan * {
      const LoweredFunction *Known = P.find(&Callee);
      bool Complete = Known && canStandBefore(*Known, F.definition()->getBeginLoc());
      return Complete ? Known->Plan.get() : nullptr;
    };
    L->Plan = planFrame(*L->Live, FrameOf, Diags);
    show("frame-plan", *L->Plan);
    if (Source)
      buildAndVerify(*L);
    L->Refused = Diags.errors() != ErrorsBefore || llvm::any_of(F.Yields, [&](const Yield &Y) {
                   return llvm::any_of(Y.Operands, [&](const Operand &O) {
                     const LoweredFunction *Callee = P.find(O.Callee);
                     return Callee && Callee->Refused;
                   });
                 });
    P.Functions[&Signature] = std::move(L);
    Planning.erase(&Signature);
    // After it: behind a pointer nothing is embedded, and this may be.
    for (const Designator *D : F.Uses.Designators)
      plan(*D->Of);
  }

  void buildAndVerify(LoweredFunction &L) const {
    L.Machine = buildMachine(*L.Plan);
    show("state-machine", *L.Machine);
    Verification Checked = verify(*L.Machine);
    if (!Checked.Machine) {
      Diags.report(L.Source->definition()->getLocation(), Message::internal_error)
          << L.Source->Signature.Name << Checked.Violation;
      dump(*L.Machine, llvm::errs());
    }
    if (Checked.Machine)
      L.Verified.emplace(*Checked.Machine);
  }

  /// The names in the function's text, which nothing that is added may have.
  void reserveNames(const AsyncFunction &F) const {
    TokenRange R = Source->range(F.definition()->getSourceRange());
    for (unsigned I = R.Begin; I < R.End; ++I)
      if (Source->is(I, tok::identifier))
        F.Names.reserve(Source->spelling(I));
  }

  /// Gives new names to locals that would hide what generated code mentions.
  void renameHiding(const AsyncFunction &F) const {
    llvm::StringSet<> Mentioned;
    auto MentionHooks = [&](const LifecycleHooks *Hooks) {
      for (const FunctionDecl *Hook : {Hooks->OnResume, Hooks->OnSuspend, Hooks->OnCancel})
        if (Hook)
          Mentioned.insert(Hook->getName());
    };
    for (const auto &Hooks : F.In.Hooks)
      MentionHooks(Hooks.get());
    for (const Local &L : F.Locals)
      if (L.Cleanup)
        Mentioned.insert(L.Cleanup->getName());
    for (const auto &Signature : F.In.Signatures)
      if (Signature->isLeaf())
        for (llvm::StringRef Name :
             {Signature->LeafFuture->Init, Signature->LeafFuture->Poll, Signature->LeafFuture->Drop})
          Mentioned.insert(Name);
    auto Hides = [&](llvm::StringRef Name) {
      return Name.contains("_future_") || startsWith(Name, "lg_") || startsWith(Name, "LG_") ||
             Mentioned.contains(Name);
    };
    for (const Scope &S : F.Scopes)
      if (const auto *Named = dyn_cast_or_null<ValueDecl>(S.Hides); Named && !isa<FunctionDecl>(Named))
        if (!F.Renamed.count(Named) && Hides(Named->getName()))
          F.Renamed[Named] = F.Names.fresh(Named->getName());
    for (Local &L : F.Locals)
      if (L.Var && F.Renamed.count(L.Var))
        L.Name = F.Renamed.lookup(L.Var);
  }

  /// Whether every type in the frame of `Callee` is complete at `Where`, so that its struct can be moved up
  /// to there.
  bool canStandBefore(const LoweredFunction &Callee, SourceLocation Where) const {
    const FramePlan &Plan = *Callee.Plan;
    if (SM.isBeforeInTranslationUnit(Callee.Source->definition()->getBeginLoc(), Where))
      return true;
    bool Known = true;
    auto Check = [&](QualType T) {
      forEachNamedType(fileScopeType(T, Ctx), [&](const NamedDecl *D) {
        if (D->getParentFunctionOrMethod())
          return; // it moves along
        const NamedDecl *Wanted = D;
        if (const auto *Tag = dyn_cast<TagDecl>(D))
          Wanted = T->isPointerType() ? Tag : Tag->getDefinition() ? Tag->getDefinition() : Tag;
        Known = Known && SM.isBeforeInTranslationUnit(Wanted->getLocation(), Where);
      });
    };
    for (const TagDecl *Tag : Plan.LocalTypes)
      if (const auto *Record = dyn_cast_or_null<RecordDecl>(Tag->getDefinition()))
        for (const FieldDecl *Field : Record->fields())
          Check(Field->getType());
    for (const auto &Pinned : Plan.PinnedName)
      Check(Pinned.first->Type);
    for (const ParmVarDecl *Parameter : Callee.Source->definition()->parameters())
      Check(Parameter->getType());
    for (const auto &State : Plan.States) {
      for (const SavedField &S : State->Saved)
        Check(S.Of->Type);
      for (const ChildField &Child : State->Children) {
        if (!Child.TargetType.isNull())
          Check(Child.TargetType);
        if (Child.Callee->isPointer())
          continue;
        if (Child.Callee->isLeaf())
          Known = Known && SM.isBeforeInTranslationUnit(Child.Callee->Decl->getLocation(), Where);
        else if (Child.Where == ChildField::Place::Embedded)
          Known = Known && canStandBefore(*P.find(Child.Callee), Where);
      }
    }
    return Known;
  }
};

} // namespace

namespace {

/// The findings as diagnostics, or as the text that is to be written; and the summary that is asked for.
std::optional<std::string> runAudit(const Unit &In, const Program &Frames, const Options &Wanted,
                                    Diagnostics &Diags, std::optional<std::string> &Summary) {
  std::optional<AuditFormat> Format;
  if (!Wanted.AuditFormat.empty()) {
    Format = auditFormat(Wanted.AuditFormat);
    if (!Format) {
      Diags.report({}, Message::bad_audit_format) << Wanted.AuditFormat;
      return std::nullopt;
    }
  } else if (!Wanted.AuditOutput.empty()) {
    Format = AuditFormat::Text;
  }
  auto Config = configOf(In, Wanted, Diags);
  if (!Config)
    return std::nullopt;
  if (!Wanted.AuditSummary.empty())
    Config->Asked = std::make_shared<Questions>();
  if (!Wanted.AuditUses.empty())
    return writeUses(findUses(In, *Config));
  if (!Wanted.AuditFacts.empty()) {
    auto Buffer = llvm::MemoryBuffer::getFile(Wanted.AuditFacts);
    auto Known = Buffer ? readFacts((*Buffer)->getBuffer()) : std::nullopt;
    if (!Known) {
      Diags.report({}, Message::bad_facts) << Wanted.AuditFacts;
      return std::nullopt;
    }
    Config->Program = std::move(*Known);
  }
  if (!Wanted.FrameLimit.empty() && llvm::StringRef(Wanted.FrameLimit).getAsInteger(10, Config->FrameLimit)) {
    Diags.report({}, Message::bad_frame_limit) << Wanted.FrameLimit;
    return std::nullopt;
  }
  AuditReport Report = audit(In, Frames, *Config, Wanted.AuditStrict);
  if (!Wanted.AuditSummary.empty())
    Summary = summarize(In, *Config);
  if (Format) {
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    writeReport(Report, *Format, OS);
    return OS.str();
  }
  reportFindings(Report, Diags.engine());
  return std::nullopt;
}

} // namespace

PipelineResult runPipeline(ASTContext &Ctx, const Preprocessor &PP, const syntax::TokenBuffer *Tokens,
                           const SkippedText &Skipped, const Options &Wanted, bool MayBeAsync,
                           Diagnostics &Diags) {
  PipelineResult Result;
  std::unique_ptr<Unit> In = MayBeAsync ? recognize(Ctx, PP, Diags) : std::make_unique<Unit>(Ctx);
  In->Trace = Wanted.Trace;
  if (Diags.hadError())
    return Result;
  if (Wanted.AuditOnly) {
    // What cannot be lowered has no frame; saying so is a compilation's business.
    Diagnostics Quiet(Diags.engine());
    Pipeline Frames(*In, PP, nullptr, Skipped, Wanted, Quiet);
    bool Suppressed = Diags.engine().getSuppressAllDiagnostics();
    Diags.engine().setSuppressAllDiagnostics(true);
    Frames.plan();
    Diags.engine().setSuppressAllDiagnostics(Suppressed);
    Result.Audit = runAudit(*In, Frames.program(), Wanted, Diags, Result.Summary);
    return Result;
  }
  Pipeline Stages(*In, PP, Tokens, Skipped, Wanted, Diags);
  Stages.plan();
  if (Wanted.audits())
    Result.Audit = runAudit(*In, Stages.program(), Wanted, Diags, Result.Summary);
  Stages.lower(Result);
  return Result;
}

} // namespace lifeguard
