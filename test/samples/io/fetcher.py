"""fetcher.py PROGRAM SERVER FOLDER: a hundred files, one that is not there, a server that is not there."""

import pathlib
import shutil
import subprocess
import sys

from servers import Server

program, served, folder = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
for i in range(100):
    (folder / f"{i}.bin").write_bytes(b"x" * i * 1000)
paths = [f"/{i}.bin" for i in range(100)]


def fetch(port, *paths):
    done = subprocess.run([program, "127.0.0.1", str(port), *paths], capture_output=True, text=True, timeout=60)
    return done.returncode, sorted(done.stdout.splitlines())


with Server(served, "0", str(folder)) as server:
    status, lines = fetch(server.port, *paths)
    assert status == 0 and lines == sorted(f"/{i}.bin: 200, {i * 1000} bytes" for i in range(100)), lines
    status, lines = fetch(server.port, "/1.bin", "/none")
    assert status == 1 and lines[1].startswith("/none: 404, "), lines
    server.stop()
    status, lines = fetch(server.port, "/1.bin")
    assert status == 1 and lines == ["/1.bin: 0, 0 bytes, Connection refused"], lines
