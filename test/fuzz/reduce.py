#!/usr/bin/env python3
"""Shrinks a failing program while it keeps failing in the same way, and its elided form stays free of undefined behaviour.

Lines go first (whole functions and blocks, then single statements), then braces around blocks, then parentheses: a call
or a parenthesised expression becomes a constant or its own inside. With --cvise the work is given to cvise.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import run as runner  # noqa: E402

MEMORY = ["-O1", "-fsanitize=memory", "-fno-sanitize-recover=memory"]


class Reducer:
    def __init__(self, args, setup, work):
        self.args = args
        self.setup = setup
        self.work = work
        self.tried = {}
        self.tests = 0

    def fails(self, text):
        if text not in self.tried:
            self.tests += 1
            self.tried[text] = self.test(text)
        return self.tried[text]

    def test(self, text):
        try:
            return self.fails_that_way(text)
        except runner.NoProgram:
            return False

    def fails_that_way(self, text):
        a = self.args
        found = runner.check_text(self.setup, a.kind, text, [a.mode], self.work)
        if not any(f.category == a.category and (not a.message or a.message in f.message) and mode == a.mode for mode, f in found):
            return False
        if a.category in ("plugin refused", "plugin crashed", "lowered does not compile", "warning"):
            return True
        # What runs must be a sound program: any order, no indeterminate value.
        if runner.check_text(self.setup, a.kind, text, ["elide"], self.work):
            return False
        case = runner.Case(self.setup, a.kind, text, self.work)
        exe = os.path.join(self.work, "memory")
        compile_ = [self.setup.clang, "-std=gnu11", "-w", *MEMORY, *self.setup.elided, *case.includes, case.source,
                    *case.support("elided-memory", self.setup.clang, [*MEMORY, *self.setup.elided]), "-o", exe, "-lm"]
        status, _, _ = runner.run(compile_)
        return status == 0 and runner.run([exe, "run", "0"], timeout=self.setup.timeout)[0] == 0

    def say(self, text, what):
        print(f"{what}: {text.count(chr(10))} lines, {len(text)} characters, {self.tests} tests", flush=True)

    # ---- Passes: each takes a text that fails and gives one that does, no longer ----

    @staticmethod
    def balanced(lines):
        depth = 0
        for line in lines:
            for c in re.sub(r"\"(\\.|[^\"\\])*\"|'(\\.|[^'\\])*'", "", line):
                depth += {"{": 1, "}": -1}.get(c, 0)
                if depth < 0:
                    return False
        return depth == 0

    def lines(self, text):
        lines = text.split("\n")
        size = max(1, len(lines) // 2)
        while size:
            at = 0
            while at < len(lines):
                # A block's head takes its whole block along.
                end = min(at + size, len(lines))
                while end < len(lines) and not self.balanced(lines[at:end]) and end - at < 4 * size + 200:
                    end += 1
                shorter = lines[:at] + lines[end:]
                if self.balanced(lines[at:end]) and self.fails("\n".join(shorter)):
                    lines = shorter
                else:
                    at += max(1, size // 2)
            size //= 2
        return "\n".join(lines)

    def braces(self, text):
        lines = text.split("\n")
        at = 0
        while at < len(lines):
            if lines[at].rstrip().endswith("{"):
                end = at + 1
                while end < len(lines) and not self.balanced(lines[at:end]):
                    end += 1
                for shorter in (lines[:at] + lines[at + 1 : end - 1] + lines[end:],
                                lines[:at] + [lines[at].rstrip()[:-1].rsplit("}", 1)[0] + "{"] + lines[at + 1 :]):
                    if len(shorter) <= len(lines) and shorter != lines and self.fails("\n".join(shorter)):
                        lines = shorter
                        at -= 1
                        break
            at += 1
        return "\n".join(lines)

    def parentheses(self, text):
        at = 0
        while True:
            found = re.compile(r"(?:\b(?:lg_)?await\s*)?\b\w*\(").search(text, at)
            if not found:
                return text
            start, opening = found.start(), found.end() - 1
            depth, end = 0, opening
            while end < len(text):
                depth += {"(": 1, ")": -1}.get(text[end], 0)
                end += 1
                if not depth:
                    break
            inside = text[opening + 1 : end - 1]
            for shorter in ("1u", "0u", inside, f"({inside})"):
                candidate = text[:start] + shorter + text[end:]
                if len(candidate) < len(text) and self.fails(candidate):
                    text = candidate
                    break
            else:
                at = found.end()

    def operands(self, text):
        """`a + b` becomes a or b, `a, b` in an argument list is left alone."""
        for pattern, replacement in [(r" [-+*/%^|&]=? \w+(?:\[\w+\]|\.\w+)*", ""), (r"\w+(?:\[\w+\]|\.\w+)* [-+*/%^|&<>] ", ""),
                                     (r"\(unsigned\)", ""), (r"\bvolatile |\bconst |\bregister |\bstatic |_Alignas\(16\) ", ""),
                                     (r" / \(\w+ % 7u \+ 1u\)| % \d+u", "")]:
            at = 0
            while True:
                found = re.compile(pattern).search(text, at)
                if not found:
                    break
                candidate = text[: found.start()] + replacement + text[found.end() :]
                if self.fails(candidate):
                    text = candidate
                else:
                    at = found.start() + 1
        return text

    def reduce(self, text):
        if not self.fails(text):
            sys.exit("reduce.py: the program does not fail that way")
        while True:
            before = text
            for one in (self.lines, self.braces, self.parentheses, self.operands, self.lines):
                text = one(text)
                self.say(text, one.__name__)
                with open(self.args.output, "w") as file:
                    file.write(text)
            if text == before or self.args.once:
                return text


def with_cvise(args):
    place = tempfile.mkdtemp(prefix="cvise-", dir=os.path.join(args.build_dir, "fuzz"))
    shutil.copy(args.file, os.path.join(place, "prog.c"))
    script = os.path.join(place, "test.sh")
    here = os.path.dirname(os.path.abspath(__file__))
    with open(script, "w") as file:
        file.write(f"#!/bin/sh\nexec {sys.executable} {here}/run.py --file prog.c --kind {args.kind} --modes {args.mode},elide "
                   f"--build-dir {args.build_dir} --expect '{args.category}' >/dev/null 2>&1\n")
    os.chmod(script, 0o755)
    status = subprocess.run(["cvise", "--n", "2", script, "prog.c"], cwd=place).returncode
    shutil.copy(os.path.join(place, "prog.c"), args.output)
    shutil.rmtree(place)
    return status


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file")
    parser.add_argument("--category", required=True, choices=runner.CATEGORIES)
    parser.add_argument("--message", help="text that the failure's message must contain")
    parser.add_argument("--mode", default="O0", choices=runner.MODES)
    parser.add_argument("--kind", choices=["grammar", "csmith"], default="grammar")
    parser.add_argument("--output", help="default: FILE with .reduced before its suffix")
    parser.add_argument("--once", action="store_true", help="one round of passes")
    parser.add_argument("--cvise", action="store_true")
    parser.add_argument("--schedules", default="0,1,2,7")
    parser.add_argument("--timeout", type=float, default=5)
    parser.add_argument("--build-dir", default=os.path.join(runner.ROOT, "build"))
    parser.add_argument("--clang", default="clang-19")
    parser.add_argument("--gcc", default="gcc")
    args = parser.parse_args()
    args.schedules = [int(n) for n in args.schedules.split(",")]
    args.output = args.output or re.sub(r"(\.c)?$", r".reduced.c", args.file, count=1)
    if args.cvise:
        return with_cvise(args)
    base = os.path.join(args.build_dir, "fuzz", "work")
    os.makedirs(base, exist_ok=True)
    work = tempfile.mkdtemp(prefix="reduce-", dir=base)
    try:
        setup = runner.Setup(args, work)
        with open(args.file) as file:
            text = file.read()
        print(Reducer(args, setup, work).reduce(text))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
