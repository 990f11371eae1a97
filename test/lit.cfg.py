"""lit's view of the tests: a folder per stage, and what the words in the RUN lines stand for.

Run by script/test. `lit.py test/run` on its own works too: it takes the build in build/, or the one that
`--param build=DIR` names.

| word | stands for |
|---|---|
| %clang | the clang that the plugin is for |
| %llvm | its major version |
| %other_clang | a clang of a version that the build has no plugin for |
| %plugin, %plugins | -fplugin=…; the files behind it, one for each LLVM version |
| %m32 | clang's and gcc's arguments for a program of 32 bits |
| %cc | that clang with plugin, headers, -std=gnu11 and warnings: compiles only; link with %libs at the end |
| %lg | the `lifeguard` command |
| %libs | the runtime library and -lpthread |
| %gcc | gcc with headers, -std=gnu11 and warnings as errors |
| %cc_runtime, %cc_asan, %cc_tsan | %clang, warnings as errors, headers, and the library linked: plain, under |
|   | address and undefined behaviour sanitizers, under the thread sanitizer; add %plugin to lower |
| %every_way PREFIX SOURCE… | builds and runs a program at -O0, at -O2, sanitized, and by gcc from its lowered text |
| %noisy [clang args] | compiling the test fails: status 1, no object, the messages that its CHECK lines say and no more |
| %quiet [clang args] | compiling the test says nothing |
| %include, %runtime_sources | the headers' folder, the library's sources |
| %root, %samples, %build | the source tree, its samples/, the build tree |

Features for REQUIRES and UNSUPPORTED: `plugin` (built), `llvm-14`, `llvm-16`, `llvm-19` (the version it is built for), `c23` (that
clang knows -std=c23), `other-clang`, `io` (sockets and what is like them are in the library), `gcc`, `gdb`, `ccache`, `csmith`,
`valgrind`, `perf` (that it may record here), `spin`, `bear`, `mandoc`, `meson`, `dpkg-deb`, `clangd`, `clang-tidy`, `m32` (libraries of
32 bits), `asan`, `terminal` (one can be opened), `sarif-schema` (fetched by test/audit/sarif-schema, and Python's jsonschema).
"""

import glob
import os
import shutil
import subprocess

import lit.formats

if not hasattr(config, "lifeguard_build"):  # not through the build tree's lit.site.cfg.py: go by way of it
    here = os.path.dirname(os.path.abspath(__file__))
    build = os.path.abspath(lit_config.params.get("build", os.path.join(here, "..", "build")))
    site = os.path.join(build, "test", "lit.site.cfg.py")
    if not os.path.exists(site):
        lit_config.fatal(f"{build} is not built: run script/test, or name the build by --param build=DIR")
    lit_config.load_config(config, site)
    raise SystemExit  # lit's way to say: this file is done

root = config.lifeguard_source
build = config.lifeguard_build
llvm_bin = f"/usr/lib/llvm-{config.lifeguard_llvm}/bin"
test_tools = "/usr/lib/llvm-19/bin"  # FileCheck and the like, whichever clang is tested
include = f"{root}/runtime/include"

config.name = "lifeguard"
config.test_format = lit.formats.ShTest(execute_external=True)  # bash: $(…), ( … ), here documents
config.test_source_root = f"{root}/test"
config.test_exec_root = f"{build}/test"
config.suffixes = [".c", ".test"]
config.excludes = ["Inputs"]

other_clang = next((name for name in ("clang-14", "clang-16", "clang-19")
                    if name[-2:] not in config.lifeguard_llvm_versions and shutil.which(name)), None)
