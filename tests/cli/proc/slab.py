#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compare the files of a folder of /sys/kernel/slab with those of Linux.

    slab.py OURS LINUX

OURS is what `ashlar run --show /sys/kernel/slab/CACHE` prints, LINUX the names, modes and shapes
of two kernels.  Each name of Linux must be in OURS with a value of the same shape, or be one of
LEFT_OUT; what OURS has beyond them must be one of ADDED.  Prints what is wrong; exit status 1 where
anything is.
"""
import re
import sys

problems = 0

# Files that would have no effect or no meaning.
LEFT_OUT = {"remote_node_defrag_ratio"}
# Statistics (CONFIG_SLUB_STATS), by node, and what is only here.
ADDED = {"alloc_refill", "alloc_slab", "barn_get", "barn_put", "cpuslab_flush", "free_slab",
         "free_remote", "sheaf_grow", "sheaf_shrink"}


def problem(text):
    global problems
    problems += 1
    print(text)


def shape(value):
    """Numbers as #, without the parts of nodes and CPUs."""
    return re.sub(r"\d+", "#", re.sub(r"( [NC]\d+=[#\d]+(\([#\d]+\))?)+$", "", value))


def read_ours(path):
    files, inside = {}, False
    for one in open(path, encoding="ascii").read().splitlines():
        if one.startswith("==> "):
            inside = one.startswith("==> /sys/kernel/slab/")
        elif inside:
            name, _, value = one.partition(":")
            if name in files:
                problem(f"{name} twice")
            files[name] = value
    return files


def read_linux(path):
    files = {}
    for one in open(path, encoding="ascii").read().splitlines():
        if one[:1] not in ("#", "="):
            _, name, value = (one + " ").split(" ", 2)
            files[name] = value.rstrip()
    return files


def main():
    ours, linux = read_ours(sys.argv[1]), read_linux(sys.argv[2])
    for name, value in linux.items():
        if name in LEFT_OUT:
            if name in ours:
                problem(f"{name} is there, but is to be left out")
        elif name not in ours:
            problem(f"Linux has {name}")
        elif shape(ours[name]) != shape(value):
            problem(f"{name} is '{ours[name]}', in Linux '{value}'")
        elif " N" in value and not re.match(r"0$|\d+( N\d+=\d+)+$", ours[name]):
            problem(f"{name} has no nodes: '{ours[name]}'")
    for name in ours:
        if name not in linux and name not in ADDED:
            problem(f"Linux does not have {name}")
        if name in ADDED and not re.match(r"0$|\d+( N\d+=\d+)+$", ours[name]):
            problem(f"{name} is '{ours[name]}'")
    if list(ours) != sorted(ours):
        problem("the names are not sorted")
    sys.exit(problems > 0)


main()
