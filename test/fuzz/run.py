#!/usr/bin/env python3
"""Runs generated programs lowered and elided, and says where they differ.

For each seed a program is made (generate.py, or csmith.py), compiled with `async` and `await` erased for the reference,
then in each mode with the plugin, and run under several schedules of pendings, by block_on, polled by hand, and dropped
after every number of polls. The last lines count. Exit status: 0 all agree, 1 a failure, 2 could not run.

The run to make before a release, half an hour or an hour of two cores:
  test/fuzz/run.py --kind both --seeds 1:5001 --modes O0,O2,asan

Modes:
  O0, O2   the plugin's object code
  asan     under the address, leak and undefined behaviour sanitizers
  split    the program as two files, so that callees are known by prototype only
  gcc      `lifeguard lower` into gcc -O1, with no warning that the elided text does not have
  elide    no plugin: the elided program by gcc and clang, plain and under sanitizers (tests the generator itself)
"""

import argparse
import collections
import concurrent.futures
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, HERE)

import csmith  # noqa: E402
import generate  # noqa: E402

MODES = ["O0", "O2", "asan", "split", "gcc", "elide"]
SANITIZE = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", "-fno-omit-frame-pointer"]
# What finds the same in a tenth of the time; a program that fails so is built again with SANITIZE, for the report.
SANITIZE_FAST = ["-O0", "-fsanitize=address,undefined", "-fsanitize-trap=undefined"]
# Warnings that depend on how a text is cut into statements, or that the generator does not avoid.
KNOWN_WARNINGS = {"-Wtype-limits", "-Wdangling-pointer=", "-Wbool-operation", "-Wxor-used-as-pow", "-Wsequence-point",
                  "-Wunsequenced", "-Wunneeded-internal-declaration", "-Wunused-but-set-variable", "-Wunused-but-set-parameter",
                  "-Wself-assign", "-Wunused-function", "-Wunused-parameter", "-Wunused-variable", "-Wmaybe-uninitialized"}

# What can be wrong with a program, worst first.
CATEGORIES = ["mismatch", "hook violation", "sanitizer report", "crash", "lowered does not compile", "plugin crashed", "timeout",
              "warning", "plugin refused", "generator"]
FAILURES = set(CATEGORIES) - {"plugin refused"}


class Failure(Exception):
    def __init__(self, category, message, command="", detail=""):
        super().__init__(message)
        self.category = category
        self.message = message
        self.command = command
        self.detail = detail

    def signature(self):
        """The message without what differs from program to program."""
        text = re.sub(r"'[^']*'", "'…'", self.message)
        return re.sub(r"\d+", "N", text)[:160]


