"""Checks what the page knows of the run of Inputs/recorded.c."""

import json
import re
import sys

page = open(sys.argv[1], encoding="utf-8").read()


def part(name):
    return json.loads(re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.S).group(1))


model, run = part("model"), part("run")
functions = [function["name"] for function in model["functions"]]
names = [functions[future["function"]] for future in run["futures"]]
assert (run["cut"], run["torn"]) == (False, False)
assert names == ["three", "twice", "twice", "twice"], names
three, spawned, awaited, late = range(4)
assert [future["parent"] for future in run["futures"]] == [-1, -1, three, three]


def of(future, kind):
    return [event for event in run["events"] if event.get("future") == future and event["kind"] == kind]


def state(event):
    return model["functions"][run["futures"][event["future"]]["function"]]["states"][event["state"]]["name"]


for future in (spawned, awaited):
    polls = of(future, "future-poll")
    assert [state(poll).rsplit("_", 1)[0] for poll in polls] == ["start", "await_lg_yield_now", "await_lg_yield_now"], polls
    assert len(of(future, "future-pending")) == 2 and len(of(future, "future-ready")) == 1
    assert [hook["name"] for hook in of(future, "future-suspend")] == ["bell_on_suspend(&ringing)"] * 2
    assert [hook["name"] for hook in of(future, "future-resume")] == ["bell_on_resume(&ringing)"] * 2
    assert [dict(end["values"])["i"] for end in of(future, "future-pending")] == ["0", "1"]
    (said,) = of(future, "event")
    assert (said["message"], said["values"]) == ("over", [["rings", "4"]])
assert of(spawned, "future-create")[0]["values"] == [["n", "30"]]
assert {event["task"] for event in of(spawned, "future-poll")} == {2}
assert len(of(late, "future-drop")) == 1 and not of(late, "future-ready")
assert all(event["thread"] == 1 and event["at"] >= 0 for event in run["events"])
assert [event["name"] for event in run["events"] if event["kind"] == "spawn"][:2] == ["three", "twice"]
