#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""terminal.py ANSWERS COMMAND...: run a command in a terminal of 80 columns,
type a line of the file ANSWERS at each prompt (^C and ^D stand for those
keys), print what was seen, and exit as the command did."""
import fcntl
import os
import pty
import select
import struct
import sys
import termios

KEYS = {b"^C": b"\x03", b"^D": b"\x04"}

with open(sys.argv[1], "rb") as f:
    answers = f.read().split(b"\n")[:-1]
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
seen = last = b""
while select.select([fd], [], [], 20)[0]:
    try:
        got = os.read(fd, 4096)
    except OSError:
        break
    if not got:
        break
    seen += got
    last += got
    if last.endswith(b": "):
        last = b""
        answer = answers.pop(0) if answers else b"^D"
        os.write(fd, KEYS.get(answer, answer + b"\n"))
os.close(fd)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.stdout.buffer.write(seen.replace(b"\r\n", b"\n"))
sys.exit(status if status >= 0 else 128 - status)