clang = f"clang-{config.lifeguard_llvm}"
plugin = f"-fplugin={build}/lib/lifeguard.so"
words = {
    "noisy": f"{root}/test/noisy %s %t.o %cc",
    "quiet": "%cc -Werror -c %s -o %t.o",
    "cc_runtime": f"{build}/test/cc-runtime",
    "cc_asan": f"{build}/test/cc-asan",
    "cc_tsan": f"{build}/test/cc-tsan",
    "cc": f"{clang} -std=gnu11 -Wall -Wextra {plugin} -I {include}",
    "clang": clang,
    "llvm": config.lifeguard_llvm,
    "other_clang": other_clang,
    "plugin": plugin,
    "plugins": " ".join(f"{build}/lib/lifeguard-{version}.so" for version in config.lifeguard_llvm_versions),
    "m32": "-m32 -idirafter /usr/include/x86_64-linux-gnu",
    "gcc": f"gcc -std=gnu11 -Wall -Wextra -Werror -I {include}",
    "lg": f"{build}/bin/lifeguard",
    "libs": f"{build}/lib/liblifeguard.a {config.lifeguard_extra_libs} -lpthread",
    "every_way": f"{root}/test/every-way {build}",
    "include": include,
    "runtime_sources": " ".join(sorted(glob.glob(f"{root}/runtime/src/*.c"))),
    "root": root,
    "build": build,
    "samples": f"{root}/samples",
}
config.substitutions += [(rf"%{word}\b", text) for word, text in words.items()]

# A test sees this environment and nothing else of the caller's.
config.environment["PATH"] = os.pathsep.join([llvm_bin, test_tools, os.environ.get("PATH", "/usr/bin:/bin")])
config.environment["ASAN_OPTIONS"] = "detect_leaks=1:detect_stack_use_after_return=1"
config.environment["UBSAN_OPTIONS"] = "print_stacktrace=1"
config.environment["TSAN_OPTIONS"] = "halt_on_error=1"

if config.lifeguard_has_plugin:
    config.available_features.add("plugin")
if config.lifeguard_has_io:
    config.available_features.add("io")
config.available_features.add(f"llvm-{config.lifeguard_llvm}")
if int(config.lifeguard_llvm) >= 18:
    config.available_features.add("c23")
if other_clang:
    config.available_features.add("other-clang")
for feature, tool in [("gcc", "gcc"), ("gdb", "gdb"), ("ccache", "ccache"), ("csmith", "csmith"), ("valgrind", "valgrind"),
                      ("spin", "spin"), ("bear", "bear"), ("mandoc", "mandoc"), ("meson", "meson"), ("dpkg-deb", "dpkg-shlibdeps"),
                       ("clangd", "clangd-19"), ("clang-tidy", "clang-tidy-19")]:
    if shutil.which(tool):
        config.available_features.add(feature)
if shutil.which("perf"):
    probe = subprocess.run(["perf", "stat", "-e", "cpu-clock:u", "true"], capture_output=True, text=True)
    if probe.returncode == 0:
        config.available_features.add("perf")
    else:  # as in many containers
        lit_config.note(f"perf may not record here: {' '.join(probe.stderr.split())[:200]}")
if os.path.exists("/usr/lib32/libc.so") and glob.glob("/usr/lib/gcc/x86_64-linux-gnu/*/32/libgcc.a"):
    config.available_features.add("m32")
if glob.glob(f"/usr/lib/llvm-{config.lifeguard_llvm}/lib/clang/*/lib/linux/libclang_rt.asan-*.a"):
    config.available_features.add("asan")

try:
    for end in os.openpty():
        os.close(end)
    config.available_features.add("terminal")
except OSError:
    pass  # a root without /dev/pts

try:
    import jsonschema  # noqa: F401

    if os.path.exists(f"{root}/build/sarif-2.1.0.json"):  # test/audit/sarif-schema fetches it
        config.available_features.add("sarif-schema")
except ImportError:
    pass

try:
    import psutil  # noqa: F401  what lit needs to end a test that hangs

    lit_config.maxIndividualTestTime = 300
except ImportError:
    lit_config.warning("this python has no psutil: a test that hangs is not ended")
