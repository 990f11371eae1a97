//===- AuditCommand.cpp - `lifeguard audit`: many files, one report -------===//
//
// Runs clang with the plugin on every file of a compilation database, each in a process of its own so that
// none takes another down, reads the reports they write as JSON, and makes one of them: the same findings
// that `audit` gives while compiling, sorted, those of shared headers once. Then the baseline, the format,
// the exit status.
//
// `lifeguard audit` starts this program (doors/lifeguard.c), with the compiler and the plugin as its first
// arguments. Its options are listed in doors/Commands.def, too.
//
//===----------------------------------------------------------------------===//
#include "../audit/ApplyRepairs.h"
#include "../audit/Config.h"
#include "../audit/ConfigUses.h"
#include "../audit/Summary.h"
#include "../audit/Write.h"
#include "../support/Compat.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/StringSaver.h"
#include <algorithm>
#include <atomic>
#include <memory>
#include <numeric>
#include <set>
#include <thread>

using namespace lifeguard;

namespace {

enum Status { Nothing = 0, HasFindings = 1, CouldNotRun = 2 };

[[noreturn]] void fail(const llvm::Twine &Text) {
  llvm::errs() << "lifeguard: error: audit: " << Text << "\n";
  exit(CouldNotRun);
}

struct Request {
  std::string Compiler, Plugin, Include;
  std::string Database;           ///< the folder of compile_commands.json, or the file
  std::vector<std::string> Files; ///< all of the database, where empty
  std::vector<std::string> Flags; ///< after `--`: for files that are in no database
  std::string Config, FrameLimit, Baseline, WriteBaseline, Output;
  AuditFormat Format = AuditFormat::Text;
  bool Strict = false, Fix = false, ExplainConfig = false, Quiet = false;
  unsigned Jobs = 0;
};

/// One compiler run.
struct Job {
  std::string Folder, File;
  std::vector<std::string> Arguments; ///< without the compiler's name, the output and the input's neighbours
};

bool startsWithDash(llvm::StringRef Argument) { return !Argument.empty() && Argument[0] == '-'; }

bool consumeValue(llvm::StringRef Argument, llvm::StringRef Name, std::string &Into) {
  if (!Argument.consume_front(Name))
    return false;
  Into = Argument.str();
  return true;
}

Request parseArguments(int Count, char **Given) {
  if (Count < 4)
    fail("this program is started by `lifeguard audit`");
  Request R;
  R.Compiler = Given[1];
  R.Plugin = Given[2];
  R.Include = Given[3];
  for (int I = 4; I < Count; ++I) {
    llvm::StringRef Argument = Given[I];
    std::string Value;
    if (Argument == "--") {
      R.Flags.assign(Given + I + 1, Given + Count);
      break;
    }
    if (Argument == "-p" || Argument == "-j") {
      if (++I == Count)
        fail(Argument + " needs a value");
      if (Argument == "-p")
        R.Database = Given[I];
      else if (llvm::StringRef(Given[I]).getAsInteger(10, R.Jobs) || R.Jobs == 0)
        fail("-j needs a number");
    } else if (consumeValue(Argument, "--format=", Value)) {
      auto Format = auditFormat(Value);
      if (!Format)
        fail("unknown format '" + Value + "'; there are text, json, sarif and table");
      R.Format = *Format;
    } else if (Argument == "--strict") {
      R.Strict = true;
    } else if (Argument == "--fix") {
      R.Fix = true;
    } else if (Argument == "--quiet") {
      R.Quiet = true;
    } else if (Argument == "--explain-config") {
      R.ExplainConfig = true;
    } else if (consumeValue(Argument, "--output=", R.Output) ||
               consumeValue(Argument, "--config-file=", R.Config) ||
               consumeValue(Argument, "--frame-limit=", R.FrameLimit) ||
               consumeValue(Argument, "--baseline=", R.Baseline) ||
               consumeValue(Argument, "--write-baseline=", R.WriteBaseline)) {
    } else if (startsWithDash(Argument)) {
      fail("unknown option '" + Argument + "' (lifeguard audit --help lists them)");
    } else {
      R.Files.push_back(Argument.str());
    }
  }
  uint64_t Limit = 0;
  if (!R.FrameLimit.empty() && llvm::StringRef(R.FrameLimit).getAsInteger(10, Limit))
    fail("--frame-limit needs a number of bytes, not '" + R.FrameLimit + "'");
  if (R.Database.empty() && R.Files.empty())
    fail("which files? Give -p with the folder of compile_commands.json, or files");
  return R;
}

std::string absolutePath(llvm::StringRef Folder, llvm::StringRef File) {
  llvm::SmallString<256> Path(File);
  if (!llvm::sys::path::is_absolute(Path)) {
    Path = Folder;
    llvm::sys::path::append(Path, File);
  }
  llvm::sys::fs::make_absolute(Path);
  llvm::sys::path::remove_dots(Path, true);
  return Path.str().str();
}

/// What of a recorded command line the parse needs: not the compiler, the outputs, nor the input, which is
/// given anew.
std::vector<std::string> usefulArguments(const std::vector<std::string> &Command, const std::string &Folder,
                                         const std::string &File) {
  std::vector<std::string> Kept;
  for (size_t I = 1; I < Command.size(); ++I) {
    llvm::StringRef Argument = Command[I];
    if (Argument == "-o" || Argument == "-MF" || Argument == "-MT" || Argument == "-MQ") {
      ++I;
    } else if (Argument == "-c" || Argument == "-S" || Argument == "-MD" || Argument == "-MMD" ||
               Argument == "-MP" || Argument == "--" || Argument == "-save-temps" || Argument == "-pipe") {
    } else if (Argument.take_front(2) == "-o" && Argument.size() > 2 && Argument[1] == 'o' &&
               Argument.take_front(5) != "-obje") {
    } else if (Argument.take_front(9) == "-fplugin=" || Argument.take_front(12) == "-fplugin-arg") {
    } else if (!startsWithDash(Argument) && absolutePath(Folder, Argument) == File) {
    } else {
      Kept.push_back(Command[I]);
    }
  }
  return Kept;
}

/// A string of a JSON object, or of anything that may hold one; `Otherwise` where there is none.
template <typename Maybe> std::string textOr(const Maybe &Text, llvm::StringRef Otherwise) {
  return Text ? Text->str() : Otherwise.str();
}

std::vector<Job> jobsOfDatabase(const Request &R) {
  std::string Path = R.Database;
  if (llvm::sys::fs::is_directory(Path))
    Path += "/compile_commands.json";
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer)
    fail("cannot read " + Path + ": " + Buffer.getError().message());
  auto Parsed = llvm::json::parse((*Buffer)->getBuffer());
  if (!Parsed)
    fail(Path + ": " + llvm::toString(Parsed.takeError()));
  const llvm::json::Array *Entries = Parsed->getAsArray();
  if (!Entries)
    fail(Path + " is no compilation database: it holds no list");
  std::set<std::string> Wanted;
  for (const std::string &File : R.Files)
    Wanted.insert(absolutePath("", File));
  std::vector<Job> Jobs;
  std::set<std::string> Seen;
  for (const llvm::json::Value &Value : *Entries) {
    const llvm::json::Object *Entry = Value.getAsObject();
    if (!Entry)
      continue;
    Job J;
    J.Folder = absolutePath("", textOr(Entry->getString("directory"), "."));
    J.File = absolutePath(J.Folder, textOr(Entry->getString("file"), ""));
    std::vector<std::string> Command;
    if (const llvm::json::Array *List = Entry->getArray("arguments")) {
      for (const llvm::json::Value &Argument : *List)
        Command.push_back(textOr(Argument.getAsString(), ""));
    } else if (auto Line = Entry->getString("command")) {
      llvm::BumpPtrAllocator Memory;
      llvm::StringSaver Saver(Memory);
      llvm::SmallVector<const char *, 64> Words;
      llvm::cl::TokenizeGNUCommandLine(*Line, Saver, Words);
      Command.assign(Words.begin(), Words.end());
    }
    if (llvm::sys::path::extension(J.File) != ".c" || (!Wanted.empty() && !Wanted.count(J.File)) ||
        !Seen.insert(J.File).second)
      continue;
    J.Arguments = usefulArguments(Command, J.Folder, J.File);
    Jobs.push_back(std::move(J));
  }
  for (const std::string &File : Wanted)
    if (!Seen.count(File))
      fail(File + " is not in " + Path);
  return Jobs;
}

