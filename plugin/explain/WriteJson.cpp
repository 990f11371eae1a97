// The JSON that the page reads. Its names are those of the noun.
#include "Write.h"
#include "llvm/Support/JSON.h"

namespace lifeguard {

namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

/// What stands in a source may be no UTF-8.
Value text(const std::string &Text) {
  return llvm::json::isUTF8(Text) ? Value(Text) : Value(llvm::json::fixUTF8(Text));
}

Value number(uint64_t N) { return Value(int64_t(N)); }

Array numbers(const std::vector<unsigned> &From) {
  Array Result;
  for (unsigned N : From)
    Result.push_back(number(N));
  return Result;
}

Array texts(const std::vector<std::string> &From) {
  Array Result;
  for (const std::string &Text : From)
    Result.push_back(text(Text));
  return Result;
}

template <typename Item, typename Fn> Array each(const std::vector<Item> &From, Fn Write) {
  Array Result;
  for (const Item &I : From)
    Result.push_back(Write(I));
  return Result;
}

Value use(const ExplainedUse &U) { return Array{number(U.Line), number(U.Column), number(U.Length)}; }

Value local(const ExplainedLocal &L) {
  return Object{{"name", text(L.Name)},           {"type", text(L.Type)},       {"kind", L.Kind},
                {"line", number(L.Line)},         {"guard", L.Guard},           {"hooked", L.Hooked},
                {"addressTaken", L.AddressTaken}, {"cleanup", text(L.Cleanup)}, {"size", number(L.Size)},
                {"uses", each(L.Uses, use)}};
}

Value action(const ExplainedAction &A) {
  return Object{{"kind", A.Kind}, {"what", text(A.What)}, {"local", int64_t(A.Local)}};
}

Value operand(const ExplainedOperand &O) {
  return Object{{"word", text(O.Word)}, {"function", text(O.Function)}, {"frame", O.Frame}};
}

Value verdict(const ExplainedVerdict &V) {
  return Object{{"guard", text(V.Guard)},
                {"rule", V.Rule},
                {"verdict", V.Verdict},
                {"severity", V.Severity},
                {"message", text(V.Message)},
                {"help", text(V.Help)},
                {"why", text(V.Why)},
                {"line", number(V.Line)},
                {"maybe", V.Maybe}};
}

Value state(const ExplainedState &S) {
  return Object{{"name", text(S.Name)},
                {"enumerator", text(S.Enumerator)},
                {"kind", S.Kind},
                {"callee", text(S.Callee)},
                {"line", number(S.Line)},
                {"reachable", S.Reachable},
                {"operands", each(S.Operands, operand)},
                {"live", numbers(S.Live)},
                {"kept", numbers(S.Kept)},
                {"guards", numbers(S.Guards)},
                {"onEnter", each(S.OnEnter, action)},
                {"onSuspend", each(S.OnSuspend, action)},
                {"onResume", each(S.OnResume, action)},
                {"onReady", each(S.OnReady, action)},
                {"onDrop", each(S.OnDrop, action)},
                {"verdicts", each(S.Verdicts, verdict)},
                {"lowered", numbers(S.LoweredLines)},
                {"needs", number(S.Needs)}};
}

Value edge(const ExplainedEdge &E) {
  return Object{{"from", number(E.From)}, {"to", number(E.To)}, {"cause", E.Cause}, {"does", texts(E.Does)}};
}

Value field(const ExplainedField &F) {
  return Object{{"name", text(F.Name)},
                {"type", text(F.Type)},
                {"kind", F.Kind},
                {"why", F.Why},
                {"path", text(F.Path)},
                {"child", text(F.Child)},
                {"local", int64_t(F.Local)},
                {"line", number(F.Line)},
                {"in", numbers(F.In)},
                {"shared", F.Shared},
                {"offset", number(F.Offset)},
                {"size", number(F.Size)},
                {"members", each(F.Members, field)}};
}

Value hole(const ExplainedHole &H) { return Object{{"offset", number(H.Offset)}, {"size", number(H.Size)}}; }

Value function(const ExplainedFunction &F) {
  return Object{{"name", text(F.Name)},
                {"head", text(F.Head)},
                {"source", number(F.Source)},
                {"first", number(F.FirstLine)},
                {"last", number(F.LastLine)},
                {"loweredFirst", number(F.LoweredFirst)},
                {"loweredLast", number(F.LoweredLast)},
                {"struct", text(F.Struct)},
                {"self", text(F.Self)},
                {"locals", each(F.Locals, local)},
                {"states", each(F.States, state)},
                {"edges", each(F.Edges, edge)},
                {"frame", each(F.Frame, field)},
                {"padding", each(F.Padding, hole)},
                {"size", number(F.Size)},
                {"align", number(F.Align)},
                {"ideal", number(F.Ideal)},
                {"rust", number(F.Rust)},
                {"advice", texts(F.Advice)}};
}

} // namespace

void writeExplanationJson(const Explanation &E, llvm::raw_ostream &OS) {
  Array Lines =
      each(E.Lines, [](const LoweredLine &L) -> Value { return Array{int64_t(L.Source), number(L.Line)}; });
  Array Sources = each(E.Sources, [](const ExplainedSource &S) -> Value {
    return Object{{"name", text(S.Name)}, {"text", text(S.Text)}};
  });
  OS << Value(Object{{"version", 1},
                     {"file", text(E.File)},
                     {"sources", std::move(Sources)},
                     {"lowered", text(E.Lowered)},
                     {"lines", std::move(Lines)},
                     {"functions", each(E.Functions, function)}});
}

} // namespace lifeguard
