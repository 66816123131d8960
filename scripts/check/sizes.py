#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Files up to 600 lines, functions up to 60, lines up to 100 columns.

A file that reads better longer says so in a comment line of its own: /* size: reason */; the
limits on files and functions are then off for it.
"""
import re

import tree

FILE_LINES = 600
FUNCTION_LINES = 60
COLUMNS = 100
TAB = 8

EXCEPTION = re.compile(r"^\s*(/\*|//|#)\s*size:\s*\S+")
NAME = re.compile(r"(\w+)\s*\([^;]*$")


def function_lines(name):
    """Functions of a C file in the house's layout: the body's braces stand in column 1."""
    start, title = None, ""
    last = ""
    for number, line in enumerate(tree.strip_code(tree.read(name)).split("\n"), 1):
        if line.startswith("{") and start is None:
            start, title = number, last
        elif line.startswith("}") and start is not None:
            if line.rstrip() == "}":
                yield start, title, number - start - 1
            start = None
        elif re.match(r"[A-Za-z_].*\(", line) and start is None:
            match = re.match(r"(?:.*?[\s*])??(\w+)\s*\(", line)
            last = match.group(1) if match else line


def check(name, is_c):
    text = tree.lines(name)
    length = len(text) - 1 if text[-1] == "" else len(text)
    excepted = any(EXCEPTION.match(line) for line in text)
    if length > FILE_LINES and not excepted:
        tree.problem(name, length, f"file has {length} lines, at most {FILE_LINES}")
    for number, line in enumerate(text, 1):
        width = len(line.expandtabs(TAB))
        if width > COLUMNS:
            tree.problem(name, number, f"line has {width} columns, at most {COLUMNS}")
    if not is_c or excepted:
        return
    for start, title, count in function_lines(name):
        if count > FUNCTION_LINES:
            tree.problem(name, start,
                         f"function {title} has {count} lines, at most {FUNCTION_LINES}")


c_files = tree.files(r"\.[ch]$")
others = tree.files(r"\.(py|sh|build)$", r"(^|/)(Makefile|meson\.build)$", r"^\.ci/run$")
for one in c_files:
    check(one, True)
for one in others:
    check(one, False)
tree.done(f"{len(c_files) + len(others)} files")