std::vector<Job> jobsOf(const Request &R) {
  if (!R.Database.empty())
    return jobsOfDatabase(R);
  std::vector<Job> Jobs;
  for (const std::string &File : R.Files)
    Jobs.push_back({absolutePath("", "."), File, R.Flags});
  return Jobs;
}

/// Files as seen from the current folder, wherever each compiler ran.
void rebase(AuditReport &Report, const std::string &Folder) {
  std::string Here = absolutePath("", ".");
  auto Name = [&](std::string &File) {
    if (File.empty() || File[0] == '<')
      return;
    File = absolutePath(Folder, File);
    llvm::StringRef Below = File;
    if (Below.consume_front(Here) && Below.consume_front("/"))
      File = Below.str();
  };
  for (std::string &File : Report.Files)
    Name(File);
  for (AuditedFunction &F : Report.Functions) {
    Name(F.At.File);
    for (AuditedYield &Y : F.Yields)
      Name(Y.At.File);
  }
  for (Finding &F : Report.Findings) {
    Name(F.Guard.At.File);
    for (Suspension &S : F.Suspensions)
      Name(S.At.File);
    for (Place &At : F.Releases)
      Name(At.File);
    for (Remark &R : F.Remarks)
      Name(R.At.File);
    if (F.Mending)
      for (Edit &E : F.Mending->Edits) {
        Name(E.Begin.File);
        Name(E.End.File);
      }
  }
}

