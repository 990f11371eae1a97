//===- Cancel.cpp - rule: cancel-unsafe -----------------------------------===//
#include "../support/Names.h"
#include "../support/Syntax.h"
#include "Findings.h"

using namespace clang;

namespace lifeguard {

void findCancelUnsafe(const Audited &A, Findings &Into) {
  if (!A.Body)
    return;
  for (const Yield &Y : A.Body->Yields) {
    if (Y.What != Yield::Kind::Any && Y.What != Yield::Kind::Timeout)
      continue;
    for (const Operand &O : Y.Operands) {
      const FunctionDecl *Callee = O.Call->getDirectCallee();
      const AnnotateAttr *Mark = nullptr;
      if (Callee)
        for (const FunctionDecl *D : Callee->redecls())
          if (!Mark)
            Mark = findAnnotation(D, annotation::CancelUnsafe);
      if (!Mark)
        continue;
      Finding Found = Into.make(Rule::cancel_unsafe, A.F, O.Call->getBeginLoc());
      Found.Guard.Name = Callee->getNameAsString();
      Found.Guard.Kind = "operand";
      Found.Suspensions.push_back({Into.place(Y.Node->getBeginLoc()), Y.Callee, true});
      Found.Message =
          "'" + Found.Guard.Name + "' loses data when it is dropped, and await_" + Y.Callee + " may drop it";
      Found.Why = annotationBody(*Mark, annotation::CancelUnsafe).str();
      Found.Help =
          "make the future before the loop and await it by hand, or use a function that keeps what it has";
      Into.add(std::move(Found), A.F, Callee);
    }
  }
}

} // namespace lifeguard
