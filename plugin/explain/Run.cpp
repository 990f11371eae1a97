// Reads a trace of JSON lines (docs/trace/json.md).
#include "Run.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <map>

namespace lifeguard {

namespace {

using llvm::json::Object;
using llvm::json::Value;

/// What the page can hold and a reader look at: some megabytes.
constexpr size_t MostEvents = 40000;
/// What is looked through for them: some seconds.
constexpr size_t MostBytes = size_t(256) << 20;

/// What the reason of a bad_run is, in the order of its message.
enum Reason { NoObject, NoKind, Chrome };

std::string textOf(const Object &Line, llvm::StringRef Name) {
  auto Found = Line.getString(Name);
  return Found ? Found->str() : "";
}

int64_t numberOf(const Object &Line, llvm::StringRef Name, int64_t Otherwise = 0) {
  auto Found = Line.getInteger(Name);
  return Found ? *Found : Otherwise;
}

/// A field's value, as text.
std::string shown(const Value &Field) {
  if (auto Text = Field.getAsString())
    return Text->str();
  std::string Result;
  llvm::raw_string_ostream OS(Result);
  OS << Field;
  return OS.str();
}

class RunReader {
public:
  RunReader(llvm::StringRef File, const Explanation &E, Diagnostics &Diags) : E(E), Diags(Diags) {
    Run.File = llvm::sys::path::filename(File).str();
    for (unsigned F = 0; F != E.Functions.size(); ++F) {
      FunctionOf[E.Functions[F].Name] = F;
      for (unsigned S = 0; S != E.Functions[F].States.size(); ++S)
        StateOf[E.Functions[F].States[S].Enumerator] = S;
    }
    for (const ExplainedSource &Source : E.Sources)
      Files.insert(llvm::sys::path::filename(Source.Name));
  }

  std::optional<RecordedRun> read(llvm::StringRef File, llvm::StringRef Text) {
    size_t Whole = Text.size();
    for (unsigned Number = 1; !Text.empty(); ++Number) {
      if (Run.Events.size() >= MostEvents || Whole - Text.size() >= MostBytes) {
        Run.Cut = true;
        break;
      }
      size_t End = Text.find('\n');
      llvm::StringRef Line = Text.substr(0, End).trim();
      bool Last = End == llvm::StringRef::npos;
      Text = Last ? "" : Text.substr(End + 1);
      if (Line.empty())
        continue;
      auto Parsed = llvm::json::parse(Line);
      if (!Parsed) {
        llvm::consumeError(Parsed.takeError());
        if (Last && Number > 1) {
          Run.Torn = true;
          break;
        }
        return bad(File, Number, startsLikeChrome(Line) ? Chrome : NoObject);
      }
      const Object *Is = Parsed->getAsObject();
      if (!Is)
        return bad(File, Number, NoObject);
      std::string Kind = textOf(*Is, "kind");
      if (!Kinds.count(Kind) || !Is->getInteger("ns"))
        return bad(File, Number, Is->get("traceEvents") ? Chrome : NoKind);
      if (!take(*Is, Kind)) {
        Diags.report({}, Message::stale_run) << File << textOf(*Is, "name") << textOf(*Is, "state");
        Diags.report({}, Message::note_stale_run);
        return std::nullopt;
      }
    }
    if (!Run.Futures.empty()) {
      if (Run.Cut)
        Diags.report({}, Message::remark_run_cut)
            << File << unsigned(Run.Events.size())
            << llvm::formatv("{0:f3}", Run.Events.back().At / 1e9).str();
      return std::move(Run);
    }
    Diags.report({}, Message::foreign_run) << File;
    Diags.report({}, Message::note_foreign_run);
    return std::nullopt;
  }

private:
  const Explanation &E;
  Diagnostics &Diags;
  RecordedRun Run;
  llvm::StringMap<unsigned> FunctionOf, StateOf;
  llvm::StringSet<> Files;
  std::optional<int64_t> First; ///< when the first line was
  /// The futures that there are, by function and address; one that is created there is another.
  std::map<std::pair<unsigned, std::string>, int> Known;
  std::map<int64_t, std::vector<int>>
      Polled; ///< by thread: the futures that are being polled, outermost first
  /// What a future keeps, said before what it is kept for.
  std::map<std::pair<unsigned, std::string>, std::vector<RecordedValue>> Values;
  inline static const llvm::StringSet<> Kinds = {
      "new",         "enter",         "exit",           "close",          "follows",
      "event",       "spawn",         "wake",           "poll",           "polled",
      "end",         "future-create", "future-poll",    "future-pending", "future-ready",
      "future-drop", "future-resume", "future-suspend", "future-cancel",  "future-value"};

  static bool startsLikeChrome(llvm::StringRef Line) {
    return Line.take_front(64).contains("displayTimeUnit") || Line.take_front(64).contains("traceEvents");
  }

  std::nullopt_t bad(llvm::StringRef File, unsigned Line, Reason Why) {
    Diags.report({}, Message::bad_run) << File << Line << int(Why);
    return std::nullopt;
  }

  /// False where it says of a function of this file what that does not have.
  bool take(const Object &Line, const std::string &Kind) {
    int64_t At = numberOf(Line, "ns");
    if (!First)
      First = At;
    RecordedEvent Event;
    Event.Kind = Kind;
    Event.At = At > *First ? At - *First : 0;
    Event.Thread = numberOf(Line, "thread");
    Event.Worker = numberOf(Line, "worker", -1);
    Event.Task = numberOf(Line, "task");
    Event.By = numberOf(Line, "by");
    if (Kind.rfind("future-", 0) == 0)
      return future(Line, std::move(Event));
    if (Kind == "event")
      event(Line, std::move(Event));
    else if (Kind == "spawn" || Kind == "wake" || Kind == "poll" || Kind == "polled" || Kind == "end") {
      Event.Name = textOf(Line, "name");
      auto Ready = Line.getBoolean("ready");
      Event.Ready = Ready && *Ready;
      Run.Events.push_back(std::move(Event));
    }
    return true;
  }

