#!/usr/bin/env python3
"""test/audit/foreign.py LIFEGUARD FOLDER NAME…: the audit over code that others wrote; docs/audit-qemu.md has what came out.

NAME is `qemu` (its coroutine files), `sqlite`, `lua`, `zlib` or `curl` (all their files), from Debian's source packages, or `lwan`
(from a clone in FOLDER/lwan). FOLDER keeps sources and builds: what is there is not made again. Each report is
FOLDER/NAME.json. Needs `deb-src` lines in APT's sources for what is not there yet.

Prints for each: files read and not read, functions that suspend, their yield points, the findings by rule and verdict, the time,
the memory of the largest compiler, and for ordinary code the time beside `clang -fsyntax-only`. Exit status 1 where ordinary
code gets a finding at all.
"""

import collections
import json
import os
import re
import resource
import shlex
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLANG = "clang-19"
PACKAGES = {"qemu": "qemu", "sqlite": "sqlite3", "lua": "lua5.4", "zlib": "zlib", "curl": "curl"}
CONFIGURATIONS = {"qemu": "qemu.lifeguard", "lwan": "lwan.lifeguard"}

# All that is not needed for coroutines is off; the block drivers are on as far as their libraries are there (docs/audit-qemu.md).
QEMU_OPTIONS = f"""--cc={CLANG} --host-cc={CLANG} --target-list=x86_64-softmmu --without-default-features --disable-werror
--disable-install-blobs --disable-docs --enable-system --enable-tcg --enable-tools --enable-fdt=system --enable-curl --enable-libnfs
--enable-libssh --enable-rbd --enable-glusterfs --enable-libiscsi --enable-zstd --enable-bzip2 --enable-linux-io-uring
--enable-linux-aio --enable-fuse --enable-fuse-lseek --enable-virtfs --enable-attr --enable-cap-ng --enable-gnutls
--enable-replication --enable-qcow1 --enable-qed --enable-vdi --enable-vvfat --enable-parallels --enable-bochs --enable-cloop
--enable-dmg --enable-live-block-migration --enable-vhost-user --enable-vhost-user-blk-server --enable-vhost-kernel
--enable-libvduse --enable-vduse-blk-export --enable-multiprocess --enable-libudev""".split()


def run(command, folder, log=None):
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if log:
        (folder / log).write_text(done.stdout + done.stderr)
    if done.returncode:
        sys.exit(f"{shlex.join(map(str, command[:6]))} … in {folder}: status {done.returncode}\n{done.stderr[-2000:]}")
    return done.stdout


def source(name, folder):
    """The unpacked source package."""
    package = PACKAGES[name]
    found = sorted(each for each in folder.glob(f"{package}-*") if each.is_dir())
    if not found:
        run(["apt-get", "source", package], folder)
        found = sorted(each for each in folder.glob(f"{package}-*") if each.is_dir())
    return found[-1].resolve()


def entry(folder, file, arguments):
    return {"directory": str(folder), "file": str(file), "arguments": [CLANG, *arguments, "-c", str(file)]}


def qemu(folder):
    """Every file that speaks of coroutines; a command made from a neighbour's for those that this build leaves out."""
    tree, build = source("qemu", folder), (folder / "build-qemu").resolve()
    header = tree / "include/qemu/coroutine.h"
    # 7.2 defines the mark as nothing.
    header.write_text(
        re.sub(r"#define coroutine_fn$", '#define coroutine_fn __attribute__((annotate("coroutine_fn")))', header.read_text(), flags=re.M)
    )
    if not (build / "compile_commands.json").exists():
        build.mkdir(exist_ok=True)
        run([tree / "configure", *QEMU_OPTIONS], build, "configure.log")
    if not (build / "block/block-gen.c").exists():
        targets = [line.split(":")[0] for line in run(["ninja", "-t", "targets", "all"], build).splitlines() if "CUSTOM_COMMAND" in line]
        run(["ninja", *(each for each in targets if re.search(r"\.(h|c|inc)$", each))], build, "headers.log")
    commands = {}
    for each in json.loads((build / "compile_commands.json").read_text()):
        commands.setdefault(os.path.normpath(os.path.join(each["directory"], each["file"])), each)
    wanted = [file for file in tree.rglob("*.c") if ".pc" not in file.parts and b"coroutine" in file.read_bytes()]
    database = []
    for file in sorted(map(str, [*wanted, build / "block/block-gen.c"])):
        if file in commands:
            database.append(commands[file])
            continue
        near = [other for other in commands if os.path.dirname(other) == os.path.dirname(file)]
        near = near or [other for other in commands if os.path.dirname(os.path.dirname(other)) == os.path.dirname(os.path.dirname(file))]
        if near:
            like = commands[min(near)]
            database.append({**like, "command": like["command"].replace(like["file"], file), "file": file})
    return database


