#include "AsyncFunction.h"

namespace lifeguard {

Unit::Unit(clang::ASTContext &Ctx) : Ctx(Ctx) {}
Unit::~Unit() = default;

AsyncSignature &Unit::through(const clang::FunctionType &Type) {
  const clang::Type *Canonical = Type.getCanonicalTypeInternal().getTypePtr();
  for (const auto &Known : Pointed)
    if (Known->Pointee->getCanonicalTypeInternal().getTypePtr() == Canonical)
      return *Known;
  auto Signature = std::make_unique<AsyncSignature>();
  Signature->Pointee = &Type;
  Signature->Name = "lg_call_" + std::to_string(Pointed.size() + 1);
  Signature->Result = Type.getReturnType().getUnqualifiedType();
  Signature->Internal = true;
  Signature->LeafFuture = std::make_unique<Leaf>(
      Leaf{"struct lg_call", Signature->Name, "lg_call_poll", "lg_call_drop", clang::QualType()});
  Pointed.push_back(std::move(Signature));
  return *Pointed.back();
}

const char *Local::kind() const {
  switch (What) {
  case Kind::Parameter:
    return "parameter";
  case Kind::Variable:
    return "variable";
  case Kind::Literal:
    return "literal";
  case Kind::Temporary:
    return "temporary";
  case Kind::Span:
    return "span";
  }
  return "";
}

const clang::FunctionDecl *Notification::hook(Hook Which, bool Dropping) const {
  if (!Own)
    return nullptr;
  switch (Which) {
  case Hook::Resume:
    return Dropping && Own->OnCancel ? nullptr : Own->OnResume;
  case Hook::Suspend:
    return Own->OnSuspend;
  case Hook::Cancel:
    return Own->OnCancel;
  }
  return nullptr;
}

namespace {

/// The innermost scope that both `A` and `B` are in.
const Scope *common(const Scope *A, const Scope *B) {
  while (A && B && A != B) {
    if (A->Depth >= B->Depth)
      A = A->Outer;
    else
      B = B->Outer;
  }
  return A == B ? A : nullptr;
}

} // namespace

std::vector<Local *> localsLeft(const Scope *From, const Scope *To) {
  std::vector<Local *> Left;
  const Scope *Stays = common(From, To);
  for (const Scope *S = From; S != Stays; S = S->Outer)
    if (S->Declares)
      Left.push_back(S->Declares);
  return Left;
}

bool leavesHome(const Scope *From, const Scope *To, const Local &L) {
  const Scope *Stays = common(From, To);
  for (const Scope *S = From; S != Stays; S = S->Outer)
    if (S->Enters == L.Home)
      return true;
  return false;
}

} // namespace lifeguard
