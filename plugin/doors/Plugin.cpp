//===- Plugin.cpp - the -fplugin door -------------------------------------===//
//
// Before clang's own action reads the main file, this one parses the file in a compiler instance of its own,
// runs the pipeline on the tree, and puts the lowered text in the main file's place. The action that clang
// was asked for (an object, assembly, a syntax check, …) then compiles exactly that text.
//
// Each message is printed once, on the user's text: the inner instance prints through the outer one's
// consumer, and the outer one ignores warnings afterwards. A failed parse leaves the outer instance with an
// error that was counted and not printed, and an empty main file, so that it writes no output and fails.
//
//===----------------------------------------------------------------------===//
#include "../Pipeline.h"
#include "../coverage/Coverage.h"
#include "../emit/Header.h"
#include "../explain/Explain.h"
#include "../explain/Run.h"
#include "../explain/Write.h"
#include "../recognize/Instrument.h"
#include "../recognize/Recognize.h"
#include "../support/Compat.h"
#include "Scan.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Frontend/Utils.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Parse/ParseAST.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SaveAndRestore.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace clang;

namespace lifeguard {

namespace {

//===- Inside: the parse of the user's text -------------------------------===//

class SkipRecorder : public PPCallbacks {
public:
  SkipRecorder(const SourceManager &SM, SkippedText &Skipped) : SM(SM), Skipped(Skipped) {}

  void SourceRangeSkipped(SourceRange Range, SourceLocation) override {
    auto [File, Begin] = SM.getDecomposedLoc(Range.getBegin());
    Skipped.ByFile[File].push_back({Begin, SM.getFileOffset(Range.getEnd())});
  }

  void If(SourceLocation At, SourceRange, ConditionValueKind) override { open(At); }
  void Ifdef(SourceLocation At, const Token &, const MacroDefinition &) override { open(At); }
  void Ifndef(SourceLocation At, const Token &, const MacroDefinition &) override { open(At); }
  void Elif(SourceLocation At, SourceRange, ConditionValueKind, SourceLocation) override { goOn(At); }
  void Elifdef(SourceLocation At, const Token &, const MacroDefinition &) override { goOn(At); }
  void Elifdef(SourceLocation At, SourceRange, SourceLocation) override { goOn(At); }
  void Elifndef(SourceLocation At, const Token &, const MacroDefinition &) override { goOn(At); }
  void Elifndef(SourceLocation At, SourceRange, SourceLocation) override { goOn(At); }
  void Else(SourceLocation At, SourceLocation) override { goOn(At); }
  void Endif(SourceLocation At, SourceLocation) override {
    goOn(At);
    if (!Open.empty())
      Open.pop_back();
  }

private:
  const SourceManager &SM;
  SkippedText &Skipped;
  std::vector<int> Open; ///< the conditionals around here; -1 for those of other files

  void open(SourceLocation At) {
    bool Main = SM.getFileID(At) == SM.getMainFileID();
    Open.push_back(Main ? Skipped.Conditionals.size() : -1);
    if (Main)
      Skipped.Conditionals.emplace_back();
    goOn(At);
  }
  void goOn(SourceLocation At) {
    if (!Open.empty() && Open.back() >= 0)
      Skipped.Conditionals[Open.back()].push_back(SM.getFileOffset(At));
  }
};

class HookMarkingConsumer : public ASTConsumer {
public:
  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (Decl *D : Group)
      Marker.declared(D);
    return true;
  }

  /// Asked where a body begins, which nothing else is told of before clang looks for unused parameters.
  bool shouldSkipFunctionBody(Decl *D) override {
    if (FunctionDecl *F = D->getAsFunction())
      useFields(*F);
    return false;
  }

private:
  HookMarker Marker;
};

class LoweringAction : public ASTFrontendAction {
public:
  LoweringAction(const Options &Wanted, bool MayBeAsync, PipelineResult &Result, bool &Failed)
      : Wanted(Wanted), MayBeAsync(MayBeAsync), Result(Result), Failed(Failed) {}

protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, llvm::StringRef) override {
    CI.getPreprocessor().addPPCallbacks(std::make_unique<SkipRecorder>(CI.getSourceManager(), Skipped));
    return std::make_unique<HookMarkingConsumer>();
  }

