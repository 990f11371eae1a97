#include "Write.h"
#include "llvm/ADT/StringRef.h"

// The page without its data, as plugin/explain/page/ builds it: a file of the source tree, which becomes a
// part of the plugin.
__asm__(".pushsection .rodata\n"
        "lifeguard_page_template:\n"
        ".incbin \"" LIFEGUARD_PAGE_TEMPLATE "\"\n"
        "lifeguard_page_template_end:\n"
        ".byte 0\n"
        ".popsection\n");
extern "C" {
__attribute__((visibility("hidden"))) extern const char lifeguard_page_template[];
__attribute__((visibility("hidden"))) extern const char lifeguard_page_template_end[];
}

namespace lifeguard {

namespace {

/// JSON that may stand in a script element: nothing in it ends that, or begins a comment.
std::string inScript(llvm::StringRef Json) {
  std::string Result;
  Result.reserve(Json.size());
  for (char C : Json)
    if (C == '<')
      Result += "\\u003c"; // only strings have it
    else
      Result += C;
  return Result;
}

} // namespace

void writePage(const Explanation &E, llvm::StringRef Run, llvm::raw_ostream &OS) {
  llvm::StringRef Template(lifeguard_page_template, lifeguard_page_template_end - lifeguard_page_template);
  std::string Json;
  llvm::raw_string_ostream Into(Json);
  writeExplanationJson(E, Into);
  Into.flush();
  const llvm::StringLiteral ModelHere = "@LIFEGUARD_MODEL@", RunHere = "@LIFEGUARD_RUN@";
  auto [Before, Rest] = Template.split(ModelHere);
  auto [Between, After] = Rest.split(RunHere);
  OS << Before << inScript(Json) << Between << (Run.empty() ? "null" : inScript(Run)) << After;
}

} // namespace lifeguard