def lwan(folder):
    build = folder / "build-lwan"
    if not (build / "compile_commands.json").exists():
        build.mkdir(exist_ok=True)
        run(["cmake", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", f"-DCMAKE_C_COMPILER={CLANG}", folder / "lwan"], build, "configure.log")
        targets = run(["cmake", "--build", ".", "--target", "help"], build)
        for target in re.findall(r"\b(?:generate|bundle)_\w+", targets):  # headers that files include
            run(["cmake", "--build", ".", "--target", target], build)
    return json.loads((build / "compile_commands.json").read_text())


def sqlite(folder):
    tree, build = source("sqlite", folder), folder / "build-sqlite"
    if not (build / "sqlite3.c").exists():
        build.mkdir(exist_ok=True)
        run([tree / "configure", "--disable-tcl", f"CC={CLANG}"], build, "configure.log")
        run(["make", "sqlite3.c", "shell.c"], build, "make.log")
    options = [f"-I{build}", f"-I{tree}/src", f"-I{tree}/ext/fts3", f"-I{tree}/ext/rtree", "-DSQLITE_ENABLE_FTS3", "-DSQLITE_ENABLE_RTREE"]
    parts = [file for file in (tree / "src").glob("*.c") if "tcl" not in file.name and not file.name.startswith("test")]
    return [entry(build, file, options) for file in [build / "sqlite3.c", build / "shell.c", *sorted(parts)]]


def lua(folder):
    tree, build = source("lua", folder), folder / "build-lua"
    build.mkdir(exist_ok=True)
    (build / "lua5.4-deb-multiarch.h").write_text('#define DEB_HOST_MULTIARCH "x86_64-linux-gnu"\n')  # Debian's build makes it
    return [entry(tree, file, ["-DLUA_USE_LINUX", f"-I{build}"]) for file in sorted((tree / "src").glob("*.c"))]


def zlib(folder):
    tree = source("zlib", folder)
    return [entry(tree, file, ["-DHAVE_UNISTD_H"]) for file in sorted(tree.glob("*.c"))]


def curl(folder):
    tree, build = source("curl", folder), folder / "build-curl"
    if not (build / "compile_commands.json").exists():
        build.mkdir(exist_ok=True)
        options = ["-DCMAKE_EXPORT_COMPILE_COMMANDS=ON", f"-DCMAKE_C_COMPILER={CLANG}", "-DCURL_ENABLE_SSL=OFF"]
        run(["cmake", *options, tree], build, "configure.log")
    return json.loads((build / "compile_commands.json").read_text())


def syntax_only(database):
    """Seconds of processor that clang takes to check the same files, one after the other."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for each in database:
        words = each.get("arguments") or shlex.split(each["command"])
        kept = [word for index, word in enumerate(words[1:], 1) if word not in ("-c", "-o") and words[index - 1] != "-o"]
        subprocess.run([CLANG, "-fsyntax-only", "-w", *kept], cwd=each["directory"], capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def audit(lifeguard, folder, name, database):
    commands = folder / f"commands-{name}"
    commands.mkdir(exist_ok=True)
    (commands / "compile_commands.json").write_text(json.dumps(database))
    command = [lifeguard, "audit", "-p", commands, "--format=json", f"--output={folder / name}.json", "--quiet"]
    if name in CONFIGURATIONS:
        command.append(f"--config-file={ROOT / 'plugin/audit/configs' / CONFIGURATIONS[name]}")
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"{name}: status {done.returncode}\n{done.stderr}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads((folder / f"{name}.json").read_text()), done.stderr, seconds, processor, after.ru_maxrss // 1024


def main():
    lifeguard, folder, *names = sys.argv[1:]
    lifeguard, folder = Path(lifeguard).resolve(), Path(folder).resolve()
    makers = {"qemu": qemu, "lwan": lwan, "sqlite": sqlite, "lua": lua, "zlib": zlib, "curl": curl}
    noisy = False
    for name in names:
        if name not in makers:
            sys.exit(f"no {name}; there are {', '.join(makers)}")
        # A file that several programs are made of is read once.
        database = list({os.path.normpath(os.path.join(each["directory"], each["file"])): each for each in makers[name](folder)}.values())
        report, said, seconds, processor, memory = audit(lifeguard, folder, name, database)
        unread = sorted(set(line for line in said.splitlines() if "not audited" in line))
        yields = sum(len(function["yields"]) for function in report["functions"])
        print(f"{name}: {len(report['files'])} of {len(database)} files, {len(report['functions'])} functions that suspend, {yields} yield points")
        for line in unread:
            print("  " + re.sub(r"\x1b\[[0-9;]*m", "", line))
        for (severity, rule, verdict), count in sorted(
            collections.Counter((each["severity"], each["rule"], each["verdict"]) for each in report["findings"]).items()
        ):
            print(f"  {severity:8} {rule:20} {verdict:10} {count}")
        print(f"  {seconds:.0f} s, {processor:.0f} s of processor, {memory} MB in the largest compiler")
        if name not in CONFIGURATIONS:
            plain = syntax_only(database)
            print(f"  clang -fsyntax-only: {plain:.1f} s of processor; the audit: {processor / max(plain, 0.01):.2f} times that")
            noisy = noisy or bool(report["findings"])
    sys.exit(1 if noisy else 0)


main()
