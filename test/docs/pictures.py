#!/usr/bin/env python3
"""Records runs of samples as Chrome traces, and draws them: the pictures in docs/trace/.

    pictures.py --root DIR --build DIR check     draws all anew; status 1, and a line for each that is not what is there
    pictures.py --root DIR --build DIR update    the same, and writes those
    pictures.py draw TRACE.json                  prints a picture of a trace of your own, each of its parts a panel

The programs run on a paused clock, so a run is the same every time.
"""

import argparse
import collections
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from check_docs import blocks_of, value
from chrome_trace import parts_of
from draw_trace import draw

HERE = Path(__file__).resolve().parent

# The source: a file of samples/, or a document and the name of a block. Panels: which part of the run, and what is to be seen there.
# `cut` is so many µs: a longer time in which nothing happens is shortened.
Picture = collections.namedtuple("Picture", "name source panels cut", defaults=[None])
PICTURES = [
    Picture("spans", "samples/spans.c",
            [(0, "Without hooks: one request seems a part of the other, no poll ends when it should, and nobody is ever idle"),
             (1, "With hooks: each has what is its own, and is busy only while it works")]),
    Picture("kitchen", "samples/kitchen.c",
            [(2, "Two persons, one after the other: 36 seconds, in nearly eight of which nobody does anything"),
             (3, "Two persons, together: 28 seconds, and the hands are never idle")]),
    Picture("pipeline", "samples/pipeline.c",
            [(0, "A fetch every 10 ms, until four are under way: then each waits for one that is done")]),
    Picture("bank", ("docs/guide/04-where-is-my-task.md", "bank.c"),
            [(0, "Each transfer has one lock, and waits for the other's: nobody polls them any more")], 100e3),
]


def source_of(picture, root, folder):
    if isinstance(picture.source, str):
        return root / picture.source
    document, name = picture.source
    text, = (block.text for block in blocks_of(root / document) if value(block, "file") == name)
    (folder / name).write_text(text)
    return folder / name


def record(picture, given, folder):
    """The trace of a run. The program has the picture's name: its thread is called so."""
    source, program, trace = source_of(picture, given.root, folder), folder / picture.name, folder / f"{picture.name}.json"
    subprocess.run([given.build / "bin/lifeguard", "cc", "-Wall", "-Wextra", "-Werror", source, HERE / "Inputs/recorded.c", "-o", program],
                   check=True)
    subprocess.run([program], check=True, stdout=subprocess.DEVNULL, env={**os.environ, "RECORDED": str(trace)})
    return trace


def drawn(picture, given, folder):
    parts = parts_of(record(picture, given, folder))
    source = picture.source if isinstance(picture.source, str) else picture.source[1]
    return draw([(parts[part], title, picture.cut) for part, title in picture.panels], f"A run of {source}")


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--root", type=Path)
    parser.add_argument("--build", type=Path)
    parser.add_argument("what", choices=["check", "update", "draw"])
    parser.add_argument("trace", nargs="?")
    given = parser.parse_args()
    if given.what == "draw":
        parts = parts_of(given.trace)
        print(draw([(part, f"Run {number} of {len(parts)}", None) for number, part in enumerate(parts, 1)], given.trace), end="")
        return 0
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for picture in PICTURES:
            path, text = given.root / f"docs/trace/{picture.name}.svg", drawn(picture, given, Path(folder))
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            wrong += 1
            print(f"docs/trace/{picture.name}.svg is not what a run shows")
            if given.what == "update":
                path.write_text(text, encoding="utf-8")
    return 1 if wrong and given.what == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
