#!/usr/bin/env python3
"""Gives the plugin sources with something wrong in them, and says where it does anything but take or refuse them.

For each seed a mutant is made (mutate.py) of a source of the tests, of the samples, or of the generators, and compiled with
and without the plugin. The plugin ends in time, with status 0 or 1, and speaks of no internal error. What clang refuses it
refuses; what it alone refuses it gives a message of its own for. After an error there is no output, else there is. The
last line counts. Exit status: 0 all is well, 1 a failure, 2 could not run.

    test/fuzz/broken.py --seeds 1:2001            the run to make before a release
    test/fuzz/broken.py --file bad.c --reduce     shrinks a source that fails
"""

import argparse
import collections
import concurrent.futures
import os
import re
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import csmith  # noqa: E402
import generate  # noqa: E402
import mutate  # noqa: E402
import reduce as reducer  # noqa: E402
import run as runner  # noqa: E402

ROOT = runner.ROOT
# What clang lets pass when asked: more mutants come as far as the lowering.
TOLERANT = ["-Wno-error=implicit-function-declaration", "-Wno-error=implicit-int", "-Wno-error=int-conversion",
            "-Wno-error=incompatible-function-pointer-types", "-Wno-error=return-type"]


class Checker:
    def __init__(self, args, work):
        self.args = args
        self.work = work
        plugin = os.path.join(os.path.abspath(args.build_dir), "lib", "lifeguard.so")
        self.plain = [args.clang, "-std=gnu11", "-w", *TOLERANT, "-ferror-limit=3", f"-I{ROOT}/runtime/include", f"-I{HERE}", "-I/usr/include/csmith"]
        self.lowered = [f"-fplugin={plugin}", "-fno-crash-diagnostics"]

    def fault(self, text, folder, work):
        """What is wrong with how the plugin takes `text`, (what, everything it said) or None; and who took or refused it."""
        source, out = os.path.join(work, "mutant.c"), os.path.join(work, "mutant.o")
        with open(source, "w", errors="surrogateescape") as file:
            file.write(text)
        if os.path.exists(out):
            os.unlink(out)
        plain = [*self.plain, f"-I{folder}", source]
        plain_status, _, plain_said = runner.run([*plain, "-fsyntax-only"], timeout=self.args.timeout)
        if plain_status not in (0, 1):
            return None, "refused by clang"  # it crashes or hangs by itself
        status, _, said = runner.run([*plain, *self.lowered, "-c", "-o", out], timeout=self.args.timeout)
        return self.judge(plain_status, plain_said, status, said, os.path.exists(out)), (
            "taken" if status == 0 else "refused by clang" if plain_status else "refused by the plugin alone")

    @staticmethod
    def judge(plain_status, plain_said, status, said, written):
        if status is None:
            return "does not end", said
        if status not in (0, 1) or "Stack dump" in said or "Assertion `" in said:
            frame = re.search(r"#\d+ 0x\w+ (lifeguard::[\w:~]+)", said)
            return f"crash in {frame.group(1) if frame else 'clang'}", said
        errors = re.findall(r"\berror: (.*)", said)
        if "internal error" in said:
            own = next((error for error in errors if "internal error" in error), errors[-1] if errors else "")
            return f"internal error: {own}", said
        if status == 0:
            if not written:
                return "status 0 and no output", said
            return ("takes what clang refuses", plain_said) if plain_status else None
        if written:
            return "status 1 and an output", said
        if not errors:
            return "status 1 and no error", said
        # Code generation has errors of its own, which a syntax check does not show.
        if not plain_status and not any("[lifeguard-" in e for e in errors) and not re.search(r"fatal error: error in backend", said):
            return f"refuses what clang takes: {errors[0]}", said
        return None


def mutant_of(seed, sources):
    """A mutant's text and the folder of what it includes."""
    rng = mutate.random.Random(seed)
    kind = rng.random()
    if kind < 0.15:
        folder, text = HERE, generate.generate(seed, max_funcs=3, size=0.4)
    elif kind < 0.2 and shutil.which("csmith"):
        folder, text = HERE, csmith.generate(seed) or ""
    else:
        folder, _, text = mutate.choose(rng, sources)
    return folder, mutate.Mutator(seed, sources).mutant(text)


