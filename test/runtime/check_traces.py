#!/usr/bin/env python3
"""check_traces.py JSON CHROME OTLP: whether traces that trace_files.c wrote keep to the rules of their formats.

Chrome: "Trace Event Format" (Google), as Perfetto imports it. OTLP: opentelemetry-proto's JSON encoding, a request a line.
"""

import collections
import json
import re
import sys


def fail(what, event=None):
    sys.exit(f"check_traces: {what}" + (f": {event}" if event is not None else ""))


def check_json(path):
    """Every line an object; ids that are used were made; enters and exits nest on each thread."""
    spans, tasks, inside = set(), set(), collections.defaultdict(list)
    kinds = collections.Counter()
    for line in open(path, encoding="utf-8"):
        record = json.loads(line)
        kind = record["kind"]
        kinds[kind] += 1
        if not isinstance(record["ns"], int) or not isinstance(record["thread"], int):
            fail("no time or thread", record)
        if kind == "new":
            spans.add(record["span"])
        elif kind in ("enter", "exit", "close", "follows") and record["span"] not in spans:
            fail("a span that nobody has made", record)
        if kind == "enter":
            inside[record["thread"]].append(record["span"])
        elif kind == "exit" and inside[record["thread"]].pop() != record["span"]:
            fail("not nested", record)
        if kind == "spawn":
            tasks.add(record["task"])
        elif record.get("task", next(iter(tasks), None)) not in tasks:
            fail("a task that nobody has spawned", record)
    if not {"new", "enter", "exit", "close", "event", "follows", "spawn", "wake", "poll", "polled", "end"} <= set(kinds):
        fail("kinds are missing", kinds)
    if kinds["poll"] != kinds["polled"] or kinds["spawn"] != kinds["end"] or kinds["follows"] != 5:
        fail("numbers do not match", kinds)


def check_chrome(path):
    """Phases have what they need; B and E nest and do not go back in time on each track; every arrow has a beginning
    in a slice, and an end in one, not before it; b and e match."""
    with open(path, encoding="utf-8") as file:
        events = json.load(file)["traceEvents"]
    stacks, last = collections.defaultdict(list), {}
    slices = collections.defaultdict(list)  # track: [beginning, end]
    arrows, ends, spans, named = {}, {}, {}, set()
    phases = collections.Counter(event["ph"] for event in events)
    for event in events:
        phase, track, at = event["ph"], (event["pid"], event["tid"]), event["ts"]
        if not isinstance(at, (int, float)) or at < 0:
            fail("no time", event)
        if phase != "E" and not event.get("name"):
            fail("no name", event)
        if phase == "M":
            named.add((event["name"], *track))
        elif phase in "BE":
            if at < last.get(track, 0):
                fail("back in time", event)
            last[track] = at
            if phase == "B":
                slices[track].append([at, None])
                stacks[track].append(slices[track][-1])
            elif not stacks[track]:
                fail("an end without a beginning", event)
            else:
                stacks[track].pop()[1] = at
        elif phase == "X":
            if event["dur"] < 0:
                fail("negative length", event)
            slices[track].append([at, at + event["dur"]])
        elif phase == "s":
            if arrows.setdefault(event["id"], (at, track)) != (at, track):
                fail("an arrow that begins twice", event)
        elif phase == "f":
            if event["bp"] != "e" or event["id"] in ends:
                fail("an arrow that ends twice, or not in the slice", event)
            ends[event["id"]] = (at, track)
        elif phase == "b":
            spans[event["id"]] = event
        elif phase == "e":
            made = spans.pop(event["id"], None)
            if not made or made["name"] != event["name"] or made["cat"] != event["cat"] or made["ts"] > at:
                fail("the end of a span that does not match", event)
        elif phase == "i":
            if event["s"] != "t":
                fail("a moment of no track", event)
        else:
            fail("a phase that is not written", event)
    if any(stacks.values()):
        fail("slices that do not end")
    if [span["name"] for span in spans.values()] != ["left open"]:
        fail("spans that do not end", spans)
    if set(arrows) != set(ends) or not arrows:
        fail("arrows without a beginning or an end")
    for number, (at, track) in arrows.items():
        end_at, end_track = ends[number]
        if end_at < at:
            fail("an arrow back in time", number)
        for time, where in ((at, track), (end_at, end_track)):
            if not any(begin <= time <= end for begin, end in slices[where]):
                fail("an arrow that is not in a slice", number)
    tracks = {(e["pid"], e["tid"]) for e in events if e["ph"] in "BX"}
    if missing := [track for track in tracks if ("thread_name", *track) not in named]:
        fail("tracks without a name", missing)
    polls = sum(1 for e in events if e["ph"] == "X" and e["pid"] == 2)
    if polls != len(arrows) or phases["B"] <= polls:
        fail("polls are missing", (polls, len(arrows), phases))


def check_otlp(path):
    """Every line a request; ids of the right length; parents and links are known; spans end after they begin."""
    spans, used, logs = {}, set(), 0
    for line in open(path, encoding="utf-8"):
        request = json.loads(line)
        (signal, resources), = request.items()
        for resource in resources:
            attributes = {a["key"]: a["value"] for a in resource["resource"]["attributes"]}
            if attributes["service.name"] != {"stringValue": 'the "test"'}:
                fail("not the service", attributes)
            scopes = resource["scopeSpans" if signal == "resourceSpans" else "scopeLogs"]
            for record in (r for s in scopes for r in s["spans" if signal == "resourceSpans" else "logRecords"]):
                for attribute in record["attributes"]:
                    (kind, value), = attribute["value"].items()
                    if kind not in ("stringValue", "intValue", "doubleValue", "boolValue") or (kind == "intValue" and not re.fullmatch(r"-?\d+", value)):
                        fail("not a value", attribute)
                if signal == "resourceLogs":
                    logs += 1
                    int(record["timeUnixNano"])
                    if "spanId" in record:
                        used.add((record["traceId"], record["spanId"]))
                    continue
                if not re.fullmatch("[0-9a-f]{32}", record["traceId"]) or not re.fullmatch("[0-9a-f]{16}", record["spanId"]):
                    fail("not an id", record)
                if not int(record["startTimeUnixNano"]) <= int(record["endTimeUnixNano"]):
                    fail("ends before it begins", record)
                spans[record["traceId"], record["spanId"]] = record
                used |= {(link["traceId"], link["spanId"]) for link in record.get("links", [])}
                if "parentSpanId" in record:
                    used.add((record["traceId"], record["parentSpanId"]))
    if not used <= set(spans):
        fail("ids that nobody has", used - set(spans))
    if len(spans) != 7 or logs < 20 or sum("links" in span for span in spans.values()) != 5:
        fail("spans or events are missing", (len(spans), logs))


check_json(sys.argv[1])
check_chrome(sys.argv[2])
check_otlp(sys.argv[3])
