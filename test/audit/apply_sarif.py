#!/usr/bin/env python3
"""test/audit/apply_sarif.py REPORT.sarif: makes the changes that the report proposes, in the files of the current folder."""

import collections
import json
import sys

changes = collections.defaultdict(list)
for result in json.load(open(sys.argv[1]))["runs"][0]["results"]:
    for fix in result.get("fixes", []):
        for change in fix["artifactChanges"]:
            changes[change["artifactLocation"]["uri"]] += change["replacements"]
for file, replacements in changes.items():
    lines = open(file).read().splitlines(keepends=True)
    units = [line.encode("utf-16-le") for line in lines]  # what columns count
    starts = [0]
    for line in units:
        starts.append(starts[-1] + len(line))
    text = b"".join(units)
    spans = []
    for replacement in replacements:
        region = replacement["deletedRegion"]
        begin = starts[region["startLine"] - 1] + 2 * (region["startColumn"] - 1)
        end = starts[region["endLine"] - 1] + 2 * (region["endColumn"] - 1)
        assert 0 <= begin <= end <= len(text)
        spans.append((begin, end, replacement["insertedContent"]["text"].encode("utf-16-le")))
    for begin, end, inserted in sorted(spans, reverse=True):
        text = text[:begin] + inserted + text[end:]
    open(file, "w").write(text.decode("utf-16-le"))
