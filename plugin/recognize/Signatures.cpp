#include "Signatures.h"
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "AsyncType.h"
#include "Instrument.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace lifeguard {

namespace {

bool isMarked(const FunctionDecl *F) {
  for (const auto *A : F->specific_attrs<AnnotateAttr>())
    if (A->getAnnotation() == annotation::Async && !A->isInherited())
      return true;
  // `handler f;` of a typedef that is marked.
  return F->getTypeSourceInfo() && AsyncType(F->getTypeSourceInfo()->getTypeLoc()).isAsyncFunction();
}

/// Finds the declarations: functions at file scope and prototypes in blocks, in order; and what else is
/// marked.
class DeclarationFinder : public RecursiveASTVisitor<DeclarationFinder> {
public:
  explicit DeclarationFinder(const SourceManager &SM) : SM(SM) {}

  bool VisitFunctionDecl(FunctionDecl *F) {
    if (isMarked(F))
      Functions.push_back(F);
    else if (findAnnotation(F, annotation::Instrument))
      Instrumented.push_back(F);
    return true;
  }
  bool VisitDeclaratorDecl(DeclaratorDecl *D) {
    if (!isa<FunctionDecl>(D))
      noteOther(D);
    return true;
  }
  bool VisitTypedefNameDecl(TypedefNameDecl *D) {
    noteOther(D);
    return true;
  }
  // A system header holds prototypes at most; its bodies are not worth the walk.
  bool TraverseStmt(Stmt *S) { return RecursiveASTVisitor::TraverseStmt(S); }
  bool TraverseFunctionDecl(FunctionDecl *F) {
    if (SM.isInSystemHeader(F->getLocation())) {
      VisitFunctionDecl(F);
      return true;
    }
    return RecursiveASTVisitor::TraverseFunctionDecl(F);
  }

  std::vector<FunctionDecl *> Functions;
  std::vector<FunctionDecl *> Instrumented; ///< and not async
  std::vector<NamedDecl *> Others;

private:
  const SourceManager &SM;

  void noteOther(NamedDecl *D) {
    for (const auto *A : D->specific_attrs<AnnotateAttr>())
      if (A->getAnnotation() == annotation::Async)
        Others.push_back(D);
  }
};

class SignatureReader {
public:
  SignatureReader(Unit &In, const Preprocessor &PP, Diagnostics &Diags)
      : In(In), PP(PP), SM(In.Ctx.getSourceManager()), Diags(Diags) {}

  void read(FunctionDecl *F) {
    const FunctionDecl *Canonical = F->getCanonicalDecl();
    if (In.SignatureOf.count(Canonical))
      return;
    auto Signature = std::make_unique<AsyncSignature>();
    Signature->Decl = Canonical;
    Signature->Name = F->getName().str();
    Signature->Result = F->getReturnType().getUnqualifiedType();
    Signature->Internal = Canonical->getStorageClass() == SC_Static;
    const FunctionDecl *Definition = nullptr;
    if (F->hasBody(Definition))
      Signature->Definition = Definition;
    for (const FunctionDecl *D : F->redecls())
      Signature->Inline = Signature->Inline || D->isInlineSpecified();
    // C leaves open whether a call uses the inline definition or the external one. Both at once would mean
    // two layouts of one struct, so a file that has the inline one keeps it for itself.
    if (Definition && Signature->Inline && !Definition->isInlineDefinitionExternallyVisible())
      Signature->Internal = true;
    checkDeclarations(F);
    checkTypes(F);
    if (const AnnotateAttr *Mark = findAnnotation(F, annotation::Leaf))
      readLeaf(*Signature, *Mark, F);
    else
      checkNames(*Signature, F);
    readInstrument(*Signature, Diags);
    In.SignatureOf[Canonical] = Signature.get();
    In.Signatures.push_back(std::move(Signature));
  }

  /// What is marked and no function itself must lead to one.
  void checkPointer(const NamedDecl *D) {
    const auto *Value = dyn_cast<ValueDecl>(D);
    QualType T = Value ? Value->getType() : cast<TypedefNameDecl>(D)->getUnderlyingType();
    const FunctionType *Pointee = functionIn(T);
    if (!Pointee) {
      Diags.report(D->getLocation(), Message::misplaced_mark) << D->getName();
      return;
    }
    const auto *Prototype = dyn_cast<FunctionProtoType>(Pointee);
    if (Prototype && Prototype->isVariadic()) {
      Diags.report(D->getLocation(), Message::variadic) << D->getName();
      Diags.report(D->getLocation(), Message::note_variadic);
    }
  }

private:
  Unit &In;
  const Preprocessor &PP;
  const SourceManager &SM;
  Diagnostics &Diags;

