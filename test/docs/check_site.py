#!/usr/bin/env python3
"""check_site.py SITE: that every link of a static site leads somewhere in it, and that no page asks for anything elsewhere: it
is to be read from disk; and that the C of its first page is coloured. Status 1 and a line for each fault, or 0 and a line that
counts."""

import html.parser
import os
import re
import sys
import urllib.parse
from pathlib import Path


class Page(html.parser.HTMLParser):
    """What one page names, and what it leads to: `links` are (tag, address), `names` what `#…` may be."""

    def __init__(self, path):
        super().__init__()
        self.links, self.names = [], {""}
        self.feed(path.read_text())

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "id":
                self.names.add(value)
            elif name in ("href", "src", "action"):
                self.links.append((tag, value))


def main():
    site = Path(sys.argv[1]).resolve()
    pages = {path: Page(path) for path in sorted(site.glob("**/*.html"))}
    faults, count = [], 0
    for path, page in pages.items():
        for tag, address in page.links:
            count += 1
            if re.match(r"[a-z]+:", address) or address.startswith("/"):
                if tag != "a" or address.startswith("/"):
                    faults.append(f"{path}: not from disk: {address}")
                continue
            file, _, fragment = urllib.parse.unquote(address).partition("#")
            there = Path(os.path.normpath(path.parent / file)) if file else path
            if not there.is_file():
                faults.append(f"{path}: leads nowhere: {address}")
            elif fragment and there in pages and fragment not in pages[there].names:
                faults.append(f"{path}: there is no #{fragment} in {there.name}")
    first = (site / "index.html").read_text()
    for kind, word in ("keyword", "await"), ("keyword", "return"), ("string", "&quot;asks&quot;|\"asks\""):
        if not re.search(rf'<span class="token [^"]*{kind}">(?:{word})</span>', first):
            faults.append(f"index.html: {word} is not coloured as a {kind}")
    for fault in faults:
        print(fault)
    print(f"{count} links of {len(pages)} pages, {len(faults)} faults")
    return 1 if faults or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
