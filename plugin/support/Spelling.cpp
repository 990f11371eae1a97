#include "Spelling.h"
#include "clang/AST/PrettyPrinter.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace lifeguard {

namespace {

class NamedTypes : public RecursiveASTVisitor<NamedTypes> {
public:
  explicit NamedTypes(llvm::function_ref<void(const NamedDecl *)> Visit) : Visit(Visit) {}

  bool VisitTagType(TagType *T) {
    Visit(T->getDecl());
    return true;
  }
  bool VisitTypedefType(TypedefType *T) {
    Visit(T->getDecl());
    return true;
  }
  bool VisitTypeOfExprType(TypeOfExprType *) {
    HasTypeof = true;
    return true;
  }
  bool HasTypeof = false;

private:
  llvm::function_ref<void(const NamedDecl *)> Visit;
};

} // namespace

void forEachNamedType(QualType T, llvm::function_ref<void(const NamedDecl *)> Visit) {
  NamedTypes(Visit).TraverseType(T);
}

QualType fileScopeType(QualType T, const ASTContext &Ctx) {
  bool Local = false;
  auto Look = [&](const NamedDecl *D) { Local = Local || D->getParentFunctionOrMethod() != nullptr; };
  NamedTypes Finder(Look);
  Finder.TraverseType(T);
  return Local || Finder.HasTypeof ? T.getCanonicalType() : T;
}

std::string declare(QualType T, llvm::StringRef Name, const ASTContext &Ctx) {
  PrintingPolicy Policy(Ctx.getPrintingPolicy());
  Policy.Bool = false;
  Policy.SuppressTagKeyword = false;
  Policy.AnonymousTagLocations = false;
  Policy.SuppressScope = true; // C has none for tags in tags
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  fileScopeType(T, Ctx).print(OS, Policy, Name);
  return OS.str();
}

std::string quotedString(llvm::StringRef Text) {
  std::string Result = "\"";
  for (char C : Text) {
    if (C == '"' || C == '\\')
      Result += '\\';
    Result += C;
  }
  return Result + "\"";
}

bool isUnspeakable(const TagDecl *Tag) {
  return Tag->getParentFunctionOrMethod() || (!Tag->getIdentifier() && !Tag->getTypedefNameForAnonDecl());
}

} // namespace lifeguard
