#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The project's text is finished and is about the project.

No marks of unfinished work, no paths of the machine it was written on, no numbers of tickets that
a reader cannot open, no spaces at line ends, no conflict marks.
"""
import re

import tree

FORBIDDEN = [
    (r"\b(?:TODO|FIXME|XXX|HACK|TBD)\b", "a mark of unfinished work"),
    (r"/(?:home|root|work|Users)/(?!\.\.\.)\w", "a path of some machine"),
    (r"\b[Ii]ssue #?\d+\b|\(#\d+\)", "the number of a ticket"),
    (r"\b(?:[Cc]o-[Aa]uthored-[Bb]y|[Gg]enerated with|[Ll]anguage model|[Cc]hatbot)\b",
     "a word about who wrote it"),
    (r"\bhelper agent|\bthis workplace\b|\bthis session\b|\bsub-?agents?\b",
     "a word about how it was written"),
    (r"^(?:<{7}|={7}|>{7})(?: |$)", "a conflict mark"),
]
PATTERNS = [(re.compile(pattern), what) for pattern, what in FORBIDDEN]
MARKDOWN_BREAK = re.compile(r"\S  $")

names = tree.files(r"\.(c|h|S|py|sh|md|build|txt|lds|map|syms|1|in)$", r"(^|/)(Makefile|Kbuild)$",
                   r"^\.ci/run$", r"^\.(gitignore|clang-format)$")
for one in names:
    if one in ("scripts/check/text.py", "scripts/selftest.sh"):
        continue  # they name what is forbidden
    for number, line in enumerate(tree.lines(one), 1):
        for pattern, what in PATTERNS:
            match = pattern.search(line)
            if match:
                tree.problem(one, number, f"{what}: {match.group(0).strip()}")
        if line != line.rstrip() and not (one.endswith(".md") and MARKDOWN_BREAK.search(line)):
            tree.problem(one, number, "space at the end of the line")
    if tree.read(one) and not tree.read(one).endswith("\n"):
        tree.problem(one, len(tree.lines(one)), "no newline at the end")
tree.done(f"{len(names)} files")
