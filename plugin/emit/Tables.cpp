#include "Tables.h"
#include "../support/Spelling.h"
#include "Attributes.h"
#include <set>

using namespace clang;

namespace lifeguard {

namespace {

class TableWriter {
public:
  TableWriter(const FramePlan &Plan, Lines &Out)
      : Plan(Plan), F(Plan.function()), In(F.In), Names(Plan.Names), Null(In.macro("NULL")), Out(Out) {}

  void write() {
    declareChildren();
    Out.open(internal(In) + "const lg_state_info " + Names.States + "[] = {");
    const SourceManager &SM = In.Ctx.getSourceManager();
    std::string File =
        quotedString(SM.getPresumedLoc(SM.getExpansionLoc(F.definition()->getLocation())).getFilename());
    row("start", File, F.Root->Line, Null, none(), none());
    for (const auto &State : Plan.States)
      row(State->Name, quotedString(State->Point->File), State->Point->Line,
          quotedString(State->Point->Callee), guards(*State), children(*State));
    row("done", File, F.Root->Line, Null, none(), none());
    Out.close("};");
    Out.add("");
    Out.open(internal(In) + "const lg_frame_info " + Names.Frame + " = {");
    Out.add("/* name */ " + quotedString(F.Signature.Name) + ",");
    Out.add("/* states */ " + Names.States + ",");
    Out.add("/* state_count */ " + llvm::Twine(Plan.States.size() + 2) + ",");
    Out.add("/* state */ " + offset(In.fixed("state")) + ",");
    Out.add("/* state_size */ sizeof(enum " + Names.StateEnum + "),");
    Out.close("};");
  }

private:
  const FramePlan &Plan;
  const AsyncFunction &F;
  const Unit &In;
  const FutureNames &Names;
  std::string Null;
  Lines &Out;

  std::string none() const { return Null + ", 0"; }

  std::string offset(const std::string &Path) const {
    return (In.Macros.contains("offsetof") ? "offsetof" : "__builtin_offsetof") +
           ("(struct " + Names.Struct) + ", " + Path + ")";
  }
  std::string offsetIfAny(const std::string &Path) const { return Path.empty() ? nowhere() : offset(Path); }
  std::string nowhere() const { return In.Macros.contains("LG_NOWHERE") ? "LG_NOWHERE" : "((size_t)-1)"; }

  void row(llvm::StringRef State, const std::string &File, unsigned Line, const std::string &Callee,
           const std::string &Guards, const std::string &Children) {
    Out.add("{" + quotedString(Names.state(State)) + ", " + File + ", " + llvm::Twine(Line) + ", " + Callee +
            ", " + Guards + ", " + Children + "},");
  }

  /// A list as a pointer and a count.
  std::string list(const char *Type, const std::vector<std::string> &Items) const {
    if (Items.empty())
      return none();
    std::string Text = "(const " + std::string(Type) + "[]){";
    for (const std::string &Item : Items)
      Text += "{" + Item + "}, ";
    Text.resize(Text.size() - 2);
    return Text + "}, " + std::to_string(Items.size());
  }

  std::string guards(const StatePayload &State) const {
    std::vector<std::string> Items;
    for (const LiveGuard &G : State.Guards)
      Items.push_back(quotedString(G.Of->Name) + ", " + quotedString(declare(G.Of->Type, "", In.Ctx)) + ", " +
                      std::to_string(G.Of->Line) + ", " + offset(Plan.PinnedName.lookup(G.Of)) + ", " +
                      offsetIfAny(G.Flag));
    return list("lg_guard_info", Items);
  }

  /// Only what is embedded has its description in this file for certain.
  static bool isEmbedded(const ChildField &Child) {
    return Child.Where == ChildField::Place::Embedded && !Child.Callee->isLeaf() &&
           !Child.Callee->isPointer();
  }

  std::string children(const StatePayload &State) const {
    std::vector<std::string> Items;
    if (!State.Reachable)
      return none();
    for (size_t I = 0; I != State.Children.size(); ++I) {
      const ChildField &Child = State.Children[I];
      const AsyncSignature &Callee = *Child.Callee;
      bool Framed = Child.Where == ChildField::Place::Framed;
      const char *Place = Callee.isPointer() ? "LG_CHILD_CALL"
                          : Framed           ? "LG_CHILD_FRAMED"
                          : Callee.isLeaf()  ? "LG_CHILD_LEAF"
                                             : "LG_CHILD_EMBEDDED";
      Items.push_back(
          Place + (", " + quotedString(Callee.isPointer() ? State.Point->Operands[I].Word : Callee.Name)) +
          ", " + offset(Child.Path) + ", " + offsetIfAny(Child.DoneFlag) + ", " +
          (isEmbedded(Child) ? "&" + FutureNames(Callee.Name).Frame : Null) + ", " +
          (Framed ? "&" + FutureNames(Callee.Name).Type : Null));
    }
    if (!State.Sleep.empty())
      Items.push_back("LG_CHILD_LEAF, \"lg_sleep_ms\", " + offset(State.Sleep) + ", " + nowhere() + ", " +
                      Null + ", " + Null);
    return list("lg_child_info", Items);
  }

  void declareChildren() {
    std::set<const AsyncSignature *> Declared;
    for (const auto &State : Plan.States)
      for (const ChildField &Child : State->Children)
        if (isEmbedded(Child) && Declared.insert(Child.Callee).second)
          Out.add(frameDeclaration(In, FutureNames(Child.Callee->Name)));
  }
};

} // namespace

void stateTable(const FramePlan &Plan, Lines &Out) { TableWriter(Plan, Out).write(); }

std::string frameDeclaration(const Unit &In, const FutureNames &Names) {
  return internal(In) + "const lg_frame_info " + Names.Frame + ";";
}

/// The function that reports a value of type `T`.
static llvm::StringRef reporterOf(QualType T, const ASTContext &Ctx) {
  if (T.isVolatileQualified() || T->isAtomicType())
    return "";
  if (T->isBooleanType())
    return "lg_traced_bool";
  if (T->isIntegralOrEnumerationType())
    return Ctx.getTypeSize(T) > 64                 ? ""
           : T->isSignedIntegerOrEnumerationType() ? "lg_traced_int"
                                                   : "lg_traced_uint";
  if (T->isRealFloatingType())
    return "lg_traced_double";
  if (T->isPointerType() && !T->isFunctionPointerType())
    return "lg_traced_pointer";
  return "";
}

std::string tracedValue(const FramePlan &Plan, const std::string &Self, const Local &L,
                        const std::string &Path) {
  llvm::StringRef Reporter = reporterOf(L.Type, Plan.function().In.Ctx);
  if (Reporter.empty() || L.Name.empty() || !L.Var)
    return "";
  return Reporter.str() + "(" + Self + ", &" + Plan.Names.Type + ", " + quotedString(L.Name) + ", " + Self +
         "->" + Path + ");";
}

std::string traced(const FramePlan &Plan, const std::string &Self, llvm::StringRef Kind,
                   const std::string &State) {
  return "lg_traced_future(LG_TRACED_" + Kind.str() + ", " + Self + ", &" + Plan.Names.Type + ", " + State +
         ");";
}

} // namespace lifeguard
