#include "Config.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLTraits.h"

//===- The format ---------------------------------------------------------===//

// Every key that a file may hold; for the suggestion after a misspelled one.
static const char *const Keys[] = {"Suspends",
                                   "Annotations",
                                   "MixedAnnotations",
                                   "Functions",
                                   "Fields",
                                   "Primitives",
                                   "Checks",
                                   "Starters",
                                   "Infer",
                                   "Context",
                                   "Name",
                                   "Regex",
                                   "Mixed",
                                   "Record",
                                   "Field",
                                   "Except",
                                   "Guards",
                                   "Severity",
                                   "Types",
                                   "Acquire",
                                   "Release",
                                   "Function",
                                   "Arg",
                                   "PointerType",
                                   "Lock",
                                   "OnlyIf",
                                   "Cleanup",
                                   "Operations",
                                   "Abandonable",
                                   "Releases",
                                   "Exempt",
                                   "In",
                                   "File",
                                   "Rule",
                                   "Why",
                                   "NoReturnIf",
                                   "Value",
                                   "Blocking",
                                   "NeverSuspends",
                                   "InferReleases",
                                   "InheritParentConfig",
                                   "FrameLimit",
                                   "LockFromInitializer"};

namespace {

using namespace lifeguard;

/// The file as it is written; Suspends is a map of its own there.
struct File {
  AuditConfig Says;
  bool Inherit = false;
};

struct SuspendsMap {
  AuditConfig &Into;
};

} // namespace

LLVM_YAML_IS_SEQUENCE_VECTOR(lifeguard::LockCall)
LLVM_YAML_IS_SEQUENCE_VECTOR(lifeguard::CleanupRule)
LLVM_YAML_IS_SEQUENCE_VECTOR(lifeguard::GuardKind)
LLVM_YAML_IS_SEQUENCE_VECTOR(lifeguard::FieldPattern)
LLVM_YAML_IS_SEQUENCE_VECTOR(lifeguard::MixedFunction)
LLVM_YAML_IS_SEQUENCE_VECTOR(lifeguard::NoReturnCall)
LLVM_YAML_IS_SEQUENCE_VECTOR(lifeguard::SuspendingRelease)
LLVM_YAML_IS_SEQUENCE_VECTOR(lifeguard::Exemption)

