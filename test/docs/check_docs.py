#!/usr/bin/env python3
"""Checks the documents: their code runs and prints what they say, their links lead somewhere, every error has its section.

    check_docs.py --root DIR --build DIR blocks [FILE…]    README.md and docs/**/*.md, or FILEs
    check_docs.py --root DIR --build DIR links [FILE…]     the same, CHANGELOG.md and samples/README.md
    check_docs.py --root DIR --build DIR ids [FILE]        docs/errors.md
    check_docs.py --root DIR --build DIR update [FILE…]    as blocks, and writes what is printed into the documents: after a
                                                           change of messages or of the lowered text. Read the prose then

With `--clang NAME`, for a plugin of another LLVM version: NAME is run where the documents say clang-19.

What the words after a fence's language mean (docs/README.md tells writers the same):

    c                    a program: compiled with warnings as errors, run, ends with status 0
    c compiles           compiled, not linked
    c file=NAME          kept under NAME for the blocks that follow in the document; a .c file is compiled, too
    c error=ID           does not compile; the errors are of this one id, and the text after it, if any, is what clang says,
                         without places, source lines and notes about macros
    c fragment           a piece of a program: not compiled
    sh                   run by bash -e in the source tree (a folder of links to all that is in it)
    sh error=ID          the same, and fails with messages of this one id
    sh with=NAME         run with the document's next program kept under NAME, and prints what that prints
    sh setup             not run; the files of the tree that it names exist
    text, c output       what the block before prints, all of it; a line `…` stands for any number of lines
    flags=FLAG           beside one of the others: a further argument for clang

A program or shell block with no output block after it prints nothing. Other languages are left alone. Status 0 and a line
that counts, or 1 and a line FILE:LINE: for each fault.
"""

import argparse
import collections
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SECONDS = 60  # that a block may take
DOCUMENTED_CLANG = "clang-19"

Block = collections.namedtuple("Block", "document line language words text")


class Fault(Exception):
    """What is wrong with one block. `printed` is its output where that is all that is wrong."""

    def __init__(self, what, printed=None):
        super().__init__(f"{what}:\n{printed}" if printed is not None else what)
        self.printed = printed


def documents(root, *more):
    return [root / "README.md", *sorted((root / "docs").glob("**/*.md")), *(root / name for name in more)]


# ---- blocks ----


def blocks_of(document):
    """The fenced blocks of a document, in order."""
    found, fence, start, info, lines = [], None, 0, "", []
    for number, line in enumerate(document.read_text().splitlines(), 1):
        if fence is None:
            if opening := re.match(r"\s*(```+)(.*)$", line):
                fence, info = opening.group(1), opening.group(2)
                start, lines = number, []
        elif line.strip() == fence:
            language, *words = info.split() or [""]
            found.append(Block(document, start, language, words, "".join(f"{each}\n" for each in lines)))
            fence = None
        else:
            lines.append(line)
    if fence is not None:
        raise SystemExit(f"{document}:{start}: fence without an end")
    return found


def is_output(block):
    return block.language == "text" or (block.language == "c" and "output" in block.words)


def value(block, key):
    return next((word[len(key) + 1:] for word in block.words if word.startswith(f"{key}=")), None)


def is_program(block):
    return block.language == "c" and all(word.startswith("flags=") for word in block.words)


def flags(block):
    return [word[len("flags="):] for word in block.words if word.startswith("flags=")]


def matches(expected, actual):
    """Whether the lines are the same; `…` on a line of its own stands for any number of them."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()) + r"\n"
                      for line in expected.splitlines())
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in actual.splitlines())) is not None


def messages_of(said):
    """The errors, warnings and notes in clang's output, a line each, without their places."""
    found = re.findall(r"^(?:[^ ]+: )?((?:error|warning|note): .*\n)", said, re.MULTILINE)
    return "".join(message for message in found if "expanded from macro" not in message)


class Bench:
    """Where one document's blocks are compiled and run: a folder that looks like the source tree."""

    def __init__(self, folder, given):
        self.folder = Path(folder)
        self.clang = given.clang
        self.lifeguard = given.build / "bin" / "lifeguard"
        for entry in given.root.iterdir():
            if entry.name not in (".git", "build", given.build.name):
                (self.folder / entry.name).symlink_to(entry)
        (self.folder / "build").symlink_to(given.build)

    def run(self, command):
        """Status and output of a command, standard error within."""
        try:
            done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            raise Fault(f"does not end within {SECONDS} s") from None
        return done.returncode, done.stdout

    def cc(self, *arguments):
        return self.run([self.lifeguard, "cc", "-Wall", "-Wextra", *arguments])

    def check(self, block, output):
        """Does with a block what its words say; `output` is the text it should print."""
        wanted = value(block, "error")
        if block.language == "sh":
            if "setup" in block.words:
                return self.check_named_files(block)
            status, printed = self.run(["bash", "-eo", "pipefail", "-c", block.text.replace(DOCUMENTED_CLANG, self.clang)])
            return self.check_error(wanted, status, printed) if wanted else self.check_run(status, printed, output)
        if block.language != "c" or "fragment" in block.words:
            return None
        name = value(block, "file") or f"line-{block.line}.c"
        (self.folder / name).write_text(block.text)
        if name.endswith(".h"):
            return None
        program = self.folder / f"line-{block.line}"
        if wanted:
            status, said = self.cc(*flags(block), "-c", name, "-o", f"{program}.o")
            self.check_error(wanted, status, said)
            if output and not matches(output, messages := messages_of(said)):
                raise Fault("says something else than the document", messages)
            return None
        only_compiled = "compiles" in block.words or value(block, "file")
        status, said = self.cc("-Werror", *flags(block), name, *(["-c"] if only_compiled else []), "-o", str(program))
        if status != 0 or said:
            raise Fault(f"does not compile:\n{said}")
        if not only_compiled:
            self.check_run(*self.run([program]), output)
        return None

    def check_named_files(self, block):
        for word in re.findall(r"[\w./-]+/[\w./-]+", block.text):
            if not word.startswith("./") and not (self.folder / word).exists():
                raise Fault(f"there is no {word}")

    @staticmethod
    def check_run(status, printed, output):
        if status != 0:
            raise Fault(f"ends with status {status}:\n{printed}")
        if not matches(output, printed):
            raise Fault("prints something else than the document says", printed)

    @staticmethod
    def check_error(wanted, status, printed):
        errors = re.findall(r"(?:^|: )error: .*$", printed, re.MULTILINE)
        ids = {match.group(1) if (match := re.search(r"\[lifeguard-([\w-]+)\]$", error)) else error for error in errors}
        if status == 0 or ids != {wanted}:
            raise Fault(f"should fail with {wanted} and nothing else; status {status}:\n{printed}")


