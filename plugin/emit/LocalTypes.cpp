#include "LocalTypes.h"
#include "../support/Spelling.h"
#include "Lines.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecordLayout.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;

namespace lifeguard {

namespace {

/// Writes definitions from the tree and not from their tokens, since these may mention what only the body
/// knows: local constants in sizes, typedefs, typeof.
class DefinitionWriter {
public:
  DefinitionWriter(const FramePlan &Plan, Lines &Out)
      : F(Plan.function()), Ctx(F.In.Ctx), Plan(Plan), Out(Out) {}

  void write() {
    // Records may point to each other.
    for (const TagDecl *Tag : Plan.LocalTypes)
      if (isa<RecordDecl>(Tag) && Tag->getParentFunctionOrMethod())
        Out.add(spelling(Tag) + ";");
    for (const TagDecl *Tag : Plan.LocalTypes)
      if (Tag->getParentFunctionOrMethod())
        define(Tag->getDefinition());
  }

private:
  const AsyncFunction &F;
  const ASTContext &Ctx;
  const FramePlan &Plan;
  Lines &Out;

  static std::string spelling(const TagDecl *Tag) {
    return (Tag->getKindName() + " " + Tag->getName()).str();
  }

  void define(const TagDecl *Tag) {
    if (const auto *Enum = dyn_cast_or_null<EnumDecl>(Tag))
      enumerators(*Enum);
    else if (const auto *Record = dyn_cast_or_null<RecordDecl>(Tag))
      record(*Record, spelling(Record), "");
  }

  void enumerators(const EnumDecl &Enum) {
    std::string Packed = Enum.hasAttr<PackedAttr>() ? " __attribute__((packed))" : "";
    std::string Type = Enum.isFixed() ? " : " + declare(Enum.getIntegerType(), "", Ctx) : "";
    Out.open("enum" + Packed + " " + Enum.getName() + Type + " {");
    for (const EnumConstantDecl *Enumerator : Enum.enumerators()) {
      llvm::SmallString<24> Value;
      Enumerator->getInitVal().toString(Value, 10);
      Out.add(F.Renamed.lookup(Enumerator) + " = " + Value + ",");
    }
    Out.close("};");
  }

  /// `Head { fields } Tail;`
  void record(const RecordDecl &Record, const std::string &Head, const std::string &Tail) {
    const auto *Packed = Record.getAttr<MaxFieldAlignmentAttr>();
    if (Packed)
      Out.add("#pragma pack(push, " + llvm::Twine(Packed->getAlignment() / 8) + ")");
    Out.open(Head + " {");
    for (const FieldDecl *Field : Record.fields())
      field(*Field);
    Out.close("}" + attributes(Record) + Tail + ";");
    if (Packed)
      Out.add("#pragma pack(pop)");
  }

  void field(const FieldDecl &Field) {
    if (Field.isAnonymousStructOrUnion()) {
      const RecordDecl &Inner = *Field.getType()->castAs<RecordType>()->getDecl()->getDefinition();
      return record(Inner, Inner.getKindName().str(), "");
    }
    std::string Text = declare(Field.getType(), Field.getName(), Ctx);
    if (Field.isBitField())
      Text += " : " + std::to_string(widthOf(Field));
    Out.add(Text + attributes(Field) + ";");
  }

  unsigned widthOf(const FieldDecl &Field) const {
    return Field.getBitWidth()->EvaluateKnownConstInt(Ctx).getZExtValue();
  }

  static std::string attributes(const RecordDecl &Record) {
    std::string Text;
    if (Record.hasAttr<PackedAttr>())
      Text += " __attribute__((packed))";
    if (unsigned Bits = Record.getMaxAlignment())
      Text += aligned(Bits / 8);
    if (Record.hasAttr<TransparentUnionAttr>())
      Text += " __attribute__((transparent_union))";
    if (Record.hasAttr<MayAliasAttr>())
      Text += " __attribute__((may_alias))";
    return Text;
  }

