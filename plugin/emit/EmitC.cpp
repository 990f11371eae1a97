#include "EmitC.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "Expressions.h"
#include "FrameType.h"
#include "Future.h"
#include "Handovers.h"
#include "Poll.h"
#include "Span.h"
#include "Tables.h"
#include "TypeObject.h"
#include <set>

using namespace clang;

namespace lifeguard {

namespace {

/// The tokens of a declaration at file scope, with the marks in front of it and, but for a function's body,
/// the semicolon.
TokenRange topLevelTokens(const DeclaratorDecl *D, const SourceText &Source) {
  TokenRange R = Source.range(D->getSourceRange());
  auto EndsDeclaration = [&](unsigned I) {
    return Source.is(I, tok::semi) || (Source.is(I, tok::r_brace) && !Source.is(I + 1, tok::semi));
  };
  while (R.Begin > 0 && !EndsDeclaration(R.Begin - 1) && !Source.is(R.Begin - 1, tok::l_brace))
    --R.Begin;
  const auto *F = dyn_cast<FunctionDecl>(D);
  if (!F || !F->doesThisDeclarationHaveABody()) {
    while (R.End < Source.count() && !Source.is(R.End - 1, tok::semi))
      ++R.End;
  }
  return R;
}

class UnitEmitter {
public:
  UnitEmitter(const Program &P, SourceText &Source, bool WithOrigins)
      : P(P), Source(Source), SM(Source.sourceManager()), WithOrigins(WithOrigins) {}

  LoweredC emit() {
    // In the order of the file, since what stands in front decides what is complete.
    struct Item {
      const FunctionDecl *Decl = nullptr;
      std::vector<const OrdinaryDeclaration *>
          Ordinary; ///< or these, one or the variables of one declaration
    };
    for (const auto &D : P.Of.Designators)
      Source.replace(Source.range(D->Node->getSourceRange()), pointerTo(*D->Of));
    std::map<unsigned, Item> Items;
    for (const auto &Signature : P.Of.Signatures)
      for (const FunctionDecl *D : Signature->Decl->redecls())
        if (isInMainFile(D) && D->getLexicalDeclContext()->isTranslationUnit())
          Items[topLevelTokens(D, Source).Begin].Decl = D;
    for (const OrdinaryDeclaration &D : P.Of.Ordinary)
      Items[topLevelTokens(D.Decl, Source).Begin].Ordinary.push_back(&D);

    std::vector<TokenRange> Changed;
    for (auto &[Begin, I] : Items) {
      std::string Text;
      TokenRange R = topLevelTokens(I.Ordinary.empty() ? I.Decl : I.Ordinary.front()->Decl, Source);
      if (!I.Ordinary.empty())
        Text = ordinary(I.Ordinary, R);
      else if (I.Decl->doesThisDeclarationHaveABody() && P.find(P.Of.find(I.Decl)))
        Text = machine(*P.find(P.Of.find(I.Decl)));
      else if (!prototype(*P.Of.find(I.Decl), R, Text))
        continue;
      Source.replace(R, Text + afterwards());
      Changed.push_back(Source.wholeUses(R));
    }
    for (const FunctionDecl *Hook : staticHooks())
      if (TokenRange R = topLevelTokens(Hook, Source); !Items.count(R.Begin)) {
        Source.insert(R.Begin, P.Of.macro("lg_unused") + " ");
        Changed.push_back(Source.wholeUses({R.Begin, R.Begin + 1}));
      }
    for (const TagDecl *Tag : tagsToName()) {
      unsigned Brace = Source.index(Tag->getBraceRange().getBegin());
      Source.insert(Brace, (Tag->getName() + " ").str());
      Changed.push_back(Source.wholeUses({Brace, Brace + 1}));
    }
    std::sort(Changed.begin(), Changed.end(), [](TokenRange A, TokenRange B) { return A.Begin < B.Begin; });
    return assemble(Changed);
  }

private:
  const Program &P;
  SourceText &Source;
  const SourceManager &SM;
  bool WithOrigins;
  std::set<const AsyncSignature *> Declared, Complete, Emitted, LeafTyped, Called;
  std::vector<const LoweredFunction *> Afterwards; ///< of headers, that only pointers lead to so far
  std::set<std::pair<const AsyncSignature *, Handover::Kind>> HandedOver;

  /// The static functions of this file that types and leaf futures name: whether the lowered text calls them
  /// or not, gcc shall not report them as unused.
  std::vector<const FunctionDecl *> staticHooks() const {
    std::set<const FunctionDecl *> Hooks;
    auto Add = [&](const FunctionDecl *Hook) {
      if (Hook && Hook->getCanonicalDecl()->getStorageClass() == SC_Static && !Hook->isInlined() &&
          isInMainFile(Hook->getFirstDecl()))
        Hooks.insert(Hook->getFirstDecl());
    };
    for (const auto &H : P.Of.Hooks)
      for (const FunctionDecl *Hook : {H->OnResume, H->OnSuspend, H->OnCancel})
        Add(Hook);
    for (const auto &Signature : P.Of.Signatures)
      if (Signature->isLeaf())
        for (const std::string &Name :
             {Signature->LeafFuture->Init, Signature->LeafFuture->Poll, Signature->LeafFuture->Drop})
          Add(lookupFunction(P.Of.Ctx, Name));
    return {Hooks.begin(), Hooks.end()};
  }

