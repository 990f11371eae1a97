//===- WriteSarif.cpp - SARIF 2.1.0 ---------------------------------------===//
//
// One run of one tool: every rule with its help, a result for each finding that asks for attention, its
// suspensions and releases as related locations, its fingerprint under `partialFingerprints`. What is allowed
// or hooked is in the JSON.
//
//===----------------------------------------------------------------------===//
#include "SourceLines.h"
#include "Write.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"

namespace lifeguard {

namespace {

using llvm::json::Array;
using llvm::json::Object;

/// A path as a URI reference (RFC 3986): what is not unreserved is escaped.
std::string uriOf(llvm::StringRef Path) {
  static const char Digits[] = "0123456789ABCDEF";
  std::string Uri = llvm::sys::path::is_absolute(Path) ? "file://" : "";
  Path.consume_front("./");
  for (unsigned char C : Path) {
    if (isalnum(C) || strchr("/-._~", C))
      Uri += char(C);
    else
      Uri += {'%', Digits[C >> 4], Digits[C & 15]};
  }
  return Uri;
}

/// Places become columns of UTF-16 units, as `columnKind` says.
class Sarif {
public:
  Object result(const Finding &F);

private:
  SourceLines Sources;

  Object location(const Place &At, llvm::StringRef Message = "");
  Object fix(const Repair &Mending);
};

Object Sarif::location(const Place &At, llvm::StringRef Message) {
  Object Physical{{"artifactLocation", Object{{"uri", uriOf(At.File)}}}};
  if (At.Line) {
    Object Region{{"startLine", int64_t(At.Line)}};
    if (At.Column)
      Region["startColumn"] = int64_t(Sources.utf16Column(At));
    Physical["region"] = std::move(Region);
  }
  Object Whole{{"physicalLocation", std::move(Physical)}};
  if (!Message.empty())
    Whole["message"] = Object{{"text", Message.str()}};
  return Whole;
}

const Rule AllRules[] = {
#define LG_RULE(Id, Level, Summary) Rule::Id,
#include "../support/Rules.def"
};

Array rules() {
  Array List;
  for (Rule R : AllRules)
    List.push_back(Object{{"id", ruleId(R)},
                          {"shortDescription", Object{{"text", ruleSummary(R)}}},
                          {"fullDescription", Object{{"text", ruleSummary(R)}}},
                          {"help", Object{{"text", ruleSummary(R).str() + ": see " + rulePage(R)}}},
                          {"helpUri", rulePage(R)},
                          {"defaultConfiguration", Object{{"level", spelling(ruleLevel(R))}}}});
  return List;
}

/// The edits of each file together.
Object Sarif::fix(const Repair &Mending) {
  std::map<std::string, Array> ByFile;
  for (const Edit &E : Mending.Edits) {
    Object Region{{"startLine", int64_t(E.Begin.Line)},
                  {"startColumn", int64_t(Sources.utf16Column(E.Begin))},
                  {"endLine", int64_t(E.End.Line)},
                  {"endColumn", int64_t(Sources.utf16Column(E.End))}};
    ByFile[E.Begin.File].push_back(
        Object{{"deletedRegion", std::move(Region)}, {"insertedContent", Object{{"text", E.Text}}}});
  }
  Array Changes;
  for (auto &[File, Replacements] : ByFile)
    Changes.push_back(Object{{"artifactLocation", Object{{"uri", uriOf(File)}}},
                             {"replacements", std::move(Replacements)}});
  return Object{{"description", Object{{"text", Mending.What}}}, {"artifactChanges", std::move(Changes)}};
}

Object Sarif::result(const Finding &F) {
  Array Related;
  for (const Suspension &S : F.Suspensions)
    Related.push_back(location(S.At, "suspends here: " + S.Callee));
  for (const Place &At : F.Releases)
    Related.push_back(location(At, "let go here"));
  for (const Remark &R : F.Remarks)
    Related.push_back(location(R.At, R.Text));
  for (size_t I = 0; I < Related.size(); ++I)
    (*Related[I].getAsObject())["id"] = int64_t(I + 1);
  std::string Text = F.Message + " (in function '" + F.Function + "').";
  if (!F.Why.empty())
    Text += " Why: " + F.Why + ".";
  if (!F.Help.empty())
    Text += " What to do: " + F.Help + ".";
  Object Result{{"ruleId", ruleId(F.Broken)},
                {"ruleIndex", int64_t(F.Broken)},
                {"level", spelling(F.Severity)},
                {"message", Object{{"text", Text}}},
                {"locations", Array{location(F.Guard.At)}},
                {"partialFingerprints", Object{{"lifeguard/v1", F.Fingerprint}}}};
  if (!Related.empty())
    Result["relatedLocations"] = std::move(Related);
  if (F.Mending)
    Result["fixes"] = Array{fix(*F.Mending)};
  return Result;
}

} // namespace

std::string rulePage(Rule R) { return "https://lifeguard.example/docs/rules.html#" + ruleId(R); }

void writeSarif(const AuditReport &Report, llvm::raw_ostream &OS) {
  Array Results;
  Sarif Log;
  for (const Finding &F : Report.Findings)
    if (isShown(F))
      Results.push_back(Log.result(F));
  Object Driver{{"name", "lifeguard"}, {"informationUri", "https://lifeguard.example/"}, {"rules", rules()}};
  Object Run{{"tool", Object{{"driver", std::move(Driver)}}},
             {"columnKind", "utf16CodeUnits"},
             {"results", std::move(Results)}};
  Object Whole{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
               {"version", "2.1.0"},
               {"runs", Array{std::move(Run)}}};
  OS << llvm::formatv("{0:2}", llvm::json::Value(std::move(Whole))) << "\n";
}

} // namespace lifeguard
