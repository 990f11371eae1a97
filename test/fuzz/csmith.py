#!/usr/bin/env python3
"""Prints csmith's program of a seed made async: its functions async, their calls awaited, yields between statements.

A call anywhere in an expression becomes `(await func_N(…))`, main runs func_1 by block_on, and `await lg_yield_now();`
stands before some of the statements of each function. With LIFEGUARD's constructs erased the program is csmith's own.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile

# One line per shape of program, chosen by the seed; csmith's defaults have everything, among it volatiles and bit-fields.
SHAPES = [
    "--max-funcs 4 --max-block-depth 3",
    "--max-funcs 8 --max-block-depth 4",
    "--max-funcs 6 --no-arrays --max-expr-complexity 6",
    "--max-funcs 5 --no-volatiles --max-block-size 6",
    "--max-funcs 6 --no-pointers --no-unions",
    "--max-funcs 5 --packed-struct --max-struct-fields 5 --max-union-fields 4",
    "--max-funcs 5 --no-bitfields --max-pointer-depth 3 --inline-function",
]

CALL = re.compile(r"\bfunc_\d+\(")
HEAD = re.compile(r"^(?:inline )?static .*\bfunc_\d+\(.*\)(;?)$|^static inline .*\bfunc_\d+\(.*\)(;?)$")


def matching(text, at):
    """Index after the parenthesis that closes the one at `at`."""
    depth = 0
    while True:
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        at += 1
        if not depth:
            return at


def await_calls(line):
    found = CALL.search(line)
    if not found:
        return line
    start, opening = found.start(), found.end() - 1
    end = matching(line, opening)
    inside = await_calls(line[opening + 1 : end - 1])
    return f"{line[:start]}(await {line[start:opening]}({inside})){await_calls(line[end:])}"


def transform(text, seed, yields=0.3):
    rng = random.Random(seed)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    out = []
    inside = None  # None outside of functions, else whether the function is async
    before = ""
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped:
            continue
        if inside is None:
            if HEAD.match(stripped):
                line = re.sub(r"\bstatic\b", "static async", line, count=1)
                if not stripped.endswith(";"):
                    inside = True
            elif re.match(r"int main", stripped):
                inside = False
        elif line.startswith("}"):
            inside = None
        elif inside:
            statement = not re.match(r"else\b|\{|\w+:$", stripped)
            if statement and before.endswith((";", "{", "}")) and rng.random() < yields:
                out.append(line[: len(line) - len(line.lstrip())] + "await lg_yield_now();")
            line = await_calls(line)
        else:
            line = re.sub(r"\bfunc_1\(\)", "block_on(func_1())", line)
        out.append(line)
        before = stripped
    return "\n".join(["#include <lifeguard.h>"] + out) + "\n"


def generate(seed, yields=0.3):
    """The program's text, or None where csmith gave up."""
    if not shutil.which("csmith"):
        raise FileNotFoundError("csmith is not installed")
    options = SHAPES[seed % len(SHAPES)].split()
    with tempfile.TemporaryDirectory() as folder:  # csmith leaves a platform.info where it runs
        made = subprocess.run(
            ["csmith", "--seed", str(seed), "--concise", *options], capture_output=True, text=True, timeout=30, cwd=folder
        )
    return transform(made.stdout, seed, yields) if made.returncode == 0 and made.stdout else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--yields", type=float, default=0.3, help="share of statements that a yield stands before")
    args = parser.parse_args()
    text = generate(args.seed, args.yields)
    if text is None:
        sys.exit("csmith.py: csmith made no program of this seed")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
