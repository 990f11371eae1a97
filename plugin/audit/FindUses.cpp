#include "FindUses.h"
#include "Locks.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace lifeguard {

namespace {

llvm::StringRef nameOf(const NamedDecl *D) {
  return D && D->getIdentifier() ? D->getName() : llvm::StringRef();
}

/// An entry, and whether something in the tree is what it means. A match is called by the name returned;
/// none: no match. A declaration that an entry matches is a use only where `DeclarationIsUse`.
struct Matcher {
  ConfigUse Use;
  std::function<std::string(const CallExpr *)> Call;
  std::function<std::string(const NamedDecl *)> Declared;
  bool DeclarationIsUse = true;
};

std::string entryOf(const NamePattern &Name) {
  return Name.text() + (Name.isRegex() ? " (regular expression)" : "");
}

class Matchers {
public:
  explicit Matchers(const AuditConfig &Part) : Part(Part) {
    suspends();
    for (const GuardKind &Kind : Part.Guards)
      guard(Kind);
    for (const SuspendingRelease &Known : Part.Releases)
      byName("Releases", NamePattern(Known.Function, false));
    for (const MixedFunction &Known : Part.Blocking)
      byName("Blocking", Known.Name);
    for (const Exemption &Known : Part.Exempt)
      exemption(Known);
  }

  std::vector<Matcher> take() { return std::move(All); }

private:
  const AuditConfig &Part;
  std::vector<Matcher> All;

  Matcher &add(const std::string &Key, std::string Entry) {
    All.emplace_back();
    All.back().Use.Source = Part.Sources.empty() ? "" : Part.Sources.back();
    All.back().Use.Key = Key;
    All.back().Use.Entry = std::move(Entry);
    return All.back();
  }

  void byName(const std::string &Key, const NamePattern &Name, const std::string &More = "") {
    Matcher &M = add(Key, entryOf(Name) + More);
    M.DeclarationIsUse = false;
    M.Call = [Name](const CallExpr *Call) {
      llvm::StringRef Called = nameOf(Call->getDirectCallee());
      return Name.matches(Called) ? Called.str() : "";
    };
    M.Declared = [Name](const NamedDecl *D) {
      return isa<FunctionDecl>(D) && Name.matches(nameOf(D)) ? nameOf(D).str() : "";
    };
  }

  void byNames(const std::string &Key, const std::vector<std::string> &Names) {
    for (const std::string &Name : Names)
      byName(Key, NamePattern(Name, false));
  }

  void annotations(const std::string &Key, const std::vector<std::string> &Names) {
    for (const std::string &Name : Names)
      add(Key, Name).Declared = [Name](const NamedDecl *D) {
        for (const auto *Mark : D->specific_attrs<AnnotateAttr>())
          if (!Mark->isInherited() && Mark->getAnnotation() == Name)
            return nameOf(D).str();
        return std::string();
      };
  }

  void suspends() {
    annotations("Suspends / Annotations", Part.Annotations);
    annotations("Suspends / MixedAnnotations", Part.MixedAnnotations);
    for (const MixedFunction &Known : Part.Functions)
      byName("Suspends / Functions", Known.Name, Known.Mixed ? ", mixed" : "");
    for (const FieldPattern &Known : Part.Fields)
      add("Suspends / Fields", Known.Record + "." + entryOf(Known.Field)).Declared = [&Known](
                                                                                         const NamedDecl *D) {
        const auto *Field = dyn_cast<FieldDecl>(D);
        return Field && nameOf(Field->getParent()) == Known.Record && Known.Field.matches(nameOf(Field)) &&
                       !llvm::is_contained(Known.Except, nameOf(Field))
                   ? nameOf(Field).str()
                   : "";
      };
    byNames("Suspends / Primitives", Part.Primitives);
    byNames("Suspends / Checks", Part.Checks);
    byNames("Suspends / Starters", Part.Starters);
    for (const NoReturnCall &Known : Part.NoReturnIf)
      add("Suspends / NoReturnIf",
          Known.Function + ", argument " + std::to_string(Known.Arg) + " is " + Known.Value)
          .Call = [&Known](const CallExpr *Call) {
        const FunctionDecl *Callee = Call->getDirectCallee();
        return nameOf(Callee) == Known.Function && Known.Arg < Call->getNumArgs() &&
                       textOf(Call->getArg(Known.Arg), Callee->getASTContext()) == Known.Value
                   ? Known.Function
                   : "";
      };
    byNames("NeverSuspends", Part.NeverSuspends);
  }

