#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/flags.md says of each flag what the tests saw.

usage: flags.py [--write] TESTS [ROOT]

TESTS is the test program, or a file with what it printed.  Its suites flags* print what they saw,
in lines "flag NAME | without | with", "combination NAME | ..." and "spelling NAME | ...".  The
tables of docs/flags.md have a row for each name that include/linux/gfp_types.h defines, and in its
last columns the same texts and the test that printed them.  --write puts them there.
"""
import os
import re
import subprocess
import sys

SEEN = re.compile(r"# (\w+): (flag|combination|spelling) (\S+) \| (.*)$")
SUITE = re.compile(r"# Subtest: (\w+)$")
RESULT = re.compile(r"(not )?ok \d+ (\w+)")
DEFINED = re.compile(r"^#define (__GFP_\w+|GFP_\w+)\s", re.M)
INTERNAL = {"GFP_ZONEMASK", "GFP_MOVABLE_MASK", "__GFP_BITS_SHIFT", "__GFP_BITS_MASK"}
ROW = re.compile(r"^\| `(\w+)` \|(.*)\|$")
CELLS = re.compile(r"(?<!\\)\|")
FLAGS = re.compile(r"\b_*GFP_\w+(?:\|_*GFP_\w+)*")


def markdown(text):
    """Names of flags as code, and no sign that ends a cell."""
    return FLAGS.sub(r"`\g<0>`", text.strip()).replace("|", "\\|")


def output_of(tests):
    if os.access(tests, os.X_OK):
        return subprocess.run([tests, "flags*"], stdout=subprocess.PIPE, check=False,
                              encoding="utf-8", errors="replace").stdout
    with open(tests, encoding="utf-8") as f:
        return f.read()


def observations(text):
    """{name: the cells that the document should end with}, and the tests that failed."""
    seen, failed, suite = {}, [], ""
    for line in text.splitlines():
        line = line.strip()
        if SUITE.match(line):
            suite = SUITE.match(line).group(1)
        elif SEEN.match(line):
            test, kind, name, rest = SEEN.match(line).groups()
            cells = [markdown(cell) for cell in rest.split(" | ")]
            seen[name] = cells if kind == "spelling" else cells + [f"`{suite}.{test}`"]
        elif RESULT.match(line) and RESULT.match(line).group(1):
            failed.append(RESULT.match(line).group(2))
    return seen, failed


def main(arguments):
    write = arguments[:1] == ["--write"]
    arguments = arguments[write:]
    if not 1 <= len(arguments) <= 2:
        sys.exit(__doc__)
    root = arguments[1] if len(arguments) == 2 else os.path.join(os.path.dirname(__file__), "../..")
    path = os.path.join(root, "docs/flags.md")
    seen, problems = observations(output_of(arguments[0]))
    problems = [f"the test {name} failed" for name in problems]
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    rows = set()
    for number, line in enumerate(lines):
        match = ROW.match(line)
        if not match:
            continue
        name, cells = match.group(1), [c.strip() for c in CELLS.split(match.group(2))]
        rows.add(name)
        if name not in seen:
            problems.append(f"docs/flags.md:{number + 1}: no test has seen {name}")
            continue
        wanted = cells[:len(cells) - len(seen[name])] + seen[name]
        if len(wanted) != len(cells):
            problems.append(f"docs/flags.md:{number + 1}: {name} has {len(cells)} columns, "
                            f"the test saw {len(seen[name])}")
        elif wanted != cells and write:
            lines[number] = f"| `{name}` | " + " | ".join(wanted) + " |"
        elif wanted != cells:
            problems.append(f"docs/flags.md:{number + 1}: of {name} the test saw: "
                            + " | ".join(seen[name]))
    with open(os.path.join(root, "include/linux/gfp_types.h"), encoding="utf-8") as f:
        defined = set(DEFINED.findall(f.read())) - INTERNAL
    problems += [f"docs/flags.md: there is nothing of {name}" for name in sorted(defined - rows)]
    problems += [f"docs/flags.md: {name} is not defined" for name in sorted(rows - defined)]
    if write:
        with open(path, "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
    for problem in problems:
        print(problem)
    if not problems:
        print(f"{len(rows)} flags")
    return 1 if problems else 0


sys.exit(main(sys.argv[1:]))