  /// A typedef of the function's own may have brought an alignment that its canonical type has not.
  std::string attributes(const FieldDecl &Field) const {
    std::string Text = Field.hasAttr<PackedAttr>() ? " __attribute__((packed))" : "";
    if (unsigned Bits = Field.getMaxAlignment())
      return Text + aligned(Bits / 8);
    auto Natural = Ctx.getTypeAlignInChars(Field.getType().getCanonicalType());
    auto Wanted = Field.isBitField() ? Natural : Ctx.getTypeAlignInChars(Field.getType());
    return Wanted > Natural ? Text + aligned(Wanted.getQuantity()) : Text;
  }

  static std::string aligned(unsigned Bytes) {
    return " __attribute__((aligned(" + std::to_string(Bytes) + ")))";
  }
};

class TagEditor : public RecursiveASTVisitor<TagEditor> {
public:
  TagEditor(const llvm::DenseSet<const TagDecl *> &Moved, SourceText &Source)
      : Moved(Moved), Source(Source) {}

  bool VisitTagTypeLoc(TagTypeLoc Named) {
    const TagDecl *Tag = Named.getDecl();
    unsigned At = Source.index(Named.getNameLoc());
    if (Moved.contains(Tag->getCanonicalDecl()) && Source.is(At, tok::identifier))
      Source.replace({At, At + 1}, Tag->getName().str());
    return true;
  }

private:
  const llvm::DenseSet<const TagDecl *> &Moved;
  SourceText &Source;
};

/// Typedefs of the body that only stand in declarations that left it, which gcc would report as unused.
void markTypedefs(const FramePlan &Plan, SourceText &Source) {
  llvm::DenseSet<const NamedDecl *> Left;
  auto Note = [&](QualType T) {
    forEachNamedType(T, [&](const NamedDecl *D) {
      if (isa<TypedefNameDecl>(D) && D->getParentFunctionOrMethod())
        Left.insert(D);
    });
  };
  for (const auto &Pinned : Plan.PinnedName)
    Note(Pinned.first->Type);
  for (const TagDecl *Tag : Plan.LocalTypes)
    if (const auto *Record = dyn_cast_or_null<RecordDecl>(Tag->getDefinition()))
      for (const FieldDecl *Field : Record->fields())
        Note(Field->getType());
  for (const NamedDecl *D : Left)
    Source.insert(Source.index(D->getBeginLoc()), Plan.function().In.macro("lg_unused") + " ");
}

} // namespace

TokenRange definitionTokens(const TagDecl *Tag, const SourceText &Source) {
  TokenRange R = Source.range(Tag->getSourceRange());
  while (!R.empty() && Source.is(R.End, tok::kw___attribute)) {
    unsigned Depth = 0;
    do {
      ++R.End;
      Depth += Source.is(R.End, tok::l_paren);
      Depth -= Source.is(R.End, tok::r_paren);
    } while (Depth != 0);
    ++R.End;
  }
  return R;
}

std::string localTypes(const FramePlan &Plan) {
  Lines Out("", "");
  DefinitionWriter(Plan, Out).write();
  return Out.empty() ? "" : Out.text() + "\n\n";
}

bool isMovedUp(const Decl *D, const FramePlan &Plan) {
  const auto *Tag = dyn_cast<TagDecl>(D);
  return Tag && llvm::is_contained(Plan.LocalTypes, Tag->getCanonicalDecl());
}

void editLocalTypes(const FramePlan &Plan, SourceText &Source) {
  markTypedefs(Plan, Source);
  if (Plan.LocalTypes.empty())
    return;
  llvm::DenseSet<const TagDecl *> Moved;
  for (const TagDecl *Tag : Plan.LocalTypes)
    if (Tag->getParentFunctionOrMethod())
      Moved.insert(Tag);
  TagEditor(Moved, Source).TraverseStmt(const_cast<Stmt *>(Plan.function().Root->Syntax));
  for (const TagDecl *Tag : Moved)
    for (const TagDecl *D : Tag->redecls())
      if (D->isThisDeclarationADefinition())
        Source.replace(definitionTokens(D, Source), (D->getKindName() + " " + D->getName()).str());
}

} // namespace lifeguard
