"""traced.py PROGRAM NAME [ARGUMENT…]: a server writes its spans: one NAME for each connection, opened and closed."""

import os
import sys
import tempfile

from servers import Server

program, name, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
with tempfile.TemporaryFile("w+") as errors:
    with Server(program, "0", *arguments, stderr=errors, env={**os.environ, "LIFEGUARD_TRACE": "1"}) as server:
        for _ in range(3):
            with server.connect() as client:
                client.sendall(b"GET / HTTP/1.0\r\n\r\n")
                assert client.recv(1)
        server.stop()
    errors.seek(0)
    lines = [line.split() for line in errors]
closed = [line[3] for line in lines if line[1:3] == ["x", name]]
assert len(closed) == 3 and all(peer.startswith("peer=127.0.0.1:") for peer in closed), lines
for peer in closed:  # each was entered before, and says something
    assert any(line[1:4] == [">", name, peer] for line in lines), lines