  /// What the program says itself belongs to the future that is being polled.
  void event(const Object &Line, RecordedEvent Event) {
    auto Inside = Polled.find(Event.Thread);
    if (Inside == Polled.end() || Inside->second.empty())
      return;
    Event.Future = Inside->second.back();
    Event.Message = textOf(Line, "message");
    if (const Object *Fields = Line.getObject("fields"))
      Event.Values = values(*Fields);
    Run.Events.push_back(std::move(Event));
  }

  static std::vector<RecordedValue> values(const Object &Fields) {
    std::vector<RecordedValue> Result;
    for (const auto &Field : Fields)
      Result.push_back({Field.first.str(), shown(Field.second)});
    llvm::sort(Result, [](const RecordedValue &A, const RecordedValue &B) { return A.Name < B.Name; });
    return Result;
  }

  bool future(const Object &Line, RecordedEvent Event) {
    auto Of = FunctionOf.find(textOf(Line, "name"));
    if (Of == FunctionOf.end())
      return true;
    unsigned Function = Of->second;
    std::pair<unsigned, std::string> Place(Function, textOf(Line, "future"));
    if (Event.Kind == "future-value") {
      if (const Object *Fields = Line.getObject("fields"))
        for (RecordedValue &Value : values(*Fields))
          Values[Place].push_back(std::move(Value));
      return true;
    }
    int State = stateOf(Function, textOf(Line, "state"));
    if (State < 0) // that of another file, or of an older version of this one
      return !Files.count(llvm::sys::path::filename(textOf(Line, "file")));
    Event.State = State;
    Event.Future = known(Place, Event.Kind == "future-create");
    if (auto Said = Values.find(Place); Said != Values.end()) {
      Event.Values = std::move(Said->second);
      Values.erase(Said);
    }
    if (auto Hook = Line.getString("hook"))
      Event.Name = Hook->str() + "(&" + textOf(Line, "message") + ")";
    nest(Event);
    Run.Events.push_back(std::move(Event));
    return true;
  }

  int stateOf(unsigned Function, llvm::StringRef Enumerator) const {
    auto Found = StateOf.find(Enumerator);
    if (Found == StateOf.end())
      return -1;
    const auto &States = E.Functions[Function].States;
    return Found->second < States.size() && States[Found->second].Enumerator == Enumerator
               ? int(Found->second)
               : -1;
  }

  int known(const std::pair<unsigned, std::string> &Place, bool Created) {
    auto [Found, New] = Known.try_emplace(Place, int(Run.Futures.size()));
    if (Created)
      Found->second = Run.Futures.size();
    if (New || Created)
      Run.Futures.push_back({Place.first, Place.second, -1});
    return Found->second;
  }

  /// Keeps who is being polled by whom.
  void nest(const RecordedEvent &Event) {
    std::vector<int> &Inside = Polled[Event.Thread];
    if (Event.Kind == "future-poll") {
      if (!Inside.empty() && Run.Futures[Event.Future].Parent < 0)
        Run.Futures[Event.Future].Parent = Inside.back();
      Inside.push_back(Event.Future);
    } else if (Event.Kind == "future-pending" || Event.Kind == "future-ready") {
      while (!Inside.empty() && Inside.back() != Event.Future)
        Inside.pop_back();
      if (!Inside.empty())
        Inside.pop_back();
    }
  }
};

} // namespace

std::optional<RecordedRun> readRun(llvm::StringRef File, llvm::StringRef Text, const Explanation &E,
                                   Diagnostics &Diags) {
  return RunReader(File, E, Diags).read(File, Text);
}

void writeRunJson(const RecordedRun &Run, llvm::raw_ostream &OS) {
  llvm::json::OStream J(OS);
  auto Number = [&](llvm::StringRef Name, int64_t N, int64_t None) {
    if (N != None)
      J.attribute(Name, N);
  };
  J.object([&] {
    J.attribute("file", Run.File);
    J.attribute("cut", Run.Cut);
    J.attribute("torn", Run.Torn);
    J.attributeArray("futures", [&] {
      for (const RecordedFuture &F : Run.Futures)
        J.object([&] {
          J.attribute("function", int64_t(F.Function));
          J.attribute("address", F.Address);
          J.attribute("parent", int64_t(F.Parent));
        });
    });
    J.attributeArray("events", [&] {
      for (const RecordedEvent &E : Run.Events)
        J.object([&] {
          J.attribute("kind", E.Kind);
          J.attribute("at", int64_t(E.At));
          J.attribute("thread", int64_t(E.Thread));
          Number("worker", E.Worker, -1);
          Number("task", E.Task, 0);
          Number("by", E.By, 0);
          Number("future", E.Future, -1);
          Number("state", E.State, -1);
          if (!E.Name.empty())
            J.attribute("name", E.Name);
          if (E.Ready)
            J.attribute("ready", true);
          if (!E.Message.empty())
            J.attribute("message", E.Message);
          if (!E.Values.empty())
            J.attributeArray("values", [&] {
              for (const RecordedValue &V : E.Values)
                J.array([&] {
                  J.value(V.Name);
                  J.value(V.Value);
                });
            });
        });
    });
  });
}

} // namespace lifeguard
