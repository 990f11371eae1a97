// What a frame could be: the least that holds what its fullest state keeps, and what rustc's layout of an
// async function of the same shape would take. Estimates both, from the same facts; docs/explain.md says
// which.
#include "Explain.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MathExtras.h"
#include <tuple>

namespace lifeguard {

namespace {

struct Sized {
  uint64_t Size, Align;
};

uint64_t endOf(uint64_t At, const std::vector<Sized> &Fields) {
  for (const Sized &F : Fields)
    At = llvm::alignTo(At, F.Align) + F.Size;
  return At;
}

class Comparison {
public:
  explicit Comparison(Explanation &E) : E(E) {}

  void run() {
    for (ExplainedFunction &F : E.Functions)
      if (F.Size) // else it could not be measured
        compare(F);
  }

private:
  Explanation &E;
  llvm::StringMap<bool> Done;

  void compare(ExplainedFunction &F) {
    if (!Done.try_emplace(F.Name, true).second)
      return;
    forEachField(F.Frame, [&](const ExplainedField &Field) {
      if (ExplainedFunction *Child = embedded(Field))
        compare(*Child);
    });
    ideal(F);
    rust(F);
    advise(F);
  }

  template <typename Fn> static void forEachField(const std::vector<ExplainedField> &Fields, Fn Visit) {
    for (const ExplainedField &Field : Fields) {
      if (Field.Kind == "struct" || Field.Kind == "union")
        forEachField(Field.Members, Visit);
      else
        Visit(Field);
    }
  }

  /// The function whose future lies in `Field`, if it is one of these.
  ExplainedFunction *embedded(const ExplainedField &Field) const {
    if (Field.Kind != "child" || Field.Type.find('*') != std::string::npos)
      return nullptr;
    for (ExplainedFunction &F : E.Functions)
      if (F.Name == Field.Child && F.Size == Field.Size)
        return &F;
    return nullptr;
  }

  static bool isOfLocal(const ExplainedField &Field) {
    return Field.Kind == "argument" || Field.Kind == "pinned" || Field.Kind == "saved";
  }

  void ideal(ExplainedFunction &F) const {
    uint64_t Fullest = 0, StateSize = 1;
    for (unsigned I = 0; I != F.States.size(); ++I) {
      uint64_t Needs = 0;
      forEachField(F.Frame, [&](const ExplainedField &Field) {
        if (Field.Kind == "state")
          StateSize = Field.Size;
        else if (llvm::is_contained(Field.In, I))
          Needs += embedded(Field) ? embedded(Field)->Ideal : Field.Size;
      });
      F.States[I].Needs = Needs;
      Fullest = std::max(Fullest, Needs);
    }
    F.Ideal = std::min(F.Size, llvm::alignTo(Fullest + StateSize, F.Align));
  }

  //===- Rust -------------------------------------------------------------===//

  /// In the order that rustc gives them: larger alignments first, or (behind a prefix) last where that is
  /// shorter.
  static uint64_t place(uint64_t At, std::vector<Sized> Fields) {
    llvm::sort(Fields, [](const Sized &A, const Sized &B) { return A.Align > B.Align; });
    uint64_t LargeFirst = endOf(At, Fields);
    std::reverse(Fields.begin(), Fields.end());
    return std::min(LargeFirst, endOf(At, Fields));
  }

