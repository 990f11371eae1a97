#!/usr/bin/env python3
"""test/audit/score.py LIFEGUARD FILE…: the audit against what the files say.

In each file a comment `EXPECT: RULE` stands on the line where a finding of that rule must be; `EXPECT: RULE (CALLEE, CALLEE?)`
says what it crosses, too, with `?` where it may be held. Prints what is missing, what is
too much, and for each rule how many were found of how many there are. Exit status 0 when everything is as it should be.
"""

import collections
import json
import re
import subprocess
import sys

lifeguard, files = sys.argv[1], sys.argv[2:]
# What is hooked or allowed is no finding.
SILENT = {"hooked", "allowed"}

config = [word for word in files if word.startswith("--")]
files = [word for word in files if not word.startswith("--")]
done = subprocess.run([lifeguard, "audit", "--format=json", *config, *files], capture_output=True, text=True)
if done.returncode not in (0, 1):
    sys.exit(f"status {done.returncode}\n{done.stderr}")
sys.stderr.write(done.stderr)
report = json.loads(done.stdout)
found = {
    (finding["guard"]["file"].rsplit("/", 1)[-1], finding["guard"]["line"], finding["rule"])
    for finding in report["findings"]
    if finding["verdict"] not in SILENT
}
crossed = {
    (finding["guard"]["file"].rsplit("/", 1)[-1], finding["guard"]["line"], finding["rule"]): ", ".join(
        each["callee"] + ("?" if each["held"] == "maybe" else "") for each in finding["suspensions"]
    )
    for finding in report["findings"]
}
expected = {
    (file.rsplit("/", 1)[-1], number, rule)
    for file in files
    for number, line in enumerate(open(file), 1)
    for rule in re.findall(r"EXPECT: ([\w-]+)", line)
}
for file, line, rule in sorted(expected - found):
    print(f"{file}:{line}: missing: {rule}")
for file, line, rule in sorted(found - expected):
    print(f"{file}:{line}: too much: {rule}")
wrong = 0
for file in files:
    for number, line in enumerate(open(file), 1):
        for rule, callees in re.findall(r"EXPECT: ([\w-]+) \(([^)]*)\)", line):
            got = crossed.get((file.rsplit("/", 1)[-1], number, rule), "")
            if got != callees:
                wrong += 1
                print(f"{file.rsplit('/', 1)[-1]}:{number}: {rule} crosses {got or 'nothing'}, not {callees}")
counts = collections.Counter(rule for _, _, rule in expected)
right = collections.Counter(rule for _, _, rule in expected & found)
functions = sum(1 for function in report["functions"])
for rule in sorted(counts):
    print(f"{rule}: {right[rule]} of {counts[rule]}")
print(f"{len(expected & found)} of {len(expected)} found, {len(found - expected)} too much, {functions} functions")
sys.exit(0 if expected == found and not wrong else 1)
