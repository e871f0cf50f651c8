#!/usr/bin/env python3
"""The longest gap between two writes of each command to a terminal, over a copy of a lake.

    npm run build && python3 bench/silence.py <lake> [command ...]

Each command runs under a pseudo terminal of 120 columns; stdout goes to a file. The lake is copied first, and stays as
it is. A gap is counted from the start of the command to its first write, between writes, and to its end. CPU is that of
the command with its processes, the peak that of the largest of them.
"""
import fcntl
import os
import pty
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time

COMMANDS = {
    "worklist": ["query", "worklist", "--destination", "{lake}"],
    "query of many rows": ["query", "removable", "--by", "action", "--all", "--destination", "{lake}", "--format", "csv"],
    "report": ["report", "--destination", "{lake}", "--out", "{folder}/report.html"],
    "derive": ["derive", "--destination", "{lake}"],
    "propose": ["propose", "--destination", "{lake}", "--out", "{folder}/proposals"],
    "recheck": ["propose", "--destination", "{lake}", "--recheck", "{folder}/proposals"],
    "digest": ["digest", "--destination", "{lake}"],
}
PROGRAM = os.path.join(os.path.dirname(__file__), "..", "dist", "cli", "main.js")


def measure(arguments, stdout):
    """Seconds of the whole and of the longest gap, writes, exit code, CPU seconds, peak in MB, what was written before the gap."""
    terminal, stderr = pty.openpty()
    fcntl.ioctl(stderr, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    began = last = time.monotonic()
    process = subprocess.Popen(["node", PROGRAM, *arguments], stdout=stdout, stderr=stderr)
    os.close(stderr)
    longest, writes = 0.0, 0
    before = text = ""
    while True:
        select.select([terminal], [], [])
        try:
            data = os.read(terminal, 65536)
        except OSError:  # Linux: nobody has the other end any more
            data = b""
        now = time.monotonic()
        if now - last > longest:
            longest, before = now - last, text
        last = now
        if not data:
            break
        writes += 1
        text = data.decode(errors="replace").replace("\x1b[K", "").strip()[-60:]
    os.close(terminal)
    _, status, used = os.wait4(process.pid, 0)
    cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
    return now - began, longest, writes, os.waitstatus_to_exitcode(status), cpu, peak, before


def main():
    lake, *names = sys.argv[1:]
    folder = tempfile.mkdtemp(prefix="silence-")
    try:
        copy = shutil.copytree(lake, os.path.join(folder, "lake"))
        print("command              seconds  longest gap  writes  exit   CPU s  peak MB  before the gap")
        for name in names or COMMANDS:
            words = [word.format(lake=copy, folder=folder) for word in COMMANDS[name]]
            with open(os.devnull, "wb") as stdout:
                seconds, longest, writes, code, cpu, peak, before = measure(words, stdout)
            figures = f"{seconds:7.1f}  {longest:11.2f}  {writes:6}  {code:4}  {cpu:6.1f}  {peak:7.0f}"
            print(f"{name:20} {figures}  {before!r}", flush=True)
    finally:
        shutil.rmtree(folder)


main()
