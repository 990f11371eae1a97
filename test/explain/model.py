"""Checks what the page of model.c knows."""

import json
import re
import sys

page = open(sys.argv[1], encoding="utf-8").read()
model = json.loads(re.search(r'<script type="application/json" id="model">(.*?)</script>', page, re.S).group(1))
functions = {function["name"]: function for function in model["functions"]}
held, in_header = functions["held"], functions["in_header"]

assert model["sources"][held["source"]]["name"].endswith("model.c")
assert model["sources"][in_header["source"]]["name"].endswith("in_header.h")
assert (held["first"], held["last"]) == (9, 16), "lines of the text, whatever #line says"

await_state = held["states"][1]
assert await_state["line"] == 13
here = next(local for local in held["locals"] if local["name"] == "here")
assert here["uses"] == [[13, 9, 4], [15, 18, 4]], here["uses"]

verdict = await_state["verdicts"][0]
assert (verdict["guard"], verdict["rule"], verdict["verdict"]) == ("lock", "lock-held", "forbidden"), verdict

# The lines of the lowered text that belong to the await's line are in the function's own part.
lowered = model["lowered"].split("\n")
ours = [number for number, place in enumerate(model["lines"], 1) if place == [held["source"], 13]]
assert ours and all(held["loweredFirst"] <= number <= held["loweredLast"] for number in ours)
assert any("in_header_future_init" in lowered[number - 1] for number in ours)
assert set(ours) <= set(await_state["lowered"])
assert model["lines"][held["loweredFirst"] - 1] == [held["source"], 9]