  void ExecuteAction() override {
    CompilerInstance &CI = getCompilerInstance();
    std::optional<syntax::TokenCollector> Collector;
    if (!Wanted.AuditOnly)
      Collector.emplace(CI.getPreprocessor());
    ASTFrontendAction::ExecuteAction();
    Failed = CI.getDiagnostics().hasErrorOccurred();
    if (Failed)
      return;
    std::optional<syntax::TokenBuffer> Tokens;
    if (Collector)
      Tokens.emplace(std::move(*Collector).consume());
    Diagnostics Diags(CI.getDiagnostics());
    Result = runPipeline(CI.getASTContext(), CI.getPreprocessor(), Tokens ? &*Tokens : nullptr, Skipped,
                         Wanted, MayBeAsync, Diags);
    Failed = CI.getDiagnostics().hasErrorOccurred();
  }

private:
  const Options &Wanted;
  bool MayBeAsync;
  PipelineResult &Result;
  bool &Failed;
  SkippedText Skipped;
};

//===- Outside: the action that clang was asked for -----------------------===//

/// Notices when the lowered text does not compile, which is nobody's fault but ours, and keeps the text for a
/// report.
class LoweredTextGuard : public DiagnosticConsumer {
public:
  LoweredTextGuard(std::unique_ptr<DiagnosticConsumer> Next, std::string Text)
      : Next(std::move(Next)), Text(std::move(Text)) {
    // What clang says at the end ("1 warning generated.") counts here.
    NumWarnings = this->Next->getNumWarnings();
    NumErrors = this->Next->getNumErrors();
  }

  void BeginSourceFile(const LangOptions &LO, const Preprocessor *PP) override {
    Next->BeginSourceFile(LO, PP);
  }
  void EndSourceFile() override { Next->EndSourceFile(); }
  void finish() override { Next->finish(); }
  bool IncludeInDiagnosticCounts() const override { return Next->IncludeInDiagnosticCounts(); }

  void HandleDiagnostic(DiagnosticsEngine::Level Level, const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    Next->HandleDiagnostic(Level, Info);
    // Errors of code generation stand in no source text; they are the user's own.
    if (Level < DiagnosticsEngine::Error || Kept || !Info.getLocation().isValid())
      return;
    Kept = true;
    llvm::SmallString<128> Path;
    int File = -1;
    if (!llvm::sys::fs::createTemporaryFile("lifeguard", "c", File, Path)) {
      llvm::raw_fd_ostream OS(File, true);
      OS << Text;
    }
    llvm::errs() << "lifeguard: internal error: the lowered text does not compile; it is kept in '" << Path
                 << "' for a report\n";
  }

private:
  std::unique_ptr<DiagnosticConsumer> Next;
  std::string Text;
  bool Kept = false;
};

std::shared_ptr<CompilerInvocation> innerInvocation(CompilerInstance &Outer) {
  auto Inner = std::make_shared<CompilerInvocation>(Outer.getInvocation());
  FrontendOptions &Frontend = Inner->getFrontendOpts();
  Frontend.Plugins.clear();
  Frontend.AddPluginActions.clear();
  Frontend.PluginArgs.clear();
  Frontend.ActionName.clear();
  Frontend.ProgramAction = frontend::ParseSyntaxOnly;
  Frontend.OutputFile.clear();
  Frontend.SkipFunctionBodies = true; // if our consumer says so, which it never does
  Frontend.ShowStats = false;
  Frontend.StatsFile.clear();
  Inner->getDependencyOutputOpts() = DependencyOutputOptions();
  // "2 warnings generated." is the outer instance's to say.
  Inner->getDiagnosticOpts().ShowCarets = false;
  Inner->getDiagnosticOpts().DiagnosticSerializationFile.clear();
  return Inner;
}

