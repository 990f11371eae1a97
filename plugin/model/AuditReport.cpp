#include "AuditReport.h"

namespace lifeguard {

namespace {

struct Row {
  const char *Id;
  Level Severity;
  const char *Summary;
};

const Row Rows[] = {
#define LG_RULE(Id, Severity, Summary) {#Id, Level::Severity, Summary},
#include "../support/Rules.def"
};

} // namespace

std::string ruleId(Rule R) {
  std::string Id = Rows[static_cast<unsigned>(R)].Id;
  for (char &C : Id)
    if (C == '_')
      C = '-';
  return Id;
}

llvm::StringRef ruleSummary(Rule R) { return Rows[static_cast<unsigned>(R)].Summary; }
Level ruleLevel(Rule R) { return Rows[static_cast<unsigned>(R)].Severity; }

std::optional<Rule> ruleOfId(llvm::StringRef Id) {
  for (unsigned I = 0; I < std::size(Rows); ++I)
    if (ruleId(static_cast<Rule>(I)) == Id)
      return static_cast<Rule>(I);
  return std::nullopt;
}

llvm::StringRef spelling(Verdict V) {
  switch (V) {
  case Verdict::Hooked:
    return "hooked";
  case Verdict::Allowed:
    return "allowed";
  case Verdict::Forbidden:
    return "forbidden";
  case Verdict::Unknown:
    return "unknown";
  }
  return "";
}

llvm::StringRef spelling(Level L) {
  switch (L) {
  case Level::Ignore:
    return "ignore";
  case Level::Note:
    return "note";
  case Level::Warning:
    return "warning";
  case Level::Error:
    return "error";
  }
  return "";
}

} // namespace lifeguard
