//===- Diagnostics.h - every message of the plugin, by name ---------------===//
#ifndef LIFEGUARD_SUPPORT_DIAGNOSTICS_H
#define LIFEGUARD_SUPPORT_DIAGNOSTICS_H

#include "clang/Basic/Diagnostic.h"

namespace lifeguard {

enum class Message {
#define LG_MESSAGE(Id, Severity, Text) Id,
#include "Diagnostics.def"
};

/// Reports the messages of Diagnostics.def through a clang engine, and knows whether an error was among them.
class Diagnostics {
public:
  explicit Diagnostics(clang::DiagnosticsEngine &Engine) : Engine(Engine) {}

  clang::DiagnosticBuilder report(clang::SourceLocation Where, Message What);

  bool hadError() const { return Errors != 0; }
  unsigned errors() const { return Errors; }

  clang::DiagnosticsEngine &engine() { return Engine; }

private:
  clang::DiagnosticsEngine &Engine;
  unsigned Errors = 0;
};

} // namespace lifeguard

#endif
