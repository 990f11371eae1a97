//===- corruptions.cpp - that each check of the verify stage can fail -----===//
//
// A plugin that takes every async function of a source as far as its machine, spoils the machine or a noun
// behind it in one way at a time, and prints what `verify` says. A check that finds nothing prints "not
// noticed".
//
//===----------------------------------------------------------------------===//
#include "frame/PlanFrame.h"
#include "liveness/Liveness.h"
#include "machine/BuildMachine.h"
#include "normalize/Normalize.h"
#include "recognize/Recognize.h"
#include "verify/Verify.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"

using namespace clang;
using namespace lifeguard;

namespace {

using Kind = Action::Kind;
using Actions = std::vector<Action>;

const auto isCleanup = [](const Action &A) { return A.What == Kind::Cleanup; };
const auto isSave = [](const Action &A) { return A.What == Kind::Save; };

/// Every noun of one function, from which nothing is hidden.
struct Nouns {
  std::unique_ptr<FlatFunction> Flat;
  std::unique_ptr<Liveness> Live;
  std::unique_ptr<FramePlan> Plan;
  std::unique_ptr<StateMachine> Machine;

  Nouns(const AsyncFunction &F, Diagnostics &Diags) {
    F.Names = NamePool(&F.In.Macros);
    Flat = normalize(F, Diags);
    Live = findLiveness(*Flat);
    Plan = planFrame(*Live, [](const AsyncSignature &) -> const FramePlan * { return nullptr; }, Diags);
    Machine = buildMachine(*Plan);
  }