/// A temporary file of ours, gone with this.
class TemporaryFile {
public:
  TemporaryFile() {
    if (llvm::sys::fs::createTemporaryFile("lifeguard-audit", "tmp", Path))
      fail("cannot write temporary files");
  }
  ~TemporaryFile() { llvm::sys::fs::remove(Path); }
  TemporaryFile(const TemporaryFile &) = delete;

  llvm::StringRef path() const { return Path; }
  std::string text() const {
    auto Buffer = llvm::MemoryBuffer::getFile(Path);
    return Buffer ? (*Buffer)->getBuffer().str() : "";
  }

private:
  llvm::SmallString<128> Path;
};

/// Runs the plugin on one file with these of its arguments; what it wrote, or nothing after a line about the
/// file where clang could not parse it.
std::optional<std::string> run(const Request &R, const Job &J, std::vector<std::string> PluginArguments,
                               llvm::StringRef OutputArgument) {
  TemporaryFile Output, Messages;
  PluginArguments.push_back((OutputArgument + "=" + Output.path()).str());
  std::vector<std::string> Words = {R.Compiler,
                                    "-working-directory",
                                    J.Folder,
                                    "-fsyntax-only",
                                    "-w",
                                    "-Wno-unknown-warning-option",
                                    "-Qunused-arguments",
                                    "-fplugin=" + R.Plugin,
                                    "-fplugin-arg-lifeguard-audit-only",
                                    "-isystem",
                                    R.Include};
  for (const std::string &Argument : PluginArguments)
    Words.push_back("-fplugin-arg-lifeguard-" + Argument);
  // Of its own, the compiler would look for it from the job's folder.
  if (!R.Config.empty())
    Words.push_back("-fplugin-arg-lifeguard-config=" +
                    (J.Folder == absolutePath("", ".") ? R.Config : absolutePath("", R.Config)));
  Words.insert(Words.end(), J.Arguments.begin(), J.Arguments.end());
  Words.push_back(J.File);
  auto Program = llvm::sys::findProgramByName(R.Compiler);
  if (!Program)
    fail("cannot find the compiler '" + R.Compiler + "'");
  compat::Optional<llvm::StringRef> Redirects[] = {llvm::StringRef(""), llvm::StringRef(""), Messages.path()};
  std::vector<llvm::StringRef> Arguments(Words.begin(), Words.end());
  std::string Problem;
  int Status = llvm::sys::ExecuteAndWait(*Program, Arguments, compat::None, Redirects, 0, 0, &Problem);
  std::string Text = Output.text();
  if (!Text.empty() && Status >= 0)
    return Text;
  std::string Said = Messages.text(), First = Problem;
  for (llvm::StringRef Rest = Said; !Rest.empty() && First.empty();) {
    auto [Line, After] = Rest.split('\n');
    if (Line.contains("error:"))
      First = Line.str();
    Rest = After;
  }
  llvm::errs() << J.File + ": not audited: " + (First.empty() ? "clang gave no report" : First) + "\n";
  return std::nullopt;
}

