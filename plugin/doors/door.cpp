//===- door.cpp - lifeguard.so, the plugin of every clang version ---------===//
//
// A clang plugin binds to the C++ symbols of one LLVM version, so loaded by
// another clang it fails with the name of some undefined symbol. What users
// name in -fplugin= is therefore this small library, which binds to none: it
// asks the clang it finds itself in for its version and opens the plugin built
// for that one, lifeguard-VERSION.so in the same folder. Where there is none it
// says so in one line and ends the process with status 1, since a compilation
// that goes on without the plugin would fail in ways that hide the cause.
//
//===----------------------------------------------------------------------===//

#include <cerrno>
#include <cstdio>
#include <dlfcn.h>
#include <string>
#include <unistd.h>

#ifndef LIFEGUARD_LLVM_VERSIONS
#error "LIFEGUARD_LLVM_VERSIONS: the versions that the build makes plugins for"
#endif

namespace clang {
// "Debian clang version 19.1.7 (3~deb12u1)". Weak: null in a program that is no
// clang, or one built with another C++ standard library.
__attribute__((weak)) std::string getClangFullVersion();
} // namespace clang

extern "C" {
// The static analyser (clang --analyze) takes every plugin for one with checks
// of its own and warns unless this, looked up by name, is clang's own version.
__attribute__((visibility("default"))) char clang_analyzerAPIVersionString[32];
}

namespace {

/// True in the tools that open a compilation's plugins, but run none of them:
/// to them a source with async functions is plain C, whatever their version.
bool inTool() {
  std::string Program = program_invocation_short_name;
  return Program.rfind("clang-tidy", 0) == 0 || Program.rfind("clang-check", 0) == 0;
}

/// The version as clang prints it, "19.1.7", out of its full version text; the
/// whole text where it has no such part.
std::string versionNumber(const std::string &FullVersion) {
  const std::string Before = "clang version ";
  std::size_t At = FullVersion.find(Before);
  if (At == std::string::npos)
    return FullVersion;
  At += Before.size();
  return FullVersion.substr(At, FullVersion.find_first_of(" -(", At) - At);
}

/// The folder of this library, with the slash; empty when it cannot be told.
std::string ownFolder() {
  static const char Here = 0;
  Dl_info Info;
  if (!dladdr(&Here, &Info) || !Info.dli_fname)
    return "";
  std::string Path = Info.dli_fname;
  std::size_t Slash = Path.rfind('/');
  return Slash == std::string::npos ? "./" : Path.substr(0, Slash + 1);
}

[[noreturn]] void refuse(const std::string &Why) {
  std::fprintf(stderr, "lifeguard: error: %s\n", Why.c_str());
  _exit(1); // Not exit: clang's destructors are not to run half way through.
}

__attribute__((constructor)) void openPlugin() {
  if (!clang::getClangFullVersion) {
    if (dlsym(RTLD_DEFAULT, "_ZN5clang19getClangFullVersionEv"))
      refuse("this clang is built with another C++ standard library than the "
             "plugin");
    return;
  }
  std::string Version = versionNumber(clang::getClangFullVersion());
  std::snprintf(clang_analyzerAPIVersionString, sizeof(clang_analyzerAPIVersionString), "%s",
                Version.c_str());
  if (inTool())
    return;
  std::string Major = Version.substr(0, Version.find('.'));
  std::string Path = ownFolder() + "lifeguard-" + Major + ".so";
  if (access(Path.c_str(), F_OK) != 0)
    refuse("this clang is version " + Version +
           ", but the plugin is built for " LIFEGUARD_LLVM_VERSIONS
           ": use a clang of that version, or build Lifeguard with "
           "-DLIFEGUARD_LLVM_VERSIONS=" +
           Major);
  if (!dlopen(Path.c_str(), RTLD_NOW | RTLD_GLOBAL))
    refuse(dlerror());
}

} // namespace
