"""Prints an assertion in C for each field that a page of `lifeguard explain` has: its place and its size.

    offsets.py PAGE.html >> LOWERED.c

What compiles afterwards has the structs that the page shows.
"""

import json
import re
import sys


def flat(fields):
    for field in fields:
        if field["kind"] in ("struct", "union"):
            yield from flat(field["members"])
        else:
            yield field
            yield from flat(field["members"])


page = open(sys.argv[1], encoding="utf-8").read()
model = json.loads(re.search(r'<script type="application/json" id="model">(.*?)</script>', page, re.S).group(1))
count = 0
print("\n#include <stddef.h>")
for function in model["functions"]:
    struct = f"struct {function['struct']}"
    print(f"_Static_assert(sizeof({struct}) == {function['size']} && _Alignof({struct}) == {function['align']}, \"{struct}\");")
    used = [0] * function["size"]
    for field in flat(function["frame"]):
        place = f"offsetof({struct}, {field['path']})"
        size = f"sizeof((({struct} *)0)->{field['path']})"
        print(f"_Static_assert({place} == {field['offset']} && {size} == {field['size']}, \"{struct} {field['path']}\");")
        used[field["offset"] : field["offset"] + field["size"]] = [1] * field["size"]
        count += 1
    holes = sum(hole["size"] for hole in function["padding"])
    assert used.count(0) == holes, f"{struct}: {used.count(0)} bytes are in no field, {holes} are called padding"
assert count > 3, "the page has no fields"
