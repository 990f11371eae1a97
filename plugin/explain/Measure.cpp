#include "Explain.h"
#include "clang/AST/RecordLayout.h"
#include "llvm/ADT/StringMap.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Leaf futures' own members are opened up to this depth.
constexpr unsigned DeepestMember = 3;

class Measurer {
public:
  Measurer(Explanation &E, const ASTContext &Ctx) : E(E), Ctx(Ctx) {
    for (const Decl *D : Ctx.getTranslationUnitDecl()->decls())
      if (const auto *Record = dyn_cast<RecordDecl>(D); Record && Record->isCompleteDefinition())
        Records[Record->getName()] = Record;
  }

  void run() {
    for (ExplainedFunction &F : E.Functions) {
      const RecordDecl *Record = Records.lookup(F.Struct);
      if (!Record || Record->isInvalidDecl())
        continue;
      const ASTRecordLayout &Layout = Ctx.getASTRecordLayout(Record);
      F.Size = Layout.getSize().getQuantity();
      F.Align = Layout.getAlignment().getQuantity();
      fields(F.Frame, *Record, 0);
    }
    for (ExplainedFunction &F : E.Functions)
      padding(F);
  }

private:
  Explanation &E;
  const ASTContext &Ctx;
  llvm::StringMap<const RecordDecl *> Records;

  /// The fields of `Record`, which are the members of `Into` in the same order.
  void fields(std::vector<ExplainedField> &Into, const RecordDecl &Record, uint64_t Start) {
    auto Next = Into.begin();
    for (const FieldDecl *Field : Record.fields()) {
      if (Next == Into.end())
        return;
      field(*Next++, *Field, Start);
    }
  }

  void field(ExplainedField &Into, const FieldDecl &Field, uint64_t Start) {
    QualType T = Field.getType();
    const ASTRecordLayout &Layout = Ctx.getASTRecordLayout(Field.getParent());
    Into.Offset = Start + Layout.getFieldOffset(Field.getFieldIndex()) / 8;
    Into.Size = Ctx.getTypeSizeInChars(T).getQuantity();
    Into.Align = Ctx.getDeclAlign(&Field).getQuantity();
    const auto *Type = T->getAs<RecordType>();
    if (Into.Kind == "struct" || Into.Kind == "union") {
      Into.Type = Into.Kind;
      if (Type)
        fields(Into.Members, *Type->getDecl()->getDefinition(), Into.Offset);
      return;
    }
    Into.Type = T.getAsString(Ctx.getPrintingPolicy());
    bool Opens = Into.Kind == "child" || Into.Kind == "sleep";
    if (Opens && Type && !E.find(Into.Child))
      members(Into, *Type->getDecl()->getDefinition(), DeepestMember);
  }

  /// What a struct of somebody else's has in it.
  void members(ExplainedField &Into, const RecordDecl &Record, unsigned Depth) {
    for (const FieldDecl *Field : Record.fields()) {
      if (Field->isBitField())
        continue;
      ExplainedField Member;
      Member.Kind = "member";
      Member.Name = Field->getNameAsString();
      Member.Path = Into.Path + "." + Member.Name;
      Member.In = Into.In;
      Member.Shared = Into.Shared;
      field(Member, *Field, Into.Offset);
      const auto *Type = Field->getType()->getAs<RecordType>();
      if (Type && Depth > 1)
        members(Member, *Type->getDecl()->getDefinition(), Depth - 1);
      Into.Members.push_back(std::move(Member));
    }
  }

  //===- Bytes that nothing uses (a child's own are in its struct) --------===//

  using Bytes = std::vector<ExplainedHole>;

  void used(const std::vector<ExplainedField> &Fields, Bytes &Into) {
    for (const ExplainedField &Field : Fields)
      if (Field.Kind == "struct" || Field.Kind == "union")
        used(Field.Members, Into);
      else
        Into.push_back({Field.Offset, Field.Size});
  }

  /// Sorted, and joined where they meet.
  Bytes usedBy(const ExplainedFunction &F) {
    Bytes All;
    used(F.Frame, All);
    llvm::sort(All, [](const ExplainedHole &A, const ExplainedHole &B) { return A.Offset < B.Offset; });
    Bytes Joined;
    for (const ExplainedHole &Part : All)
      if (!Joined.empty() && Part.Offset <= Joined.back().Offset + Joined.back().Size)
        Joined.back().Size = std::max(Joined.back().Size, Part.Offset + Part.Size - Joined.back().Offset);
      else
        Joined.push_back(Part);
    return Joined;
  }

  void padding(ExplainedFunction &F) {
    uint64_t At = 0;
    for (const ExplainedHole &Part : usedBy(F)) {
      if (Part.Offset > At)
        F.Padding.push_back({At, Part.Offset - At});
      At = Part.Offset + Part.Size;
    }
    if (At < F.Size)
      F.Padding.push_back({At, F.Size - At});
  }
};

} // namespace

void measure(Explanation &E, const ASTContext &Lowered) {
  Measurer(E, Lowered).run();
  compare(E);
}

} // namespace lifeguard