  /// The first state whose actions are as wanted; null if there is none.
  template <typename Fn> State *find(Fn Wanted) {
    for (State &S : Machine->States)
      if (Wanted(S))
        return &S;
    return nullptr;
  }
  /// The actions on a way out by a statement of class `Class` that cleans; null if there is none.
  Actions *wayOut(Stmt::StmtClass Class) {
    for (auto &[Way, Done] : Machine->OnLeave)
      if (Way->getStmtClass() == Class && llvm::any_of(Done, isCleanup))
        return &Done;
    return nullptr;
  }
};

size_t count(const Actions &Of, Kind What) {
  return llvm::count_if(Of, [&](const Action &A) { return A.What == What; });
}

/// The first action of that kind.
Actions::iterator first(Actions &Of, Kind What) {
  return llvm::find_if(Of, [&](const Action &A) { return A.What == What; });
}

bool forget(Actions &Of, Kind What) {
  auto It = first(Of, What);
  if (It == Of.end())
    return false;
  Of.erase(It);
  return true;
}

bool repeat(Actions &Of, Kind What) {
  auto It = first(Of, What);
  if (It == Of.end())
    return false;
  Of.insert(It, Action(*It));
  return true;
}

/// The first two actions of that kind change places.
bool exchange(Actions &Of, Kind What) {
  auto A = first(Of, What);
  if (A == Of.end())
    return false;
  auto B = std::find_if(A + 1, Of.end(), [&](const Action &X) { return X.What == What; });
  if (B == Of.end())
    return false;
  std::swap(*A, *B);
  return true;
}

bool spoil(State *S, llvm::function_ref<bool(State &)> How) { return S && How(*S); }
bool spoil(Actions *Of, llvm::function_ref<bool(Actions &)> How) { return Of && How(*Of); }

/// A way to be wrong. It says whether there was anything to spoil.
struct Corruption {
  const char *What;
  bool (*Spoil)(Nouns &);
};

const auto Notifies = [](const State &S) { return count(S.OnResume, Kind::Resume) > 1; };
const auto Cancels = [](const State &S) { return count(S.OnDrop, Kind::Cancel) > 1; };
const auto Copies = [](const State &S) { return count(S.OnEnter, Kind::Save) > 1; };
const auto HasFlag = [](const State &S) {
  return llvm::any_of(S.Payload->Guards, [](const LiveGuard &G) { return !G.Flag.empty(); });
};

StatePayload &payloadOf(Nouns &N, const State &S) { return *N.Plan->States[S.Payload->Point->Index]; }

const Corruption Corruptions[] = {
    // States.
    {"a state is missing",
     [](Nouns &N) {
       N.Machine->States.pop_back();
       return true;
     }},
    {"two states change places",
     [](Nouns &N) {
       std::swap(N.Machine->States[0], N.Machine->States[1]);
       return true;
     }},
    {"two states have one label",
     [](Nouns &N) {
       N.Plan->States[1]->Label = N.Plan->States[0]->Label;
       return true;
     }},
    {"two states have one name",
     [](Nouns &N) {
       N.Plan->States[1]->Name = N.Plan->States[0]->Name;
       return true;
     }},
    {"a state cannot be resumed",
     [](Nouns &N) {
       N.Plan->States[0]->Reachable = false;
       return true;
     }},
    {"a state is entered twice",
     [](Nouns &N) {
       for (auto &Entry : N.Flat->Flat)
         if (!Entry.second->Steps.empty()) {
           Entry.second->Steps.push_back(Entry.second->Steps.back());
           return Entry.second->Steps.back().What == Step::Kind::Await;
         }
       return false;
     }},

    // Copies.
    {"a local is not restored",
     [](Nouns &N) {
       return spoil(N.find(Copies), [](State &S) { return forget(S.OnReady, Kind::Restore); });
     }},
    {"a local is restored from another's place",
     [](Nouns &N) {
       return spoil(N.find(Copies), [](State &S) {
         auto Save = first(S.OnEnter, Kind::Save);
         Save->Field = std::find_if(Save + 1, S.OnEnter.end(), isSave)->Field;
         return true;
       });
     }},
    {"a local is neither saved nor restored",
     [](Nouns &N) {
       return spoil(N.find(Copies), [](State &S) {
         return forget(S.OnEnter, Kind::Save) && forget(S.OnReady, Kind::Restore);
       });
     }},
    {"a local is copied twice",
     [](Nouns &N) {
       return spoil(N.find(Copies), [](State &S) {
         return repeat(S.OnEnter, Kind::Save) && repeat(S.OnReady, Kind::Restore);
       });
     }},
    {"a local without a value is copied",
     [](Nouns &N) {
       return spoil(N.find(Copies), [&](State &S) {
         N.Live->Yields[S.Payload->Point->Index].Unset.set(first(S.OnEnter, Kind::Save)->Of->Index);
         return true;
       });
     }},
    {"a dead local is copied",
     [](Nouns &N) {
       return spoil(N.find(Copies), [&](State &S) {
         N.Live->Yields[S.Payload->Point->Index].Live.reset(first(S.OnEnter, Kind::Save)->Of->Index);
         return true;
       });
     }},
    {"a pinned local is copied",
     [](Nouns &N) {
       return spoil(N.find(Copies), [&](State &S) {
         N.Plan->PinnedName[first(S.OnEnter, Kind::Save)->Of] = "pinned";
         return true;
       });
     }},
    {"the state is not stored",
     [](Nouns &N) { return spoil(N.find(Copies), [](State &S) { return forget(S.OnEnter, Kind::Enter); }); }},
    {"the state is stored twice",
     [](Nouns &N) { return spoil(N.find(Copies), [](State &S) { return repeat(S.OnEnter, Kind::Enter); }); }},
    {"a local is restored before the await that was saved for after it",
     [](Nouns &N) {
       return spoil(N.find(Copies), [](State &S) {
         S.OnResume.push_back(*first(S.OnReady, Kind::Restore));
         return forget(S.OnReady, Kind::Restore);
       });
     }},

    // Storage.
    {"a state's child has no place",
     [](Nouns &N) {
       N.Plan->States[0]->Children[0].Path += "_elsewhere";
       return true;
     }},
    {"all members share their bytes",
     [](Nouns &N) {
       FrameMember Union{FrameMember::Kind::Union, ""};
       std::swap(Union.Members, N.Plan->Members);
       N.Plan->Members.push_back(std::move(Union));
       return true;
     }},

    // Guards.
    {"a hook is not run on suspending",
     [](Nouns &N) {
       return spoil(N.find(Notifies), [](State &S) { return forget(S.OnSuspend, Kind::Suspend); });
     }},
    {"two hooks of suspending change places",
     [](Nouns &N) {
       return spoil(N.find(Notifies), [](State &S) { return exchange(S.OnSuspend, Kind::Suspend); });
     }},
    {"a hook is not run on resuming",
     [](Nouns &N) {
       return spoil(N.find(Notifies), [](State &S) { return forget(S.OnResume, Kind::Resume); });
     }},
    {"a hook is run twice on resuming",
     [](Nouns &N) {
       return spoil(N.find(Notifies), [](State &S) { return repeat(S.OnResume, Kind::Resume); });
     }},
    {"two hooks of resuming change places",
     [](Nouns &N) {
       return spoil(N.find(Notifies), [](State &S) { return exchange(S.OnResume, Kind::Resume); });
     }},
    {"a guard is dropped suspended",
     [](Nouns &N) {
       return spoil(N.find(Notifies), [](State &S) { return forget(S.OnDrop, Kind::Resume); });
     }},
    {"a guard is not cancelled",
     [](Nouns &N) {
       return spoil(N.find(Cancels), [](State &S) { return forget(S.OnDrop, Kind::Cancel); });
     }},
    {"a guard is cancelled twice",
     [](Nouns &N) {
       return spoil(N.find(Cancels), [](State &S) { return repeat(S.OnDrop, Kind::Cancel); });
     }},
    {"two guards are cancelled in the wrong order",
     [](Nouns &N) {
       return spoil(N.find(Cancels), [](State &S) { return exchange(S.OnDrop, Kind::Cancel); });
     }},
    {"the children are not dropped",
     [](Nouns &N) {
       return spoil(N.find(Cancels), [](State &S) { return forget(S.OnDrop, Kind::DropChildren); });
     }},
    {"the children are dropped after the guards",
     [](Nouns &N) {
       return spoil(N.find(Cancels), [](State &S) {
         auto It = first(S.OnDrop, Kind::DropChildren);
         std::rotate(It, It + 1, S.OnDrop.end());
         return true;
       });
     }},
    {"the children are dropped before the guards are resumed",
     [](Nouns &N) {
       return spoil(N.find(Notifies), [](State &S) {
         auto It = first(S.OnDrop, Kind::DropChildren);
         std::rotate(S.OnDrop.begin(), It, It + 1);
         return true;
       });
     }},
    {"a guard is forgotten altogether",
     [](Nouns &N) {
       return spoil(N.find(Notifies), [&](State &S) {
         auto &Guards = payloadOf(N, S).Guards;
         Guards.pop_back();
         return true;
       });
     }},
    {"the guards of a state are in another order",
     [](Nouns &N) {
       return spoil(N.find(Cancels), [&](State &S) {
         auto &Guards = payloadOf(N, S).Guards;
         std::reverse(Guards.begin(), Guards.end());
         return true;
       });
     }},
    {"a guard is not pinned",
     [](Nouns &N) {
       return spoil(N.find(Cancels),
                    [&](State &S) { return N.Plan->PinnedName.erase(S.Payload->Guards[0].Of); });
     }},
    {"a guard that may have been jumped over has no flag",
     [](Nouns &N) {
       return spoil(N.find(HasFlag), [&](State &S) {
         for (LiveGuard &G : payloadOf(N, S).Guards)
           G.Flag.clear();
         return true;
       });
     }},
    {"a hook does not look at the flag",
     [](Nouns &N) {
       return spoil(N.find(HasFlag), [](State &S) {
         for (Action &A : S.OnSuspend)
           if (A.What == Kind::Suspend)
             A.Field.clear();
         return true;
       });
     }},

    // Ways out.
    {"a return does not clean",
     [](Nouns &N) {
       return spoil(N.wayOut(Stmt::ReturnStmtClass), [](Actions &A) { return forget(A, Kind::Cleanup); });
     }},
    {"a goto does not clean",
     [](Nouns &N) {
       return spoil(N.wayOut(Stmt::GotoStmtClass), [](Actions &A) { return forget(A, Kind::Cleanup); });
     }},
    {"a break does not clean",
     [](Nouns &N) {
       return spoil(N.wayOut(Stmt::BreakStmtClass), [](Actions &A) { return forget(A, Kind::Cleanup); });
     }},
    {"a continue does not clean",
     [](Nouns &N) {
       return spoil(N.wayOut(Stmt::ContinueStmtClass), [](Actions &A) { return forget(A, Kind::Cleanup); });
     }},
    {"the end of a block does not clean",
     [](Nouns &N) {
       return spoil(N.wayOut(Stmt::CompoundStmtClass), [](Actions &A) { return forget(A, Kind::Cleanup); });
     }},
    {"a guard is cleaned twice",
     [](Nouns &N) {
       return spoil(N.wayOut(Stmt::ReturnStmtClass), [](Actions &A) { return repeat(A, Kind::Cleanup); });
     }},
    {"two guards are cleaned in the wrong order",
     [](Nouns &N) {
       return spoil(N.wayOut(Stmt::ReturnStmtClass), [](Actions &A) { return exchange(A, Kind::Cleanup); });
     }},
    {"a guard that is left stays live",
     [](Nouns &N) {
       for (auto &Left : N.Machine->OnLeave)
         if (forget(Left.second, Kind::Disarm))
           return true;
       return false;
     }},
    {"a guard is cleaned where no scope is left",
     [](Nouns &N) {
       const auto *Body = cast<CompoundStmt>(N.Plan->function().Root->Syntax);
       if (Actions *Left = N.wayOut(Stmt::ReturnStmtClass))
         N.Machine->OnLeave[Body->body_front()] = Actions(*Left);
       return true;
     }},
};

class CorruptingConsumer : public ASTConsumer {
public:
  explicit CorruptingConsumer(CompilerInstance &CI) : CI(CI) {}

  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (Decl *D : Group)
      Marker.declared(D);
    return true;
  }

