#include "Options.h"
#include "llvm/ADT/StringRef.h"

namespace lifeguard {

namespace {

std::string optionNames() {
  std::string Names;
#define LG_FLAG(Member, Name, Help) Names += (Names.empty() ? "" : ", ") + std::string(Name);
#define LG_VALUE(Member, Name, Value, Help)                                                                  \
  Names += (Names.empty() ? "" : ", ") + std::string(Name "=" Value);
#include "Options.def"
  return Names;
}

std::string nounNames() {
  std::string Names;
#define LG_FLAG(Member, Name, Help)
#define LG_VALUE(Member, Name, Value, Help)
#define LG_NOUN(Noun) Names += (Names.empty() ? "" : ", ") + std::string(Noun);
#include "Options.def"
  return Names;
}

bool isNoun(llvm::StringRef Name) {
#define LG_FLAG(Member, Name, Help)
#define LG_VALUE(Member, Name, Value, Help)
#define LG_NOUN(Noun)                                                                                        \
  if (Name == Noun)                                                                                          \
    return true;
#include "Options.def"
  return false;
}

} // namespace

bool parseOptions(const std::vector<std::string> &Arguments, Options &Result, Diagnostics &Diags) {
  for (llvm::StringRef Argument : Arguments) {
    auto [Name, Value] = Argument.split('=');
    bool Known = false;
#define LG_FLAG(Member, Spelling, Help)                                                                      \
  if (Argument == Spelling) {                                                                                \
    Result.Member = true;                                                                                    \
    Known = true;                                                                                            \
  }
#define LG_VALUE(Member, Spelling, Placeholder, Help)                                                        \
  if (Name == Spelling) {                                                                                    \
    Known = true;                                                                                            \
    Result.Member = Value.str();                                                                             \
    if (Value.empty())                                                                                       \
      Diags.report({}, Message::missing_value) << Spelling << Placeholder;                                   \
  }
#include "Options.def"
    if (!Known)
      Diags.report({}, Message::bad_argument) << Argument << optionNames();
  }
  if (!Result.Dump.empty() && !isNoun(Result.Dump))
    Diags.report({}, Message::bad_noun) << Result.Dump << nounNames();
  if (!Result.Run.empty() && Result.Explain.empty())
    Diags.report({}, Message::run_alone);
  if (Result.AuditOnly)
    for (auto [Name, Wanted] :
         {std::pair("emit", !Result.Emit.empty()), std::pair("dump", !Result.Dump.empty()),
          std::pair("layout", Result.Layout), std::pair("graph", !Result.Graph.empty()),
          std::pair("explain", !Result.Explain.empty())})
      if (Wanted)
        Diags.report({}, Message::nothing_compiled) << Name;
  return !Diags.hadError();
}

std::string describeOptions() {
  std::string Text = "Plugin arguments of Lifeguard, each given as -fplugin-arg-lifeguard-ARG:\n";
#define LG_FLAG(Member, Name, Help) Text += "  " Name "\n      " Help "\n";
#define LG_VALUE(Member, Name, Value, Help) Text += "  " Name "=" Value "\n      " Help "\n";
#include "Options.def"
  return Text;
}

} // namespace lifeguard
