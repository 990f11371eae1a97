#include "../support/Spelling.h"
#include "Write.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

#include <map>

namespace lifeguard {

namespace {

bool isShown(const ExplainedState &S) { return S.Reachable; }

std::string titleOf(const ExplainedState &S) {
  if (S.Kind == "start" || S.Kind == "done")
    return S.Name;
  return S.Kind == "call" ? "await " + S.Callee : "await_" + S.Kind;
}

/// The words on an edge: its cause, and what runs on the way.
std::vector<std::string> wordsOf(const ExplainedEdge &Edge) {
  std::vector<std::string> Words{Edge.Cause};
  Words.insert(Words.end(), Edge.Does.begin(), Edge.Does.end());
  return Words;
}

//===- DOT ----------------------------------------------------------------===//

/// `Lines` as a label of several lines.
std::string label(const std::vector<std::string> &Lines) {
  std::string Result;
  for (const std::string &Line : Lines)
    Result += (Result.empty() ? "" : "\\n") + quotedString(Line).substr(1, quotedString(Line).size() - 2);
  return "\"" + Result + "\"";
}

void writeDot(const Explanation &E, llvm::raw_ostream &OS) {
  OS << "digraph " << quotedString(E.File) << " {\n"
     << "    graph [fontname=\"Helvetica\", rankdir=TB];\n"
     << "    node [fontname=\"Helvetica\", shape=box, style=rounded];\n"
     << "    edge [fontname=\"Helvetica\", fontsize=10];\n";
  for (const ExplainedFunction &F : E.Functions) {
    auto Node = [&](unsigned State) { return quotedString(F.Name + "." + F.States[State].Name); };
    OS << "    subgraph " << quotedString("cluster_" + F.Name) << " {\n        label=" << quotedString(F.Head)
       << ";\n";
    for (unsigned I = 0; I != F.States.size(); ++I) {
      const ExplainedState &S = F.States[I];
      if (!isShown(S))
        continue;
      std::vector<std::string> Lines{titleOf(S)};
      if (S.Kind != "start" && S.Kind != "done") {
        Lines.push_back("line " + std::to_string(S.Line));
        std::vector<std::string> Live;
        for (unsigned Local : S.Live)
          Live.push_back(F.Locals[Local].Name);
        if (!Live.empty())
          Lines.push_back("live: " + llvm::join(Live, ", "));
      }
      OS << "        " << Node(I) << " [label=" << label(Lines) << (S.Kind == "done" ? ", peripheries=2" : "")
         << "];\n";
    }
    for (const ExplainedEdge &Edge : F.Edges) {
      const char *Style = Edge.Cause == "pending" ? ", style=dashed"
                          : Edge.Cause == "drop"  ? ", style=dotted"
                                                  : "";
      OS << "        " << Node(Edge.From) << " -> " << Node(Edge.To) << " [label=" << label(wordsOf(Edge))
         << Style << "];\n";
    }
    OS << "    }\n";
  }
  OS << "}\n";
}

//===- Mermaid ------------------------------------------------------------===//

/// Text in a Mermaid label: what it would take for markup is written by its number. So is the space after
/// `direction`: Mermaid takes a line with `direction TB` anywhere for one that says where the graph goes. And
/// `__f__` is a bold f unless it is inside a word: a character without width beside it makes it so.
std::string escaped(llvm::StringRef Text) {
  const llvm::StringRef Word = "direction", Joiner = "\xE2\x81\xA0"; // U+2060
  auto IsInWord = [&](size_t I) {
    return I < Text.size() &&
           (llvm::isAlnum(Text[I]) || Text[I] == '_' || static_cast<unsigned char>(Text[I]) >= 0x80);
  };
  std::string Result;
  for (size_t I = 0; I != Text.size(); ++I) {
    char C = Text[I];
    if (C == '_')
      Result += (IsInWord(I - 1) ? "" : Joiner.str()) + "_" + (IsInWord(I + 1) ? "" : Joiner.str());
    else if (IsInWord(I) || C == ',' || C == '.' ||
             (C == ' ' && Text.take_front(I).take_back(Word.size()) != Word))
      Result += C;
    else
      Result += "#" + std::to_string(static_cast<unsigned char>(C)) + ";";
  }
  return Result;
}

void writeMermaid(const Explanation &E, bool Fenced, llvm::raw_ostream &OS) {
  if (Fenced)
    OS << "```mermaid\n";
  OS << "flowchart TB\n";
  for (unsigned Number = 0; Number != E.Functions.size(); ++Number) {
    const ExplainedFunction &F = E.Functions[Number];
    auto Node = [&](unsigned State) { return "f" + std::to_string(Number) + "_" + std::to_string(State); };
    OS << "    subgraph f" << Number << "[\"" << escaped(F.Head) << "\"]\n";
    for (unsigned I = 0; I != F.States.size(); ++I) {
      const ExplainedState &S = F.States[I];
      if (!isShown(S))
        continue;
      std::string Text = escaped(titleOf(S));
      if (S.Kind != "start" && S.Kind != "done")
        Text += "<br/>line " + std::to_string(S.Line);
      OS << "        " << Node(I) << (S.Kind == "done" ? "([\"" : "(\"") << Text
         << (S.Kind == "done" ? "\"])" : "\")") << "\n";
    }
    // Of several edges from a state to itself Mermaid draws one: so they are one, which says all.
    struct Loop {
      std::string Text;
      bool Dashed = true;
    };
    std::map<unsigned, Loop> Loops;
    auto Write = [&](unsigned From, unsigned To, llvm::StringRef Text, bool Dashed) {
      OS << "        " << Node(From) << (Dashed ? " -.->" : " -->") << "|\"" << Text << "\"| " << Node(To)
         << "\n";
    };
    for (const ExplainedEdge &Edge : F.Edges) {
      std::string Text;
      for (const std::string &Words : wordsOf(Edge))
        Text += (Text.empty() ? "" : "<br/>") + escaped(Words);
      bool Dashed = Edge.Cause == "pending" || Edge.Cause == "drop";
      if (Edge.From != Edge.To) {
        Write(Edge.From, Edge.To, Text, Dashed);
        continue;
      }
      Loop &L = Loops[Edge.From];
      L.Text += (L.Text.empty() ? "" : "<br/>or ") + Text;
      L.Dashed = L.Dashed && Dashed;
    }
    for (const auto &Each : Loops)
      Write(Each.first, Each.first, Each.second.Text, Each.second.Dashed);
    OS << "    end\n";
  }
  if (Fenced)
    OS << "```\n";
}

} // namespace

void writeGraph(const Explanation &E, llvm::StringRef File, llvm::raw_ostream &OS) {
  llvm::StringRef Ending = llvm::sys::path::extension(File);
  if (Ending == ".mmd" || Ending == ".mermaid" || Ending == ".md")
    writeMermaid(E, Ending == ".md", OS);
  else
    writeDot(E, OS);
}

} // namespace lifeguard
