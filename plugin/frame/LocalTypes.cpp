#include "LocalTypes.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

void LocalTypes::need(QualType T, llvm::StringRef Name, SourceLocation Where) {
  size_t Before = Found.size();
  add(T);
  for (size_t I = Before; I != Found.size(); ++I)
    if (!canBeMoved(Found[I])) {
      Diags.report(Where, Message::local_type) << Name;
      Diags.report(Where, Message::note_local_type);
      return;
    }
}

void LocalTypes::add(QualType T) {
  forEachNamedType(T.getCanonicalType(), [&](const NamedDecl *D) {
    if (const auto *Tag = dyn_cast<TagDecl>(D); Tag && isUnspeakable(Tag))
      add(Tag);
  });
}

void LocalTypes::add(const TagDecl *Tag) {
  if (!Found.insert(Tag->getCanonicalDecl()) || !Tag->getParentFunctionOrMethod())
    return;
  if (const auto *Record = dyn_cast_or_null<RecordDecl>(Tag->getDefinition()))
    addContents(Record);
}

/// What the text of a definition mentions or declares goes where the definition goes.
void LocalTypes::addContents(const RecordDecl *Record) {
  for (const Decl *D : Record->decls()) {
    const auto *Inner = dyn_cast<RecordDecl>(D);
    if (Inner && Inner->isAnonymousStructOrUnion())
      addContents(Inner);
    else if (const auto *Tag = dyn_cast<TagDecl>(D))
      add(Tag);
    else if (const auto *Field = dyn_cast<FieldDecl>(D); Field && !Field->isAnonymousStructOrUnion())
      add(Field->getType());
  }
}

/// A type in the parameter list is part of what callers see. The text of a header stays as it is.
bool LocalTypes::canBeMoved(const TagDecl *Tag) const {
  if (!Tag->getParentFunctionOrMethod())
    return Tag->isThisDeclarationADefinition() && isInMainFile(Tag);
  const Stmt *Body = F.definition()->getBody();
  const SourceManager &SM = F.In.Ctx.getSourceManager();
  return !SM.isBeforeInTranslationUnit(Tag->getLocation(), Body->getBeginLoc());
}

bool LocalTypes::isTaken(llvm::StringRef Name) const {
  ASTContext &Ctx = F.In.Ctx;
  return F.In.Macros.contains(Name) || !Ctx.getTranslationUnitDecl()->lookup(&Ctx.Idents.get(Name)).empty();
}

std::string LocalTypes::freshName(const llvm::Twine &Wish) const {
  std::string Name = F.Names.fresh((F.Signature.Name + "_local_" + Wish).str());
  while (isTaken(Name))
    Name = F.Names.fresh(Name);
  return Name;
}

void LocalTypes::rename(const TagDecl *Tag) const {
  const SourceManager &SM = F.In.Ctx.getSourceManager();
  const TypedefNameDecl *Typedef = Tag->getTypedefNameForAnonDecl();
  std::string Name = freshName(
      Tag->getIdentifier() ? Tag->getName()
      : Typedef            ? Typedef->getName()
                : "type_" + std::to_string(SM.getPresumedLineNumber(SM.getExpansionLoc(Tag->getLocation()))));
  IdentifierInfo &Id = F.In.Ctx.Idents.get(Name);
  for (TagDecl *D : Tag->redecls()) {
    D->setDeclName(&Id);
    if (Typedef)
      D->setTypedefNameForAnonDecl(nullptr);
  }
  if (const auto *Enum = dyn_cast_or_null<EnumDecl>(Tag->getDefinition());
      Enum && Enum->getParentFunctionOrMethod())
    for (const EnumConstantDecl *Enumerator : Enum->enumerators())
      F.Renamed[Enumerator] = freshName(Enumerator->getName());
}

void LocalTypes::order(const TagDecl *Tag) {
  if (!Found.contains(Tag) || !Ordered.insert(Tag).second)
    return;
  if (const auto *Record = dyn_cast_or_null<RecordDecl>(Tag->getDefinition()))
    orderContents(Record);
  Plan.LocalTypes.push_back(Tag);
}

void LocalTypes::orderContents(const RecordDecl *Record) {
  for (const FieldDecl *Field : Record->fields()) {
    const TagDecl *Held = Field->getType()->getBaseElementTypeUnsafe()->getAsTagDecl();
    if (Field->isAnonymousStructOrUnion())
      orderContents(cast<RecordDecl>(Held));
    else if (Held)
      order(Held->getCanonicalDecl());
  }
}

void LocalTypes::finish() {
  for (const TagDecl *Tag : Found)
    order(Tag);
  for (const TagDecl *Tag : Plan.LocalTypes)
    rename(Tag);
}

} // namespace lifeguard