  /// The structs, unions and enums at file scope that have got a name.
  std::set<const TagDecl *> tagsToName() const {
    std::set<const TagDecl *> Tags;
    for (const auto &F : P.Functions)
      for (const TagDecl *Tag : F.second->Plan->LocalTypes)
        if (!Tag->getParentFunctionOrMethod())
          Tags.insert(Tag->getDefinition());
    return Tags;
  }

  //===- What stands in front ---------------------------------------------===//

  std::string declared(const AsyncSignature &S) {
    if (S.isLeaf()) {
      return "";
    }
    if (!Declared.insert(&S).second)
      return "";
    return "/* " + S.Name + ": async" + (S.Definition ? "" : ", defined elsewhere") + " */\n" +
           declarations(P.Of, S) + "\n";
  }

  /// What declares the function itself, where the text goes on naming it. A header's text stays.
  std::string named(const AsyncSignature &S) const {
    bool InHeader = S.Definition && !isInMainFile(S.Definition);
    return S.StillNamed && !InHeader ? plainPrototype(P.Of, S) : "";
  }

  std::string leafTyped(const AsyncSignature &S) {
    if (!S.isLeaf() || !LeafTyped.insert(&S).second)
      return "";
    return "/* " + S.Name + ": a leaf future */\n" + leafTypeObject(P.Of, S) + "\n";
  }

  /// The struct of `S`, and those of all that it embeds.
  std::string complete(const AsyncSignature &S) {
    const LoweredFunction *F = P.find(&S);
    if (!F || Complete.count(&S))
      return "";
    if (!isInMainFile(S.Definition))
      return headerMachine(*F);
    Complete.insert(&S);
    std::string Text = declared(S) + needs(*F);
    return Text + "/* the future of " + S.Name + ", which is defined below */\n" + frameType(*F->Plan) + "\n";
  }

  /// What the frame and body of `F` mention of others.
  std::string needs(const LoweredFunction &F) {
    std::string Text;
    for (const auto &State : F.Plan->States)
      for (const ChildField &Child : State->Children)
        Text += Child.Callee->isPointer()                    ? called(*Child.Callee)
                : Child.Where == ChildField::Place::Embedded ? complete(*Child.Callee)
                                                             : declared(*Child.Callee);
    return Text + designated(F.Source->Uses.Designators);
  }

  std::string called(const AsyncSignature &S) {
    return Called.insert(&S).second ? callFunction(P.Of, S) + "\n" : "";
  }

  std::string designated(const std::vector<const Designator *> &Designators) {
    std::string Text;
    for (const Designator *D : Designators) {
      Text += declared(*D->Of) + leafTyped(*D->Of);
      defineAfterwards(*D->Of);
    }
    return Text;
  }

  void defineAfterwards(const AsyncSignature &S) {
    if (const LoweredFunction *F = P.find(&S); F && !isInMainFile(S.Definition))
      Afterwards.push_back(F);
  }

  /// The functions of headers that the item before points to, or hands over. There may be more in those.
  std::string afterwards() {
    std::string Text;
    while (!Afterwards.empty()) {
      const LoweredFunction *F = Afterwards.back();
      Afterwards.pop_back();
      Text += headerMachine(*F);
    }
    if (!Text.empty()) {
      Text.insert(0, "\n");
      Text.pop_back();
    }
    return Text;
  }

  std::string handedOver(const std::vector<const Handover *> &Handovers) {
    std::string Text;
    for (const Handover *H : Handovers) {
      if (!HandedOver.insert({H->Callee, H->What}).second)
        continue;
      const AsyncSignature &S = *H->Callee;
      bool KnowsSize = !S.isPointer() && (S.isLeaf() || Complete.count(&S));
      if (!S.isPointer())
        Text += declared(S) + leafTyped(S);
      defineAfterwards(S);
      Text += handoverFunction(P.Of, S, H->What, KnowsSize) + "\n";
    }
    return Text;
  }

  //===- Items ------------------------------------------------------------===//

  std::string machineText(const LoweredFunction &F) {
    const AsyncSignature &S = F.Source->Signature;
    std::string Mark = Source.mark(S.Definition->getLocation()), Text;
    Text += needs(F);
    Text += handedOver(F.Source->Uses.Handovers);
    Text += named(S);
    TokenRange All = topLevelTokens(S.Definition, Source);
    unsigned Brace = Source.index(S.Definition->getBody()->getBeginLoc());
    Text += "/* " + Source.printPlain({All.Begin, Brace}) + " */\n";
    if (Declared.insert(&S).second)
      Text += declarations(P.Of, S) + "\n";
    if (Complete.insert(&S).second)
      Text += frameType(*F.Plan) + "\n";
    Text += initFunction(*F.Plan, Mark) + "\n";
    if (S.Span)
      Text += spanSite(*F.Plan) + "\n";
    Text += pollFunction(*F.Verified, Source) + "\n";
    Text += dropFunction(*F.Verified, Mark) + "\n";
    Text += typeObject(*F.Plan, Mark);
    Emitted.insert(&S);
    return partMark(S.Name, Text);
  }

