//===- Facts.cpp - what holds in the whole program, by every file's summary -===//
#include "LockFacts.h"
#include "Summary.h"
#include "llvm/Support/JSON.h"

namespace lifeguard {

namespace {

std::optional<llvm::json::Value> parsed(llvm::StringRef Text) {
  auto Value = llvm::json::parse(Text);
  if (Value && Value->getAsObject())
    return std::move(*Value);
  llvm::consumeError(Value.takeError());
  return std::nullopt;
}

std::vector<LockFact> lockFacts(const llvm::json::Array &List) {
  std::vector<LockFact> Facts;
  for (const llvm::json::Value &Each : List)
    if (const llvm::json::Object *Fact = Each.getAsObject())
      Facts.push_back(readLockFact(*Fact));
  return Facts;
}

} // namespace

llvm::json::Object writeLockFact(const LockFact &Fact) {
  llvm::json::Object Whole{{"what", int64_t(Fact.What)}, {"path", Fact.Path}, {"guard", Fact.Guard},
                           {"type", Fact.Type},          {"name", Fact.Name}, {"why", Fact.Why}};
  if (Fact.OnlyIf)
    Whole["only_if"] = *Fact.OnlyIf;
  if (Fact.Sometimes)
    Whole["sometimes"] = true;
  if (Fact.ElseNegative)
    Whole["else_negative"] = true;
  if (Fact.OrGreater)
    Whole["or_greater"] = true;
  if (Fact.HeldAcross)
    Whole["held_across"] = true;
  return Whole;
}

LockFact readLockFact(const llvm::json::Object &From) {
  auto Text = [&](llvm::StringRef Key) {
    auto Value = From.getString(Key);
    return Value ? Value->str() : std::string();
  };
  LockFact Fact;
  if (auto What = From.getInteger("what"); What && *What >= 0 && *What <= int(LockFact::Kind::Lend))
    Fact.What = LockFact::Kind(*What);
  Fact.Path = Text("path");
  Fact.Guard = Text("guard");
  Fact.Type = Text("type");
  Fact.Name = Text("name");
  Fact.Why = Text("why");
  if (auto OnlyIf = From.getInteger("only_if"))
    Fact.OnlyIf = int(*OnlyIf);
  Fact.Sometimes = From.get("sometimes") != nullptr;
  Fact.ElseNegative = From.get("else_negative") != nullptr;
  Fact.OrGreater = From.get("or_greater") != nullptr;
  Fact.HeldAcross = From.get("held_across") != nullptr;
  return Fact;
}

Facts programFacts(const std::vector<std::string> &Summaries) {
  std::map<std::string, std::vector<std::string>> CallersOf;
  std::map<std::string, std::vector<LockFact>> LocksOf;
  Facts Program;
  std::map<std::string, bool> &Known = Program.Suspends;
  std::set<std::string> Marked, Different;
  for (const std::string &Text : Summaries) {
    auto Parsed = parsed(Text);
    if (!Parsed)
      continue;
    const llvm::json::Object *Whole = Parsed->getAsObject();
    if (const llvm::json::Object *Functions = Whole->getObject("functions"))
      for (const auto &Entry : *Functions)
        if (const llvm::json::Object *F = Entry.second.getAsObject()) {
          std::string Name = Entry.first.str();
          bool Suspends = F->getBoolean("suspends") && *F->getBoolean("suspends");
          Known[Name] =
              Known[Name] || Suspends; // static inline twins of several files agree, or the worse one counts
          std::vector<LockFact> Locks;
          if (const llvm::json::Array *List = F->getArray("locks"))
            Locks = lockFacts(*List);
          auto [Before, New] = LocksOf.try_emplace(Name, Locks);
          if (!New && !(Before->second == Locks))
            Different.insert(Name);
          if (const llvm::json::Array *Calls = F->getArray("calls"))
            for (const llvm::json::Value &Callee : *Calls)
              if (auto Called = Callee.getAsString())
                CallersOf[Called->str()].push_back(Name);
        }
    if (const llvm::json::Array *Names = Whole->getArray("marked"))
      for (const llvm::json::Value &Name : *Names)
        if (auto Text = Name.getAsString())
          Marked.insert(Text->str());
  }
  for (const std::string &Name : Marked)
    Known.emplace(Name, true); // defined nowhere here
  // What suspends makes its callers suspend.
  std::vector<std::string> Work;
  for (const auto &[Name, Suspends] : Known)
    if (Suspends)
      Work.push_back(Name);
  while (!Work.empty()) {
    std::string Name = std::move(Work.back());
    Work.pop_back();
    for (const std::string &Caller : CallersOf[Name])
      if (!Known[Caller]) {
        Known[Caller] = true;
        Work.push_back(Caller);
      }
  }
  // Two programs may have functions of one name that do different things.
  for (auto &[Name, Locks] : LocksOf)
    if (!Locks.empty() && !Different.count(Name))
      Program.Locks[Name] = std::move(Locks);
  return Program;
}

bool wouldChange(const std::string &Summary, const Facts &Told, const Facts &Known) {
  auto Parsed = parsed(Summary);
  const llvm::json::Object *Asked = Parsed ? Parsed->getAsObject()->getObject("asked") : nullptr;
  if (!Asked)
    return true;
  auto Suspends = [](const Facts &In, const std::string &Name, bool Otherwise) {
    auto Answer = In.Suspends.find(Name);
    return Answer == In.Suspends.end() ? Otherwise : Answer->second;
  };
  auto LocksOf = [](const Facts &In, const std::string &Name) {
    auto Answer = In.Locks.find(Name);
    return Answer == In.Locks.end() ? std::vector<LockFact>() : Answer->second;
  };
  if (const llvm::json::Object *Questions = Asked->getObject("suspends"))
    for (const auto &Question : *Questions) {
      std::string Name = Question.first.str();
      bool Otherwise = Question.second == llvm::json::Value(true);
      if (Suspends(Told, Name, Otherwise) != Suspends(Known, Name, Otherwise))
        return true;
    }
  if (const llvm::json::Array *Names = Asked->getArray("locks"))
    for (const llvm::json::Value &Name : *Names)
      if (auto Text = Name.getAsString())
        if (!(LocksOf(Told, Text->str()) == LocksOf(Known, Text->str())))
          return true;
  return false;
}

std::string writeFacts(const Facts &Known) {
  llvm::json::Object Suspends, Locks;
  for (const auto &[Name, Does] : Known.Suspends)
    Suspends[Name] = Does;
  for (const auto &[Name, List] : Known.Locks) {
    llvm::json::Array Facts;
    for (const LockFact &Fact : List)
      Facts.push_back(writeLockFact(Fact));
    Locks[Name] = std::move(Facts);
  }
  llvm::json::Object Whole{{"suspends", std::move(Suspends)}, {"locks", std::move(Locks)}};
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  OS << llvm::json::Value(std::move(Whole));
  return OS.str();
}

std::optional<Facts> readFacts(llvm::StringRef Text) {
  auto Parsed = parsed(Text);
  const llvm::json::Object *Suspends = Parsed ? Parsed->getAsObject()->getObject("suspends") : nullptr;
  if (!Suspends)
    return std::nullopt;
  Facts Known;
  for (const auto &Entry : *Suspends)
    if (auto Does = Entry.second.getAsBoolean())
      Known.Suspends[Entry.first.str()] = *Does;
  if (const llvm::json::Object *Locks = Parsed->getAsObject()->getObject("locks"))
    for (const auto &Entry : *Locks)
      if (const llvm::json::Array *List = Entry.second.getAsArray())
        Known.Locks[Entry.first.str()] = lockFacts(*List);
  return Known;
}

} // namespace lifeguard