  void checkDeclarations(const FunctionDecl *F) {
    const FunctionDecl *Previous = nullptr;
    for (const FunctionDecl *Redeclared : F->redecls()) {
      if (isMarked(Redeclared) || Redeclared->isImplicit())
        continue;
      Previous = Redeclared;
      break;
    }
    if (Previous) {
      bool After = SM.isBeforeInTranslationUnit(F->getLocation(), Previous->getLocation());
      const FunctionDecl *Later = After ? Previous : F, *Earlier = After ? F : Previous;
      Diags.report(Later->getLocation(), Message::mark_missing) << F->getName() << (After ? 0 : 1);
      Diags.report(Earlier->getLocation(), Message::note_previous);
    }
    if (F->getName() == "main") {
      Diags.report(F->getLocation(), Message::async_main);
      Diags.report(F->getLocation(), Message::note_async_main);
    }
    forbid<NakedAttr>(F, "naked");
    forbid<IFuncAttr>(F, "ifunc");
    forbid<AliasAttr>(F, "alias");
    forbid<ConstructorAttr>(F, "constructor");
    forbid<DestructorAttr>(F, "destructor");
    if (F->isNoReturn())
      Diags.report(F->getLocation(), Message::forbidden_attribute) << F->getName() << "_Noreturn";
  }

  template <typename Attribute> void forbid(const FunctionDecl *F, llvm::StringRef Spelling) {
    if (F->hasAttr<Attribute>())
      Diags.report(F->getLocation(), Message::forbidden_attribute) << F->getName() << Spelling;
  }

  void checkTypes(const FunctionDecl *F) {
    if (F->isVariadic()) {
      Diags.report(F->getLocation(), Message::variadic) << F->getName();
      Diags.report(F->getLocation(), Message::note_variadic);
    }
    for (const ParmVarDecl *P : F->parameters())
      if (P->getType().getCanonicalType()->isVariablyModifiedType()) {
        Diags.report(P->getLocation(), Message::variably_modified) << P->getName() << F->getName();
        Diags.report(P->getLocation(), Message::note_variably_modified);
      }
    const FunctionDecl *Definition = nullptr;
    if (!F->hasBody(Definition))
      return;
    if (!Definition->hasWrittenPrototype() && Definition->getNumParams() != 0)
      Diags.report(Definition->getLocation(), Message::knr) << F->getName();
    if (Definition->getCanonicalDecl()->getStorageClass() == SC_Static)
      return;
    for (const FunctionDecl *D : Definition->redecls())
      if (!isInMainFile(D) && !isInMainFile(Definition) && isExternal(D)) {
        Diags.report(Definition->getLocation(), Message::header_inline) << F->getName();
        Diags.report(Definition->getLocation(), Message::note_static_inline);
        return;
      }
  }

  /// Whether declaration `D` makes the file that includes it have the external definition.
  static bool isExternal(const FunctionDecl *D) {
    bool Extern = D->getStorageClass() == SC_Extern;
    return D->hasAttr<GNUInlineAttr>() ? !Extern : Extern || !D->isInlineSpecified();
  }

  void readLeaf(AsyncSignature &Signature, const AnnotateAttr &Mark, const FunctionDecl *F) {
    llvm::SmallVector<llvm::StringRef, 4> Parts;
    annotationBody(Mark, annotation::Leaf).split(Parts, ';');
    if (Parts.size() != 4) {
      Diags.report(Mark.getLocation(), Message::leaf_malformed);
      return;
    }
    Signature.LeafFuture = std::make_unique<Leaf>(
        Leaf{Parts[0].trim().str(), Parts[1].trim().str(), Parts[2].trim().str(), Parts[3].trim().str(), {}});
    const Leaf &L = *Signature.LeafFuture;
    QualType Self = leafType(L.Type);
    if (Self.isNull() || Self->isIncompleteType() || !isBefore(Self->castAs<RecordType>()->getDecl(), F)) {
      Diags.report(Mark.getLocation(), Message::leaf_type) << L.Type << Signature.Name;
      return;
    }
    Signature.LeafFuture->Self = Self;
    QualType SelfPointer = In.Ctx.getPointerType(Self);
    llvm::SmallVector<QualType, 8> Init{SelfPointer};
    for (const ParmVarDecl *P : F->parameters())
      Init.push_back(P->getType());
    checkLeafFunction(Signature, Mark, 0, L.Init, In.Ctx.VoidTy, Init);
    llvm::SmallVector<QualType, 3> Poll{SelfPointer, In.Ctx.getPointerType(namedType("lg_context"))};
    if (!Signature.returnsVoid())
      Poll.push_back(In.Ctx.getPointerType(Signature.Result));
    checkLeafFunction(Signature, Mark, 1, L.Poll, namedType("lg_poll"), Poll);
    checkLeafFunction(Signature, Mark, 2, L.Drop, In.Ctx.VoidTy, {SelfPointer});
  }

  bool isBefore(const Decl *D, const Decl *Other) const {
    return SM.isBeforeInTranslationUnit(D->getLocation(), Other->getLocation());
  }

  /// A type of lifeguard.h, which every async function comes after.
  QualType namedType(llvm::StringRef Name) {
    QualType Found = leafType(Name);
    return Found.isNull() ? In.Ctx.VoidTy : Found;
  }

