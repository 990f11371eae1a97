#include "Paths.h"
#include "../support/Syntax.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace lifeguard {

namespace {

/// What a pointer with this value points to.
std::string pointee(const std::string &Value) { return Value[0] == '&' ? Value.substr(1) : "*" + Value; }

std::string printed(const Expr *E, const ASTContext &Ctx) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  E->printPretty(OS, nullptr, PrintingPolicy(Ctx.getLangOpts()));
  return OS.str();
}

} // namespace

bool isNull(const Expr *E) {
  const auto *Zero = dyn_cast<IntegerLiteral>(E->IgnoreParenCasts());
  return Zero && Zero->getValue() == 0;
}

const Expr *chosen(const Expr *E) {
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
    return Generic->getResultExpr();
  if (const auto *Choose = dyn_cast<ChooseExpr>(E))
    return Choose->getChosenSubExpr();
  if (const auto *Statements = dyn_cast<StmtExpr>(E))
    if (const CompoundStmt *Body = Statements->getSubStmt(); !Body->body_empty())
      return dyn_cast<Expr>(Body->body_back());
  return nullptr;
}

const Expr *core(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenCasts();
    if (const Expr *Inner = chosen(E)) {
      E = Inner;
    } else if (const auto *Either = dyn_cast<ConditionalOperator>(E)) {
      if (isNull(Either->getFalseExpr()))
        E = Either->getTrueExpr();
      else if (isNull(Either->getTrueExpr()))
        E = Either->getFalseExpr();
      else
        return E;
    } else {
      return E;
    }
  }
}

Paths::Paths(const FunctionDecl *F, bool Abstract, unsigned Depth) : F(F), Abstract(Abstract), Depth(Depth) {
  if (F->hasBody())
    collect(F->getBody());
}

void Paths::collect(const Stmt *S) {
  auto Change = [&](const Expr *E, const Expr *Value) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts()))
      if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl())) {
        bool HasValue = Var->getInit() && !isNull(Var->getInit());
        auto [Known, First] = AssignedOnce.try_emplace(Var, HasValue ? nullptr : Value);
        if (!First)
          Known->second = nullptr;
        Changed.insert(Var);
      }
  };
  if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->getInit())
        if (const auto *Call = dyn_cast<CallExpr>(core(Var->getInit())))
          DeclaredWith[Call] = Var;
  } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    Values.push_back(Return->getRetValue());
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
    if (Binary->isAssignmentOp())
      Change(Binary->getLHS(), Binary->getOpcode() == BO_Assign ? Binary->getRHS() : nullptr);
    if (Binary->getOpcode() == BO_Assign)
      if (const auto *Call = dyn_cast<CallExpr>(core(Binary->getRHS())))
        AssignedTo[Call] = Binary->getLHS();
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
      Change(Unary->getSubExpr(), nullptr);
  }
  forEachEvaluatedChild(S, [&](const Stmt *Child) { collect(Child); });
}

std::string Paths::variable(const ValueDecl *D) const {
  // A file-scope name is itself, which a configuration can say, too.
  if (D->getDeclContext()->isTranslationUnit())
    return D->getNameAsString();
  // The address tells locals of one name apart; it is never printed.
  const auto *Var = dyn_cast<VarDecl>(D);
  return (Var && Var->hasLocalStorage() ? "%" : "") + D->getNameAsString() + "@" +
         llvm::utohexstr(reinterpret_cast<uintptr_t>(D->getCanonicalDecl()));
}

std::string Paths::object(const Expr *E) const {
  const Expr *Inner = core(E);
  return Inner->getType()->isPointerType() ? pointee(value(Inner)) : lvalue(Inner);
}

/// A local that counts is each of its values: what one loop takes, another with a counter of the same name
/// lets go.
std::string Paths::index(const Expr *E) const {
  const auto *Ref = dyn_cast<DeclRefExpr>(core(E));
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->isLocalVarDecl() && Changed.contains(Var) ? "~" + Var->getNameAsString() : value(E);
}

const Expr *Paths::origin(const Expr *E) const {
  const auto *Ref = dyn_cast<DeclRefExpr>(core(E));
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return Var && Var->isLocalVarDecl() && Var->getInit() && !Changed.contains(Var) ? Var->getInit() : E;
}

std::string Paths::value(const Expr *E) const {
  E = core(E);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_AddrOf)
      return "&" + lvalue(Unary->getSubExpr());
  } else if (const auto *Sum = dyn_cast<BinaryOperator>(E)) {
    if (Sum->getOpcode() == BO_Add && Sum->getLHS()->getType()->isPointerType())
      return "&" + pointee(value(Sum->getLHS())) + "[" + index(Sum->getRHS()) + "]";
  } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
    if (auto Same = returned(Call))
      return *Same;
  } else if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (Ref->getType()->isArrayType())
      return "&" + variable(Ref->getDecl());
    if (const auto *Parameter = dyn_cast<ParmVarDecl>(Ref->getDecl())) {
      if (Abstract && !Changed.contains(Parameter))
        return "$" + llvm::utostr(Parameter->getFunctionScopeIndex()) + "$";
    } else if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl())) {
      // Another name of what it was initialised with.
      if (Var->isLocalVarDecl() && Var->hasLocalStorage() && Var->getInit() && !Changed.contains(Var) &&
          Var->getType()->isPointerType()) {
        const auto *Call = dyn_cast<CallExpr>(core(Var->getInit()));
        if (!Call)
          return value(Var->getInit());
        if (auto Same = returned(Call))
          return *Same;
      } else if (const Expr *Once = AssignedOnce.lookup(Var);
                 Once && Var->isLocalVarDecl() && Var->hasLocalStorage() && Var->getType()->isPointerType() &&
                 Following < 8 && !isNull(Once)) {
        ++Following;
        std::string Path = value(Once);
        --Following;
        return Path;
      }
    }
  }
  return lvalue(E);
}

