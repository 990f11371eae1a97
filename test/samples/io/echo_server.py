"""echo_server.py PROGRAM: a few clients at a time, a large message, a half-closed one, an end with connections open."""

import socket
import sys
import threading

from servers import Server, receive

with Server(sys.argv[1], "0") as server:
    one, other = server.connect(), server.connect()
    for text in (b"hello", b"again"):
        for client in (one, other):
            client.sendall(text)
        for client in (one, other):
            assert receive(client, len(text)) == text
    before = server.descriptors()

    large = bytes(range(256)) * 8192
    sender = threading.Thread(target=other.sendall, args=[large])
    sender.start()
    assert receive(other, len(large)) == large
    sender.join()

    one.sendall(b"last")
    one.shutdown(socket.SHUT_WR)
    assert receive(one, 4) == b"last" and one.recv(1) == b""
    one.close()
    for _ in range(50):
        with server.connect() as client:
            client.sendall(b"x")
            assert receive(client, 1) == b"x"
    other.sendall(b"still there")
    assert receive(other, 11) == b"still there"
    assert server.descriptors() <= before + 1, (before, server.descriptors())
    server.stop()
    assert other.recv(1) == b""