/// Writes `Text` to the file `Name`; "-" and no name are standard output. False after an error.
bool write(CompilerInstance &CI, llvm::StringRef Name, llvm::StringRef Text) {
  std::error_code Problem;
  if (Name == "-" || Name.empty()) {
    // Also what `dump` printed before.
    llvm::outs() << Text;
    llvm::outs().flush();
    Problem = llvm::outs().error();
    llvm::outs().clear_error();
  } else {
    // No part of it stays where it cannot be written to the end, or where a signal ends clang.
    llvm::ToolOutputFile File(Name, Problem, llvm::sys::fs::OF_None);
    if (!Problem) {
      File.os() << Text;
      File.os().flush();
      Problem = File.os().error();
      File.os().clear_error();
      if (!Problem)
        File.keep();
    }
  }
  if (!Problem)
    return true;
  Diagnostics Diags(CI.getDiagnostics());
  Diags.report({}, Message::cannot_write) << (Name.empty() ? "-" : Name) << Problem.message();
  return false;
}

/// What `Writer` writes.
std::string written(llvm::function_ref<void(llvm::raw_ostream &)> Writer) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  Writer(OS);
  return OS.str();
}

/// Writes what explains the file, once the lowered text is parsed and its structs have sizes.
class ExplainingConsumer : public ASTConsumer {
public:
  ExplainingConsumer(CompilerInstance &CI, Options Wanted, Explanation E)
      : CI(CI), Wanted(std::move(Wanted)), E(std::move(E)) {}

  void HandleTranslationUnit(ASTContext &Ctx) override {
    if (CI.getDiagnostics().hasErrorOccurred())
      return;
    measure(E, Ctx);
    if (Wanted.Layout && !write(CI, "-", written([&](llvm::raw_ostream &OS) { writeLayout(E, OS); })))
      return;
    if (!Wanted.Graph.empty() &&
        !write(CI, Wanted.Graph, written([&](llvm::raw_ostream &OS) { writeGraph(E, Wanted.Graph, OS); })))
      return;
    if (!Wanted.Explain.empty())
      if (std::optional<std::string> Run = recordedRun())
        write(CI, Wanted.Explain, written([&](llvm::raw_ostream &OS) { writePage(E, *Run, OS); }));
  }

private:
  /// The run that the page shows, as JSON; empty where none is wanted, nothing after an error.
  std::optional<std::string> recordedRun() {
    if (Wanted.Run.empty())
      return "";
    Diagnostics Diags(CI.getDiagnostics());
    auto Buffer = llvm::MemoryBuffer::getFile(Wanted.Run, /*IsText=*/false, /*RequiresNullTerminator=*/false);
    if (!Buffer) {
      Diags.report({}, Message::unreadable_run) << Wanted.Run << Buffer.getError().message();
      return std::nullopt;
    }
    std::optional<RecordedRun> Run = readRun(Wanted.Run, (*Buffer)->getBuffer(), E, Diags);
    if (!Run)
      return std::nullopt;
    return written([&](llvm::raw_ostream &OS) { writeRunJson(*Run, OS); });
  }

  CompilerInstance &CI;
  Options Wanted; ///< the action that has read them is gone by then
  Explanation E;
};

