#include "Returned.h"
#include "Flags.h"
#include "llvm/ADT/STLExtras.h"

namespace lifeguard {

void Returned::constant(int Value, uint8_t Now) {
  if (Now == Either)
    Unclear = true;
  else
    (Now == Held ? With : Without).insert(Value);
}

void Returned::computed(bool HasValue, uint8_t Now, uint8_t IfTrue, uint8_t IfFalse) {
  if (IfTrue == Held && IfFalse == NotHeld)
    With.insert(1), Without.insert(0);
  else if (IfTrue == NotHeld && IfFalse == Held)
    With.insert(0), Without.insert(1);
  else if (HasValue && Now == Held)
    Other = true;
  else
    Unclear = true;
}

void Returned::tell(LockEffect &Effect) const {
  if (Unclear || Without.empty())
    return;
  bool ElseNegative = llvm::all_of(Without, [](int Value) { return Value < 0; });
  if (Other) {
    if (ElseNegative && llvm::all_of(With, [](int Value) { return Value >= 0; })) {
      Effect.OnlyIf = 0;
      Effect.OrGreater = Effect.ElseNegative = true;
    } else if (Without == std::set<int>{0} && !With.count(0)) {
      Effect.OnlyIf = 1; // a truth value
    }
  } else if (With.size() == 1 && !Without.count(*With.begin())) {
    Effect.OnlyIf = *With.begin();
    Effect.ElseNegative = *Effect.OnlyIf >= 0 && ElseNegative;
  }
}

} // namespace lifeguard