/// What the function returns, whatever way it goes, but for null pointers.
std::optional<std::string> Paths::returnedAlways() const {
  std::optional<std::string> Path;
  for (const Expr *Each : Values) {
    if (!Each)
      return std::nullopt;
    if (isNull(Each))
      continue;
    std::string Other = value(Each);
    if (Path && *Path != Other)
      return std::nullopt;
    Path = std::move(Other);
  }
  return Path;
}

/// The value of a call of a function that is a name for it: whatever way it goes, it returns
/// `acb->bs->opaque`, or a null pointer.
std::optional<std::string> Paths::returned(const CallExpr *Call) const {
  constexpr unsigned MostStatements = 8;
  const FunctionDecl *Callee = Call->getDirectCallee();
  const FunctionDecl *Definition = Callee ? Callee->getDefinition() : nullptr;
  const auto *Body = Definition ? dyn_cast_or_null<CompoundStmt>(Definition->getBody()) : nullptr;
  if (!Body || Body->size() > MostStatements || Depth == 4 || !Call->getType()->isPointerType())
    return std::nullopt;
  std::optional<std::string> Path = Paths(Definition, /*Abstract=*/true, Depth + 1).returnedAlways();
  return Path && !isLocal(*Path) ? std::optional<std::string>(filledIn(*Path, Call)) : std::nullopt;
}

std::optional<std::string> Paths::seenByCaller(const std::string &Path) const {
  // An object that a function found, and takes the lock of, has no other name for the caller.
  if (F->getReturnType()->isPointerType())
    if (auto Value = returnedAlways(); Value && (isLocal(*Value) || llvm::StringRef(*Value).contains('('))) {
      std::string Object = pointee(*Value);
      if (Path == Object || Path.rfind(Object + ".", 0) == 0)
        return "*$r$" + Path.substr(Object.size());
    }
  return isLocal(Path) ? std::nullopt : std::optional<std::string>(Path);
}

/// The value of a call, by the name of what keeps it, or returns it; without one, that of a local.
std::string Paths::result(const CallExpr *Call) const {
  if (const VarDecl *Var = DeclaredWith.lookup(Call))
    return variable(Var);
  if (const Expr *To = AssignedTo.lookup(Call))
    return value(To);
  std::string Name = value(Call);
  return returnedAlways() == Name ? Name : "%" + Name;
}

std::string Paths::lvalue(const Expr *E) const {
  E = core(E);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *Parameter = dyn_cast<ParmVarDecl>(Ref->getDecl());
    if (Parameter && Abstract && !Changed.contains(Parameter))
      return "$" + llvm::utostr(Parameter->getFunctionScopeIndex()) + "$";
    return variable(Ref->getDecl());
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    std::string Base = Member->isArrow() ? pointee(value(Member->getBase())) : lvalue(Member->getBase());
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    return Field && Field->isAnonymousStructOrUnion()
               ? Base
               : Base + "." + Member->getMemberDecl()->getNameAsString();
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_Deref)
      return pointee(value(Unary->getSubExpr()));
    if (Unary->getOpcode() == UO_AddrOf)
      return "&" + lvalue(Unary->getSubExpr());
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return pointee(value(Subscript->getBase())) + "[" + index(Subscript->getIdx()) + "]";
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    std::string Text = value(Call->getCallee()) + "(";
    for (const Expr *Argument : Call->arguments())
      Text += value(Argument) + ",";
    return Text + ")";
  }
  return printed(E, F->getASTContext());
}

bool Paths::isLocal(llvm::StringRef Path) { return Path.contains('%'); }

std::string Paths::filledIn(llvm::StringRef Path, const CallExpr *Call) const {
  std::string Text;
  while (!Path.empty()) {
    auto [Before, Rest] = Path.split('$');
    Text += Before.str();
    if (Before.size() == Path.size())
      break;
    auto [Number, After] = Rest.split('$');
    unsigned Index = 0;
    bool IsResult = Number == "r";
    if (IsResult || (!Number.getAsInteger(10, Index) && Index < Call->getNumArgs())) {
      std::string Value = IsResult ? result(Call) : value(Call->getArg(Index));
      if (!Text.empty() && Text.back() == '*' && Value[0] == '&') {
        Text.pop_back();
        Value.erase(0, 1);
      }
      Text += Value;
    }
    Path = After;
  }
  return Text;
}

} // namespace lifeguard