  QualType leafType(llvm::StringRef Spelling) {
    bool Tagged = Spelling.consume_front("struct ") || Spelling.consume_front("union ");
    for (NamedDecl *D : In.Ctx.getTranslationUnitDecl()->lookup(&In.Ctx.Idents.get(Spelling.trim()))) {
      if (auto *Tag = dyn_cast<RecordDecl>(D); Tag && Tagged)
        return In.Ctx.getRecordType(Tag->getDefinition() ? Tag->getDefinition() : Tag);
      if (auto *Typedef = dyn_cast<TypedefNameDecl>(D); Typedef && !Tagged)
        return In.Ctx.getTypedefType(Typedef);
    }
    return {};
  }

  const FunctionDecl *leafFunction(const AsyncSignature &Signature, const AnnotateAttr &Mark, int Which,
                                   llvm::StringRef Name) {
    const FunctionDecl *Found = lookupFunction(In.Ctx, Name);
    if (Found && !isBefore(Found->getFirstDecl(), Signature.Decl))
      Found = nullptr;
    if (!Found)
      Diags.report(Mark.getLocation(), Message::leaf_function) << Name << Which << Signature.Name;
    return Found;
  }

  void checkLeafFunction(const AsyncSignature &Signature, const AnnotateAttr &Mark, int Which,
                         llvm::StringRef Name, QualType Result, llvm::ArrayRef<QualType> Parameters) {
    const FunctionDecl *Found = leafFunction(Signature, Mark, Which, Name);
    if (!Found)
      return;
    QualType Wanted = In.Ctx.getFunctionType(Result, Parameters, FunctionProtoType::ExtProtoInfo());
    if (In.Ctx.typesAreCompatible(Found->getType(), Wanted))
      return;
    Diags.report(Mark.getLocation(), Message::leaf_signature)
        << Name << Which << Signature.Name << Wanted.getAsString();
    Diags.report(Found->getLocation(), Message::note_hook_here) << Found->getType();
  }

  /// The user's file scope must not hold a name that the lowering generates, unless it declares that very
  /// thing.
  void checkNames(const AsyncSignature &Signature, const FunctionDecl *F) {
    FutureNames Names(Signature.Name);
    for (const std::string &Name : {Names.Struct, Names.StateEnum, Names.Init, Names.Poll, Names.Drop,
                                    Names.Type, Names.state("start"), Names.state("done")}) {
      IdentifierInfo &Id = In.Ctx.Idents.get(Name);
      if (Id.hasMacroDefinition()) {
        Diags.report(PP.getMacroInfo(&Id)->getDefinitionLoc(), Message::name_collision)
            << Name << Signature.Name;
        Diags.report(F->getLocation(), Message::note_async_here) << Signature.Name;
      }
      for (NamedDecl *D : In.Ctx.getTranslationUnitDecl()->lookup(&Id)) {
        if (isOwnDeclaration(D, Names) || (!Signature.Definition && isOfGeneratedHeader(Names)))
          continue;
        Diags.report(D->getLocation(), Message::name_collision) << Name << Signature.Name;
        Diags.report(F->getLocation(), Message::note_async_here) << Signature.Name;
      }
    }
  }

  static bool takesFuture(const FunctionDecl *Function, const FutureNames &Names) {
    if (Function->getNumParams() == 0)
      return false;
    const auto *Self = Function->getParamDecl(0)->getType()->getPointeeType().getTypePtrOrNull();
    const auto *Record = Self ? Self->getAs<RecordType>() : nullptr;
    return Record && Record->getDecl()->getName() == Names.Struct;
  }

  /// A file may declare the generated names itself, to use them: `struct f_future;`, `void
  /// f_future_init(…);`.
  static bool isOwnDeclaration(const NamedDecl *D, const FutureNames &Names) {
    if (const auto *Tag = dyn_cast<RecordDecl>(D))
      return D->getName() == Names.Struct && !Tag->getDefinition();
    if (const auto *Function = dyn_cast<FunctionDecl>(D))
      return !Function->isDefined() && takesFuture(Function, Names) &&
             (D->getName() == Names.Init || D->getName() == Names.Poll || D->getName() == Names.Drop);
    if (const auto *Object = dyn_cast<VarDecl>(D))
      return D->getName() == Names.Type && Object->hasExternalStorage();
    return false;
  }
  /// Whether the file has the header that `lifeguard lower --header` prints for the file that defines the
  /// function: whoever declares `f_future_init` means the generated names.
  bool isOfGeneratedHeader(const FutureNames &Names) const {
    auto Found = In.Ctx.getTranslationUnitDecl()->lookup(&In.Ctx.Idents.get(Names.Init));
    return !Found.empty() && isOwnDeclaration(*Found.begin(), Names);
  }
};

} // namespace

void collectSignatures(Unit &In, const Preprocessor &PP, Diagnostics &Diags) {
  DeclarationFinder Finder(In.Ctx.getSourceManager());
  Finder.TraverseDecl(In.Ctx.getTranslationUnitDecl());
  SignatureReader Reader(In, PP, Diags);
  for (NamedDecl *Other : Finder.Others)
    Reader.checkPointer(Other);
  for (FunctionDecl *F : Finder.Functions)
    Reader.read(F);
  for (const FunctionDecl *F : Finder.Instrumented)
    if (!In.find(F))
      Diags.report(F->getLocation(), Message::instrument_misplaced) << F->getName();
}

} // namespace lifeguard
