#!/usr/bin/env python3
"""test/audit/on_terminal.py COMMAND…: runs it with a terminal as its standard error, and prints what arrived there.

What writes over its own line with a carriage return shows as a line for each time. The exit status is the command's.
"""

import os
import subprocess
import sys

terminal, device = os.openpty()
running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=device)
os.close(device)
said = b""
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:  # how Linux says that the other side has closed it
        break
    if not more:
        break
    said += more
for line in said.decode().replace("\r\n", "\n").replace("\r", "\n").splitlines():
    if line:
        print(line)
sys.exit(running.wait())
