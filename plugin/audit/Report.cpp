#include "Report.h"
#include "Write.h"

using namespace clang;

namespace lifeguard {

namespace {

DiagnosticIDs::Level levelOf(Level L) {
  switch (L) {
  case Level::Error:
    return DiagnosticIDs::Error;
  case Level::Warning:
    return DiagnosticIDs::Warning;
  default:
    return DiagnosticIDs::Note;
  }
}

class Reporter {
public:
  explicit Reporter(DiagnosticsEngine &Engine) : Engine(Engine) {}

  void finding(const Finding &F) {
    if (F.Severity == Level::Note && Engine.getDiagnosticOptions().IgnoreWarnings)
      return; // -w
    say(F.Guard.At, F.Severity, F.Message + " [lifeguard-" + ruleId(F.Broken) + "]");
    for (const Suspension &S : F.Suspensions)
      say(S.At, Level::Note,
          "suspends here, in '" + S.Callee + "'" + (S.Maybe ? ", where it is held on some ways only" : ""));
    for (const Place &At : F.Releases)
      say(At, Level::Note, "let go here");
    for (const Remark &R : F.Remarks)
      say(R.At, Level::Note, R.Text);
    std::string More = F.Why.empty() || F.Help.empty() ? F.Why + F.Help : F.Why + "; " + F.Help;
    if (!More.empty())
      say({}, Level::Note, More);
    if (F.Mending)
      propose(F.Guard.At, *F.Mending);
  }

private:
  DiagnosticsEngine &Engine;

  /// A note with fix-it hints. (Those of a warning `-fixit` would apply unasked.)
  void propose(const Place &At, const Repair &Mending) {
    DiagnosticBuilder Note =
        Engine.Report(At.Where, Engine.getDiagnosticIDs()->getCustomDiagID(DiagnosticIDs::Note, "%0"));
    Note << Mending.What;
    for (const Edit &E : Mending.Edits)
      Note << FixItHint::CreateReplacement(CharSourceRange::getCharRange(E.Begin.Where, E.End.Where), E.Text);
  }

  void say(const Place &At, Level L, const std::string &Text) {
    // The text is an argument: a '%' in it is itself.
    Engine.Report(At.Where, Engine.getDiagnosticIDs()->getCustomDiagID(levelOf(L), "%0")) << Text;
  }
};

} // namespace

void reportFindings(const AuditReport &Report, DiagnosticsEngine &Engine) {
  Reporter Say(Engine);
  for (const Finding &F : Report.Findings)
    if (isShown(F))
      Say.finding(F);
}

} // namespace lifeguard
