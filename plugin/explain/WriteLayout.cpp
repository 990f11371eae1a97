#include "Write.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include <algorithm>

namespace lifeguard {

namespace {

constexpr size_t MostNames = 6; ///< of states in a cell

/// A line of the table.
struct Row {
  std::string Offset, Size, Field, Type, What, In;
};

class Table {
public:
  Table(const Explanation &E, const ExplainedFunction &F) : E(E), F(F) {}

  void write(llvm::raw_ostream &OS) {
    const std::string &File = E.Sources[F.Source].Name;
    OS << "struct " << F.Struct << ": " << F.Size << (F.Size == 1 ? " byte" : " bytes") << ", alignment "
       << F.Align << "  (" << File << ":" << F.FirstLine << ": " << F.Name << ")\n";
    Rows.push_back({"offset", "bytes", "field", "type", "what", "in use"});
    add(F.Frame, 0);
    for (const ExplainedHole &Hole : F.Padding)
      Rows.push_back({std::to_string(Hole.Offset), std::to_string(Hole.Size), "(padding)", "", "", "never"});
    print(OS);
    OS << "  ideal " << F.Ideal << ", by Rust's rules " << F.Rust << "\n";
    for (const std::string &Words : F.Advice)
      OS << "  to shrink it: " << Words << "\n";
  }

private:
  const Explanation &E;
  const ExplainedFunction &F;
  std::vector<Row> Rows;

  void add(const std::vector<ExplainedField> &Fields, unsigned Depth) {
    for (const ExplainedField &Field : Fields) {
      std::string Indent(Depth * 2, ' ');
      bool Group = Field.Kind == "struct" || Field.Kind == "union";
      std::string Name = Group ? Field.Kind + (Field.Name.empty() ? "" : " " + Field.Name) : Field.Name;
      Rows.push_back({std::to_string(Field.Offset), std::to_string(Field.Size), Indent + Name,
                      Group ? "" : Field.Type, what(Field), Group ? "" : in(Field)});
      if (Group)
        add(Field.Members, Depth + 1);
    }
  }

  std::string what(const ExplainedField &Field) const {
    std::string Line = Field.Local >= 0 && F.Locals[Field.Local].Line
                           ? ", line " + std::to_string(F.Locals[Field.Local].Line)
                           : "";
    if (Field.Kind == "child")
      return "future of " + Field.Child + (Field.Type.find('*') != std::string::npos ? ", in the arena" : "");
    if (Field.Kind == "pinned")
      return "pinned: " + Field.Why + Line;
    if (Field.Kind == "saved" || Field.Kind == "argument")
      return Field.Kind + Line;
    if (Field.Kind == "flag")
      return "whether " + F.Locals[Field.Local].Name + " is live";
    if (Field.Kind == "done")
      return "whether it has finished";
    if (Field.Kind == "target")
      return "where its result goes";
    if (Field.Kind == "struct" && Field.Line)
      return "the block on line " + std::to_string(Field.Line);
    if (Field.Kind == "struct")
      return "";
    if (Field.Kind == "union")
      return "one at a time";
    return Field.Kind;
  }

  std::string in(const ExplainedField &Field) const {
    if (Field.Kind == "state")
      return "always";
    std::vector<std::string> Names;
    for (unsigned State : Field.In)
      Names.push_back(F.States[State].Name);
    if (Names.size() > MostNames) {
      size_t Rest = Names.size() - MostNames + 1;
      Names.resize(MostNames - 1);
      return llvm::join(Names, " ") + " and " + std::to_string(Rest) + " more";
    }
    return llvm::join(Names, " ");
  }

  void print(llvm::raw_ostream &OS) const {
    auto Width = [&](std::string Row::*Column) {
      size_t Result = 0;
      for (const Row &R : Rows)
        Result = std::max(Result, (R.*Column).size());
      return Result;
    };
    size_t Offset = Width(&Row::Offset), Size = Width(&Row::Size), Field = Width(&Row::Field),
           Type = Width(&Row::Type), What = Width(&Row::What);
    for (const Row &R : Rows) {
      std::string Line = std::string(2 + Offset - R.Offset.size(), ' ') + R.Offset +
                         std::string(2 + Size - R.Size.size(), ' ') + R.Size + "  ";
      auto Left = [&](const std::string &Text, size_t Wide) {
        Line += Text + std::string(Wide - Text.size() + 2, ' ');
      };
      Left(R.Field, Field);
      Left(R.Type, Type);
      Left(R.What, What);
      Line += R.In;
      OS << llvm::StringRef(Line).rtrim() << "\n";
    }
  }
};

} // namespace

void writeLayout(const Explanation &E, llvm::raw_ostream &OS) {
  const char *Between = "";
  for (const ExplainedFunction &F : E.Functions) {
    if (!F.Size)
      continue; // of a header, and used nowhere
    OS << Between;
    Table(E, F).write(OS);
    Between = "\n";
  }
}

} // namespace lifeguard