namespace llvm::yaml {

/// A number that need not be there.
static std::optional<int> optionalNumber(IO &Io, const char *Key) {
  std::string Text;
  Io.mapOptional(Key, Text);
  if (Text.empty())
    return std::nullopt;
  int Value = 0;
  if (StringRef(Text).getAsInteger(10, Value)) {
    Io.setError(Twine("'") + Key + "' needs a number, not '" + Text + "'");
    return std::nullopt;
  }
  return Value;
}

static std::optional<unsigned> argument(IO &Io) {
  std::optional<int> Number = optionalNumber(Io, "Arg");
  if (Number && *Number < 0) {
    Io.setError("'Arg' counts from 0");
    return std::nullopt;
  }
  return Number ? std::optional<unsigned>(*Number) : std::nullopt;
}

/// A name under `Key`, and under Regex whether it is a regular expression.
static NamePattern pattern(IO &Io, const char *Key, bool Required) {
  std::string Text;
  bool IsRegex = false;
  if (Required)
    Io.mapRequired(Key, Text);
  else
    Io.mapOptional(Key, Text);
  Io.mapOptional("Regex", IsRegex);
  std::string Problem;
  if (IsRegex && !Regex(Text).isValid(Problem))
    Io.setError("'" + Text + "' is no regular expression: " + Problem);
  return NamePattern(Text, IsRegex);
}

template <> struct MappingTraits<LockCall> {
  static void mapping(IO &Io, LockCall &Call) {
    Call.Function = pattern(Io, "Function", false);
    Io.mapOptional("PointerType", Call.PointerType);
    Io.mapOptional("Lock", Call.Lock);
    Call.Arg = argument(Io);
    Call.OnlyIf = optionalNumber(Io, "OnlyIf");
    if (Call.Function.empty() == Call.PointerType.empty())
      Io.setError("a call needs one of 'Function' and 'PointerType'");
    if (!Call.Arg && Call.Lock.empty())
      Io.setError("a call needs 'Arg', which argument the lock is, or 'Lock', its name");
  }
};

template <> struct MappingTraits<CleanupRule> {
  static void mapping(IO &Io, CleanupRule &Rule) {
    Rule.Function = pattern(Io, "Function", true);
    Io.mapOptional("LockFromInitializer", Rule.LockFromInitializer);
  }
};

template <> struct MappingTraits<GuardKind> {
  static void mapping(IO &Io, GuardKind &Kind) {
    std::string Severity;
    bool Abandonable = false;
    Io.mapRequired("Name", Kind.Name);
    Io.mapOptional("Severity", Severity);
    Io.mapOptional("Why", Kind.Why);
    Io.mapOptional("Types", Kind.Types);
    Io.mapOptional("Acquire", Kind.Acquire);
    Io.mapOptional("Release", Kind.Release);
    Io.mapOptional("Operations", Kind.Operations);
    Io.mapOptional("Cleanup", Kind.Cleanup);
    Io.mapOptional("Abandonable", Abandonable);
    if (Severity.empty())
      Kind.Severity = Level::Warning;
    else if (Severity == "Error")
      Kind.Severity = Level::Error;
    else if (Severity == "Warning")
      Kind.Severity = Level::Warning;
    else if (Severity == "Note")
      Kind.Severity = Level::Note;
    else if (Severity == "Ignore")
      Kind.Severity = Level::Ignore;
    else if (Severity != "FromType")
      Io.setError("unknown severity '" + Severity + "'; there are Error, Warning, Note, Ignore and FromType");
    if (Abandonable && Kind.Severity == Level::Note)
      Kind.Severity = Level::Warning; // what is abandoned is never cleaned up
  }
};

template <> struct MappingTraits<FieldPattern> {
  static void mapping(IO &Io, FieldPattern &Fields) {
    Io.mapRequired("Record", Fields.Record);
    Fields.Field = pattern(Io, "Field", true);
    Io.mapOptional("Except", Fields.Except);
  }
};

template <> struct MappingTraits<MixedFunction> {
  static void mapping(IO &Io, MixedFunction &Function) {
    Function.Name = pattern(Io, "Name", true);
    Io.mapOptional("Mixed", Function.Mixed);
  }
};

template <> struct MappingTraits<NoReturnCall> {
  static void mapping(IO &Io, NoReturnCall &Call) {
    Io.mapRequired("Function", Call.Function);
    Io.mapRequired("Value", Call.Value);
    Call.Arg = argument(Io).value_or(0);
  }
};

template <> struct MappingTraits<SuspendingRelease> {
  static void mapping(IO &Io, SuspendingRelease &Call) {
    Io.mapRequired("Function", Call.Function);
    Io.mapOptional("Field", Call.Field);
    Call.Arg = argument(Io);
    if (!Call.Arg && Call.Field.empty())
      Io.setError("a releasing call needs 'Arg' or 'Field'");
  }
};

template <> struct MappingTraits<Exemption> {
  static void mapping(IO &Io, Exemption &Exempt) {
    Io.mapOptional("In", Exempt.In);
    Io.mapOptional("File", Exempt.File);
    Io.mapOptional("Rule", Exempt.RuleId);
    Io.mapRequired("Why", Exempt.Why);
    std::string Problem;
    if (!Exempt.File.empty() && !Regex(Exempt.File).isValid(Problem))
      Io.setError("'" + Exempt.File + "' is no regular expression: " + Problem);
    if (!Exempt.RuleId.empty() && !ruleOfId(Exempt.RuleId))
      Io.setError("there is no rule '" + Exempt.RuleId + "'");
  }
};

static void mapInference(IO &Io, const char *Key, Inference &Into) {
  std::string Text;
  Io.mapOptional(Key, Text);
  if (Text == "Off")
    Into = Inference::Off;
  else if (Text == "TranslationUnit")
    Into = Inference::TranslationUnit;
  else if (Text == "WholeProgram")
    Into = Inference::WholeProgram;
  else if (!Text.empty())
    Io.setError("unknown value '" + Text + "' of '" + Key +
                "'; there are Off, TranslationUnit and WholeProgram");
}

template <> struct MappingTraits<SuspendsMap> {
  static void mapping(IO &Io, SuspendsMap &Map) {
    AuditConfig &Into = Map.Into;
    std::string Context;
    Io.mapOptional("Annotations", Into.Annotations);
    Io.mapOptional("MixedAnnotations", Into.MixedAnnotations);
    Io.mapOptional("Functions", Into.Functions);
    Io.mapOptional("Fields", Into.Fields);
    Io.mapOptional("Primitives", Into.Primitives);
    Io.mapOptional("Checks", Into.Checks);
    Io.mapOptional("Starters", Into.Starters);
    mapInference(Io, "Infer", Into.Infer);
    Io.mapOptional("Context", Context);
    Io.mapOptional("NoReturnIf", Into.NoReturnIf);
    if (Context == "Any")
      Into.AnnotatedOnly = false;
    else if (Context == "AnnotatedOnly")
      Into.AnnotatedOnly = true;
    else if (!Context.empty())
      Io.setError("unknown value '" + Context + "' of 'Context'; there are AnnotatedOnly and Any");
  }
};

template <> struct MappingTraits<File> {
  static void mapping(IO &Io, File &Whole) {
    AuditConfig &Says = Whole.Says;
    SuspendsMap Suspends{Says};
    Io.mapOptional("InheritParentConfig", Whole.Inherit);
    Io.mapOptional("Suspends", Suspends);
    Io.mapOptional("NeverSuspends", Says.NeverSuspends);
    Io.mapOptional("Guards", Says.Guards);
    Io.mapOptional("Releases", Says.Releases);
    mapInference(Io, "InferReleases", Says.InferReleases);
    Io.mapOptional("Blocking", Says.Blocking);
    Io.mapOptional("Exempt", Says.Exempt);
    Io.mapOptional("FrameLimit", Says.FrameLimit);
  }
};

} // namespace llvm::yaml

