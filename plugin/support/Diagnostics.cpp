#include "Diagnostics.h"
#include <string>

using namespace clang;

namespace lifeguard {

namespace {

enum class Severity { Error, Warning, Remark, Note };

struct Row {
  const char *Id;
  Severity Level;
  const char *Text;
};

const Row Rows[] = {
#define LG_MESSAGE(Id, Level, Text) {#Id, Severity::Level, Text},
#include "Diagnostics.def"
};

DiagnosticsEngine::Level engineLevel(Severity Level) {
  switch (Level) {
  case Severity::Error:
    return DiagnosticsEngine::Error;
  case Severity::Warning:
    return DiagnosticsEngine::Warning;
  case Severity::Remark:
    return DiagnosticsEngine::Remark;
  case Severity::Note:
    return DiagnosticsEngine::Note;
  }
  return DiagnosticsEngine::Error;
}

} // namespace

DiagnosticBuilder Diagnostics::report(SourceLocation Where, Message What) {
  const Row &R = Rows[static_cast<unsigned>(What)];
  std::string Text = R.Text;
  if (R.Level == Severity::Error || R.Level == Severity::Warning) {
    std::string Id = R.Id;
    for (char &C : Id)
      if (C == '_')
        C = '-';
    Text += " [lifeguard-" + Id + "]";
  }
  if (R.Level == Severity::Error)
    ++Errors;
  return Engine.Report(Where, Engine.getDiagnosticIDs()->getCustomDiagID(
                                  static_cast<DiagnosticIDs::Level>(engineLevel(R.Level)), Text));
}

} // namespace lifeguard
