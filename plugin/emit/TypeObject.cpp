#include "TypeObject.h"
#include "../support/Spelling.h"
#include "Attributes.h"
#include "Parameters.h"
#include "Tables.h"

using namespace clang;

namespace lifeguard {

namespace {

std::string outSize(const Unit &In, const AsyncSignature &Signature) {
  return Signature.returnsVoid() ? "0" : "sizeof(" + declare(Signature.Result, "", In.Ctx) + ")";
}

/// Whether some file may have a pointer to that function.
bool mayBePointedTo(const AsyncSignature &Signature) {
  return Signature.Designated || (!Signature.Internal && !Signature.isLeaf());
}

/// The functions of a future behind void pointers, with exactly the types that lg_future_type calls them by.
void erasedFunctions(Lines &Out, const Unit &In, const FutureNames &Names, const std::string &Struct,
                     const std::string &Init, const std::string &Poll, const std::string &Drop,
                     const AsyncSignature &Signature) {
  std::string Self = In.fixed("self"), Context = In.fixed("cx"), Result = In.fixed("out");
  if (mayBePointedTo(Signature)) {
    Parameters P(In, Signature, {Self, Init});
    Out.add(internal(In) + "void " + Names.InitErased + "(void *" + Self + P.Declared + ")");
    Out.open("{");
    Out.add(Init + "((" + Struct + " *)" + Self + P.Passed + ");");
    Out.close();
    Out.add("");
  }
  Out.add(internal(In) + "lg_poll " + Names.PollErased + "(void *" + Self + ", lg_context *" + Context +
          ", void *" + Result + ")");
  Out.open("{");
  if (Signature.returnsVoid()) {
    Out.add("(void)" + Result + ";");
    Out.add("return " + Poll + "((" + Struct + " *)" + Self + ", " + Context + ");");
  } else {
    Out.add("return " + Poll + "((" + Struct + " *)" + Self + ", " + Context + ", (" +
            declare(In.Ctx.getPointerType(Signature.Result), "", In.Ctx) + ")" + Result + ");");
  }
  Out.close();
  Out.add("");
  Out.add(internal(In) + "void " + Names.DropErased + "(void *" + Self + ")");
  Out.open("{");
  Out.add(Drop + "((" + Struct + " *)" + Self + ");");
  Out.close();
  Out.add("");
}

/// The members of lg_future_type in order. Their names are left to the comments: a macro of the user could
/// replace them.
void typeMembers(Lines &Out, const Unit &In, const FutureNames &Names, const std::string &Struct,
                 const AsyncSignature &Signature, size_t States) {
  auto Member = [&](llvm::StringRef What, const llvm::Twine &Value) {
    Out.add("/* " + What + " */ " + Value + ",");
  };
  Member("size", "sizeof(" + Struct + ")");
  Member("align", "_Alignof(" + Struct + ")");
  Member("out_size", outSize(In, Signature));
  Member("name", quotedString(Signature.Name));
  Member("init",
         mayBePointedTo(Signature) ? "(lg_function *)(uintptr_t)" + Names.InitErased : In.macro("NULL"));
  Member("poll", Names.PollErased);
  Member("drop", Names.DropErased);
  Member("state", States ? Names.StateErased : In.macro("NULL"));
  Member("states", States ? Names.States : In.macro("NULL"));
  Member("state_count", llvm::Twine(States));
  Member("frame", States ? "&" + Names.Frame : In.macro("NULL"));
}

} // namespace

std::string typeObject(const FramePlan &Plan, const std::string &Mark) {
  const AsyncFunction &F = Plan.function();
  const AsyncSignature &Signature = F.Signature;
  const FutureNames &Names = Plan.Names;
  Lines Out(Mark, "");
  std::string Struct = "struct " + Names.Struct;
  erasedFunctions(Out, F.In, Names, Struct, Names.Init, Names.Poll, Names.Drop, Signature);
  std::string Self = F.In.fixed("self");
  Out.add(internal(F.In) + "unsigned " + Names.StateErased + "(const void *" + Self + ")");
  Out.open("{");
  Out.add("return ((const " + Struct + " *)" + Self + ")->" + F.In.fixed("state") + ";");
  Out.close();
  Out.add("");
  // Without marks from here on: a table is no statement.
  Lines Table("", "");
  stateTable(Plan, Table);
  Table.add("");
  Table.open((Signature.Internal ? internal(F.In) : std::string()) + "const lg_future_type " + Names.Type +
             " = {");
  typeMembers(Table, F.In, Names, Struct, Signature, Plan.States.size() + 2);
  Table.close("};");
  return Out.atFileScope() + Table.atFileScope();
}

std::string leafTypeObject(const Unit &In, const AsyncSignature &Signature) {
  FutureNames Names(Signature.Name);
  const Leaf &L = *Signature.LeafFuture;
  Lines Out("", "");
  erasedFunctions(Out, In, Names, L.Type, L.Init, L.Poll, L.Drop, Signature);
  // Pointers to one function are equal, whichever file takes them.
  bool Shared = Signature.Designated && !Signature.Internal;
  Out.open((Shared ? "__attribute__((weak)) " + linkage(In, Signature) : internal(In)) +
           "const lg_future_type " + Names.Type + " = {");
  typeMembers(Out, In, Names, L.Type, Signature, 0);
  Out.close("};");
  return Out.atFileScope();
}

std::string pointerTo(const AsyncSignature &Signature) {
  return "((__typeof__(" + Signature.Name + ") *)(uintptr_t)&" + FutureNames(Signature.Name).Type + ")";
}

} // namespace lifeguard
