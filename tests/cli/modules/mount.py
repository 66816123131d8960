#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What no shell command does with the files of mount.c.  usage: mount.py FOLDER/dev TEST"""
import array
import atexit
import ctypes
import errno
import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time

DEV, TEST = sys.argv[1:]
MNT, PIPE = DEV + "/mnt", DEV + "/mntpipe"
SIZE, CLEAR, ADD, UPPER, DOUBLE = 0x80046d01, 0x6d02, 0x6d03, 0xc0106d04, 0xc0046d05
LEGACY = 0x1234
PATIENCE = 60


def expect(what, value, wanted):
    if value != wanted:
        sys.exit(f"{what}: {value!r} instead of {wanted!r}")


def error_of(call, *args):
    try:
        call(*args)
    except OSError as error:
        return errno.errorcode[error.errno]
    return "nothing"


def test_ioctl():
    fd = os.open(MNT, os.O_RDWR | os.O_TRUNC)
    os.write(fd, b"some bytes")
    value = array.array("I", [0])
    fcntl.ioctl(fd, SIZE, value)
    expect("a number that reads", value[0], 10)
    expect("a number without size", fcntl.ioctl(fd, ADD, 41), 42)
    value[0] = 21
    fcntl.ioctl(fd, DOUBLE, value)
    expect("a number that reads and writes", value[0], 42)
    expect("a number that nobody knows", error_of(fcntl.ioctl, fd, 0x7777, 0), "ENOTTY")
    expect("a bad pointer", error_of(fcntl.ioctl, fd, UPPER, struct.pack("QI", 8, 3)), "EFAULT")
    fcntl.ioctl(fd, CLEAR)
    fcntl.ioctl(fd, SIZE, value)
    expect("a number without an argument", value[0], 0)


def test_reach():
    """Where the caller's memory is reached: pointers in structures, numbers without a size."""
    fd = os.open(MNT, os.O_RDWR)
    text = ctypes.create_string_buffer(b"to upper")
    done = fcntl.ioctl(fd, UPPER, struct.pack("QI", ctypes.addressof(text), 8))
    expect("a structure that is a number", isinstance(done, bytes), True)
    expect("what a structure points to", text.value, b"TO UPPER")
    value = array.array("I", [21])
    fcntl.ioctl(fd, LEGACY, value)
    expect("a number of old", value[0], 42)


def test_seek():
    fd = os.open(MNT, os.O_RDWR | os.O_TRUNC)
    expect("write", os.write(fd, b"0123456789"), 10)
    expect("to the end", os.lseek(fd, -3, os.SEEK_END), 7)
    expect("read there", os.read(fd, 100), b"789")
    expect("read at the end", os.read(fd, 100), b"")
    expect("pread", os.pread(fd, 2, 4), b"45")
    expect("where it was", os.lseek(fd, 0, os.SEEK_CUR), 10)
    os.lseek(fd, 2, os.SEEK_SET)
    expect("write there", os.write(fd, b"ab"), 2)
    expect("and read on", os.read(fd, 2), b"45")
    expect("to where none is", error_of(os.lseek, fd, -1, os.SEEK_SET), "EINVAL")
    more = os.open(MNT, os.O_WRONLY | os.O_APPEND)
    os.write(more, b"!")
    os.write(more, b"?")
    expect("appended", os.pread(fd, 100, 0), b"01ab456789!?")
    pipe = os.open(PIPE, os.O_RDWR)
    expect("lseek of a stream", error_of(os.lseek, pipe, 0, os.SEEK_SET), "ESPIPE")


def test_threads():
    """Many who share one open file, each at his own place."""
    fd = os.open(MNT, os.O_RDWR | os.O_TRUNC)
    block, wrong = 4096, []

    def work(number):
        for turn in range(50):
            data = bytes([number * 16 + turn % 16]) * block
            os.pwrite(fd, data, number * block)
            if os.pread(fd, block, number * block) != data:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect("bytes of another", wrong, [])


def test_large():
    data = os.urandom(1 << 20)
    with open(MNT, "wb", buffering=0) as file:
        expect("write of 1 MiB", file.write(data), len(data))
    with open(MNT, "rb", buffering=0) as file:
        expect("read of 1 MiB", file.read(len(data)) == data, True)


def test_poll():
    reader, writer = os.open(PIPE, os.O_RDONLY | os.O_NONBLOCK), os.open(PIPE, os.O_WRONLY)
    expect("read of nothing", error_of(os.read, reader, 1), "EAGAIN")
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    expect("poll now", poll.poll(0), [])
    epoll = select.epoll()
    epoll.register(reader, select.EPOLLIN)
    for turn in range(20):
        timer = threading.Timer(0.01, os.write, (writer, b"x"))
        timer.start()
        found = poll.poll(PATIENCE * 1000) if turn % 2 else epoll.poll(PATIENCE)
        expect("poll", found, [(reader, select.POLLIN)])
        expect("read after poll", os.read(reader, 10), b"x")
        timer.join()
    fcntl.fcntl(reader, fcntl.F_SETFL, 0)
    threading.Timer(0.01, os.write, (writer, b"y")).start()
    expect("read that waits", os.read(reader, 10), b"y")


def state_of(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rsplit(")", 1)[1].split()[0]


def wait_until(what, condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"{what}: not within {PATIENCE} s")
        time.sleep(0.01)


def start(*words):
    """A program that SIGINT ends even where whoever started this script ignores it."""
    child = subprocess.Popen(
        words, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    )
    # Whatever becomes of the test, it does not stay, nor hold the test's output open.
    atexit.register(child.kill)
    return child


def test_kill():
    """Readers wait in the module; each is ended by a signal, and the next still works."""
    for sig in (signal.SIGTERM, signal.SIGKILL, signal.SIGINT):
        readers = [start("cat", PIPE) for _ in range(3)]
        for reader in readers:
            wait_until("cat waits", lambda r=reader: state_of(r.pid) in "SD")
        time.sleep(0.05)
        for reader in readers:
            reader.send_signal(sig)
        for reader in readers:
            expect("how cat ended", reader.wait(PATIENCE), -sig)
    # Two writers in a full pipe: the second can be killed while the first waits.
    fill = os.open(PIPE, os.O_RDWR | os.O_NONBLOCK)
    while error_of(os.write, fill, b"x" * 4096) == "nothing":
        pass
    writers = [start("sh", "-c", f"echo more >> {PIPE}") for _ in range(2)]
    for writer in writers:
        wait_until("sh waits", lambda w=writer: state_of(w.pid) in "SD")
    time.sleep(0.05)
    for writer in reversed(writers):
        writer.kill()
        expect("how sh ended", writer.wait(PATIENCE), -signal.SIGKILL)
    while error_of(os.read, fill, 4096) == "nothing":
        pass


globals()["test_" + TEST]()
