//===- Facts.cpp - who suspends, worked out from every file's summary -----===//
#include "Summary.h"
#include "llvm/Support/JSON.h"

namespace lifeguard {

Facts programFacts(const std::vector<std::string> &Summaries) {
  std::map<std::string, std::vector<std::string>> CallersOf;
  Facts Known;
  std::set<std::string> Marked;
  for (const std::string &Text : Summaries) {
    auto Parsed = llvm::json::parse(Text);
    if (!Parsed) {
      llvm::consumeError(Parsed.takeError());
      continue;
    }
    const llvm::json::Object *Whole = Parsed->getAsObject();
    if (!Whole)
      continue;
    if (const llvm::json::Object *Functions = Whole->getObject("functions"))
      for (const auto &Entry : *Functions)
        if (const llvm::json::Object *F = Entry.second.getAsObject()) {
          std::string Name = Entry.first.str();
          bool Suspends = F->getBoolean("suspends") && *F->getBoolean("suspends");
          Known[Name] =
              Known[Name] || Suspends; // static inline twins of several files agree, or the worse one counts
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
  return Known;
}

std::string writeFacts(const Facts &Known) {
  llvm::json::Object Whole;
  for (const auto &[Name, Suspends] : Known)
    Whole[Name] = Suspends;
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  OS << llvm::json::Value(std::move(Whole));
  return OS.str();
}

std::optional<Facts> readFacts(llvm::StringRef Text) {
  auto Parsed = llvm::json::parse(Text);
  if (!Parsed) {
    llvm::consumeError(Parsed.takeError());
    return std::nullopt;
  }
  const llvm::json::Object *Whole = Parsed->getAsObject();
  if (!Whole)
    return std::nullopt;
  Facts Known;
  for (const auto &Entry : *Whole)
    if (auto Suspends = Entry.second.getAsBoolean())
      Known[Entry.first.str()] = *Suspends;
  return Known;
}

} // namespace lifeguard
