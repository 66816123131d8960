#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Print the sources of the core, as the folders' meson.build files list them.

usage: lists.py ROOT [OPTION...]

Understands what those files are made of: `core_sources += files(...)`, `subdir(...)`,
`freestanding_sources = files(...)`, which a hosted build leaves out, and
`if get_option('NAME') ... else ... endif`, NAME being on when it is among the OPTIONs.
"""
import os
import re
import sys

STATEMENT = re.compile(
    r"(?:core_sources\s*\+=|freestanding_sources\s*=)\s*files\(([^)]*)\)|subdir\('([^']*)'\)|"
    r"if (not )?get_option\('(\w+)'\)|\b(else)\b|\b(endif)\b")


def sources(root, folder, options):
    build = os.path.join(root, folder, "meson.build")
    if not os.path.exists(build):
        return
    with open(build, encoding="utf-8") as f:
        text = re.sub(r"#[^\n]*", "", f.read())
    taken = [True]
    for files, subdir, negated, option, other, end in STATEMENT.findall(text):
        if option:
            taken.append((option in options) != bool(negated))
        elif other:
            taken[-1] = not taken[-1]
        elif end:
            taken.pop()
        elif not all(taken):
            continue
        elif subdir:
            yield from sources(root, os.path.join(folder, subdir), options)
        else:
            for name in re.findall(r"'([^']*)'", files):
                yield os.path.join(folder, name)


def main():
    for folder in ("base", "mm"):
        for name in sources(sys.argv[1], folder, sys.argv[2:]):
            print(name)


main()