//===- Reading ------------------------------------------------------------===//

namespace lifeguard {

namespace {

/// The key that the message's unknown one was probably meant to be.
std::string suggestion(llvm::StringRef Message) {
  if (!Message.contains("unknown key '"))
    return "";
  llvm::StringRef Wrong = Message.split('\'').second.split('\'').first;
  llvm::StringRef Best;
  unsigned Least = 4;
  for (llvm::StringRef Key : Keys) {
    unsigned Distance = Wrong.edit_distance(Key, true, Least);
    if (Distance < Least) {
      Least = Distance;
      Best = Key;
    }
  }
  return Best.empty() ? "" : ("; did you mean '" + Best + "'?").str();
}

void reportTo(const llvm::SMDiagnostic &Problem, void *Context) {
  const auto &Report = *static_cast<const ConfigProblem *>(Context);
  std::string Message = Problem.getMessage().str();
  Report(
      (Problem.getFilename() + ":" + llvm::Twine(Problem.getLineNo()) + ": " + Message + suggestion(Message))
          .str());
}

/// What a file says comes first where both say something of the same thing.
void add(AuditConfig &To, AuditConfig From) {
  auto Prepend = [](auto &List, auto &More) {
    List.insert(List.begin(), std::make_move_iterator(More.begin()), std::make_move_iterator(More.end()));
  };
  Prepend(To.Annotations, From.Annotations);
  Prepend(To.MixedAnnotations, From.MixedAnnotations);
  Prepend(To.Functions, From.Functions);
  Prepend(To.Fields, From.Fields);
  Prepend(To.Primitives, From.Primitives);
  Prepend(To.Checks, From.Checks);
  Prepend(To.Starters, From.Starters);
  Prepend(To.NoReturnIf, From.NoReturnIf);
  Prepend(To.NeverSuspends, From.NeverSuspends);
  Prepend(To.Guards, From.Guards);
  Prepend(To.Releases, From.Releases);
  Prepend(To.Blocking, From.Blocking);
  Prepend(To.Exempt, From.Exempt);
  To.Infer = From.Infer;
  To.InferReleases = From.InferReleases;
  To.AnnotatedOnly = From.AnnotatedOnly;
  To.FrameLimit = From.FrameLimit;
}

/// What one file says; none after a problem.
std::optional<File> parse(llvm::StringRef Text, llvm::StringRef Name, const AuditConfig &Before,
                          const ConfigProblem &Report) {
  File Whole;
  Whole.Says.Infer = Before.Infer;
  Whole.Says.InferReleases = Before.InferReleases;
  Whole.Says.AnnotatedOnly = Before.AnnotatedOnly;
  Whole.Says.FrameLimit = Before.FrameLimit;
  auto Named = llvm::MemoryBuffer::getMemBufferCopy(Text, Name);
  llvm::yaml::Input In(Named->getMemBufferRef(), nullptr, reportTo, const_cast<ConfigProblem *>(&Report));
  In >> Whole;
  if (In.error())
    return std::nullopt;
  return Whole;
}

/// Adds a file's text, below that of the folders above it where it asks for that.
bool readFile(const std::string &Path, AuditConfig &Config, const ConfigProblem &Report);

std::string nearestConfig(llvm::StringRef Folder) {
  for (; !Folder.empty(); Folder = llvm::sys::path::parent_path(Folder)) {
    llvm::SmallString<256> Path(Folder);
    llvm::sys::path::append(Path, ".lifeguard");
    if (llvm::sys::fs::is_regular_file(Path))
      return Path.str().str();
  }
  return "";
}

bool readFile(const std::string &Path, AuditConfig &Config, const ConfigProblem &Report) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer) {
    Report(Path + ": " + Buffer.getError().message());
    return false;
  }
  std::optional<File> Whole = parse((*Buffer)->getBuffer(), Path, Config, Report);
  if (!Whole)
    return false;
  if (Whole->Inherit) {
    std::string Parent = nearestConfig(llvm::sys::path::parent_path(llvm::sys::path::parent_path(Path)));
    if (!Parent.empty() && !readFile(Parent, Config, Report))
      return false;
  }
  Whole->Says.Sources = {Path};
  Config.Parts.push_back(std::make_shared<AuditConfig>(Whole->Says));
  Config.Sources.push_back(Path);
  add(Config, std::move(Whole->Says));
  return true;
}

} // namespace