class FaultReducer(reducer.Reducer):
    """Shrinks while the fault stays the same."""

    def __init__(self, args, checker, folder, wanted):
        super().__init__(args, None, None)
        self.checker = checker
        self.folder = folder
        self.wanted = wanted

    def test(self, text):
        fault, _ = self.checker.fault(text, self.folder, self.checker.work)
        return fault is not None and signature(fault[0]) == self.wanted


def signature(what):
    return re.sub(r"\d+", "N", re.sub(r"'[^']*'", "'…'", what))[:160]


def check_file(checker, args):
    with open(args.file, errors="surrogateescape") as file:
        text = file.read()
    folder = args.folder or os.path.dirname(os.path.abspath(args.file))
    fault, by = checker.fault(text, folder, checker.work)
    if not fault:
        print(by)
        return 0
    print(f"{fault[0]}\n{fault[1]}")
    if args.reduce:
        args.output = re.sub(r"(\.c)?$", ".reduced.c", args.file, count=1)
        args.once = False
        print(FaultReducer(args, checker, folder, signature(fault[0])).reduce(text))
    return 1


def check_seeds(checker, args):
    first, last = (int(n) for n in args.seeds.split(":"))
    sources = mutate.sources_of(ROOT)
    counts, signatures = collections.Counter(), collections.defaultdict(list)

    def one(seed):
        folder, text = mutant_of(seed, sources)
        work = tempfile.mkdtemp(dir=checker.work)
        try:
            return seed, folder, text, *checker.fault(text, folder, work)
        finally:
            shutil.rmtree(work, ignore_errors=True)

    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for seed, folder, text, fault, by in pool.map(one, range(first, last)):
            counts["mutants"] += 1
            counts[by] += 1
            if not fault:
                continue
            counts["failures"] += 1
            known = signatures[signature(fault[0])]
            known.append(seed)
            if len(known) <= 3:
                os.makedirs(args.output, exist_ok=True)
                path = os.path.join(args.output, f"broken-{seed}.c")
                with open(path, "w", errors="surrogateescape") as file:
                    file.write(text)
                print(f"{seed}: {fault[0][:200]}\n    test/fuzz/broken.py --folder {folder} --file {path}", flush=True)
    for name, seeds in sorted(signatures.items(), key=lambda item: -len(item[1])):
        print(f"{len(seeds):6} {name}   e.g. {', '.join(str(seed) for seed in seeds[:4])}")
    print(", ".join(f"{counts[name]} {name}" for name in
                    ["mutants", "taken", "refused by clang", "refused by the plugin alone", "failures"]))
    return 1 if counts["failures"] else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="1:101", help="A:B, from A up to B-1")
    parser.add_argument("--file", help="check this source instead")
    parser.add_argument("--folder", help="with --file: where its includes are (default: its own)")
    parser.add_argument("--reduce", action="store_true", help="with --file: shrink it, into FILE.reduced.c")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=20, help="seconds for one compilation")
    parser.add_argument("--build-dir", default=os.path.join(ROOT, "build"))
    parser.add_argument("--output", help="where failing sources are kept (default: fuzz/ of the build directory)")
    parser.add_argument("--clang", default="clang-19")
    args = parser.parse_args()
    args.output = args.output or os.path.join(args.build_dir, "fuzz")
    if not os.path.exists(os.path.join(args.build_dir, "lib", "lifeguard.so")):
        print(f"broken.py: no plugin in {args.build_dir}/lib", file=sys.stderr)
        return 2
    base = os.path.join(args.build_dir, "fuzz", "work")
    os.makedirs(base, exist_ok=True)
    work = tempfile.mkdtemp(prefix="broken-", dir=base)
    try:
        checker = Checker(args, work)
        return check_file(checker, args) if args.file else check_seeds(checker, args)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