  void rust(ExplainedFunction &F) const {
    std::vector<Sized> Prefix{{1, 1}}; // the discriminant
    uint64_t Align = 1;
    auto Add = [&](std::vector<Sized> &To, uint64_t Size, uint64_t FieldAlign) {
      if (!Size)
        return;
      To.push_back({Size, FieldAlign});
      Align = std::max(Align, FieldAlign);
    };
    // The arguments as they were captured, for all of its life; those that are used have a copy besides.
    for (const ExplainedLocal &L : F.Locals)
      if (L.Kind == "parameter")
        Add(Prefix, L.Size, L.Align);
    std::vector<std::vector<Sized>> Own(F.States.size());
    for (unsigned Local = 0; Local != F.Locals.size(); ++Local) {
      const ExplainedLocal &L = F.Locals[Local];
      std::vector<unsigned> In;
      for (unsigned I = 1; I + 1 < F.States.size(); ++I)
        if (llvm::is_contained(F.States[I].Live, Local) ||
            (L.Owned && llvm::is_contained(F.States[I].Kept, Local)))
          In.push_back(I);
      // One variant's alone, or with a place of its own in all.
      if (!In.empty())
        Add(In.size() == 1 ? Own[In.front()] : Prefix, L.Size, L.Align);
    }
    forEachField(F.Frame, [&](const ExplainedField &Field) {
      if (isOfLocal(Field) || Field.Kind == "state" || Field.Kind == "flag" || Field.Kind == "done")
        return;
      for (unsigned I : Field.In) {
        const ExplainedFunction *Child = embedded(Field);
        Add(Own[I], Child ? Child->Rust : Field.Size, Field.Align);
        if (Field.Kind == "child" && F.States[I].Kind == "all")
          Add(Own[I], 1, 1); // that it has finished
      }
    });
    llvm::sort(Prefix, [](const Sized &A, const Sized &B) { return A.Align > B.Align; });
    uint64_t Start = endOf(0, Prefix), End = Start;
    for (const std::vector<Sized> &Variant : Own)
      End = std::max(End, place(Start, Variant));
    F.Rust = llvm::alignTo(End, Align);
  }

  //===- Advice -----------------------------------------------------------===//

  static std::string bytes(uint64_t Count) {
    return std::to_string(Count) + (Count == 1 ? " byte" : " bytes");
  }

  /// Whether a block of its own could end before the await: nobody names it there or below.
  static bool mayEndBefore(const ExplainedLocal &L, const ExplainedState &S) {
    return L.Kind == "variable" && !L.Guard &&
           llvm::all_of(L.Uses, [&](const ExplainedUse &Use) { return Use.Line < S.Line; });
  }

  /// What to change, the most rewarding first: only of what the fullest state holds, since no other decides
  /// the size.
  void advise(ExplainedFunction &F) const {
    unsigned Fullest = 0;
    for (unsigned I = 0; I != F.States.size(); ++I)
      if (F.States[I].Needs > F.States[Fullest].Needs)
        Fullest = I;
    const ExplainedState &S = F.States[Fullest];
    struct Saving {
      uint64_t Size;
      std::string Words;
    };
    std::vector<Saving> Savings;
    forEachField(F.Frame, [&](const ExplainedField &Field) {
      if (!llvm::is_contained(Field.In, Fullest))
        return;
      if (Field.Kind == "pinned" && Fullest != 0 && mayEndBefore(F.Locals[Field.Local], S) &&
          !llvm::is_contained(S.Live, unsigned(Field.Local)))
        Savings.push_back(
            {Field.Size, "end the block of '" + Field.Name + "' before line " + std::to_string(S.Line) +
                             ", unless a pointer to it is used there: its " + bytes(Field.Size) +
                             " are kept (" + Field.Why + "), and it is not named again"});
      else if (Field.Kind == "child" && Field.Size * 2 >= F.Size && Field.Size > 64) {
        bool Own = embedded(Field);
        Savings.push_back(
            {Field.Size, "'" + Field.Child + "' takes " + bytes(Field.Size) + " of it: " +
                             (Own ? "shrink its future, or let it run as a task (spawn) or boxed (future)"
                                  : "let it run as a task (spawn) or boxed (future)")});
      } else if ((Field.Kind == "pinned" || Field.Kind == "saved") && Field.Size > 64)
        Savings.push_back({Field.Size, "'" + Field.Name + "' takes " + bytes(Field.Size) +
                                           " while it waits on line " + std::to_string(S.Line) +
                                           ": keep a pointer to it, or use it up before the await"});
    });
    uint64_t Lost = 0;
    for (const ExplainedHole &Hole : F.Padding)
      Lost += Hole.Size;
    if (Lost * 8 >= F.Size && Lost >= 4)
      Savings.push_back({Lost, bytes(Lost) +
                                   " are padding: types with a smaller alignment, or locals that make "
                                   "up whole words, would use them"});
    llvm::sort(Savings, [](const Saving &A, const Saving &B) {
      return std::tie(B.Size, A.Words) < std::tie(A.Size, B.Words);
    });
    for (Saving &Each : Savings)
      F.Advice.push_back(std::move(Each.Words));
  }
};

} // namespace

void compare(Explanation &E) { Comparison(E).run(); }

} // namespace lifeguard