/// What every name that the expression matches begins with, as far as that is plain to see.
static llvm::StringRef literalPrefix(llvm::StringRef Expression) {
  llvm::StringRef Prefix =
      Expression.take_while([](char C) { return isalnum(static_cast<unsigned char>(C)) || C == '_'; });
  llvm::StringRef Rest = Expression.drop_front(Prefix.size());
  if (Rest.find_first_of("[\\") != llvm::StringRef::npos)
    return "";
  int Depth = 0;
  for (char C : Rest) {
    Depth += (C == '(') - (C == ')');
    if (C == '|' && Depth == 0)
      return "";
  }
  // `ab?`: the last one need not be there.
  return Rest.empty() || Rest.front() == '(' || Rest.front() == '.' ? Prefix
                                                                    : Prefix.drop_back(!Prefix.empty());
}

NamePattern::NamePattern(std::string Text, bool IsRegex) : Text(std::move(Text)) {
  if (!IsRegex)
    return;
  Compiled = std::make_shared<llvm::Regex>("^(" + this->Text + ")$");
  Prefix = literalPrefix(this->Text).str();
}

bool NamePattern::matches(llvm::StringRef Name) const {
  if (!Compiled)
    return !Text.empty() && Name == Text;
  return Name.take_front(Prefix.size()) == Prefix && Compiled->match(Name);
}

bool readConfig(llvm::StringRef Text, llvm::StringRef Name, AuditConfig &Config,
                const ConfigProblem &Report) {
  std::optional<File> Whole = parse(Text, Name, Config, Report);
  if (Whole) {
    Config.Parts.push_back(std::make_shared<AuditConfig>(Whole->Says));
    add(Config, std::move(Whole->Says));
  }
  return Whole.has_value();
}

std::optional<AuditConfig> configFor(llvm::StringRef Source, llvm::StringRef Explicit,
                                     const ConfigProblem &Report) {
  AuditConfig Config = builtinConfig();
  std::string Path = Explicit.str();
  if (Path.empty()) {
    llvm::SmallString<256> Absolute(Source);
    llvm::sys::fs::make_absolute(Absolute);
    llvm::sys::path::remove_dots(Absolute, true);
    Path = nearestConfig(llvm::sys::path::parent_path(Absolute));
  }
  if (!Path.empty() && !readFile(Path, Config, Report))
    return std::nullopt;
  return Config;
}

} // namespace lifeguard