  void HandleTranslationUnit(ASTContext &Ctx) override {
    Diagnostics Diags(CI.getDiagnostics());
    std::unique_ptr<Unit> In = recognize(Ctx, CI.getPreprocessor(), Diags);
    for (const auto &F : In->Functions) {
      llvm::outs() << F->Signature.Name << ":\n  untouched: " << verdict(Nouns(*F, Diags)) << "\n";
      for (const Corruption &C : Corruptions) {
        Nouns N(*F, Diags);
        if (!C.Spoil(N))
          llvm::outs() << "  " << C.What << ": nothing to spoil\n";
        else
          llvm::outs() << "  " << C.What << ": " << verdict(N) << "\n";
      }
    }
  }

private:
  CompilerInstance &CI;
  HookMarker Marker;

  static std::string verdict(const Nouns &N) {
    Verification Checked = verify(*N.Machine);
    return Checked.Machine ? "not noticed" : Checked.Violation;
  }
};

class CorruptingAction : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI, llvm::StringRef) override {
    return std::make_unique<CorruptingConsumer>(CI);
  }
  bool ParseArgs(const CompilerInstance &, const std::vector<std::string> &) override { return true; }
  ActionType getActionType() override { return AddBeforeMainAction; }
};

} // namespace

static FrontendPluginRegistry::Add<CorruptingAction> Registered("corruptions", "spoils machines");
