#!/usr/bin/env python3
"""Prints the program of a seed: C with async functions whose elided form does the same (see fuzz.h)."""

import argparse
import sys

sys.dont_write_bytecode = True

from grammar.features import FEATURES, parse  # noqa: E402
from grammar.program import Program  # noqa: E402


def generate(seed, features="all", max_funcs=6, size=1.0):
    return Program(seed, parse(features), max_funcs, size).generate()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--features", default="all", help="basic, guards, all, or names of features; -x takes x away")
    parser.add_argument("--max-funcs", type=int, default=6)
    parser.add_argument("--size", type=float, default=1.0, help="factor of the number of statements")
    parser.add_argument("--list", action="store_true", help="list the features")
    args = parser.parse_args()
    if args.list:
        for name, text in FEATURES.items():
            print(f"{name:12} {text}")
        return
    try:
        sys.stdout.write(generate(args.seed, args.features, args.max_funcs, args.size))
    except ValueError as error:
        sys.exit(f"generate.py: {error}")


if __name__ == "__main__":
    main()
