"""hasher.py PROGRAM FOLDER: every file's sum is right; what cannot be read is told, and is the exit status."""

import os
import pathlib
import shutil
import subprocess
import sys
import zlib

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
expected = {}
for i in range(150):
    path = folder / f"{i % 7}" / f"{i % 3}" / f"file {i}"
    path.parent.mkdir(parents=True, exist_ok=True)
    content = os.urandom(i * 37) if i % 50 else os.urandom(700_000)
    path.write_bytes(content)
    expected[str(path)] = f"{zlib.crc32(content):08x}"


def run():
    done = subprocess.run([program, folder], capture_output=True, text=True, timeout=60)
    found = dict(reversed(line.split("  ", 1)) for line in done.stdout.splitlines())
    return done, found


done, found = run()
assert found == expected, set(found.items()) ^ set(expected.items())
assert done.returncode == 0 and "150 files, 0 failed" in done.stderr, done.stderr

# A folder whose path is too long to be opened: the rest is summed up all the same.
here = os.getcwd()
os.chdir(folder)
for _ in range(20):
    os.mkdir("x" * 250)
    os.chdir("x" * 250)
os.chdir(here)
done, found = run()
assert found == expected, set(found.items()) ^ set(expected.items())
assert done.returncode == 1 and "150 files, 1 failed" in done.stderr and "File name too long" in done.stderr, done.stderr

done = subprocess.run([program, folder / "none"], capture_output=True, text=True, timeout=60)
assert done.returncode == 1 and "No such file" in done.stderr
