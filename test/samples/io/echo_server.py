"""echo_server.py PROGRAM: a few clients at a time, a large message, a half-closed one, an end with connections open,
and more clients than it has descriptors for."""

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

# Who finds no descriptor left waits until there is one, and is served then.
with Server("sh", "-c", 'ulimit -n 24 && exec "$0" 0 2>&1', sys.argv[1]) as server:
    clients = [server.connect() for _ in range(40)]
    assert server.process.stdout.readline() == "accept: Too many open files\n"
    for client in clients[:20]:
        client.close()
    for client in clients[20:]:
        client.sendall(b"x")
    for client in clients[20:]:
        assert receive(client, 1) == b"x"
        client.close()
    server.process.terminate()
    said, _ = server.process.communicate()
    assert said.endswith("bye\n") and server.process.returncode == 0, said