/// Calls `Work` for each number below `Count`, on as many threads as wanted, and shows how far it is.
template <typename Body> void inParallel(const Request &R, size_t Count, llvm::StringRef What, Body Work) {
  std::atomic<size_t> Next{0}, Done{0};
  bool Progress = !R.Quiet && llvm::sys::Process::StandardErrIsDisplayed() && Count > 1;
  auto Loop = [&] {
    for (size_t I = Next++; I < Count; I = Next++) {
      Work(I);
      if (Progress)
        llvm::errs() << "\r" + What.str() + " " + std::to_string(++Done) + " of " + std::to_string(Count) +
                            " files";
    }
  };
  size_t Threads = R.Jobs ? R.Jobs : std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::thread> Pool;
  for (size_t I = 1; I < std::min(Threads, Count); ++I)
    Pool.emplace_back(Loop);
  Loop();
  for (std::thread &T : Pool)
    T.join();
  if (Progress)
    llvm::errs() << "\n";
}

/// The report of a file, by a compiler with these of the plugin's arguments.
std::optional<AuditReport> auditOne(const Request &R, const Job &J, std::vector<std::string> Arguments) {
  Arguments.push_back("audit-format=json");
  if (R.Strict)
    Arguments.push_back("audit-strict");
  if (!R.FrameLimit.empty())
    Arguments.push_back("audit-frame-limit=" + R.FrameLimit);
  auto Text = run(R, J, std::move(Arguments), "audit-output");
  auto Report = Text ? readReport(*Text) : std::nullopt;
  if (Report)
    rebase(*Report, J.Folder);
  return Report;
}

/// Every report, in the database's order; none for files that could not be read. With `WholeProgram` each
/// says what others want to know of its functions; those that would have found something else, had they known
/// it, are audited again, until there is none.
std::vector<std::optional<AuditReport>> auditAll(const Request &R, const std::vector<Job> &Jobs,
                                                 bool WholeProgram) {
  // One more for each file on the way from a lock's call to the function that is audited; functions that call
  // each other in a circle might go on for ever.
  constexpr unsigned MostRounds = 12;
  std::vector<std::optional<AuditReport>> Reports(Jobs.size());
  if (!WholeProgram) {
    inParallel(R, Jobs.size(), "audited", [&](size_t I) { Reports[I] = auditOne(R, Jobs[I], {}); });
    return Reports;
  }
  std::vector<std::string> Summaries(Jobs.size());
  std::vector<size_t> Wanted(Jobs.size());
  std::iota(Wanted.begin(), Wanted.end(), 0);
  Facts Told;
  for (unsigned Round = 0; Round < MostRounds && !Wanted.empty(); ++Round) {
    TemporaryFile File;
    std::error_code Problem;
    llvm::raw_fd_ostream OS(File.path(), Problem);
    OS << writeFacts(Told);
    OS.close();
    if (Problem || OS.has_error())
      fail("cannot write temporary files");
    inParallel(R, Wanted.size(), Round ? "audited again" : "audited", [&](size_t Index) {
      size_t I = Wanted[Index];
      TemporaryFile Summary;
      auto Report = auditOne(
          R, Jobs[I], {("audit-summary=" + Summary.path()).str(), ("audit-facts=" + File.path()).str()});
      if (!Report)
        return;
      Reports[I] = std::move(Report);
      Summaries[I] = Summary.text();
    });
    Facts Known = programFacts(Summaries);
    Wanted.clear();
    for (size_t I = 0; I < Jobs.size(); ++I)
      if (Reports[I] && wouldChange(Summaries[I], Told, Known))
        Wanted.push_back(I);
    Told = std::move(Known);
  }
  return Reports;
}

