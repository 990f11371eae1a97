#include "Findings.h"
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MD5.h"

using namespace clang;

namespace lifeguard {

Place Findings::place(SourceLocation Where) const {
  const SourceManager &SM = In.Ctx.getSourceManager();
  Place At;
  At.Where = SM.getExpansionLoc(Where);
  PresumedLoc Presumed = SM.getPresumedLoc(At.Where);
  if (Presumed.isValid()) {
    At.File = Presumed.getFilename();
    At.Line = Presumed.getLine();
    At.Column = Presumed.getColumn();
  }
  return At;
}

Finding Findings::make(Rule Broken, const NamedDecl *F, SourceLocation At) const {
  Finding Found;
  Found.Broken = Broken;
  Found.Decided = Verdict::Forbidden;
  Found.Severity = ruleLevel(Broken);
  Found.Function = F->getNameAsString();
  Found.Guard.At = place(At);
  return Found;
}

std::optional<std::string> Findings::allowed(const Finding &Found, const NamedDecl *F,
                                             const Decl *About) const {
  std::string Id = ruleId(Found.Broken);
  auto By = [&](const Decl *D) -> std::optional<std::string> {
    for (const auto *Mark : D->specific_attrs<AnnotateAttr>()) {
      if (!startsWith(Mark->getAnnotation(), annotation::Allow))
        continue;
      auto [Allowed, Reason] = annotationBody(*Mark, annotation::Allow).split(';');
      if (Allowed == Id)
        return Reason.str();
    }
    return std::nullopt;
  };
  for (const Decl *D : F->redecls())
    if (auto Reason = By(D))
      return Reason;
  if (About) {
    if (auto Reason = By(About))
      return Reason;
    if (const auto *Value = dyn_cast<ValueDecl>(About))
      if (const auto *Record = Value->getType()->getAs<RecordType>())
        if (auto Reason = By(Record->getDecl()))
          return Reason;
  }
  for (const Exemption &Known : Config.Exempt)
    if ((Known.In.empty() || Known.In == Found.Function) &&
        (Known.File.empty() || llvm::Regex(Known.File).match(Found.Guard.At.File)) &&
        (Known.RuleId.empty() || Known.RuleId == Id))
      return Known.Why;
  return std::nullopt;
}

void Findings::add(Finding Found, const NamedDecl *F, const Decl *About) {
  if (auto Reason = allowed(Found, F, About)) {
    Found.Decided = Verdict::Allowed;
    Found.Severity = Level::Ignore;
    Found.Why = *Reason;
  }
  // No lines and no folders: what moves stays the same finding.
  std::string Words = ruleId(Found.Broken) + "|" +
                      Found.Guard.At.File.substr(Found.Guard.At.File.rfind('/') + 1) + "|" + Found.Function +
                      "|" + Found.Guard.Kind + "|" + Found.Guard.Type + "|" + Found.Guard.Name;
  for (const Suspension &S : Found.Suspensions)
    Words += "|" + S.Callee;
  Words += "#" + llvm::utostr(Seen[Words]++);
  llvm::MD5 Hash;
  Hash.update(Words);
  llvm::MD5::MD5Result Digest;
  Hash.final(Digest);
  Found.Fingerprint = Digest.digest().str().str();
  Into.Findings.push_back(std::move(Found));
}

} // namespace lifeguard
