#include "Parameters.h"
#include "../support/Names.h"
#include "../support/Spelling.h"

using namespace clang;

namespace lifeguard {

namespace {

/// A name that could hide what is generated around it, or no name at all.
bool isOurs(llvm::StringRef Name) {
  return Name.empty() || Name.contains("_future_") || startsWith(Name, "lg_") || startsWith(Name, "LG_");
}

} // namespace

Parameters::Parameters(const Unit &In, const AsyncSignature &Signature,
                       std::initializer_list<llvm::StringRef> Reserved) {
  NamePool Pool(&In.Macros);
  for (llvm::StringRef Name : Reserved)
    Pool.reserve(Name);
  auto Add = [&](QualType T, llvm::StringRef Wish) {
    std::string Name = Pool.fresh(isOurs(Wish) ? "argument" : Wish);
    Declared += ", " + declare(T.getUnqualifiedType(), Name, In.Ctx);
    Types += ", " + declare(T.getUnqualifiedType(), "", In.Ctx);
    Passed += ", " + Name;
    return Name;
  };
  if (const auto *Pointee = dyn_cast_or_null<FunctionProtoType>(Signature.Pointee)) {
    for (QualType T : Pointee->param_types())
      Add(T, "");
  } else if (!Signature.isPointer()) {
    const FunctionDecl *F = Signature.Definition ? Signature.Definition : Signature.Decl;
    for (const ParmVarDecl *P : F->parameters())
      Names.push_back({P, Add(P->getType(), P->getName())});
  }
}

std::string asParameterList(const std::string &Declared) {
  return Declared.empty() ? "(void)" : "(" + Declared.substr(2) + ")";
}

} // namespace lifeguard
