// The records are the globals that clang makes for -fcoverage-mapping: `__covrec_…`, one a function, and
// `__llvm_coverage_mapping` with the names of the files. Their format is that of LLVM's "Code Coverage
// Mapping Format" (llvm/docs/CoverageMappingFormat.rst); LLVM's own reader and writer know it.
#include "../support/Names.h"
#include "Coverage.h"
#include "SourcePoints.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Passes/PassPlugin.h"
#include "llvm/ProfileData/Coverage/CoverageMappingReader.h"
#include "llvm/ProfileData/Coverage/CoverageMappingWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"
#include <dlfcn.h>
#include <memory>
#include <optional>

using namespace llvm;
using coverage::CounterMappingRegion;

namespace lifeguard {

namespace {

/// What the compilation that goes on in this thread reads.
struct Compilation {
  std::string MainFile;
  std::unique_ptr<SourcePoints> Points; ///< they refer to their own texts
};
thread_local std::optional<Compilation> Current;

class Rewriter {
public:
  Rewriter(Module &M, const Compilation &C) : M(M), C(C) {}

  void run() {
    if (!readFilenames())
      return;
    SmallVector<GlobalValue *, 32> Used;
    GlobalVariable *List = collectUsedGlobalVariables(M, Used, /*CompilerUsed=*/false);
    if (!List)
      return;
    SmallVector<GlobalValue *, 32> Kept;
    std::vector<GlobalVariable *> Gone;
    for (GlobalValue *G : Used) {
      auto *Record = dyn_cast<GlobalVariable>(G);
      if (!Record || !startsWith(Record->getName(), "__covrec_") || !Record->hasInitializer()) {
        Kept.push_back(G);
        continue;
      }
      Replacement R = rewrite(*Record);
      if (!R.Changed) {
        Kept.push_back(G);
        continue;
      }
      Gone.push_back(Record);
      if (R.New)
        Kept.push_back(R.New);
    }
    if (Gone.empty())
      return;
    List->eraseFromParent();
    for (GlobalVariable *Record : Gone)
      Record->eraseFromParent();
    appendToUsed(M, Kept);
  }

private:
  struct Replacement {
    bool Changed = false;
    GlobalVariable *New = nullptr; ///< none: nothing of the function is the user's
  };

  Module &M;
  const Compilation &C;
  std::vector<std::string> Numbers; ///< of the files, as names: the reader is to give back what it read
  unsigned MainIndex = 0;

  bool isMainFile(StringRef Name) const {
    SmallString<128> Here(C.MainFile), There(Name);
    for (SmallString<128> *Path : {&Here, &There}) {
      sys::fs::make_absolute(*Path);
      sys::path::remove_dots(*Path, /*remove_dot_dot=*/true);
    }
    return Here == There;
  }

  bool readFilenames() {
    GlobalVariable *Mapping = M.getNamedGlobal("__llvm_coverage_mapping");
    auto *All =
        Mapping && Mapping->hasInitializer() ? dyn_cast<ConstantStruct>(Mapping->getInitializer()) : nullptr;
    auto *Data =
        All && All->getNumOperands() == 2 ? dyn_cast<ConstantDataSequential>(All->getOperand(1)) : nullptr;
    auto *Header = All ? dyn_cast<ConstantStruct>(All->getOperand(0)) : nullptr;
    auto *Version =
        Header && Header->getNumOperands() == 4 ? dyn_cast<ConstantInt>(Header->getOperand(3)) : nullptr;
    if (!Data || !Version)
      return false;
    std::vector<std::string> Names;
    coverage::RawCoverageFilenamesReader Reader(Data->getRawDataValues(), Names);
    if (Error E = Reader.read(coverage::CovMapVersion(Version->getZExtValue()))) {
      consumeError(std::move(E));
      return false;
    }
    auto Main = llvm::find_if(Names, [&](const std::string &Name) { return isMainFile(Name); });
    MainIndex = Main - Names.begin();
    for (size_t I = 0; I != Names.size(); ++I)
      Numbers.push_back(std::to_string(I));
    return Main != Names.end();
  }