class LifeguardAction : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, llvm::StringRef InFile) override {
    // clang adds the registered plugins to the inner instance, too.
    static thread_local bool Inside = false;
    std::optional<Explanation> Explained;
    if (!Inside && isC(CI) && !onlyAnalyzes(CI)) {
      llvm::SaveAndRestore<bool> Entered(Inside, true);
      bool MayBeAsync = mayBeAsync(CI);
      if (Wanted.audits() || MayBeAsync)
        lower(CI, InFile, MayBeAsync, Explained);
      else if (!emit(CI, {}))
        fail(CI);
      else
        Explained = nothingToExplain(CI);
    }
    if (Explained)
      return std::make_unique<ExplainingConsumer>(CI, Wanted, std::move(*Explained));
    return std::make_unique<ASTConsumer>();
  }

  bool ParseArgs(const CompilerInstance &CI, const std::vector<std::string> &Arguments) override {
    Diagnostics Diags(CI.getDiagnostics());
    bool Valid = parseOptions(Arguments, Wanted, Diags);
    Wanted.Coverage = CI.getCodeGenOpts().CoverageMapping;
    Wanted.Precompiles = CI.getFrontendOpts().ProgramAction == frontend::GeneratePCH;
    if (Wanted.Help)
      llvm::outs() << describeOptions();
    return Valid;
  }

  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  Options Wanted;

  static bool isC(CompilerInstance &CI) {
    const LangOptions &Lang = CI.getLangOpts();
    return !Lang.CPlusPlus && !Lang.ObjC && !Lang.OpenCL && !Lang.CUDA && !Lang.AsmPreprocessor;
  }

  /// The static analyser reads the user's own text, as an editor does: what it says is about that.
  static bool onlyAnalyzes(const CompilerInstance &CI) {
    return CI.getFrontendOpts().ProgramAction == frontend::RunAnalysis;
  }

  /// Of a file that holds nothing to lower.
  std::optional<Explanation> nothingToExplain(CompilerInstance &CI) const {
    if (!Wanted.explains())
      return std::nullopt;
    SourceManager &SM = CI.getSourceManager();
    FileID Main = SM.getMainFileID();
    Explanation E;
    E.File = SM.getPresumedLoc(SM.getLocForStartOfFile(Main)).getFilename();
    E.Lowered = SM.getBufferData(Main).str();
    E.Sources.push_back({E.File, E.Lowered});
    unsigned Count = llvm::StringRef(E.Lowered).count('\n') + 1;
    for (unsigned Line = 1; Line <= Count; ++Line)
      E.Lines.push_back({0, Line});
    return E;
  }

  void lower(CompilerInstance &Outer, llvm::StringRef InFile, bool MayBeAsync,
             std::optional<Explanation> &Explained) {
    PipelineResult Found;
    bool Failed = true, Verifying = Outer.getDiagnosticOpts().VerifyDiagnostics, Unexpected = false;
    {
      CompilerInstance Inner;
      Inner.setInvocation(innerInvocation(Outer));
      // -verify compares the messages with the comments of the text that they are about: the inner one's.
      if (Verifying)
        Inner.createDiagnostics();
      else
        Inner.createDiagnostics(&Outer.getDiagnosticClient(), /*ShouldOwnClient=*/false);
      Inner.setFileManager(&Outer.getFileManager());
      SourceManager &SM = Outer.getSourceManager();
      if (InFile == "-") {
        // Standard input has been read already.
        FrontendInputFile &Input = Inner.getFrontendOpts().Inputs.front();
        Input = FrontendInputFile(llvm::MemoryBufferRef(SM.getBufferData(SM.getMainFileID()), "<stdin>"),
                                  Input.getKind());
      }
      LoweringAction Action(Wanted, MayBeAsync, Found, Failed);
      if (Inner.createTarget() && Action.BeginSourceFile(Inner, Inner.getFrontendOpts().Inputs.front())) {
        if (llvm::Error Problem = Action.Execute()) {
          llvm::consumeError(std::move(Problem));
          Failed = true;
        }
        Action.EndSourceFile();
      }
      Unexpected = Inner.getDiagnosticClient().getNumErrors() != 0;
    }
    std::optional<LoweredC> &Result = Found.Lowered;
    if (Verifying)
      return endVerification(Outer, Unexpected, Failed ? std::nullopt : Result);
    // The inner file's end took the printer's state with it.
    Outer.getDiagnosticClient().BeginSourceFile(Outer.getLangOpts(), &Outer.getPreprocessor());
    Outer.getDiagnostics().setIgnoreAllWarnings(true);
    const std::string &AuditFile = Wanted.AuditUses.empty() ? Wanted.AuditOutput : Wanted.AuditUses;
    if (Found.Audit && !write(Outer, AuditFile, *Found.Audit))
      Failed = true;
    if (Found.Summary && !write(Outer, Wanted.AuditSummary, *Found.Summary))
      Failed = true;
    if (!Failed)
      Failed = !emit(Outer, Found);
    if (Failed)
      return fail(Outer);
    if (Wanted.AuditOnly) {
      Outer.clearOutputFiles(/*EraseFiles=*/true);
      return replaceMainFile(Outer, "\n");
    }
    Explained = Result ? std::move(Found.Explained) : nothingToExplain(Outer);
    if (!Result)
      return;
    if (Wanted.Coverage) {
      SourceManager &SM = Outer.getSourceManager();
      FileID Main = SM.getMainFileID();
      keepCoverage(Outer.getCodeGenOpts(), compat::fileOf(SM, Main)->getName().str(),
                   SM.getBufferData(Main).str(), *Result);
    }
    Outer.getDiagnostics().setClient(new LoweredTextGuard(Outer.getDiagnostics().takeClient(), Result->Text),
                                     /*ShouldOwnClient=*/true);
    replaceMainFile(Outer, std::move(Result->Text));
  }

  /// All was as expected, unless `Unexpected`, which has been said: the outer compiler has nothing to
  /// compare.
  static void endVerification(CompilerInstance &Outer, bool Unexpected, std::optional<LoweredC> Result) {
    DiagnosticsEngine &Engine = Outer.getDiagnostics();
    Engine.takeClient().release(); // it listens to the preprocessor, which outlives it
    Engine.setClient(new DiagnosticConsumer(), /*ShouldOwnClient=*/true);
    Engine.setIgnoreAllWarnings(true);
    if (Unexpected)
      Engine.Report(Engine.getCustomDiagID(DiagnosticsEngine::Error, "verification failed"));
    replaceMainFile(Outer, Result ? std::move(Result->Text) : "\n");
  }

  /// Writes the text that was asked for; a file without async functions stays as it is.
  bool emit(CompilerInstance &CI, const PipelineResult &Found) const {
    const std::optional<LoweredC> &Result = Found.Lowered;
    if (!Wanted.Emit.empty() && Wanted.Annotate && Found.Explained)
      return write(CI, Wanted.Emit,
                   written([&](llvm::raw_ostream &OS) { writeAnnotated(*Found.Explained, OS); }));
    if (!Wanted.Emit.empty()) {
      SourceManager &SM = CI.getSourceManager();
      FileID Main = SM.getMainFileID();
      if (Wanted.Header)
        return write(CI, Wanted.Emit,
                     Result ? Result->Header
                            : emptyHeader(SM.getPresumedLoc(SM.getLocForStartOfFile(Main)).getFilename()));
      llvm::StringRef Text = !Result         ? SM.getBufferData(Main)
                             : Wanted.NoLine ? llvm::StringRef(Result->Plain)
                                             : llvm::StringRef(Result->Text);
      return write(CI, Wanted.Emit, Text);
    }
    return Wanted.Dump.empty() || write(CI, "-", "");
  }

  /// Makes `CI` fail without another word.
  static void fail(CompilerInstance &CI) {
    DiagnosticsEngine &Engine = CI.getDiagnostics();
    bool Owned = Engine.ownsClient();
    DiagnosticConsumer *Printer = Engine.getClient();
    std::unique_ptr<DiagnosticConsumer> Kept = Engine.takeClient();
    Engine.setClient(new IgnoringDiagConsumer(), true);
    Engine.Report(Engine.getCustomDiagID(DiagnosticsEngine::Error, "lowering failed"));
    Engine.setClient(Owned ? Kept.release() : Printer, Owned);
    Engine.setSuppressAllDiagnostics(true); // whatever else is wrong has been said
    replaceMainFile(CI, "\n");
  }

  /// The main file's contents become `Text`. A file that was opened already has the old one's size, so there
  /// must be a new ID.
  static void replaceMainFile(CompilerInstance &CI, std::string Text) {
    SourceManager &SM = CI.getSourceManager();
    FileID Old = SM.getMainFileID();
    auto File = compat::fileOf(SM, Old);
    SM.overrideFileContents(*File, llvm::MemoryBuffer::getMemBufferCopy(Text, File->getName()));
    SM.setMainFileID(
        SM.createFileID(*File, SourceLocation(), SM.getFileCharacteristic(SM.getLocForStartOfFile(Old))));
  }
};

} // namespace

} // namespace lifeguard

static FrontendPluginRegistry::Add<lifeguard::LifeguardAction> Registered("lifeguard",
                                                                          "lowers async functions of C");
