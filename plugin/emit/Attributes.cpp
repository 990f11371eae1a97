#include "Attributes.h"
#include "clang/AST/Attr.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace lifeguard {

namespace {

std::string list(llvm::ArrayRef<llvm::StringRef> Texts) {
  std::string Result;
  for (llvm::StringRef Text : Texts)
    Result += (Result.empty() ? "\"" : ", \"") + Text.str() + "\"";
  return Result;
}

/// `A` as it stands in double parentheses, if it is one of `What`; else empty.
std::string text(const Attr &A, AttributesOf What, ASTContext &Ctx) {
  switch (What) {
  case AttributesOf::Everything:
    if (const auto *Visible = dyn_cast<VisibilityAttr>(&A))
      return std::string("visibility(\"") +
             VisibilityAttr::ConvertVisibilityTypeToStr(Visible->getVisibility()) + "\")";
    return isa<WeakAttr>(A) ? "weak" : isa<UsedAttr>(A) ? "used" : "";
  case AttributesOf::Functions:
    if (const auto *Section = dyn_cast<SectionAttr>(&A))
      return "section(\"" + Section->getName().str() + "\")";
    if (const auto *Target = dyn_cast<TargetAttr>(&A))
      return "target(\"" + Target->getFeaturesStr().str() + "\")";
    if (const auto *Unchecked = dyn_cast<NoSanitizeAttr>(&A))
      return "no_sanitize(" +
             list(llvm::ArrayRef<llvm::StringRef>(Unchecked->sanitizers_begin(),
                                                  Unchecked->sanitizers_size())) +
             ")";
    return isa<ColdAttr>(A)                   ? "cold"
           : isa<NoInstrumentFunctionAttr>(A) ? "no_instrument_function"
           : isa<NoStackProtectorAttr>(A)     ? "no_stack_protector"
                                              : "";
  case AttributesOf::Poll:
    if (const auto *Aligned = dyn_cast<AlignedAttr>(&A))
      return "aligned(" + std::to_string(Aligned->getAlignment(Ctx) / 8) + ")";
    return isa<HotAttr>(A)            ? "hot"
           : isa<NoInlineAttr>(A)     ? "noinline"
           : isa<AlwaysInlineAttr>(A) ? "always_inline"
           : isa<FlattenAttr>(A)      ? "flatten"
           : isa<OptimizeNoneAttr>(A) ? "optnone"
           : isa<MinSizeAttr>(A)      ? "minsize"
                                      : "";
  }
  return "";
}

} // namespace

std::string attributes(const AsyncSignature &Signature, AttributesOf What) {
  std::string Result;
  for (const Attr *A : Signature.Decl->getMostRecentDecl()->attrs())
    if (std::string Text = text(*A, What, Signature.Decl->getASTContext()); !Text.empty())
      Result += "__attribute__((" + Text + ")) ";
  return Result;
}

std::string internal(const Unit &In) { return "static " + In.macro("lg_unused") + " "; }

std::string linkage(const Unit &In, const AsyncSignature &Signature) {
  return (Signature.Internal ? internal(In) : "") + attributes(Signature, AttributesOf::Everything);
}

} // namespace lifeguard