  Replacement rewrite(GlobalVariable &Record) const {
    auto *Value = dyn_cast<ConstantStruct>(Record.getInitializer());
    auto *Data = Value && Value->getNumOperands() == 5
                     ? dyn_cast<ConstantDataSequential>(Value->getOperand(4))
                     : nullptr;
    if (!Data)
      return {};
    ArrayRef<std::string> Names(Numbers);
    std::vector<StringRef> Files;
    std::vector<coverage::CounterExpression> Expressions;
    std::vector<CounterMappingRegion> Regions;
    coverage::RawCoverageMappingReader Reader(Data->getRawDataValues(), Names, Files, Expressions, Regions);
    if (Error E = Reader.read()) {
      consumeError(std::move(E));
      return {};
    }
    std::vector<unsigned> Mapping;
    for (StringRef File : Files) {
      unsigned Index = 0;
      File.getAsInteger(10, Index);
      Mapping.push_back(Index);
    }
    if (!llvm::is_contained(Mapping, MainIndex))
      return {};
    std::vector<CounterMappingRegion> Mapped = toUser(Regions, Mapping);
    if (Mapped.empty() || Mapped.front().FileID != 0)
      return {true, nullptr}; // at most macros that the added text uses
    closeRanks(Mapped, Mapping);
    std::string Text;
    raw_string_ostream OS(Text);
    coverage::CoverageMappingWriter(Mapping, Expressions, Mapped).write(OS);
    return {true, replace(Record, *Value, OS.str())};
  }

  using Kind = CounterMappingRegion::RegionKind;

  static TextRegion placeOf(const CounterMappingRegion &R) {
    return {{R.LineStart, R.ColumnStart}, {R.LineEnd, R.ColumnEnd}};
  }

  static void setPlace(CounterMappingRegion &R, const TextRegion &Place) {
    R.LineStart = Place.From.Line;
    R.ColumnStart = Place.From.Column;
    R.LineEnd = Place.To.Line;
    R.ColumnEnd = Place.To.Column;
  }

  /// The regions of one function in the user's text.
  std::vector<CounterMappingRegion> toUser(ArrayRef<CounterMappingRegion> Regions,
                                           ArrayRef<unsigned> Mapping) const {
    std::vector<CounterMappingRegion> Result;
    const CounterMappingRegion *Poll = nullptr; // the whole of a poll function, which counts polls
    unsigned HeadLine = 0;
    bool HasBody = false;
    for (const CounterMappingRegion &Region : Regions) {
      CounterMappingRegion User = Region;
      if (Mapping[Region.FileID] != MainIndex) {
        Result.push_back(User);
        continue;
      }
      TextRegion Lowered = placeOf(Region);
      bool First = !HeadLine;
      if (First)
        HeadLine = C.Points->lineOf(Lowered.From.Line);
      if (First && !C.Points->isUsers(Lowered.From)) {
        Poll = &Region;
        continue;
      }
      std::optional<TextRegion> Place;
      switch (Region.Kind) {
      case Kind::CodeRegion:
        Place = C.Points->toUser(Lowered, HeadLine);
        // What follows the jump to the state runs once a call, like the body.
        if (Place && Poll && !HasBody && Lowered.To == placeOf(*Poll).To) {
          HasBody = true;
          if (auto Body = C.Points->body(Lowered, HeadLine))
            Place = Body;
        }
        break;
      case Kind::GapRegion: {
        auto Next = llvm::find_if(Regions, [&](const CounterMappingRegion &R) {
          return R.FileID == Region.FileID &&
                 (R.Kind == Kind::CodeRegion || R.Kind == Kind::ExpansionRegion) &&
                 placeOf(R).From == Lowered.To;
        });
        auto After = Next != Regions.end() ? C.Points->toUser(placeOf(*Next), HeadLine) : std::nullopt;
        if (After || Next == Regions.end())
          Place = C.Points->gapToUser(Lowered, After ? std::optional<TextPoint>(After->From) : std::nullopt);
        break;
      }
      default: // a branch, a macro's use or a comment is the user's as a whole or not at all
        if (C.Points->isUsers(Lowered.From) &&
            C.Points->isUsers({Lowered.To.Line, std::max(Lowered.To.Column, 2U) - 1}))
          Place = C.Points->toUser(Lowered, HeadLine);
      }
      if (!Place)
        continue;
      setPlace(User, *Place);
      if (User.Kind == Kind::GapRegion)
        User.ColumnEnd |= 1U << 31; // what the reader takes off, and the writer does not put back
      // Of several that have become the same, the last counts what goes on from there.
      llvm::erase_if(Result, [&](const CounterMappingRegion &R) {
        return R.Kind == User.Kind && R.FileID == User.FileID && placeOf(R) == placeOf(User);
      });
      Result.push_back(User);
    }
    // Nothing else is said of a function that nobody calls.
    if (Poll && Poll->Count.isZero())
      if (auto Body = C.Points->body(placeOf(*Poll), HeadLine)) {
        CounterMappingRegion Never = *Poll;
        setPlace(Never, *Body);
        Result.insert(Result.begin(), Never);
      }
    return Result;
  }

