#!/usr/bin/env python3
"""test/audit/check_sarif.py FILE: what SARIF 2.1.0 (OASIS) asks of a log, as far as ours uses it, and what viewers need.

Prints how many rules and results there are, and of the first results the places with the word that stands there in the source;
ends with an assertion where something is not as it should be.
"""

import json
import re
import sys
import urllib.parse

log = json.load(open(sys.argv[1]))
assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
assert set(log) <= {"$schema", "version", "runs"}
(run,) = log["runs"]
driver = run["tool"]["driver"]
assert driver["name"]
rules = driver["rules"]
ids = [rule["id"] for rule in rules]
assert len(set(ids)) == len(ids)
for rule in rules:
    assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"]
    assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")


def word_at(uri, region):
    """What stands at the region's start, whose column counts UTF-16 units."""
    line = open(urllib.parse.unquote(uri)).read().split("\n")[region["startLine"] - 1]
    rest = line.encode("utf-16-le")[2 * (region["startColumn"] - 1) :].decode("utf-16-le")
    found = re.match(r"\w+|\((?=\w)", rest)  # a name, or the callee that is chosen in parentheses
    return found.group() if found else ""


places = []


def check_location(location):
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:[A-Za-z0-9/._~:-]|%[0-9A-F]{2})+", uri), uri
    assert physical["region"]["startLine"] >= 1 and physical["region"]["startColumn"] >= 1
    word = word_at(uri, physical["region"])
    assert word, physical
    places.append(f"{physical['region']['startLine']}:{physical['region']['startColumn']} {word}")


fingerprints = set()
for result in run["results"]:
    assert ids[result["ruleIndex"]] == result["ruleId"]
    assert result["level"] in ("note", "warning", "error")
    assert result["message"]["text"]
    (location,) = result["locations"]
    check_location(location)
    related = result.get("relatedLocations", [])
    assert [place["id"] for place in related] == list(range(1, len(related) + 1))
    for place in related:
        check_location(place)
        assert place["message"]["text"]
    (fingerprint,) = result["partialFingerprints"].values()
    assert fingerprint not in fingerprints
    fingerprints.add(fingerprint)
print(f"{len(rules)} rules, {len(run['results'])} results")
print("\n".join(places[:4]))
