#!/usr/bin/env python3
"""search_site.py SITE: that search finds things when the site is opened from disk, in Chromium, from any page."""

import html
import re
import subprocess
import sys
from pathlib import Path

# (the page one is on, what is typed, where one of the results leads)
SEARCHES = [
    ("index.html", "must_not_suspend", "docs/reference.html#must_not_suspend"),
    ("docs/errors.html", "alloca", "docs/errors.html#calls-alloca"),
    ("docs/guide/01-what-is-a-future.html", "join set", "docs/reference/join_set.html"),
    ("index.html", "xyzzyplugh", None),
]


def main():
    site, faults = Path(sys.argv[1]).resolve(), 0
    for page, words, wanted in SEARCHES:
        address = f"file://{site / page}?q={words.replace(' ', '+')}"
        done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000", "--dump-dom", address],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=120, check=False)
        found = re.search(r'<section id="found"[^>]*>(.*?)</section>', done.stdout, re.S)
        said = html.unescape(found.group(1)) if found else "no page"
        leads = [str((site / page).parent.joinpath(each).resolve().relative_to(site)) for each in re.findall(r'href="([^"]*)"', said)]
        right = "Nothing has" in said if wanted is None else any(each.startswith(wanted) for each in leads)
        if not right:
            faults += 1
            print(f"{page}: a search for '{words}' does not find {wanted}: {leads[:8] or said}")
    print(f"{len(SEARCHES)} searches, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