def run(command, timeout=60, **options):
    """A command's exit status (negative: a signal, None: timeout), output and errors.

    The limit is one of processor time, so that a machine that is loaded or was stopped makes nobody late; what sleeps or
    waits for ever gets twenty times as long.
    """
    environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=1:detect_stack_use_after_return=1:abort_on_error=0",
                       UBSAN_OPTIONS="print_stacktrace=1", LC_ALL="C")
    seconds = max(1, round(timeout))
    process = subprocess.Popen(["prlimit", f"--cpu={seconds}:{seconds + 1}", "--", *command], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment, text=True, errors="replace",
                               start_new_session=True, **options)
    try:
        out, err = process.communicate(timeout=20 * seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return None, "", ""
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return None, "", ""
    return process.returncode, out, err


class NoProgram(Exception):
    """csmith's program of the seed runs forever or crashes, so it tests nothing."""


class Setup:
    """The tools, and the support code compiled for each mode."""

    def __init__(self, args, work):
        self.build = os.path.abspath(args.build_dir)
        self.clang = args.clang
        self.gcc = args.gcc
        self.schedules = args.schedules
        self.work = work
        self.timeout = args.timeout
        self.plugin = os.path.join(self.build, "lib", "lifeguard.so")
        self.runtime = os.path.join(self.build, "lib", "liblifeguard.a")
        asan = os.path.join(self.build, "lib", "liblifeguard-asan.a")
        self.runtime_asan = asan if os.path.exists(asan) else self.runtime
        self.command = os.path.join(self.build, "bin", "lifeguard")
        self.base = ["-std=gnu11", "-Wall", "-Wextra"]
        self.link = ["-fuse-ld=lld"] if shutil.which("ld.lld") else []
        self.with_plugin = [f"-fplugin={self.plugin}", "-fno-crash-diagnostics"]
        self.csmith_include = [f for f in ["-I/usr/include/csmith"] if os.path.isdir(f[2:])]
        self.elided = [f"-I{HERE}/elide", f"-I{HERE}"]
        self.lowered = [f"-I{ROOT}/runtime/include", f"-I{HERE}"]
        self.supports = {}
        self.lock = threading.Lock()

    def support(self, name, compiler, flags):
        """The object of fuzz_support.c for these flags."""
        with self.lock:
            if name not in self.supports:
                path = os.path.join(self.work, f"support-{name}.o")
                status, _, err = run([compiler, "-std=gnu11", *flags, "-c", f"{HERE}/fuzz_support.c", "-o", path])
                if status:
                    sys.exit(f"run.py: fuzz_support.c does not compile:\n{err}")
                self.supports[name] = path
            return self.supports[name]


class Case:
    """One program in one work directory."""

    def __init__(self, setup, kind, text, work):
        self.setup = setup
        self.kind = kind
        self.work = work
        self.source = os.path.join(work, "prog.c")
        self.needs_runtime = "FUZZ_NEEDS_RUNTIME" in text
        self.includes = setup.csmith_include if kind == "csmith" else []
        # csmith's own text is not made to be free of warnings, and takes addresses in packed structs.
        self.quiet = ["-w", "-fno-sanitize=alignment"] if kind == "csmith" else []
        with open(self.source, "w") as file:
            file.write(text)

    def support(self, name, compiler, flags):
        return [self.setup.support(name, compiler, flags)]

    def compile(self, command, mode):
        status, _, err = run(command, timeout=120)
        text = " ".join(command)
        if status is None:
            raise Failure("timeout", "the compiler does not end", text)
        if status == 0:
            return err
        errors = [line for line in err.split("\n") if re.search(r"\berror:|fatal error", line)]
        if status < 0 or status >= 128 or "Stack dump" in err or "Assertion `" in err or "PLEASE submit" in err:
            first = next((line for line in err.split("\n") if "Assertion" in line), None)
            frame = re.search(r"#\d+ 0x\w+ (lifeguard::.*?)\((?!anon)", err)
            raise Failure("plugin crashed", (first or (frame.group(1) if frame else "signal")).strip(), text, err)
        message = re.sub(r"^.*?error: ", "", errors[0]) if errors else err[:200]
        if mode == "elided":
            raise Failure("generator", message, text, err)
        if "internal-" in message or "internal error" in err:
            more = [re.sub(r"^.*?error: ", "", line) for line in errors if "internal" not in line]
            raise Failure("lowered does not compile", (more[0] if more else message), text, err)
        if "[lifeguard-" in message:
            found = re.search(r"\[lifeguard-([\w-]+)\]", message)
            raise Failure("plugin refused", f"{found.group(1)}: {message}", text, err)
        raise Failure("lowered does not compile", message, text, err)

    def execute(self, command, reference, seconds=None):
        status, out, err = run(command, timeout=seconds or self.setup.timeout)
        text = " ".join(command)
        if status is None:
            raise Failure("timeout", f"does not end: {' '.join(command[1:])}", text)
        if "fuzz: violation:" in err:
            line = next(line for line in err.split("\n") if "fuzz: violation:" in line)
            raise Failure("hook violation", line[len("fuzz: violation: "):], text, err)
        if "Sanitizer" in err or "runtime error:" in err:
            line = next(line for line in err.split("\n") if "Sanitizer" in line or "runtime error:" in line)
            raise Failure("sanitizer report", re.sub(r"==\d+==|0x[0-9a-f]+|\S*/", "", line).strip(), text, err)
        if status:
            raise Failure("crash", f"exit status {status}: {err[:200]}", text, err)
        if reference is not None and out != reference:
            raise Failure("mismatch", f"'{out.strip()}' instead of '{reference.strip()}'", text)
        return out

    def reference(self):
        """What the elided program prints, and the warnings its compilers have."""
        s = self.setup
        path = os.path.join(self.work, "elided")
        command = [s.clang, *s.base, *self.quiet, "-O0", *s.elided, *self.includes, self.source,
                   *self.support("elided", s.clang, ["-O0", *s.elided]), "-o", path, "-lm", *s.link]
        warnings = self.compile(command, "elided")
        try:
            out = self.execute([path, "run", "0"], None, 2 if self.kind == "csmith" else None)
        except Failure as failure:
            if self.kind == "csmith":
                raise NoProgram from failure
            raise Failure("generator", f"elided: {failure.message}", failure.command, failure.detail)
        if "checksum" not in out:
            raise Failure("generator", "elided: prints no checksum", path)
        return out, flags_of(warnings)

    def ways(self, reference):
        """How a program is run: [(mode, schedule, what it prints)]."""
        schedules = self.setup.schedules
        ways = [("run", schedule, reference) for schedule in schedules]
        if self.needs_runtime:
            return ways
        ways += [("poll", schedule, reference) for schedule in schedules]
        if self.kind == "csmith":  # its objects have no second start
            return ways + [("drop", schedule, "dropped\n") for schedule in [1, *range(3, 9)]]
        return ways + [("cancel", schedule, "cancelled\n") for schedule in schedules[1:3]]

    def run_modes(self, exe, reference):
        ways = self.ways(reference)
        together = [exe] + [word for mode, schedule, _ in ways for word in (mode, str(schedule))]
        status, out, err = run(together, timeout=3 * self.setup.timeout)
        if status == 0 and not err and out == "".join(expected for _, _, expected in ways):
            return
        for mode, schedule, expected in ways:
            self.execute([exe, mode, str(schedule)], expected)
        if status is not None:  # a slow program has had its time with each alone
            raise Failure("crash", "fails only when run after others", " ".join(together), err)

    def check_warnings(self, text, allowed, command):
        extra = flags_of(text) - allowed - KNOWN_WARNINGS
        if extra:
            line = next(line for line in text.split("\n") if any(f"[{flag}" in line for flag in extra))
            raise Failure("warning", re.sub(r"^.*?warning: ", "", line), " ".join(command), text)

    def check(self, mode, reference, warnings):
        """Raises the Failure that the mode has, if any."""
        s = self.setup
        if mode == "elide":
            return self.check_elided(reference)
        exe = os.path.join(self.work, f"lowered-{mode}")
        if mode == "gcc":
            return self.check_gcc(exe, ["-O1"], reference)
        if mode == "asan":
            try:
                return self.check_flags(exe, mode, SANITIZE_FAST, reference, warnings)
            except Failure as failure:
                self.check_flags(exe, "asan-report", SANITIZE, reference, warnings)
                raise failure
        self.check_flags(exe, mode, {"O0": ["-O0"], "O2": ["-O2"], "split": ["-O0"]}[mode], reference, warnings)

    def check_flags(self, exe, mode, flags, reference, warnings):
        s = self.setup
        runtime = s.runtime_asan if mode.startswith("asan") else s.runtime
        support = self.support(mode, s.clang, [*flags, *s.lowered])
        plugin = [s.clang, *s.base, *s.with_plugin, *flags, *self.quiet, *s.lowered, *self.includes]
        if mode == "split":
            if "FUZZ_PART & 2" not in open(self.source).read():
                return
            objects = []
            for part in ["1", "2"]:
                objects.append(f"{exe}-{part}.o")
                self.compile([*plugin, f"-DFUZZ_PART={part}", "-c", self.source, "-o", objects[-1]], mode)
            self.compile([s.clang, *flags, *objects, *support, runtime, "-lpthread", "-lm", "-o", exe], mode)
        else:
            command = [*plugin, self.source, *support, runtime, "-lpthread", "-lm", "-o", exe, *s.link]
            text = self.compile(command, mode)
            self.check_warnings(text, warnings, command)
        self.run_modes(exe, reference)

    def check_gcc(self, exe, flags, reference):
        s = self.setup
        elided = [s.gcc, *s.base, *self.quiet, "-O1", *s.elided, *self.includes, "-c", self.source, "-o", exe + "-elided.o"]
        allowed = flags_of(self.compile(elided, "elided"))
        lowered = os.path.join(self.work, "lowered.c")
        lower = [s.command, "lower", self.source, "-o", lowered, *self.quiet, "-std=gnu11", *s.lowered, *self.includes]
        self.compile(lower, "gcc")
        if not os.path.exists(lowered):
            raise Failure("lowered does not compile", "lifeguard lower writes nothing", " ".join(lower))
        with open(lowered) as file:
            piped = [s.gcc, *s.base, *self.quiet, *flags, *s.lowered, *self.includes, "-x", "c", "-c", "-", "-o", exe + ".o"]
            process = subprocess.run(piped, stdin=file, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"))
        command = f"{' '.join(piped)} < {lowered}"
        if process.returncode:
            error = next((line for line in process.stderr.split("\n") if "error:" in line), process.stderr[:200])
            raise Failure("lowered does not compile", "gcc: " + re.sub(r"^.*?error: ", "", error), command, process.stderr)
        self.check_warnings(process.stderr, allowed, piped)
        support = self.support("gcc", s.gcc, [*flags, *s.lowered])
        self.compile([s.gcc, exe + ".o", *support, s.runtime, "-lpthread", "-lm", "-o", exe], "gcc")
        self.run_modes(exe, reference)

    def check_elided(self, reference):
        s = self.setup
        for name, compiler, flags in [("gcc-O2", s.gcc, ["-O2"]), ("gcc-O0", s.gcc, ["-O0"]), ("clang-asan", s.clang, SANITIZE)]:
            exe = os.path.join(self.work, f"elided-{name}")
            command = [compiler, "-std=gnu11", "-w", *flags, *self.quiet, *s.elided, *self.includes, self.source,
                       *self.support(f"elided-{name}", compiler, [*flags, *s.elided]), "-o", exe, "-lm"]
            self.compile(command, "elided")
            try:
                self.execute([exe, "run", "0"], reference)
            except Failure as failure:
                raise Failure("generator", f"{name}: {failure.message}", failure.command, failure.detail)


def flags_of(text):
    return {flag.split("=")[0] if not flag.endswith("=") else flag for flag in re.findall(r"warning: .*\[(-W[\w=+-]+)\]", text)}


def check_text(setup, kind, text, modes, work):
    """The failures of a program: [(mode, Failure)]."""
    case = Case(setup, kind, text, work)
    try:
        reference, warnings = case.reference()
    except Failure as failure:
        return [("elided", failure)]
    found = []
    for mode in modes:
        try:
            case.check(mode, reference, warnings)
        except Failure as failure:
            found.append((mode, failure))
            if failure.category in ("plugin refused", "plugin crashed"):
                break
    return found


def kind_of(args, seed):
    return ("csmith" if seed % 2 else "grammar") if args.kind == "both" else args.kind


def make_text(args, seed):
    if kind_of(args, seed) == "csmith":
        return csmith.generate(seed)
    return generate.generate(seed, args.features, args.max_funcs, args.size)


def keep(args, kind, seed, mode, failure, text):
    """Stores a failing program with what was wrong and how to see it again."""
    place = os.path.join(args.output, f"{failure.category.replace(' ', '-')}-{kind}-{seed}-{mode}")
    os.makedirs(place, exist_ok=True)
    again = f"test/fuzz/run.py --file {place}/prog.c --kind {kind} --modes {mode}"
    for name, content in [("prog.c", text), ("detail.txt", f"{failure.category}: {failure.message}\n{failure.command}\n\n{failure.detail}"),
                          ("command.sh", f"cd {ROOT} && {again}\n")]:
        with open(os.path.join(place, name), "w") as file:
            file.write(content)
    return again


def one_seed(setup, args, seed):
    work = tempfile.mkdtemp(prefix=f"{seed}-", dir=setup.work)
    try:
        text = make_text(args, seed)
        return seed, text, check_text(setup, kind_of(args, seed), text, args.modes, work) if text else []
    except NoProgram:
        return seed, None, []
    finally:
        shutil.rmtree(work, ignore_errors=True)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="0:20", help="A:B, from A up to B-1")
    parser.add_argument("--file", help="check this program instead")
    parser.add_argument("--kind", choices=["grammar", "csmith", "both"], default="grammar", help="both: by turns")
    parser.add_argument("--features", default="all")
    parser.add_argument("--max-funcs", type=int, default=6)
    parser.add_argument("--size", type=float, default=1.0)
    parser.add_argument("--modes", default="O0", help="of " + ",".join(MODES))
    parser.add_argument("--schedules", default="0,1,2,7", help="numbers, see fuzz_main in fuzz.h")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=10, help="seconds for one run of a program")
    parser.add_argument("--build-dir", default=os.path.join(ROOT, "build"))
    parser.add_argument("--output", help="where failing programs are kept (default: fuzz/ of the build directory)")
    parser.add_argument("--clang", default="clang-19")
    parser.add_argument("--gcc", default="gcc")
    parser.add_argument("--expect", help="with --file: exit 0 only if a failure of this 'category' or 'category: signature' is there")
    parser.add_argument("--refused-fails", action="store_true", help="a program that the plugin refuses is a failure too")
    parser.add_argument("--stop-after", type=int, default=0, help="end after this many failures")
    args = parser.parse_args()
    args.modes = args.modes.split(",")
    args.schedules = [int(n) for n in args.schedules.split(",")]
    args.output = args.output or os.path.join(args.build_dir, "fuzz")
    if set(args.modes) - set(MODES):
        parser.error(f"unknown mode; there are {', '.join(MODES)}")
    return args


