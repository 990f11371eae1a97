"""press_tab.py SHELL LINE BECOMES…: types each line and a tab into the shell, on a terminal, and waits until the line has
become what it should. Status 1, and what the shell wrote, when one does not."""

import os
import pty
import select
import sys
import time

SECONDS = 30


def wait_for(terminal, wanted):
    text, end = "", time.monotonic() + SECONDS
    while wanted not in text:
        if time.monotonic() > end:
            sys.exit(f"no '{wanted}' in what the shell wrote: {text!r}")
        if select.select([terminal], [], [], 0.1)[0]:
            text += os.read(terminal, 4096).decode(errors="replace")


def main():
    shell, lines = sys.argv[1], sys.argv[2:]
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(ZDOTDIR=os.getcwd(), TERM="dumb")
        os.execvp(shell, [shell, "-i"])
    os.write(terminal, b"echo rea'dy'\n")
    wait_for(terminal, "ready")
    for typed, becomes in zip(lines[::2], lines[1::2]):
        os.write(terminal, f"{typed}\t".encode())
        wait_for(terminal, becomes)
        os.write(terminal, b"\x15")  # clears the line
    os.write(terminal, b"exit\n")
    os.waitpid(child, 0)


if __name__ == "__main__":
    main()
