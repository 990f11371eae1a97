"""For the tests of servers: starts one, knows its port, and ends it by SIGTERM."""

import os
import re
import signal
import socket
import subprocess
import sys

SECONDS = 30  # that anything may take


class Server:
    def __init__(self, *command, **settings):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **settings)
        line = self.process.stdout.readline()
        found = re.match(r"listening on 127\.0\.0\.1:(\d+)$", line)
        assert found, line
        self.port = int(found.group(1))

    def __enter__(self):
        return self

    def connect(self, room=None):
        """A connection; the system keeps about `room` bytes at most that were not received."""
        connection = socket.socket()
        connection.settimeout(SECONDS)
        if room is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        connection.connect(("127.0.0.1", self.port))
        return connection

    def resident(self):
        """The bytes of memory that it takes."""
        with open(f"/proc/{self.process.pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def stop(self):
        """Asks it to end; it says goodbye and ends with status 0."""
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=SECONDS)
        assert rest == "bye\n" and self.process.returncode == 0, (rest, self.process.returncode)

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def receive(connection, size):
    """Exactly so many bytes."""
    parts = b""
    while len(parts) < size:
        part = connection.recv(size - len(parts))
        assert part, f"the end after {parts!r}"
        parts += part
    return parts


def lines_of(connection):
    """The lines that a connection sends, without their ends."""
    with connection.makefile("rb") as file:
        for line in file:
            yield line.decode().rstrip("\n")
