#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Clients of soak.c, while it comes and goes.  usage: soak.py /dev/soak SEED STOP UP

Makes the file UP when it has begun, runs until the file STOP is there; prints how many bytes were
written and read, all compared.
"""
import array
import errno
import fcntl
import os
import random
import select
import sys
import time

PATH, SEED, STOP, *UP = sys.argv[1:]
LENGTH = 0x80047301
ABSENT = (errno.ENOENT, errno.ENXIO, errno.ENODEV)


def exchange(fd, draw):
    """Return how many bytes were written; as many were read."""
    data = draw.randbytes(draw.randint(1, 65536))
    done = os.write(fd, data)
    if done != len(data):
        sys.exit(f"{done} of {len(data)} bytes written")
    length = array.array("I", [0])
    fcntl.ioctl(fd, LENGTH, length)
    if length[0] != len(data):
        sys.exit(f"{length[0]} of {len(data)} bytes are there")
    if draw.random() < 0.2 and not select.select([fd], [], [], 0)[0]:
        sys.exit("nothing to read, says select()")
    back = b""
    while len(back) < len(data):
        part = os.read(fd, draw.randint(1, 65536))
        if not part:
            break
        back += part
    if back != data:
        sys.exit(f"lost or changed: {len(back)} of {len(data)} bytes came back")
    return len(data)


def main():
    draw, total = random.Random(int(SEED)), 0
    while not os.path.exists(STOP):
        try:
            fd = os.open(PATH, os.O_RDWR)
        except OSError as error:
            if error.errno not in ABSENT:
                raise
            time.sleep(0.001)
            continue
        begin = time.monotonic()
        for _ in range(draw.randint(1, 3)):
            total += exchange(fd, draw)
        os.close(fd)
        if UP:
            open(UP.pop(), "w", encoding="ascii").close()
        # Of all 8 none has it open for a good part of the time, however slow the host is.
        time.sleep(draw.random() * max(0.004, 16 * (time.monotonic() - begin)))
    print(total)


main()
