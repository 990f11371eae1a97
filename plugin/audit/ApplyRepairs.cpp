#include "ApplyRepairs.h"
#include "Write.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>

namespace lifeguard {

namespace {

/// A file and what becomes of it.
class Mended {
public:
  bool read(const std::string &Path) {
    auto Buffer = llvm::MemoryBuffer::getFile(Path);
    if (!Buffer)
      return false;
    Text = (*Buffer)->getBuffer().str();
    for (size_t At = 0; At != std::string::npos; At = Text.find('\n', At), At += At != std::string::npos)
      Starts.push_back(At);
    return true;
  }

  struct Change {
    size_t Begin, End;
    std::string Text;
    bool operator==(const Change &Other) const {
      return Begin == Other.Begin && End == Other.End && Text == Other.Text;
    }
  };

  /// Where in the text an edit is; none where the file is another one by now.
  std::optional<Change> locate(const Edit &E) const {
    auto Begin = offset(E.Begin), End = offset(E.End);
    if (!Begin || !End || *End < *Begin)
      return std::nullopt;
    return Change{*Begin, *End, E.Text};
  }

  bool has(const Change &C) const {
    return llvm::any_of(Changes, [&](const Change &Other) { return C == Other; });
  }
  bool meets(const Change &C) const {
    return llvm::any_of(Changes, [&](const Change &Other) {
      return C.Begin <= Other.End && Other.Begin <= C.End && !(C == Other);
    });
  }
  void add(Change C) { Changes.push_back(std::move(C)); }

  std::string text() const {
    std::vector<Change> Sorted = Changes;
    llvm::sort(Sorted, [](const Change &One, const Change &Other) { return One.Begin < Other.Begin; });
    std::string Whole;
    size_t At = 0;
    for (const Change &C : Sorted) {
      Whole += Text.substr(At, C.Begin - At) + C.Text;
      At = C.End;
    }
    return Whole + Text.substr(At);
  }

  bool isChanged() const { return !Changes.empty(); }

private:
  std::string Text;
  std::vector<size_t> Starts; ///< of each line
  std::vector<Change> Changes;

  std::optional<size_t> offset(const Place &At) const {
    if (At.Line == 0 || At.Column == 0 || At.Line > Starts.size())
      return std::nullopt;
    size_t Offset = Starts[At.Line - 1] + At.Column - 1;
    return Offset <= Text.size() ? std::optional<size_t>(Offset) : std::nullopt;
  }
};

} // namespace

bool applyRepairs(const AuditReport &Report, llvm::raw_ostream &Log) {
  std::map<std::string, Mended> Files;
  bool Fine = true;
  unsigned Left = 0;
  for (const Finding &F : Report.Findings) {
    if (!F.Mending || !isShown(F))
      continue;
    std::vector<std::pair<Mended *, Mended::Change>> Changes;
    bool Possible = true;
    for (const Edit &E : F.Mending->Edits) {
      auto [Entry, New] = Files.try_emplace(E.Begin.File);
      if (New && !Entry->second.read(E.Begin.File)) {
        Log << E.Begin.File << ": cannot be read\n";
        Fine = false;
      }
      auto Change = Entry->second.locate(E);
      Possible = Possible && Change && !Entry->second.meets(*Change);
      if (Change && !Entry->second.has(*Change))
        Changes.push_back({&Entry->second, std::move(*Change)});
    }
    if (!Possible) {
      ++Left;
      continue;
    }
    for (auto &[File, Change] : Changes)
      File->add(std::move(Change));
    Log << F.Guard.At.File << ":" << F.Guard.At.Line << ": repaired: " << F.Mending->What << "\n";
  }
  for (const auto &[Path, File] : Files) {
    if (!File.isChanged())
      continue;
    std::error_code Problem;
    llvm::raw_fd_ostream OS(Path, Problem);
    if (!Problem) {
      OS << File.text();
      OS.close();
      Problem = OS.error();
      OS.clear_error();
    }
    if (Problem) {
      Log << Path << ": cannot be written: " << Problem.message() << "\n";
      Fine = false;
    }
  }
  if (Left)
    Log << Left << (Left == 1 ? " repair meets" : " repairs meet") << " another one: run --fix again\n";
  return Fine;
}

} // namespace lifeguard