  /// The format wants a region for each of a function's files: those that have lost theirs go.
  static void closeRanks(std::vector<CounterMappingRegion> &Regions, std::vector<unsigned> &Mapping) {
    std::vector<unsigned> Files;
    std::vector<int> NewID(Mapping.size(), -1);
    for (const CounterMappingRegion &R : Regions)
      if (NewID[R.FileID] < 0) {
        NewID[R.FileID] = Files.size();
        Files.push_back(Mapping[R.FileID]);
      }
    llvm::erase_if(Regions, [&](const CounterMappingRegion &R) {
      return R.Kind == CounterMappingRegion::ExpansionRegion && NewID[R.ExpandedFileID] < 0;
    });
    for (CounterMappingRegion &R : Regions) {
      R.FileID = NewID[R.FileID];
      if (R.Kind == CounterMappingRegion::ExpansionRegion)
        R.ExpandedFileID = NewID[R.ExpandedFileID];
    }
    Mapping = std::move(Files);
  }

  GlobalVariable *replace(GlobalVariable &Record, const ConstantStruct &Value, StringRef Data) const {
    LLVMContext &Ctx = M.getContext();
    Constant *Bytes = ConstantDataArray::getString(Ctx, Data, /*AddNull=*/false);
    Constant *Length = ConstantInt::get(Value.getOperand(1)->getType(), Data.size());
    Constant *New = ConstantStruct::getAnon(
        Ctx, {Value.getOperand(0), Length, Value.getOperand(2), Value.getOperand(3), Bytes},
        Value.getType()->isPacked());
    auto *G = new GlobalVariable(M, New->getType(), Record.isConstant(), Record.getLinkage(), New);
    G->copyAttributesFrom(&Record);
    G->setComdat(Record.getComdat());
    G->takeName(&Record);
    return G;
  }
};

struct RewritePass : PassInfoMixin<RewritePass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    if (Current)
      Rewriter(M, *Current).run();
    Current.reset();
    return PreservedAnalyses::none();
  }
  static bool isRequired() { return true; }
};

void addPass(PassBuilder &Builder) {
  Builder.registerPipelineStartEPCallback(
      [](ModulePassManager &Passes, OptimizationLevel) { Passes.addPass(RewritePass()); });
}

/// This library's own file, which clang opens once more for its passes.
std::string ownPath() {
  Dl_info Info;
  return dladdr(reinterpret_cast<void *>(&addPass), &Info) && Info.dli_fname ? Info.dli_fname : "";
}

} // namespace

void keepCoverage(clang::CodeGenOptions &Opts, std::string MainFile, std::string User,
                  const LoweredC &Lowered) {
  std::string Path = ownPath();
  if (Path.empty())
    return;
  auto Points = std::make_unique<SourcePoints>(MainFile, std::move(User), Lowered);
  Current.emplace(Compilation{std::move(MainFile), std::move(Points)});
  Opts.PassPlugins.push_back(Path);
}

} // namespace lifeguard

extern "C" __attribute__((visibility("default"))) PassPluginLibraryInfo llvmGetPassPluginInfo() {
  return {LLVM_PLUGIN_API_VERSION, "lifeguard", "1", lifeguard::addPass};
}
