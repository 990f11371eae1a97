#!/usr/bin/env python3
"""Prints csmith's program of a seed made async: its functions async, their calls awaited, yields and guards between statements.

A call anywhere in an expression becomes `(await func_N(…))`. Before some statements of each function stand a yield or a
leaf that is pending as often as the schedule says (fuzz.h), and guards of every kind are declared where no jump can come
past them. What csmith computes in main is computed in `program`, for fuzz_main to run, to poll and to drop. With
Lifeguard's constructs erased the program does what csmith's own does.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile

# One line per shape of program, chosen by the seed; csmith's defaults have everything, among it volatiles and bit-fields.
# All are small: a compiler's time for a function grows faster than the function, and more programs find more.
SHAPES = [
    "--max-funcs 4 --max-block-depth 3 --stop-by-stmt 60",
    "--max-funcs 8 --max-block-depth 4 --stop-by-stmt 40",
    "--max-funcs 6 --no-arrays --max-expr-complexity 6 --stop-by-stmt 70",
    "--max-funcs 5 --no-volatiles --max-block-size 6 --stop-by-stmt 50",
    "--max-funcs 6 --no-pointers --no-unions --stop-by-stmt 70",
    "--max-funcs 5 --packed-struct --max-struct-fields 5 --max-union-fields 4 --stop-by-stmt 50",
    "--max-funcs 5 --no-bitfields --max-pointer-depth 3 --inline-function --stop-by-stmt 40",
    "--max-funcs 3 --max-block-size 3 --max-block-depth 2 --max-expr-complexity 5 --stop-by-stmt 90",
]
LEAST_AWAITS = 6  # a program with fewer tests next to nothing: another one is asked for

CALL = re.compile(r"\bfunc_\d+\(")
HEAD = re.compile(r"^(?:inline )?static .*\bfunc_\d+\(.*\)(;?)$|^static inline .*\bfunc_\d+\(.*\)(;?)$")
DECLARATION = re.compile(
    r"(?:static|const|volatile|register|struct|union|unsigned|signed|u?int\d*(?:_t)?|long|short|char|float|double|void)\b"
)
LABEL = re.compile(r"\w+:$")
GUARDS = ["fuzz_guard", "fuzz_life", "fuzz_life", "fuzz_cancel", "fuzz_nest", "fuzz_bag", "fuzz_mixed"]
MAIN = """\
static unsigned run(void)
{
    return block_on(program());
}
static lg_future *box(void)
{
    return future(program());
}
int main(int argc, char **argv)
{
    return fuzz_main(argc, argv, run, box);
}
"""


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


class Sprinkler:
    """Puts yields and guards into the bodies of functions."""

    def __init__(self, seed, yields, guards):
        self.rng = random.Random(seed)
        self.yields = yields
        self.guards = guards
        self.sites = 0

    def body(self, lines):
        """A function's lines from its `{` to its `}`."""
        label_after = self.labels(lines)
        out = []
        before = ""
        for i, line in enumerate(lines):
            stripped = line.strip()
            starts = before.endswith((";", "{", "}")) and not re.match(r"else\b|[{}]", stripped) and not LABEL.match(stripped)
            if starts and not DECLARATION.match(stripped):
                indent = line[: len(line) - len(line.lstrip())]
                if not label_after[i] and self.rng.random() < self.guards:
                    out.append(indent + self.guard())
                if self.rng.random() < self.yields:
                    out.append(indent + self.rng.choice(["await lg_yield_now();", f"await fuzz_pend({self.rng.randrange(4)});"]))
            out.append(await_calls(line))
            before = stripped
        return out

    def guard(self):
        self.sites += 1
        kind = self.rng.choice(GUARDS)
        return f"lg_scoped({kind}) guard_{self.sites} = {kind}_enter({self.sites});"

    @staticmethod
    def labels(lines):
        """Whether a label follows within the block that each line is in: then a jump may come past the line."""
        found = [False] * len(lines)
        blocks = []  # whether a label was seen, from the end of the block backwards
        for i in reversed(range(len(lines))):
            stripped = lines[i].strip()
            if stripped == "}":
                blocks.append(False)
            elif stripped == "{":
                inner = blocks.pop()
                if blocks:
                    blocks[-1] |= inner
            elif LABEL.match(stripped):
                blocks[-1] = True
            found[i] = bool(blocks) and blocks[-1]
        return found


def main_as_async(lines):
    """csmith's main as the async function `program`, whose result is the checksum."""
    out = ["async static unsigned program(void)"]
    for line in lines[1:]:
        if "return 0;" in line or re.search(r"print_hash_value = |if \(print_hash_value\)", line):
            continue
        line = line.replace(", print_hash_value)", ", 0)")
        line = re.sub(r"platform_main_end\((.*), 0\);", r"return (unsigned)(\1);", line)
        out.append(await_calls(line))
    return out


def functions(lines):
    """The program's top-level pieces: ("text", lines) or ("function", lines) or ("main", lines)."""
    at = 0
    while at < len(lines):
        kind = "main" if lines[at].startswith("int main") else "function" if HEAD.match(lines[at].strip()) else "text"
        end = at + 1
        if kind != "text" and not lines[at].strip().endswith(";"):
            while not lines[end].startswith("}"):
                end += 1
            end += 1
        yield kind, lines[at:end]
        at = end


def transform(text, seed, yields=0.3, guards=0.15):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    sprinkler = Sprinkler(seed, yields, guards)
    out = ['#include "fuzz.h"']
    for kind, lines in functions([line for line in text.split("\n") if line.strip()]):
        if kind == "function":
            lines[0] = re.sub(r"\bstatic\b", "static async", lines[0], count=1)
            out.append(lines[0])
            out += sprinkler.body(lines[1:])
        else:
            out += main_as_async(lines) if kind == "main" else lines
    return "\n".join(out) + "\n" + MAIN


def generate(seed, yields=0.3, guards=0.15):
    """The program's text, or None where csmith gave up."""
    if not shutil.which("csmith"):
        raise FileNotFoundError("csmith is not installed")
    options = SHAPES[seed % len(SHAPES)].split()
    for attempt in range(20):
        number = str(seed + 1_000_003 * attempt)
        with tempfile.TemporaryDirectory() as folder:  # csmith leaves a platform.info where it runs
            made = subprocess.run(
                ["csmith", "--seed", number, "--concise", *options], capture_output=True, text=True, timeout=600, cwd=folder
            )
        if made.returncode == 0 and made.stdout:
            text = transform(made.stdout, seed, yields, guards)
            if text.count("await ") >= LEAST_AWAITS:
                return text
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--yields", type=float, default=0.3, help="share of statements that a yield stands before")
    parser.add_argument("--guards", type=float, default=0.15, help="share of statements that a guard stands before")
    args = parser.parse_args()
    text = generate(args.seed, args.yields, args.guards)
    if text is None:
        sys.exit("csmith.py: csmith made no program of this seed")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
