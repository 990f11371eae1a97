#include "ConfigUses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

namespace lifeguard {

namespace {

constexpr size_t MostNames = 12; ///< of one entry that are printed

std::string plural(size_t Count, llvm::StringRef Noun) {
  return std::to_string(Count) + " " + Noun.str() + (Count == 1 ? "" : "s");
}

void printEntry(const ConfigUse &Use, llvm::raw_ostream &OS) {
  OS << "    " << Use.Entry;
  if (Use.IsValue) {
    OS << "\n";
    return;
  }
  if (Use.Found.empty()) {
    OS << ": matched nothing\n";
    return;
  }
  OS << ":";
  size_t Printed = 0;
  for (const auto &[Name, Places] : Use.Found) {
    if (Printed == MostNames) {
      OS << " and " << Use.Found.size() - Printed << " more (--format=json lists them)";
      break;
    }
    OS << (Printed++ ? ", " : " ") << Name;
    if (Places.empty())
      OS << " (not used)";
    else if (Places.size() > 1)
      OS << " (" << plural(Places.size(), "place") << ")";
  }
  OS << "\n";
}

} // namespace

std::string writeUses(const ConfigUses &Uses) {
  llvm::json::Array Entries;
  for (const ConfigUse &Use : Uses) {
    llvm::json::Object Found;
    for (const auto &[Name, Places] : Use.Found) {
      llvm::json::Array List;
      for (const std::string &Where : Places)
        List.push_back(Where);
      Found[Name] = std::move(List);
    }
    llvm::json::Object Entry{{"source", Use.Source}, {"key", Use.Key}, {"entry", Use.Entry}};
    if (Use.IsValue)
      Entry["value"] = true;
    else
      Entry["matched"] = std::move(Found);
    Entries.push_back(std::move(Entry));
  }
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  OS << llvm::formatv("{0:2}", llvm::json::Value(std::move(Entries))) << "\n";
  return OS.str();
}

std::optional<ConfigUses> readUses(llvm::StringRef Text) {
  auto Parsed = llvm::json::parse(Text);
  if (!Parsed) {
    llvm::consumeError(Parsed.takeError());
    return std::nullopt;
  }
  const llvm::json::Array *Entries = Parsed->getAsArray();
  if (!Entries)
    return std::nullopt;
  ConfigUses Uses;
  auto Word = [](const llvm::json::Object &From, llvm::StringRef Key) {
    auto Value = From.getString(Key);
    return Value ? Value->str() : std::string();
  };
  for (const llvm::json::Value &Each : *Entries) {
    const llvm::json::Object *Entry = Each.getAsObject();
    if (!Entry)
      return std::nullopt;
    ConfigUse Use{Word(*Entry, "source"),
                  Word(*Entry, "key"),
                  Word(*Entry, "entry"),
                  Entry->get("value") != nullptr,
                  {}};
    if (const llvm::json::Object *Found = Entry->getObject("matched"))
      for (const auto &Named : *Found) {
        std::set<std::string> &Places = Use.Found[Named.first.str()];
        if (const llvm::json::Array *List = Named.second.getAsArray())
          for (const llvm::json::Value &Where : *List)
            if (auto Text = Where.getAsString())
              Places.insert(Text->str());
      }
    Uses.push_back(std::move(Use));
  }
  return Uses;
}

void addUses(ConfigUses &To, const ConfigUses &From) {
  for (const ConfigUse &Use : From) {
    auto Known = llvm::find_if(To, [&](const ConfigUse &Other) {
      return Use.Source == Other.Source && Use.Key == Other.Key && Use.Entry == Other.Entry;
    });
    if (Known == To.end()) {
      To.push_back(Use);
      continue;
    }
    for (const auto &[Name, Places] : Use.Found)
      Known->Found[Name].insert(Places.begin(), Places.end());
  }
  // What is built in stays last.
  ConfigUses Sorted;
  for (bool BuiltIn : {false, true})
    for (ConfigUse &Use : To)
      if (Use.Source.empty() == BuiltIn)
        Sorted.push_back(std::move(Use));
  To = std::move(Sorted);
}

void printUses(const ConfigUses &Uses, llvm::raw_ostream &OS) {
  std::string Source = "\n", Key;
  for (const ConfigUse &Use : Uses) {
    if (Use.Source != Source) {
      Source = Use.Source;
      Key = "";
      OS << "\n" << (Source.empty() ? "built in" : Source) << "\n";
    }
    if (Use.Key != Key) {
      Key = Use.Key;
      OS << "  " << Key << "\n";
    }
    printEntry(Use, OS);
  }
}

} // namespace lifeguard
