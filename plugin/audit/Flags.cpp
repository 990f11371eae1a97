#include "Flags.h"
#include "clang/AST/Decl.h"

using namespace clang;

namespace lifeguard {

namespace {

constexpr uint8_t WithHeld = 0b1010, WithTrue = 0b1100, All = 0b1111;
constexpr size_t MostPairs = 128;

/// The same combinations with the lock as `Fact` has it.
uint8_t withLock(uint8_t Pair, uint8_t Fact) {
  return Pair & ((Fact & Held ? WithHeld : 0) | (Fact & ~Held ? All & ~WithHeld : 0));
}

/// The lock taken or let go, whatever it was.
uint8_t eitherWay(uint8_t Pair) { return Pair | (Pair & WithHeld) >> 1 | (Pair & All & ~WithHeld) << 1; }

} // namespace

Flags::Flags(llvm::ArrayRef<Question> Asked, const ASTContext &Ctx, size_t Locks) : Ctx(Ctx), Locks(Locks) {
  if (Locks == 0)
    return;
  Questions = Asked.take_front(std::min(Asked.size(), MostPairs / Locks));
  for (size_t Q = 0; Q < Questions.size(); ++Q)
    for (size_t I = 0; I < Locks; ++I)
      Pairs.push_back({Q, I});
}

void Flags::start(State &Now) const {
  for (size_t P = 0; P < Pairs.size(); ++P)
    Now[Locks + P] = withLock(All, Now[Pairs[P].Lock]);
}

void Flags::follow(const State &Before, State &Now) const {
  for (size_t P = 0; P < Pairs.size(); ++P)
    if (uint8_t Fact = Now[Pairs[P].Lock]; Fact != Before[Pairs[P].Lock])
      Now[Locks + P] = withLock(eitherWay(Now[Locks + P]), Fact);
}

void Flags::narrow(const State &Before, State &Now) const {
  for (size_t P = 0; P < Pairs.size(); ++P) {
    uint8_t Fact = Now[Pairs[P].Lock], &Pair = Now[Locks + P];
    if (Fact == Before[Pairs[P].Lock])
      continue;
    uint8_t Left = withLock(Pair, Fact);
    Pair = Left ? Left : withLock(eitherWay(Pair), Fact);
  }
}

void Flags::assign(const Stmt *S, State &Now) const {
  if (Pairs.empty())
    return;
  if (const auto *Assignment = dyn_cast<BinaryOperator>(S);
      Assignment && Assignment->getOpcode() == BO_Assign) {
    if (const ValueDecl *To = assignedObject(Assignment->getLHS()))
      assign(To, Assignment->getRHS(), Now);
  } else if (const auto *Declaration = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declaration->decls())
      if (const auto *Var = dyn_cast<VarDecl>(D); Var && Var->getInit())
        assign(Var, Var->getInit(), Now);
  }
}

void Flags::assign(const ValueDecl *To, const Expr *Value, State &Now) const {
  for (size_t P = 0; P < Pairs.size(); ++P) {
    const Question &Asked = Questions[Pairs[P].Asked];
    if (!llvm::is_contained(Asked.About, To))
      continue;
    uint8_t &Pair = Now[Locks + P], Facts = (Pair | Pair >> 2) & 0b0011;
    Expr::EvalResult Constant;
    if (Asked.Flag != To || !Value->EvaluateAsInt(Constant, Ctx))
      Pair = Facts | Facts << 2;
    else
      Pair = Constant.Val.getInt() != 0 ? Facts << 2 : Facts;
  }
}

size_t Flags::indexOf(const Condition &Asked) const {
  auto [Place, New] = Known.try_emplace({Asked.Of, {Asked.Value, Asked.OfSign}}, Questions.size());
  if (New)
    if (auto Written = questionOf(Asked, Ctx))
      for (size_t I = 0; I < Questions.size(); ++I)
        if (Questions[I].Text == Written->Text)
          Place->second = I;
  return Place->second;
}

bool Flags::decide(const Condition &Condition, State &Now) const {
  if (Pairs.empty())
    return true;
  size_t Index = indexOf(Condition);
  bool IsTrue = (Condition.OfSign || Condition.Value != 0) == Condition.Holds;
  bool Possible = true;
  for (size_t P = 0; P < Pairs.size(); ++P) {
    if (Pairs[P].Asked != Index)
      continue;
    uint8_t &Pair = Now[Locks + P], &Fact = Now[Pairs[P].Lock];
    uint8_t Left = Pair & (IsTrue ? WithTrue : All & ~WithTrue);
    if (!Left)
      Possible = false;
    if (!Left || Fact == Unreached || (Fact & LetGo))
      continue;
    Pair = Left;
    Fact = (Left & WithHeld ? Held : 0) | (Left & ~WithHeld ? NotHeld : 0);
  }
  return Possible;
}

} // namespace lifeguard
