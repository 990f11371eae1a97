//===- WriteJson.cpp - the JSON of docs/audit.md, there and back ----------===//
#include "Write.h"
#include "llvm/Support/JSON.h"

namespace lifeguard {

namespace {

using llvm::json::Array;
using llvm::json::Object;

Object placeObject(const Place &At) {
  return Object{{"file", At.File}, {"line", int64_t(At.Line)}, {"column", int64_t(At.Column)}};
}

// What is not there reads as nothing. (The library's optional values have had two types.)
std::string text(const Object &From, llvm::StringRef Key) {
  auto Value = From.getString(Key);
  return Value ? Value->str() : "";
}

unsigned number(const Object &From, llvm::StringRef Key) {
  auto Value = From.getInteger(Key);
  return Value ? unsigned(*Value) : 0;
}

Place readPlace(const Object &From) {
  Place At;
  At.File = text(From, "file");
  At.Line = number(From, "line");
  At.Column = number(From, "column");
  return At;
}

template <typename Body> void each(const Object &From, llvm::StringRef Key, Body Visit) {
  if (const Array *List = From.getArray(Key))
    for (const llvm::json::Value &Item : *List)
      if (const Object *Entry = Item.getAsObject())
        Visit(*Entry);
}

Object findingObject(const Finding &F) {
  Array Suspensions, Releases, Remarks;
  for (const Suspension &S : F.Suspensions) {
    Object Entry = placeObject(S.At);
    Entry["callee"] = S.Callee;
    Entry["held"] = S.Maybe ? "maybe" : "yes";
    Suspensions.push_back(std::move(Entry));
  }
  for (const Place &At : F.Releases)
    Releases.push_back(placeObject(At));
  for (const Remark &R : F.Remarks) {
    Object Entry = placeObject(R.At);
    Entry["text"] = R.Text;
    Remarks.push_back(std::move(Entry));
  }
  Object Guard = placeObject(F.Guard.At);
  Guard["name"] = F.Guard.Name;
  Guard["type"] = F.Guard.Type;
  Guard["kind"] = F.Guard.Kind;
  Object Whole{{"rule", ruleId(F.Broken)},
               {"verdict", spelling(F.Decided)},
               {"severity", spelling(F.Severity)},
               {"function", F.Function},
               {"guard", std::move(Guard)},
               {"suspensions", std::move(Suspensions)},
               {"releases", std::move(Releases)},
               {"remarks", std::move(Remarks)},
               {"confidence", F.Certain ? "high" : "low"},
               {"message", F.Message},
               {"why", F.Why},
               {"help", F.Help},
               {"fingerprint", F.Fingerprint}};
  if (F.Mending) {
    Array Edits;
    for (const Edit &E : F.Mending->Edits)
      Edits.push_back(Object{{"begin", placeObject(E.Begin)}, {"end", placeObject(E.End)}, {"text", E.Text}});
    Whole["repair"] = Object{{"what", F.Mending->What}, {"edits", std::move(Edits)}};
  }
  return Whole;
}

template <typename Enum> Enum ofSpelling(llvm::StringRef Name, std::initializer_list<Enum> All) {
  for (Enum Each : All)
    if (spelling(Each) == Name)
      return Each;
  return *All.begin();
}

Finding readFinding(const Object &From) {
  Finding F{};
  F.Broken = ruleOfId(text(From, "rule")).value_or(Rule::guard_held);
  F.Decided = ofSpelling<Verdict>(text(From, "verdict"),
                                  {Verdict::Unknown, Verdict::Hooked, Verdict::Allowed, Verdict::Forbidden});
  F.Severity =
      ofSpelling<Level>(text(From, "severity"), {Level::Note, Level::Ignore, Level::Warning, Level::Error});
  F.Function = text(From, "function");
  if (const Object *Guard = From.getObject("guard"))
    F.Guard = {text(*Guard, "name"), text(*Guard, "type"), text(*Guard, "kind"), readPlace(*Guard)};
  each(From, "suspensions", [&](const Object &Entry) {
    F.Suspensions.push_back({readPlace(Entry), text(Entry, "callee"), text(Entry, "held") == "maybe"});
  });
  each(From, "releases", [&](const Object &Entry) { F.Releases.push_back(readPlace(Entry)); });
  each(From, "remarks",
       [&](const Object &Entry) { F.Remarks.push_back({readPlace(Entry), text(Entry, "text")}); });
  if (const Object *Mending = From.getObject("repair")) {
    F.Mending = Repair{text(*Mending, "what"), {}};
    each(*Mending, "edits", [&](const Object &Entry) {
      const Object *Begin = Entry.getObject("begin"), *End = Entry.getObject("end");
      if (Begin && End)
        F.Mending->Edits.push_back({readPlace(*Begin), readPlace(*End), text(Entry, "text")});
    });
  }
  F.Certain = text(From, "confidence") != "low";
  F.Message = text(From, "message");
  F.Why = text(From, "why");
  F.Help = text(From, "help");
  F.Fingerprint = text(From, "fingerprint");
  return F;
}

} // namespace

void writeJson(const AuditReport &Report, llvm::raw_ostream &OS) {
  // The functions and their yields, which are most of it, are written as they come: keys in the order of the
  // alphabet, as those of objects are.
  llvm::json::OStream J(OS, 2);
  auto WritePlace = [&](const Place &At, auto Between) {
    J.attribute("column", int64_t(At.Column));
    J.attribute("file", At.File);
    Between();
    J.attribute("line", int64_t(At.Line));
  };
  auto WriteYield = [&](const AuditedYield &Y) {
    J.attribute("callee", Y.Callee);
    WritePlace(Y.At, [&] { J.attribute("id", int64_t(Y.Id)); });
  };
  auto WriteFunction = [&](const AuditedFunction &F) {
    WritePlace(F.At, [&] {
      if (F.FrameBytes)
        J.attribute("frame_bytes", int64_t(*F.FrameBytes));
    });
    J.attribute("name", F.Name);
    J.attributeArray("yields", [&] {
      for (const AuditedYield &Y : F.Yields)
        J.object([&] { WriteYield(Y); });
    });
  };
  J.object([&] {
    J.attribute("files", Array(Report.Files));
    J.attributeArray("findings", [&] {
      for (const Finding &F : Report.Findings)
        J.value(findingObject(F));
    });
    J.attributeArray("functions", [&] {
      for (const AuditedFunction &F : Report.Functions)
        J.object([&] { WriteFunction(F); });
    });
    J.attribute("version", 1);
  });
  OS << "\n";
}

std::optional<AuditReport> readReport(llvm::StringRef Text) {
  llvm::Expected<llvm::json::Value> Parsed = llvm::json::parse(Text);
  if (!Parsed) {
    llvm::consumeError(Parsed.takeError());
    return std::nullopt;
  }
  const Object *Whole = Parsed->getAsObject();
  if (!Whole || number(*Whole, "version") != 1)
    return std::nullopt;
  AuditReport Report;
  if (const Array *Files = Whole->getArray("files"))
    for (const llvm::json::Value &File : *Files)
      if (auto Name = File.getAsString())
        Report.Files.push_back(Name->str());
  each(*Whole, "functions", [&](const Object &Entry) {
    AuditedFunction F{text(Entry, "name"), readPlace(Entry), {}};
    each(Entry, "yields", [&](const Object &Yield) {
      F.Yields.push_back({number(Yield, "id"), readPlace(Yield), text(Yield, "callee")});
    });
    if (auto Bytes = Entry.getInteger("frame_bytes"))
      F.FrameBytes = uint64_t(*Bytes);
    Report.Functions.push_back(std::move(F));
  });
  each(*Whole, "findings", [&](const Object &Entry) { Report.Findings.push_back(readFinding(Entry)); });
  return Report;
}

} // namespace lifeguard
