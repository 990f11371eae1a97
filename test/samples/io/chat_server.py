"""chat_server.py PROGRAM: what one says the others hear, in order; lines too long end it; an end with all still there;
who does not read holds up nobody."""

import re
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

# Who reads nothing is not waited for, and nothing is kept for it but the last hundred lines and what the system takes.
with open("/proc/sys/net/ipv4/tcp_wmem") as file:
    taken = int(file.read().split()[2])  # at most, of what the server has sent
AT_ONCE, SIZE = 50, 390
with Server(sys.argv[1], "0") as server:
    clients, heard = {}, {}
    for name, room in ("reader", None), ("talker", None), ("slow", 4096), ("deaf", 4096):
        clients[name] = server.connect(room)
        clients[name].sendall(f"{name}\n".encode())
        heard[name] = lines_of(clients[name])
        assert next(heard["reader"]) == f"{name} has come"
    talker = clients["talker"]

    def say(first, count):
        """Says lines with numbers, as many at a time as the reader has room for; the reader hears them all."""
        for begin in range(first, first + count, AT_ONCE):
            numbers = range(begin, begin + AT_ONCE)
            talker.sendall(b"".join(b"%d %s\n" % (i, b"x" * (SIZE - 8)) for i in numbers))
            for i in numbers:
                assert next(heard["reader"]).split()[:2] == ["talker:", str(i)]

    whole = AT_ONCE * (taken * 5 // 4 // SIZE // AT_ONCE + 10)
    say(0, whole)
    before = server.resident()
    say(whole, whole)
    grown = server.resident() - before
    assert grown < whole * SIZE // 8, grown

    # What the slow one hears when it reads at last: how it began, what was lost, and the latest.
    numbers, lost = [], 0
    said = ("slow", "deaf")
    assert [next(heard["slow"]) for _ in said] == [f"{name} has come" for name in said]
    while len(numbers) + lost < 2 * whole:
        line = next(heard["slow"])
        if found := re.fullmatch(r"… (\d+) lines are lost", line):
            lost += int(found.group(1))
        else:
            numbers.append(int(line.split()[1]))
            assert numbers[-1] == len(numbers) - 1 + lost, (line[:20], lost)
    assert lost > whole and numbers[-1] == 2 * whole - 1, (lost, numbers[-1])
    talker.sendall(b"the end\n")
    assert next(heard["slow"]) == "talker: the end" == next(heard["reader"])
    server.stop()  # the deaf one still has something to be told
