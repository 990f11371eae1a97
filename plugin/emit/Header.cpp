#include "Header.h"
#include "../support/Spelling.h"
#include "../support/Syntax.h"
#include "FrameType.h"
#include "Future.h"
#include "LocalTypes.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <map>
#include <set>

using namespace clang;

namespace lifeguard {

namespace {

std::string inGuard(llvm::StringRef Name, const std::string &Text) {
  return ("#ifndef " + Name + "\n#define " + Name + "\n\n").str() + Text + "#endif\n";
}

std::string banner(llvm::StringRef File) {
  return ("/* The futures of " + llvm::sys::path::filename(File) + ", by lifeguard lower --header. */\n")
      .str();
}

/// A line of the preprocessor's in the main file.
struct Directive {
  unsigned Offset;
  llvm::StringRef Name; ///< include, define, …
  llvm::StringRef Rest; ///< what follows the name, up to the end of the line
};

std::vector<Directive> directivesOf(FileID File, const SourceManager &SM, const LangOptions &Lang) {
  llvm::StringRef Text = SM.getBufferData(File);
  Lexer Raw(SM.getLocForStartOfFile(File), Lang, Text.begin(), Text.begin(), Text.end());
  std::vector<Directive> Found;
  Token T;
  for (Raw.LexFromRawLexer(T); T.isNot(tok::eof); Raw.LexFromRawLexer(T)) {
    if (T.isNot(tok::hash) || !T.isAtStartOfLine())
      continue;
    unsigned Offset = SM.getFileOffset(T.getLocation());
    llvm::StringRef Line = Text.substr(Offset + 1);
    size_t End = Line.find('\n');
    while (End != llvm::StringRef::npos && Line.slice(0, End).rtrim("\r").take_back() == "\\")
      End = Line.find('\n', End + 1);
    Line = Line.slice(0, End).trim();
    llvm::StringRef Name = Line.take_while([](char C) { return clang::isAsciiIdentifierContinue(C); });
    Found.push_back({Offset, Name, Line.drop_front(Name.size()).trim()});
  }
  return Found;
}

class HeaderEmitter : public RecursiveASTVisitor<HeaderEmitter> {
public:
  HeaderEmitter(const Program &P, const SourceText &Source)
      : P(P), Source(Source), Ctx(P.Of.Ctx), SM(Ctx.getSourceManager()), Main(SM.getMainFileID()) {}

  std::string emit() {
    std::string Futures;
    for (const auto &F : P.Of.Functions)
      if (isOffered(F->Signature)) {
        if (First.empty())
          First = F->Signature.Name;
        Futures += complete(F->Signature);
      }
    std::string File = SM.getPresumedLoc(SM.getLocForStartOfFile(Main)).getFilename();
    if (Futures.empty())
      return emptyHeader(File);
    addDirectives();
    addTypes();
    std::string Front;
    for (const auto &Piece : Pieces)
      Front += Piece.second + "\n";
    Front += "\n" + hooks();

    return banner(File) + inGuard("LG_FUTURES_" + First, finishText(Front, File, false) + Futures);
  }

  //===- What the text of a type mentions ---------------------------------===//

  bool VisitTypedefTypeLoc(TypedefTypeLoc L) {
    need(L.getTypedefNameDecl());
    return true;
  }
  bool VisitTagTypeLoc(TagTypeLoc L) {
    need(L.getDecl());
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (const auto *Constant = dyn_cast<EnumConstantDecl>(E->getDecl()))
      need(cast<EnumDecl>(Constant->getDeclContext()));
    return true;
  }

private:
  const Program &P;
  const SourceText &Source;
  ASTContext &Ctx;
  const SourceManager &SM;
  FileID Main;
  std::string First; ///< the first function that is offered: its name is the only one of the program
  std::set<const AsyncSignature *> Written;
  llvm::SetVector<const NamedDecl *> Needed;
  llvm::StringSet<> OwnMacros;            ///< of the main file, which the header does not have
  std::map<unsigned, std::string> Pieces; ///< of the main file, by their place in it

  static bool isOffered(const AsyncSignature &S) { return !S.Internal && isInMainFile(S.Definition); }

  //===- Futures ----------------------------------------------------------===//

  /// The struct of `S`, behind those of all that it embeds.
  std::string complete(const AsyncSignature &S) {
    const LoweredFunction *F = P.find(&S);
    if (!F || !Written.insert(&S).second)
      return "";
    std::string Text;
    for (const auto &State : F->Plan->States)
      for (const ChildField &Child : State->Children)
        if (Child.Where == ChildField::Place::Embedded && !Child.Callee->isLeaf())
          Text += complete(*Child.Callee);
    forEachTypeOfFrame(*F->Plan, [&](QualType T) { need(T); });
    for (const TagDecl *Tag : F->Plan->LocalTypes)
      need(Tag);
    if (isOffered(S)) {
      need(S.Result);
      return Text + "/* " + S.Name + ": async */\n" + declarations(P.Of, S) + "\n" + frame(*F->Plan);
    }
    return Text + "/* " + S.Name + ": only the layout, which what follows embeds */\n" + frame(*F->Plan);
  }

  /// Of a function that is not offered the layout has a name of its own: whoever includes the header may have
  /// a function of that name, or have the same one from a header. One that another file defines has no layout
  /// here: only a pointer to its future is in the frame.
  std::string frame(const FramePlan &Plan) const {
    auto NameOf = [&](const AsyncSignature &S) {
      return !S.Definition || isOffered(S) ? S.Name : First + "__" + S.Name;
    };
    return frameType(Plan, NameOf) + "\n";
  }

  //===- Types ------------------------------------------------------------===//