def check_file(setup, args):
    with open(args.file) as file:
        text = file.read()
    work = tempfile.mkdtemp(prefix="file-", dir=setup.work)
    found = check_text(setup, args.kind, text, args.modes, work)
    for mode, failure in found:
        print(f"{mode}: {failure.category}: {failure.message}")
        if not args.expect:
            print(f"    {failure.command}\n{failure.detail}")
    shutil.rmtree(work, ignore_errors=True)
    if args.expect:
        return 0 if any(args.expect in (f.category, f"{f.category}: {f.signature()}") for _, f in found) else 1
    return 1 if any(f.category in FAILURES or args.refused_fails for _, f in found) else 0


def main():
    args = parse_arguments()
    if args.modes != ["elide"] and not os.path.exists(os.path.join(args.build_dir, "lib", "lifeguard.so")):
        print(f"run.py: no plugin in {args.build_dir}/lib", file=sys.stderr)
        return 2
    if args.kind != "grammar" and not os.path.isdir("/usr/include/csmith"):
        print("run.py: no /usr/include/csmith (Debian: libcsmith-dev)", file=sys.stderr)
        return 2
    base = os.path.join(args.build_dir, "fuzz", "work")
    os.makedirs(base, exist_ok=True)
    work = tempfile.mkdtemp(dir=base)
    setup = Setup(args, work)
    try:
        return check_file(setup, args) if args.file else check_seeds(setup, args)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def check_seeds(setup, args):
    first, last = (int(n) for n in args.seeds.split(":"))
    counts = collections.Counter()
    signatures = collections.defaultdict(list)
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        pending = {pool.submit(one_seed, setup, args, seed): seed for seed in range(first, last)}
        for done in concurrent.futures.as_completed(pending):
            if done.cancelled():
                continue
            seed, text, found = done.result()
            counts["programs" if text else "no program"] += 1
            if not found and text:
                counts["agree"] += 1
            for mode, failure in found:
                counts[failure.category] += 1
                known = signatures[(failure.category, failure.signature())]
                known.append(f"{seed}/{mode}")
                if failure.category in FAILURES or args.refused_fails:
                    failures += 1
                if len(known) <= 3 and (failure.category in FAILURES or len(known) == 1):
                    again = keep(args, kind_of(args, seed), seed, mode, failure, text)
                    if failure.category in FAILURES or args.refused_fails:
                        print(f"{seed} {mode}: {failure.category}: {failure.message[:200]}\n    {again}", flush=True)
            if args.stop_after and failures >= args.stop_after:
                for other in pending:
                    other.cancel()
            finished = counts["programs"] + counts["no program"]
            if finished % 100 == 0:
                print(f"… {finished} of {last - first}: {counts['agree']} agree, {failures} failures", flush=True)
    print("\n" + ", ".join(f"{counts[name]} {name}" for name in ["programs", "agree", "no program", *CATEGORIES] if counts[name]))
    for (category, signature), seeds in sorted(signatures.items(), key=lambda item: (CATEGORIES.index(item[0][0]), -len(item[1]))):
        print(f"{len(seeds):6} {category}: {signature}   e.g. {', '.join(seeds[:4])}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
