#include "Surface.h"
#include "../support/Syntax.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace lifeguard {

namespace {

const CallExpr *markerCall(const Expr *E, Keyword &K) {
  const auto *Call = dyn_cast<CallExpr>(stripParens(E));
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier())
    return nullptr;
  int Found = llvm::StringSwitch<int>(Callee->getName())
                  .Case("lg__await_all", static_cast<int>(Keyword::AwaitAll))
                  .Case("lg__await_any", static_cast<int>(Keyword::AwaitAny))
                  .Case("lg__await_timeout", static_cast<int>(Keyword::AwaitTimeout))
                  .Case("lg__block_on", static_cast<int>(Keyword::BlockOn))
                  .Case("lg__block_on_in", static_cast<int>(Keyword::BlockOnIn))
                  .Case("lg__spawn", static_cast<int>(Keyword::Spawn))
                  .Case("lg__spawn_in", static_cast<int>(Keyword::SpawnIn))
                  .Case("lg__future", static_cast<int>(Keyword::Boxed))
                  .Default(-1);
  if (Found < 0)
    return nullptr;
  K = static_cast<Keyword>(Found);
  return Call;
}

/// Whether the keyword's expansion ends in something of its own after the operands.
bool hasTrailer(Keyword K) { return K != Keyword::BlockOn && K != Keyword::BlockOnIn; }

} // namespace

llvm::StringRef spelling(Keyword K) {
  switch (K) {
  case Keyword::AwaitAll:
    return "await_all";
  case Keyword::AwaitAny:
    return "await_any";
  case Keyword::AwaitTimeout:
    return "await_timeout";
  case Keyword::BlockOn:
    return "block_on";
  case Keyword::BlockOnIn:
    return "block_on_in";
  case Keyword::Spawn:
    return "spawn";
  case Keyword::SpawnIn:
    return "spawn_in";
  case Keyword::Boxed:
    return "future";
  }
  return "";
}

bool isAwaiting(Keyword K) {
  return K == Keyword::AwaitAll || K == Keyword::AwaitAny || K == Keyword::AwaitTimeout;
}

Handover::Kind handoverKind(Keyword K) {
  switch (K) {
  case Keyword::BlockOn:
    return Handover::Kind::BlockOn;
  case Keyword::BlockOnIn:
    return Handover::Kind::BlockOnIn;
  case Keyword::Spawn:
    return Handover::Kind::Spawn;
  case Keyword::SpawnIn:
    return Handover::Kind::SpawnIn;
  default:
    return Handover::Kind::Boxed;
  }
}

llvm::StringRef spelling(Handover::Kind What) {
  for (Keyword K : {Keyword::BlockOn, Keyword::BlockOnIn, Keyword::Spawn, Keyword::SpawnIn})
    if (handoverKind(K) == What)
      return spelling(K);
  return spelling(Keyword::Boxed);
}

bool matchConstruct(const Expr *E, Construct &Result) {
  const auto *Paren = dyn_cast<ParenExpr>(E);
  const auto *Comma = Paren ? dyn_cast<BinaryOperator>(Paren->getSubExpr()) : nullptr;
  if (!Comma || Comma->getOpcode() != BO_Comma)
    return false;
  auto Operands = commaOperands(Comma);
  const CallExpr *Marker = markerCall(Operands.front(), Result.What);
  if (!Marker)
    return false;
  Result.Argument = Marker->getNumArgs() ? Marker->getArg(0) : nullptr;
  auto End = hasTrailer(Result.What) ? Operands.end() - 1 : Operands.end();
  Result.Operands.assign(Operands.begin() + 1, End);
  return true;
}

const CallExpr *callUnderExtension(const Expr *E) {
  const auto *Extension = dyn_cast<UnaryOperator>(E);
  if (!Extension || Extension->getOpcode() != UO_Extension)
    return nullptr;
  return dyn_cast<CallExpr>(stripParens(Extension->getSubExpr()));
}

const CallExpr *callWithin(const Expr *E) {
  E = strip(E);
  if (const auto *Cast = dyn_cast<CStyleCastExpr>(E))
    if (Cast->getType()->isVoidType())
      E = strip(Cast->getSubExpr());
  return dyn_cast<CallExpr>(E);
}

} // namespace lifeguard
