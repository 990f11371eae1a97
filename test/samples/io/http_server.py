"""http_server.py PROGRAM FOLDER: what is answered and what is refused; curl asks, too, where it is there."""

import hashlib
import http.client
import os
import pathlib
import shutil
import subprocess
import sys
import time

from servers import SECONDS, Server, receive

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
(folder / "docs").mkdir(parents=True)
(folder / "empty").mkdir()
(folder / "index.html").write_text("<h1>hello</h1>\n")
(folder / "docs" / "a b.txt").write_text("0123456789")
(folder / "nothing.json").write_text("")
(folder / ".secret").write_text("hidden")
large = os.urandom(3_000_000)
(folder / "large.bin").write_bytes(large)
(folder.parent / "outside.txt").write_text("not served")

with Server(program, "0", str(folder)) as server:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)

    def ask(path, status, body=None, method="GET", **headers):
        client.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = client.getresponse()
        got = answer.read()
        assert answer.status == status, (path, answer.status, got[:100])
        assert body is None or got == body, (path, got[:100])
        return answer

    # One connection for all of this: it is kept alive.
    ask("/", 200, b"<h1>hello</h1>\n")
    kept = client.sock
    answer = ask("/", 200, b"", method="HEAD")
    assert answer.headers["Content-Length"] == "15" and answer.headers["Content-Type"].startswith("text/html")
    ask("/docs/a%20b.txt?x=y", 200, b"0123456789")
    ask("//docs///a%20b.txt", 200, b"0123456789")
    ask("/nothing.json", 200, b"")
    ask("/docs/", 404)
    ask("/empty", 404)
    ask("/no/such/file", 404)
    ask("/index.html/x", 404)
    for path in ("/../outside.txt", "/docs/../../outside.txt", "/%2e%2e/outside.txt", "/docs/%2e./x", "/.secret", "/./x"):
        ask(path, 403)
    ask("/large.bin", 200, large)
    ask("/docs/a%20b.txt", 206, b"234", Range="bytes=2-4")
    assert ask("/docs/a%20b.txt", 206, b"89", Range="bytes=-2").headers["Content-Range"] == "bytes 8-9/10"
    ask("/docs/a%20b.txt", 206, b"56789", Range="bytes=5-")
    ask("/docs/a%20b.txt", 206, b"0123456789", Range="bytes=0-99")
    assert ask("/docs/a%20b.txt", 416, Range="bytes=10-").headers["Content-Range"] == "bytes */10"
    ask("/nothing.json", 416, Range="bytes=0-")
    ask("/docs/a%20b.txt", 206, b"234", Range="bytes=2-4 \t")
    ask("/docs/a%20b.txt", 200, b"0123456789", Range="bytes=0-1,4-5")
    ask("/docs/a%20b.txt", 206, b"89", Range="bytes=8-18446744073709551616")
    assert ask("/docs/a%20b.txt", 200, b"", method="HEAD", Range="bytes=2-4").headers["Content-Length"] == "10"
    ask("/%252e%252e/outside.txt", 404)
    ask("/docs%2f..%2f..%2foutside.txt", 403)
    ask("/docs/a%20b.txt", 416, Range="bytes=-0")
    ask("/docs/a%20b.txt", 200, Range="bytes=4-2")
    ask("/docs/a%20b.txt", 200, Range="lines=1-2")
    ask("/large.bin", 206, large[100_000:2_000_001], Range="bytes=100000-2000000")
    assert client.sock is kept
    ask("/" + "x" * 2000, 414)
    ask("/", 501, method="DELETE")
    ask("/", 200, Connection="close")

    def raw(request):
        with server.connect() as connection:
            connection.sendall(request)
            answer = b""
            while part := connection.recv(65536):
                answer += part
        return answer

    HOST = b"\r\nHost: here"

    # Two requests at once are answered in order; HTTP/1.0 ends the connection by itself.
    answer = raw(b"GET /nothing.json HTTP/1.1" + HOST + b"\r\n\r\nGET /index.html HTTP/1.0\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200 OK") == 2 and answer.endswith(b"</h1>\n"), answer
    assert raw(b"nonsense\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert raw(b"GET / HTTP/3\r\n\r\n").startswith(b"HTTP/1.1 505 ")
    assert raw(b"GET /%zz HTTP/1.1" + HOST + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert raw(b"GET /%00 HTTP/1.1" + HOST + b"\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert raw(b"GET / HTTP/1.1" + HOST + b"\r\nno colon\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    assert raw(b"POST / HTTP/1.1" + HOST + b"\r\nContent-Length: 3\r\n\r\nabc").startswith(b"HTTP/1.1 501 ")
    for header in (b"Content-Length : 3", b" Content-Length: 3", b": 3", b"no\tname: 3"):
        assert raw(b"GET / HTTP/1.1" + HOST + b"\r\n" + header + b"\r\n\r\nabc").startswith(b"HTTP/1.1 400 ")
    # Each head has one Host (which may be empty), HTTP/1.0's one or none; that matters more than what is asked for.
    for version, hosts, status in ((b"1.1", [b"here:80"], b"200"), (b"1.1", [b""], b"200"), (b"1.0", [], b"200"),
                                   (b"1.0", [b"here"], b"200"), (b"1.1", [b"[::1]:80"], b"200"), (b"1.1", [], b"400"),
                                   (b"1.1", [b"here", b"here"], b"400"), (b"1.0", [b"here", b"there"], b"400"),
                                   (b"1.1", [b"here there"], b"400"), (b"1.1", [b"here/there"], b"400"),
                                   (b"1.1", [b"me@here"], b"400"), (b"1.1", [b"here,there"], b"400")):
        for path in (b"/", b"/none"):
            answer = raw(b"GET %b HTTP/%b\r\n%b\r\n" % (path, version, b"".join(b"hOsT: %b\r\n" % h for h in hosts))
                         + (b"GET / HTTP/1.0\r\n\r\n" if version == b"1.1" else b""))
            expected = b"404" if status == b"200" and path == b"/none" else status
            assert answer.startswith(b"HTTP/1.1 %b " % expected), (version, hosts, path, answer)
            # where the head was wrong nobody knows where the next request begins
            assert answer.count(b"HTTP/1.1 ") == (2 if version == b"1.1" and status == b"200" else 1), answer
    # A whole URL is a request, too.
    assert raw(b"GET http://here/nothing.json HTTP/1.1" + HOST + b"\r\nConnection: close\r\n\r\n").startswith(b"HTTP/1.1 200 ")
    assert raw(b"GET HTTP://here HTTP/1.0\r\n\r\n").endswith(b"</h1>\n")
    assert raw(b"GET http://here/../outside.txt HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 403 ")
    # A body is not read, and what is in it is no request, whatever else is wrong with the first.
    for path in (b"/", b"/.secret", b"/" + b"x" * 2000):
        for header in (b"Content-Length: 18", b"Transfer-Encoding: chunked"):
            answer = raw(b"GET " + path + b" HTTP/1.1" + HOST + b"\r\n" + header + b"\r\n\r\nGET / HTTP/1.0\r\n\r\n")
            assert answer.count(b"HTTP/1.1") == 1 and b"Connection: close" in answer, answer
            assert not answer.startswith(b"HTTP/1.1 400 "), answer
    # That the client wants no more may stand in a list.
    for value in (b"close", b"CLOSE ", b"TE, close", b"close,TE"):
        answer = raw(b"GET / HTTP/1.1" + HOST + b"\r\nConnection: " + value + b"\r\n\r\nGET / HTTP/1.0\r\n\r\n")
        assert answer.count(b"HTTP/1.1 200") == 1 and b"Connection: close" in answer, answer
    answer = raw(b"GET / HTTP/1.1" + HOST + b"\r\nConnection: closet\r\n\r\nGET / HTTP/1.0\r\n\r\n")
    assert answer.count(b"HTTP/1.1 200") == 2, answer
    assert raw(b"GET /" + b"x" * 9000).startswith(b"HTTP/1.1 431 ")
    assert raw(b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 4000 + b"\r\n").startswith(b"HTTP/1.1 431 ")

    if shutil.which("curl"):
        url = f"http://127.0.0.1:{server.port}"
        curl = ["curl", "-sS", "--max-time", str(SECONDS), "-o", "-"]
        assert subprocess.check_output([*curl, f"{url}/large.bin", f"{url}/large.bin"]) == large * 2
        assert subprocess.check_output([*curl, "--range", "5-9", f"{url}/docs/a%20b.txt"]) == b"56789"
        assert b"404" in subprocess.check_output([*curl, "-I", f"{url}/none"])
        assert b"403" in subprocess.check_output([*curl, "-I", "--path-as-is", f"{url}/../outside.txt"])

    # It ends in order: who is idle at once, an answer that is under way is finished.
    idle, busy = server.connect(), server.connect()
    busy.sendall(b"GET /large.bin HTTP/1.1" + HOST + b"\r\n\r\n")
    receive(busy, 1000)
    server.process.terminate()
    assert idle.recv(1) == b""
    rest = b""
    while part := busy.recv(1 << 20):
        rest += part
    assert hashlib.sha256(rest[-100_000:]).digest() == hashlib.sha256(large[-100_000:]).digest()
    said, _ = server.process.communicate(timeout=SECONDS)
    assert said == "bye\n" and server.process.returncode == 0, (said, server.process.returncode)

# Without patience: who is slow to ask is told so, who asks nothing is not kept, who does not read the answer is dropped.
(folder / "huge.bin").write_bytes(bytes(60_000_000))
with Server(program, "0", str(folder), "100") as server:
    with server.connect() as first:  # once it is answered, the server has opened all that it opens by itself
        first.sendall(b"GET /nothing.json HTTP/1.0\r\n\r\n")
        while first.recv(65536):
            pass
    before = server.descriptors()
    slow, silent, deaf = server.connect(), server.connect(), server.connect()
    slow.sendall(b"GET / HTTP/1.1\r\nHost")
    deaf.sendall(b"GET /huge.bin HTTP/1.1" + HOST + b"\r\n\r\n")
    assert receive(slow, 12) == b"HTTP/1.1 408"
    assert silent.recv(1) == b""
    received = 0
    receive(deaf, 1)
    slow.close()
    while server.descriptors() > before:  # until it has given up; the time limit of all tests bounds it
        time.sleep(0.01)
    while part := deaf.recv(1 << 20):
        received += len(part)
    assert received < 60_000_000
    server.stop()
