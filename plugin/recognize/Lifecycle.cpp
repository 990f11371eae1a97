#include "Lifecycle.h"
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "Recognize.h"

using namespace clang;

namespace lifeguard {

namespace {

bool isHookType(const FunctionDecl *Hook, QualType Self, const ASTContext &Ctx) {
  if (!Hook->getReturnType()->isVoidType() || Hook->getNumParams() != 2)
    return false;
  QualType First = Hook->getParamDecl(0)->getType(), Second = Hook->getParamDecl(1)->getType();
  if (!First->isPointerType() || !Second->isPointerType())
    return false;
  const auto *Context = Second->getPointeeType()->getAs<RecordType>();
  return Ctx.hasSameType(First->getPointeeType(), Self) && Context &&
         Context->getDecl()->getName() == "lg_context";
}

llvm::SmallVector<llvm::StringRef, 4> splitNames(llvm::StringRef List, char Separator) {
  llvm::SmallVector<llvm::StringRef, 4> Names;
  List.split(Names, Separator);
  for (llvm::StringRef &Name : Names)
    Name = Name.trim();
  return Names;
}

} // namespace

const Notification *LifecycleTypes::of(QualType T) {
  T = T.getCanonicalType().getUnqualifiedType();
  auto [Entry, New] = Known.try_emplace(T.getTypePtr(), nullptr);
  if (!New)
    return Entry->second;
  const Notification *Found = compute(T);
  Known[T.getTypePtr()] = Found;
  return Found;
}

const Notification *LifecycleTypes::compute(QualType T) {
  auto Result = std::make_unique<Notification>();
  if (const auto *Array = In.Ctx.getAsConstantArrayType(T)) {
    Result->Element = of(Array->getElementType());
    Result->Count = Array->getSize().getZExtValue();
    if (!Result->Element)
      return nullptr;
  } else if (const auto *Type = T->getAs<RecordType>()) {
    const RecordDecl *Record = Type->getDecl()->getDefinition();
    if (!Record || Record->isUnion())
      return nullptr;
    Result->Own = hooksOf(Record);
    for (const FieldDecl *Field : Record->fields())
      if (const Notification *Inner = of(Field->getType()))
        Result->Members.push_back(
            {Field->getIdentifier() ? "." + Field->getName().str() : std::string(), Inner});
    if (!Result->Own && Result->Members.empty())
      return nullptr;
  } else {
    return nullptr;
  }
  In.Notifications.push_back(std::move(Result));
  return In.Notifications.back().get();
}

const LifecycleHooks *LifecycleTypes::hooksOf(const RecordDecl *Record) {
  const AnnotateAttr *Mark = findAnnotation(Record, annotation::Lifecycle);
  if (!Mark)
    return nullptr;
  auto Names = splitNames(annotationBody(*Mark, annotation::Lifecycle), ',');
  if (Names.size() < 2 || Names.size() > 3) {
    Diags.report(Mark->getLocation(), Message::lifecycle_malformed);
    return nullptr;
  }
  auto Hooks = std::make_unique<LifecycleHooks>();
  Hooks->OnResume = hook(Record, Mark->getLocation(), Names[0]);
  Hooks->OnSuspend = hook(Record, Mark->getLocation(), Names[1]);
  if (Names.size() == 3)
    Hooks->OnCancel = hook(Record, Mark->getLocation(), Names[2]);
  In.Hooks.push_back(std::move(Hooks));
  return In.Hooks.back().get();
}

const FunctionDecl *LifecycleTypes::hook(const RecordDecl *Record, SourceLocation Where,
                                         llvm::StringRef Name) {
  if (Name == "0" || Name == "NULL" || Name == "((void *)0)" || Name == "((void*)0)")
    return nullptr;
  QualType Self = In.Ctx.getRecordType(Record);
  const FunctionDecl *Found = lookupFunction(In.Ctx, Name);
  if (!Found) {
    Diags.report(Where, Message::hook_missing) << Name << Self;
  } else if (!isHookType(Found, Self, In.Ctx)) {
    Diags.report(Where, Message::hook_type) << Name << Self << Self.getAsString();
    Diags.report(Found->getLocation(), Message::note_hook_here) << Found->getType();
    return nullptr;
  }
  return Found;
}

void HookMarker::declared(Decl *D) {
  ASTContext &Ctx = D->getASTContext();
  if (auto *Function = dyn_cast<FunctionDecl>(D)) {
    if (Function->getIdentifier() && llvm::is_contained(Awaited, Function->getName()))
      Function->markUsed(Ctx);
    if (const AnnotateAttr *Mark = findAnnotation(Function, annotation::Leaf)) {
      // Its calls become those of the functions named here: a static one needs no definition. (This attribute
      // says so.)
      if (Function->getStorageClass() == SC_Static)
        Function->addAttr(WeakRefAttr::CreateImplicit(Ctx, "", Function->getSourceRange()));
      for (llvm::StringRef Name : splitNames(annotationBody(*Mark, annotation::Leaf), ';'))
        mark(Ctx, Name);
    }
  }
  if (auto *Record = dyn_cast<RecordDecl>(D))
    if (const AnnotateAttr *Mark = findAnnotation(Record, annotation::Lifecycle))
      for (llvm::StringRef Name : splitNames(annotationBody(*Mark, annotation::Lifecycle), ','))
        mark(Ctx, Name);
}

void HookMarker::mark(ASTContext &Ctx, llvm::StringRef Name) {
  Awaited.push_back(Name.str());
  if (const FunctionDecl *Known = lookupFunction(Ctx, Name))
    const_cast<FunctionDecl *>(Known)->markUsed(Ctx);
}

} // namespace lifeguard