  void need(QualType T) {
    forEachNamedType(fileScopeType(T, Ctx), [&](const NamedDecl *D) { need(D); });
  }

  /// `D` and, where it is the main file's, all that its text mentions.
  void need(const NamedDecl *D) {
    if (const auto *Tag = dyn_cast<TagDecl>(D); Tag && Tag->getDefinition())
      D = Tag->getDefinition();
    if (isInMainFile(D) && Needed.insert(D))
      TraverseDecl(const_cast<NamedDecl *>(D));
  }

  void addTypes() {
    std::map<unsigned, std::pair<unsigned, const TagDecl *>> Ranges; // first token to end
    for (const NamedDecl *D : Needed) {
      if (D->getParentFunctionOrMethod())
        continue; // stands before the frame that needs it
      const auto *Tag = dyn_cast<TagDecl>(D);
      if (Tag && !Tag->isThisDeclarationADefinition()) {
        addPiece(D->getBeginLoc(), ("\n" + Tag->getKindName() + " " + Tag->getName() + ";").str());
        continue;
      }
      TokenRange R = Tag ? definitionTokens(Tag, Source) : wholeTypedef(D);
      auto &Known = Ranges[R.Begin];
      if (Known.first < R.End)
        Known = {R.End, Tag};
    }
    unsigned Done = 0;
    for (const auto &[Begin, What] : Ranges) {
      if (Begin < Done)
        continue; // a part of the one before
      Done = What.first;
      std::string Text = Source.print({Begin, Done}, [&](llvm::StringRef Use) { return isKnown(Use); }) + ";";
      if (const auto *Packed = What.second ? What.second->getAttr<MaxFieldAlignmentAttr>() : nullptr)
        Text = "#pragma pack(push, " + std::to_string(Packed->getAlignment() / 8) + ")\n" + Text +
               "\n#pragma pack(pop)";
      addPiece(Source.token(Begin).location(), "\n" + Text);
    }
  }

  /// The declaration that `Typedef` stands in, with all that it declares, without the semicolon.
  TokenRange wholeTypedef(const NamedDecl *Typedef) const {
    TokenRange R = Source.range(Typedef->getSourceRange());
    while (R.End < Source.count() && !Source.is(R.End, tok::semi))
      ++R.End;
    return R;
  }

  void addPiece(SourceLocation Where, std::string Text) {
    std::string &Piece = Pieces[SM.getFileOffset(SM.getExpansionLoc(Where))];
    if (Piece.empty())
      Piece = std::move(Text);
  }

  /// Whether a macro use means in the header what it means in the file.
  bool isKnown(llvm::StringRef Use) const {
    while (!Use.empty()) {
      llvm::StringRef Word = Use.take_while([](char C) { return clang::isAsciiIdentifierContinue(C); });
      if (OwnMacros.contains(Word))
        return false;
      Use = Use.drop_front(std::max<size_t>(Word.size(), 1));
    }
    return true;
  }

  /// Prototypes of the hooks that the types name.
  std::string hooks() const {
    std::string Text;
    for (const auto &Named : P.Of.Hooks)
      for (const FunctionDecl *Hook : {Named->OnResume, Named->OnSuspend, Named->OnCancel})
        if (Hook && Hook->isExternallyVisible() && isInMainFile(Hook) && isHookOfNeeded(*Hook))
          Text += "void " + Hook->getName().str() + "(" + declare(Hook->getParamDecl(0)->getType(), "", Ctx) +
                  ", lg_context *);\n";
    return Text.empty() ? "" : Text + "\n";
  }

  bool isHookOfNeeded(const FunctionDecl &Hook) const {
    const TagDecl *Tag = Hook.getParamDecl(0)->getType()->getPointeeType()->getAsTagDecl();
    return Tag && Needed.contains(Tag->getDefinition());
  }

  //===- Directives -------------------------------------------------------===//

  /// The #include lines that were taken, and what is defined before the last of them, since that may be for
  /// them to see.
  void addDirectives() {
    std::vector<Directive> Taken;
    for (const Directive &D : directivesOf(Main, SM, Ctx.getLangOpts()))
      if (!Source.isSkipped(Main, D.Offset) && !isInDeclaration(D.Offset))
        Taken.push_back(D);
    int LastInclude = -1; // its offset
    for (const Directive &D : llvm::reverse(Taken)) {
      bool Include = D.Name == "include" || D.Name == "include_next";
      if (Include)
        LastInclude = std::max<int>(LastInclude, D.Offset);
      if (Include || (LastInclude >= 0 && (D.Name == "define" || D.Name == "undef")))
        Pieces[D.Offset] = ("#" + D.Name + " " + D.Rest).str();
      else if (D.Name == "define")
        OwnMacros.insert(D.Rest.take_while([](char C) { return clang::isAsciiIdentifierContinue(C); }));
    }
    Pieces[LastInclude + 1] = "#include <lifeguard/abi.h>";
  }

  /// Of a list that is kept in a file of its own and included between braces, say.
  bool isInDeclaration(unsigned Offset) const {
    return llvm::any_of(Ctx.getTranslationUnitDecl()->decls(), [&](const Decl *D) {
      CharSourceRange R = SM.getExpansionRange(D->getSourceRange());
      return SM.isInFileID(R.getBegin(), Main) && SM.isInFileID(R.getEnd(), Main) &&
             SM.getFileOffset(R.getBegin()) < Offset && Offset < SM.getFileOffset(R.getEnd());
    });
  }
};

} // namespace

std::string emitHeader(const Program &Of, const SourceText &Source) {
  return HeaderEmitter(Of, Source).emit();
}

std::string emptyHeader(llvm::StringRef File) {
  return banner(File) + "/* It defines no async function with external linkage. */\n";
}

} // namespace lifeguard