/// One report of many; what a shared header gave to several of them, once.
AuditReport merge(std::vector<std::optional<AuditReport>> Reports) {
  AuditReport Whole;
  std::set<std::string> Files, Functions, Findings;
  for (std::optional<AuditReport> &Each : Reports) {
    if (!Each)
      continue;
    AuditReport &Part = *Each;
    for (std::string &File : Part.Files)
      if (Files.insert(File).second)
        Whole.Files.push_back(std::move(File));
    for (AuditedFunction &F : Part.Functions)
      if (Functions.insert(F.At.File + ":" + std::to_string(F.At.Line) + ":" + F.Name).second)
        Whole.Functions.push_back(std::move(F));
    for (Finding &F : Part.Findings)
      if (Findings.insert(F.Fingerprint + F.Guard.At.File + ":" + std::to_string(F.Guard.At.Line)).second)
        Whole.Findings.push_back(std::move(F));
  }
  auto ByPlace = [](const Place &One, const Place &Other) {
    return std::tie(One.File, One.Line, One.Column) < std::tie(Other.File, Other.Line, Other.Column);
  };
  llvm::sort(Whole.Files);
  llvm::sort(Whole.Functions, [&](const auto &One, const auto &Other) { return ByPlace(One.At, Other.At); });
  llvm::sort(Whole.Findings, [&](const auto &One, const auto &Other) {
    if (ByPlace(One.Guard.At, Other.Guard.At) || ByPlace(Other.Guard.At, One.Guard.At))
      return ByPlace(One.Guard.At, Other.Guard.At);
    return std::tie(One.Broken, One.Fingerprint) < std::tie(Other.Broken, Other.Fingerprint);
  });
  return Whole;
}

//===- Baseline -----------------------------------------------------------===//

std::string describe(const Finding &F) {
  return ruleId(F.Broken) + " in " + F.Function + ": " + F.Guard.Name;
}

void writeBaseline(const std::string &Path, const AuditReport &Report) {
  llvm::json::Object Known;
  for (const Finding &F : Report.Findings)
    if (isShown(F))
      Known[F.Fingerprint] = describe(F);
  std::error_code Problem;
  llvm::raw_fd_ostream OS(Path, Problem);
  if (!Problem) {
    OS << llvm::formatv("{0:2}",
                        llvm::json::Value(llvm::json::Object{{"version", 1}, {"known", std::move(Known)}}))
       << "\n";
    OS.close();
    Problem = OS.error();
    OS.clear_error();
  }
  if (Problem)
    fail("cannot write " + Path + ": " + Problem.message());
}

/// Takes out what the baseline knows, and says what it knows that is no longer there.
void applyBaseline(const std::string &Path, AuditReport &Report) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer)
    fail("cannot read " + Path + ": " + Buffer.getError().message());
  auto Parsed = llvm::json::parse((*Buffer)->getBuffer());
  if (!Parsed)
    fail(Path + ": " + llvm::toString(Parsed.takeError()));
  const llvm::json::Object *Whole = Parsed->getAsObject();
  const llvm::json::Object *Known = Whole ? Whole->getObject("known") : nullptr;
  if (!Known)
    fail(Path + " is no baseline: it has no \"known\"");
  std::set<std::string> There;
  llvm::erase_if(Report.Findings, [&](const Finding &F) {
    There.insert(F.Fingerprint);
    return isShown(F) && Known->get(F.Fingerprint);
  });
  std::vector<std::string> Gone;
  for (const auto &Entry : *Known)
    if (!There.count(Entry.first.str()))
      Gone.push_back(textOr(Entry.second.getAsString(), Entry.first.str()));
  llvm::sort(Gone);
  for (const std::string &Each : Gone)
    llvm::errs() << "gone since the baseline: " << Each << "\n";
}