def check_document(document, given):
    """The faults of a document's blocks, and how many blocks were looked at. Outputs that differ are written or are faults."""
    faults, count, changes = [], 0, []
    blocks = blocks_of(document)
    with tempfile.TemporaryDirectory(prefix="lifeguard-docs-") as folder:
        bench = Bench(folder, given)
        for block, following in (pairs := [*zip(blocks, [*blocks[1:], None])]):
            if is_output(block) or block.language not in ("c", "sh"):
                continue
            count += 1
            try:
                if name := value(block, "with"):
                    program, following = next(pair for pair in pairs if pair[0].line > block.line and is_program(pair[0]))
                    (bench.folder / name).write_text(program.text)
                bench.check(block, following.text if following and is_output(following) else "")
            except Fault as fault:
                written = fault.printed is not None and following and is_output(following) and not value(block, "with")
                if given.check == "update" and written:
                    changes.append((following, fault.printed))
                else:
                    faults.append(f"{document}:{block.line}: {fault}")
    if changes:
        lines = document.read_text().splitlines(keepends=True)
        for block, printed in reversed(changes):
            lines[block.line:block.line + len(block.text.splitlines())] = printed.splitlines(keepends=True)
        document.write_text("".join(lines))
    return faults, count


def check_blocks(files, given):
    faults, count = [], 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found, looked_at in pool.map(lambda document: check_document(document, given), files):
            faults += found
            count += looked_at
    return faults, f"{count} blocks of {len(files)} documents"


# ---- links ----


def prose(document):
    """The document's lines outside its fences, with their numbers."""
    fence = None
    for number, line in enumerate(document.read_text().splitlines(), 1):
        if mark := re.match(r"\s*(```+)", line):
            fence = mark.group(1) if fence is None else None if line.strip() == fence else fence
        elif fence is None:
            yield number, line


def anchors(document):
    """What `#…` may name in a document: its headings, spelled as in an address."""
    return {re.sub(r"[^\w\- ]", "", heading.group(1).lower()).replace(" ", "-")
            for _, line in prose(document) if (heading := re.match(r"#+\s+(.*?)\s*$", line))}


def check_links(files):
    faults, count = [], 0
    for document in files:
        for number, line in prose(document):
            for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
                if re.match(r"[a-z]+:", target):
                    continue
                count += 1
                path, _, anchor = target.partition("#")
                there = (document.parent / path) if path else document
                if not there.exists():
                    faults.append(f"{document}:{number}: leads nowhere: {target}")
                elif anchor and anchor not in anchors(there):
                    faults.append(f"{document}:{number}: there is no heading for #{anchor} in {there.name}")
    return faults, f"{count} links of {len(files)} documents"


# ---- ids ----


def check_ids(page, root):
    """That the page has a section per error or warning, with an example that is refused with it, and no other."""
    table = (root / "plugin" / "support" / "Diagnostics.def").read_text()
    wanted = {match.group(1).replace("_", "-")
              for match in re.finditer(r"^LG_MESSAGE\((\w+), (?:Error|Warning),", table, re.MULTILINE)}
    sections = {match.group(1): number for number, line in prose(page) if (match := re.match(r"### (.*)$", line))}
    faults = [f"{page}: there is no section {each}" for each in sorted(wanted - sections.keys())]
    faults += [f"{page}:{sections[each]}: no message has this id: {each}" for each in sorted(sections.keys() - wanted)]
    shown = {value(block, "error") for block in blocks_of(page)}
    # No program is known that the lowering gets wrong.
    faults += [f"{page}:{sections[each]}: no example is refused with {each}"
               for each in sorted((wanted & sections.keys()) - shown - {"internal-error"})]
    return faults, f"{len(wanted)} ids"


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--root", type=Path, required=True)
    arguments.add_argument("--build", type=Path, required=True)
    arguments.add_argument("--clang", default=DOCUMENTED_CLANG)
    arguments.add_argument("check", choices=["blocks", "links", "ids", "update"])
    arguments.add_argument("files", type=Path, nargs="*")
    given = arguments.parse_args()
    root = given.root = given.root.resolve()
    given.build = given.build.resolve()
    if given.check in ("blocks", "update"):
        faults, summary = check_blocks(given.files or documents(root), given)
    elif given.check == "links":
        faults, summary = check_links(given.files or documents(root, "CHANGELOG.md", "samples/README.md"))
    else:
        faults, summary = check_ids(given.files[0] if given.files else root / "docs" / "errors.md", root)
    for fault in faults:
        print(fault)
    print(f"{summary}, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
