# SPDX-License-Identifier: MIT
"""What every checker needs: the files of a tree, and how to report.

A checker is called with the root of the tree (default: the repository it lies in), prints one line
for each problem as FILE:LINE: WHAT, and exits with 1 when there was one.  Its last line says what
it looked at.
"""
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def root():
    if len(sys.argv) > 1:
        return os.path.abspath(sys.argv[1])
    return os.path.dirname(os.path.dirname(HERE))


ROOT = root()
problems = []


def list_files():
    """Files of the tree, relative: those git knows or would add, else all but build output."""
    if os.path.exists(os.path.join(ROOT, ".git")):
        out = subprocess.run(["git", "-C", ROOT, "-c", "safe.directory=*", "ls-files", "-z",
                              "--cached", "--others", "--exclude-standard"],
                             capture_output=True, check=True).stdout
        names = [os.fsdecode(n) for n in out.split(b"\0") if n]
        return sorted(n for n in set(names) if os.path.isfile(os.path.join(ROOT, n)))
    found = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [s for s in subfolders if not re.match(r"(\.git|build(-.*)?)$", s)]
        found += [os.path.relpath(os.path.join(folder, n), ROOT) for n in names]
    return sorted(found)


def files(*patterns):
    """Those files whose relative path matches one of the regular expressions."""
    return [n for n in list_files() if any(re.search(p, n) for p in patterns)]


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8", errors="replace") as f:
        return f.read()


def lines(name):
    return read(name).split("\n")


def problem(name, line, what):
    problems.append(name)
    print(f"{name}:{line}: {what}")


def done(what):
    """Print what was looked at and exit."""
    print(f"{len(problems)} problems, {what}" if problems else what)
    sys.exit(1 if problems else 0)


def strip_code(text):
    """C text with comments and literals blanked; every character keeps its place."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return token.sub(lambda m: re.sub(r"[^\n]", " ", m.group(0)), text)


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include(?:_next)?[ \t]*([<"])([^>"]+)[>"]')


def includes(name):
    """(line, style, path) for each #include of a file."""
    for number, line in enumerate(lines(name), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1), match.group(2)
