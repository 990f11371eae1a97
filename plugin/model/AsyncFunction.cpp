#include "AsyncFunction.h"

namespace lifeguard {

Unit::Unit(clang::ASTContext &Ctx) : Ctx(Ctx) {}
Unit::~Unit() = default;

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
