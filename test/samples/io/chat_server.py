"""chat_server.py PROGRAM: what one says the others hear, in order; lines too long end it; an end with all still there."""

import socket
import sys

from servers import Server, lines_of

with Server(sys.argv[1], "0") as server:
    clients, lines = {}, {}
    for name in ("ada", "ben", "cem"):
        clients[name] = server.connect()
        clients[name].sendall(f"{name}\r\n".encode())
        lines[name] = lines_of(clients[name])
        for present in lines:  # also to who has come
            assert next(lines[present]) == f"{name} has come"

    clients["ada"].sendall(b"hello\nall\n")
    for name in ("ben", "cem"):
        assert [next(lines[name]), next(lines[name])] == ["ada: hello", "ada: all"]
    clients["ben"].sendall(b"hi, ")
    clients["cem"].sendall(b"me first\n")
    assert next(lines["ada"]) == "cem: me first" and next(lines["ben"]) == "cem: me first"
    clients["ben"].sendall(b"ada\n")
    assert next(lines["ada"]) == "ben: hi, ada" and next(lines["cem"]) == "ben: hi, ada"

    clients["ben"].sendall(b"x" * 1000)
    assert next(lines["ada"]) == "ben has gone" and next(lines["cem"]) == "ben has gone"
    clients["cem"].shutdown(socket.SHUT_WR)
    assert next(lines["ada"]) == "cem has gone"
    server.stop()
    assert list(lines["ada"]) == []