  void guard(const GuardKind &Kind) {
    std::string Key = "Guards / " + Kind.Name;
    for (const std::string &Type : Kind.Types)
      add(Key + " / Types", Type).Declared = [Type](const NamedDecl *D) {
        const auto *Object = dyn_cast<DeclaratorDecl>(D);
        if (!Object || isa<FunctionDecl>(D) || D->getDeclName().isEmpty())
          return std::string();
        std::string Name = typeName(Object->getType());
        return Name == Type || Name == "struct " + Type ? D->getQualifiedNameAsString() : "";
      };
    for (const LockCall &Known : Kind.Acquire)
      lockCall(Key + " / Acquire", Known);
    for (const LockCall &Known : Kind.Release)
      lockCall(Key + " / Release", Known);
    byNames(Key + " / Operations", Kind.Operations);
    for (const CleanupRule &Known : Kind.Cleanup)
      add(Key + " / Cleanup", entryOf(Known.Function)).Declared = [&Known](const NamedDecl *D) {
        const auto *Cleanup = D->getAttr<CleanupAttr>();
        return Cleanup && Known.Function.matches(nameOf(Cleanup->getFunctionDecl()))
                   ? nameOf(Cleanup->getFunctionDecl()).str()
                   : "";
      };
  }

  void lockCall(const std::string &Key, const LockCall &Known) {
    std::string Lock = Known.Lock.empty() ? "" : ", the lock '" + Known.Lock + "'";
    if (Known.PointerType.empty())
      return byName(Key, Known.Function, Lock);
    add(Key, "pointers of type " + Known.PointerType + Lock).Call = [&Known](const CallExpr *Call) {
      return isCallOf(Call->getCallee(), Known) ? Known.PointerType : "";
    };
  }

  void exemption(const Exemption &Known) {
    std::string Entry = Known.In;
    for (const std::string &Part : {Known.File, Known.RuleId})
      if (!Part.empty())
        Entry += (Entry.empty() ? "" : ", ") + Part;
    add("Exempt", Entry).Declared = [&Known](const NamedDecl *D) {
      const auto *F = dyn_cast<FunctionDecl>(D);
      if (!F || !F->doesThisDeclarationHaveABody() || (!Known.In.empty() && nameOf(F) != Known.In))
        return std::string();
      const SourceManager &SM = F->getASTContext().getSourceManager();
      bool InFile = Known.File.empty() ||
                    llvm::Regex(Known.File)
                        .match(SM.getPresumedLoc(SM.getExpansionLoc(F->getLocation())).getFilename());
      return InFile ? nameOf(F).str() : "";
    };
  }
};

class UseVisitor : public RecursiveASTVisitor<UseVisitor> {
public:
  UseVisitor(const Unit &In, std::vector<Matcher> &All) : SM(In.Ctx.getSourceManager()), All(All) {}

  bool VisitCallExpr(CallExpr *Call) {
    for (Matcher &M : All)
      if (M.Call)
        if (std::string Name = M.Call(Call); !Name.empty())
          M.Use.Found[Name].insert(place(Call->getBeginLoc()));
    return true;
  }

  bool VisitNamedDecl(NamedDecl *D) {
    bool OfSystem = SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()));
    for (Matcher &M : All)
      if (M.Declared && !(OfSystem && M.DeclarationIsUse))
        if (std::string Name = M.Declared(D); !Name.empty()) {
          std::set<std::string> &Places = M.Use.Found[Name];
          if (M.DeclarationIsUse)
            Places.insert(place(D->getLocation()));
        }
    return true;
  }

private:
  const SourceManager &SM;
  std::vector<Matcher> &All;

  std::string place(SourceLocation Where) const {
    PresumedLoc At = SM.getPresumedLoc(SM.getExpansionLoc(Where));
    return At.isInvalid() ? ""
                          : std::string(At.getFilename()) + ":" + std::to_string(At.getLine()) + ":" +
                                std::to_string(At.getColumn());
  }
};

llvm::StringRef spelling(Inference I) {
  return I == Inference::Off ? "Off" : I == Inference::TranslationUnit ? "TranslationUnit" : "WholeProgram";
}

/// What holds for the file in the end, whichever file says it.
void addValues(const AuditConfig &Config, ConfigUses &Uses) {
  auto Add = [&](llvm::StringRef Key, const std::string &Value) {
    Uses.push_back({"values that hold", Key.str(), Value, true, {}});
  };
  Add("Suspends / Infer", spelling(Config.Infer).str());
  Add("Suspends / Context", Config.AnnotatedOnly ? "AnnotatedOnly" : "Any");
  Add("InferReleases", spelling(Config.InferReleases).str());
  Add("FrameLimit", std::to_string(Config.FrameLimit));
}

} // namespace

ConfigUses findUses(const Unit &In, const AuditConfig &Config) {
  std::vector<Matcher> All;
  for (auto Part = Config.Parts.rbegin(); Part != Config.Parts.rend(); ++Part)
    for (Matcher &M : Matchers(**Part).take())
      All.push_back(std::move(M));
  UseVisitor(In, All).TraverseDecl(In.Ctx.getTranslationUnitDecl());
  ConfigUses Uses;
  addValues(Config, Uses);
  for (Matcher &M : All)
    Uses.push_back(std::move(M.Use));
  return Uses;
}

} // namespace lifeguard
