//===- Lines.h - generated lines of C -------------------------------------===//
#ifndef LIFEGUARD_EMIT_LINES_H
#define LIFEGUARD_EMIT_LINES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include <string>

namespace lifeguard {

/// Lines of generated code. Every line but the first begins with the mark (see SourceText.h) and the
/// indentation, so that the text can stand where a statement stood.
class Lines {
public:
  Lines(std::string Mark, std::string Indent)
      : Mark(std::move(Mark)), Indent(std::move(Indent)), Step(this->Indent.find('\t') == 0 ? "\t" : "    ") {
  }

  void add(const llvm::Twine &Line) {
    startLine();
    Text += Line.str();
  }
  void open(const llvm::Twine &Line) {
    add(Line);
    in();
  }
  void close(const llvm::Twine &Line = "}") {
    out();
    add(Line);
  }
  /// A label stands one step to the left.
  void label(const llvm::Twine &Name) {
    out();
    add(Name + ":");
    in();
  }
  void in() { Indent += Step; }
  void out() { Indent.resize(Indent.size() - std::min(Indent.size(), Step.size())); }

  /// Puts the user's comment on a statement beside what stands for it: beside the first line that is a
  /// comment, or else the first line.
  void remark(llvm::StringRef Comment) {
    if (Comment.empty())
      return;
    size_t End = Text.find('\n');
    for (size_t Begin = 0; Begin != std::string::npos;) {
      size_t Break = Text.find('\n', Begin);
      llvm::StringRef Content = llvm::StringRef(Text).slice(Begin, Break);
      Content = Content.substr(Content.rfind('\x02') + 1).ltrim();
      if (Content.substr(0, 2) == "/*") {
        End = Break;
        break;
      }
      Begin = Break == std::string::npos ? Break : Break + 1;
    }
    Text.insert(std::min(End, Text.size()), (" " + Comment).str());
  }

  bool empty() const { return Text.empty(); }
  const std::string &text() const { return Text; }
  const std::string &indent() const { return Indent; }
  const std::string &step() const { return Step; }
  const std::string &mark() const { return Mark; }
  /// The text as it stands at file scope, ended by a line break.
  std::string atFileScope() const { return Text + "\n"; }
  /// The text as it stands on lines of its own, with a line break before it.
  std::string onOwnLines() const { return Text.empty() ? "" : "\n" + Mark + FirstIndent + Text; }

private:
  std::string Mark, Indent, Step, Text, FirstIndent;

  void startLine() {
    if (Text.empty())
      FirstIndent = Indent;
    else
      Text += "\n" + Mark + Indent;
  }
};

} // namespace lifeguard

#endif
