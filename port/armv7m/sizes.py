#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Who has how many bytes of an image, by folder of the source.

usage: sizes.py MAP OUT

Reads what the linker says it put where (-Map), and OUT/build.ninja for which object is of which
source.  Code is what runs and its constants; tables are those that call traces are read from.
"""
import collections
import os
import re
import sys

PIECE = re.compile(r"^ (\.?[\w.*-]+)?\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S+\.[oa])(?:\((\S+)\))?$")
KINDS = (("tables", r"\.ARM\."), ("data", r"\.data|percpu_data"), ("bss", r"\.bss|COMMON"),
         ("code", r"\.text|\.rodata|\.vectors"))


def sources(out):
    with open(os.path.join(out, "build.ninja"), encoding="utf-8") as f:
        return dict(re.findall(r"^build (\S+\.o): cc (\S+)$", f.read(), re.M))


def pieces(name):
    """(section, bytes, object) of all that is in the image."""
    with open(name, encoding="utf-8") as f:
        text = f.read().split("Linker script and memory map", 1)[1]
    # A long name of a section has a line of its own.
    text = re.sub(r"^( \.?[\w.-]+)\n\s+", r"\1 ", text, flags=re.M)
    for line in text.split("\n"):
        match = PIECE.match(line)
        if match and match.group(1):
            yield match.group(1), int(match.group(3), 16), match.group(4)


def kind_of(section):
    return next((kind for kind, pattern in KINDS if re.match(pattern, section)), None)


def main():
    source = sources(sys.argv[2])
    rows = collections.defaultdict(collections.Counter)
    for section, size, obj in pieces(sys.argv[1]):
        kind = kind_of(section)
        name = source.get(obj)
        if kind:
            rows[os.path.dirname(name) if name else "libgcc"][kind] += size
    kinds = ("code", "tables", "data", "bss")
    print(f"{'bytes of ' + os.path.basename(sys.argv[1])[:-4]:<22}" +
          "".join(f"{kind:>9}" for kind in kinds))
    total = collections.Counter()
    for folder in sorted(rows):
        total.update(rows[folder])
        print(f"{folder:<22}" + "".join(f"{rows[folder][kind]:9}" for kind in kinds))
    print(f"{'all':<22}" + "".join(f"{total[kind]:9}" for kind in kinds))


main()