  std::string machine(const LoweredFunction &F) {
    std::string Text = machineText(F);
    Text.pop_back();
    return Text;
  }

  std::string headerMachine(const LoweredFunction &F) {
    if (Emitted.count(&F.Source->Signature))
      return "";
    return machineText(F) + "\n";
  }

  std::string ordinary(const std::vector<const OrdinaryDeclaration *> &Declarations, TokenRange R) {
    std::string Front;
    for (const OrdinaryDeclaration *D : Declarations) {
      for (const Handover *H : D->Uses.Handovers)
        if (const LoweredFunction *Callee = P.find(H->Callee); Callee && !isInMainFile(H->Callee->Definition))
          Front += headerMachine(*Callee);
      Front += handedOver(D->Uses.Handovers) + designated(D->Uses.Designators);
      editHandovers(D->Uses.Handovers, Source);
    }
    std::string Text = Source.print(R);
    return Front + Source.mark(Source.token(R.Begin).location()) + Text;
  }

  /// A prototype without a definition of its own must not stay where it is static or inline: gcc would miss
  /// the definition.
  bool prototype(const AsyncSignature &S, TokenRange R, std::string &Text) {
    if (!S.Internal && !S.Inline)
      return false;
    Text = "/* " + Source.printPlain(R) + " */\n";
    Text += named(S);
    if (const LoweredFunction *F = P.find(&S); F && S.Inline && !isInMainFile(S.Definition))
      Text += S.Internal ? "" : headerMachine(*F); // `extern inline`: here is the external definition
    else if (!S.isLeaf() && Declared.insert(&S).second)
      Text += declarations(P.Of, S);
    Text.pop_back();
    return true;
  }

  //===- The whole --------------------------------------------------------===//

  LoweredC assemble(const std::vector<TokenRange> &Changed) {
    FileID Main = SM.getMainFileID();
    llvm::StringRef Buffer = SM.getBufferData(Main);
    PresumedLoc Start = SM.getPresumedLoc(SM.getLocForStartOfFile(Main));
    std::vector<SkippedText::Range> Ranges;
    for (TokenRange R : Changed)
      Ranges.push_back({Source.beginOffset(R), Source.endOffset(R)});
    Dropped = Source.halvedConditionals(Ranges);
    std::string Marked;
    unsigned At = 0;
    for (TokenRange R : Changed) {
      if (Source.beginOffset(R) < At)
        continue; // the same macro use as the one before
      Marked += verbatim(Main, Buffer, At, Source.beginOffset(R));
      Marked += partMark("", Source.print(R));
      At = Source.endOffset(R);
    }
    Marked += verbatim(Main, Buffer, At, Buffer.size());
    LoweredC Result;
    std::string File = Start.getFilename();
    std::string Banner = "/* Lowered by Lifeguard. */\n";
    Result.Text = Banner + "#line 1 " + quotedString(File) + "\n" + finishText(Marked, File, true);
    std::vector<LineOrigin> Origins(1); // of the banner
    Result.Plain = Banner + finishText(Marked, File, false, WithOrigins ? &Origins : nullptr);
    if (WithOrigins)
      Result.Origins = std::move(Origins);
    return Result;
  }

  /// Lines of the file that must not come into the lowered text.
  std::vector<SkippedText::Range> Dropped;

  /// The file's own text, but for what is dropped.
  std::string verbatim(FileID Main, llvm::StringRef Buffer, unsigned Begin, unsigned End) const {
    std::string Result;
    for (const SkippedText::Range &R : Dropped)
      if (Begin < R.End && R.Begin < End) {
        if (Begin < R.Begin)
          Result += piece(Main, Buffer, Begin, R.Begin);
        Begin = std::min(R.End, End);
      }
    return Result + piece(Main, Buffer, Begin, End);
  }

  /// A piece of the file's text, whose first whole line says where it stands.
  std::string piece(FileID Main, llvm::StringRef Buffer, unsigned Begin, unsigned End) const {
    llvm::StringRef Text = Buffer.slice(Begin, End);
    if (Begin == 0)
      return unmarked(Text);
    size_t Break = Buffer[Begin - 1] == '\n' ? 0 : Text.find('\n');
    if (Break == llvm::StringRef::npos)
      return unmarked(Text);
    // Blank lines carry no mark, so the first one that is not does.
    size_t Content = Text.find_first_not_of(" \t\r\n", Break);
    size_t LineStart = Content == llvm::StringRef::npos ? Break + 1 : Text.rfind('\n', Content) + 1;
    SourceLocation L = SM.getComposedLoc(Main, Begin + LineStart);
    return unmarked(Text.substr(0, LineStart)) + Source.mark(L) + unmarked(Text.substr(LineStart));
  }
};

} // namespace

LoweredC emitC(const Program &Of, SourceText &Source, bool WithOrigins) {
  return UnitEmitter(Of, Source, WithOrigins).emit();
}

} // namespace lifeguard