void write(const Request &R, const AuditReport &Report) {
  if (R.Output.empty() || R.Output == "-") {
    writeReport(Report, R.Format, llvm::outs());
    llvm::outs().flush();
    if (llvm::outs().has_error()) {
      std::error_code Problem = llvm::outs().error();
      llvm::outs().clear_error();
      fail("cannot write the report: " + Problem.message());
    }
    return;
  }
  std::error_code Problem;
  llvm::raw_fd_ostream OS(R.Output, Problem);
  if (!Problem) {
    writeReport(Report, R.Format, OS);
    OS.close();
    Problem = OS.error();
    OS.clear_error();
  }
  if (Problem)
    fail("cannot write " + R.Output + ": " + Problem.message());
}

/// The configuration of each file; what is wrong in one is said once, and ends the audit.
std::vector<AuditConfig> readConfigs(const Request &R, const std::vector<Job> &Jobs) {
  std::set<std::string> Problems;
  std::vector<AuditConfig> Configs;
  for (const Job &J : Jobs)
    if (auto Config = configFor(absolutePath(J.Folder, J.File), R.Config,
                                [&](const std::string &Problem) { Problems.insert(Problem); }))
      Configs.push_back(std::move(*Config));
  for (const std::string &Problem : Problems)
    llvm::errs() << "lifeguard: error: " << Problem << "\n";
  if (!Problems.empty())
    exit(CouldNotRun);
  return Configs;
}

/// Which files each source's configuration is of, and what every entry of these matches. False where no file
/// could be read.
bool explainConfig(const Request &R, const std::vector<Job> &Jobs, const std::vector<AuditConfig> &Configs,
                   llvm::raw_ostream &OS) {
  std::vector<std::optional<ConfigUses>> Parts(Jobs.size());
  inParallel(R, Jobs.size(), "read", [&](size_t I) {
    if (auto Text = run(R, Jobs[I], {}, "audit-config-uses"))
      Parts[I] = readUses(*Text);
  });
  ConfigUses Uses;
  for (const auto &Part : Parts)
    if (Part)
      addUses(Uses, *Part);
  if (R.Format == AuditFormat::Json) {
    OS << writeUses(Uses);
    return llvm::any_of(Parts, [](const auto &Part) { return Part.has_value(); });
  }
  for (size_t I = 0; I < Jobs.size(); ++I) {
    const Job &J = Jobs[I];
    const AuditConfig *Config = &Configs[I];
    OS << J.File << ":";
    for (const std::string &Source : Config->Sources)
      OS << " " << Source;
    if (Config->Sources.empty())
      OS << " built-in knowledge only";
    OS << "\n";
  }
  printUses(Uses, OS);
  return llvm::any_of(Parts, [](const auto &Part) { return Part.has_value(); });
}

} // namespace

int main(int Count, char **Given) {
  Request R = parseArguments(Count, Given);
  std::vector<Job> Jobs = jobsOf(R);
  std::vector<AuditConfig> Configs = readConfigs(R, Jobs);
  if (R.ExplainConfig) {
    bool Read = explainConfig(R, Jobs, Configs, llvm::outs());
    return Read || Jobs.empty() ? Nothing : CouldNotRun;
  }
  bool Whole = llvm::any_of(Configs, [](const AuditConfig &C) {
    return C.Infer == Inference::WholeProgram || C.InferReleases == Inference::WholeProgram;
  });
  auto Reports = auditAll(R, Jobs, Whole && Jobs.size() > 1);
  size_t Failed = llvm::count(Reports, std::nullopt);
  AuditReport Report = merge(std::move(Reports));
  if (!R.WriteBaseline.empty())
    writeBaseline(R.WriteBaseline, Report);
  if (!R.Baseline.empty())
    applyBaseline(R.Baseline, Report);
  write(R, Report);
  if (R.Fix && !applyRepairs(Report, llvm::errs()))
    return CouldNotRun;
  if (Failed == Jobs.size() && !Jobs.empty())
    return CouldNotRun;
  bool Attention =
      llvm::any_of(Report.Findings, [](const Finding &F) { return F.Severity >= Level::Warning; });
  return Attention && R.WriteBaseline.empty() ? HasFindings : Nothing;
}
