#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Run the gallery: each mistake is told exactly as its file expects, its corrected twin not at all.

usage: run.py [--filter GLOB]... [--update] [NAME...]

The command under test is $ASHLAR, build/ashlar otherwise; NAME is a module of the gallery, or the
file of one that is elsewhere.  Modules run side by side, and TAP is printed in the order of their
names.  With --update the expectation in each file is written anew from what its run says, to be
read over with git diff.  README.md has the format of a module's first comment.
"""
import argparse
import concurrent.futures
import difflib
import fnmatch
import os
import pathlib
import platform
import re
import shlex
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# A run takes a second; this is for machines that have much else to do.
LIMIT_SECONDS = 180

CLEAN, MISTAKES = 0, 3

# Of a line of source, what is left behind " *" and a tab.
WIDTH = 92

# ---- what a run says, without what differs between two runs --------------------------------------

# Lines that tell of the machine code or of what happened to lie in memory.
NOISE = re.compile(r"""
    R[A-Z0-9]{2}:[ ]|                   # registers
    Code:|CR2:|Modules[ ]linked[ ]in:|
    Call[ ]Trace:|[ ]*</?TASK>|[ ]*</?IRQ>|
    [ ]\.\.\.[ ]and[ ]\d+[ ]calls[ ]more|
    Bytes[ ]b4[ ]|                      # what the neighbour holds
    [ >][0-9a-f]{16}:([ ][0-9a-f]{2}){16}$|[ ]+\^$|  # the shadow around an address
    (Redzone|Padding)[ ]+[0-9a-f]+:([ ](bb|cc|5a))+[ ]|  # nothing was written there
    exec:\d+:[ ]|                       # a step of a script: what is unexpected ends the run so
    ashlar:[ ]could[ ]not[ ]insert      # follows from the report
    """, re.X)

# A function of a call chain.  Those of the core may be inlined or not: only modules' are kept.
FRAME = re.compile(r" +(\?\s+)?(0x[0-9a-f]+|[\w.]+\+0x[0-9a-f]+/0x[0-9a-f]+)"
                   r"( \[\w+\].*)?$")

ADDRESS = r"\b(?:0x)?[0-9a-f]{12,16}\b"
VARIES = [
    (re.compile(pattern), to) for pattern, to in [
        (ADDRESS, "ADDR"),
        (r"\+0x[0-9a-f]+/0x[0-9a-f]+", "+OFF"),
        (r"\b(\w+)(?:\.(?:constprop|isra|part)\.\d+)+", r"\1"),
        (r"\b(PID|pid)(:? |=)\d+", r"\1\2N"),
        (r"\bCPU(: |#| )\d+", r"CPU\1N"),
        (r"\bby task \d+", "by task N"),
        (r"\b(age|cpu|offset|objects|used|jiffies|crc)([= ])-?[0-9a-fx]+\b", r"\1\2N"),
        (r"\bowner_cpu: -?\d+", "owner_cpu: N"),
        (r"\bat \d+\.\d{6}s:", "at TIME:"),
        (r"\b([A-Za-z][\w:-]*)/\d+\b", r"\1/PID"),
        (r"\bpfn([: ])(0x)?[0-9a-f]+", r"pfn\1N"),
        (r"\bindex:0x[0-9a-f]+", "index:N"),
        (r"\bADDR/0x[0-9a-f]+", "ADDR/N"),
        (r"\bflags[=:] ?0x[0-9a-f]+", "flags=N"),
        # Bytes that are a pointer, and what they look like as letters.
        (r"^(\w+ +ADDR:|   ) .*[0-9a-f]{2} (55|56|7e|7f) 00 00( .*|  .*)$", r"\1 a pointer"),
        (r"(?:/[\w.-]+)+/kdir/(include/)", r"\1"),
        # Lines of the core move whenever somebody edits it; those of the module are its own.
        (r"\b((?:[\w.-]+/)+[\w.-]+\.[ch]):\d+", r"\1:N"),
    ]
]


def normal_lines(text):
    """The lines of a run's output that two runs have in common."""
    lines = []
    for line in text.splitlines():
        line = re.sub(r"^\[ *\d+\.\d+\] ?", "", line).rstrip()
        frame = FRAME.match(line)
        if not line or NOISE.match(line) or (frame and not frame.group(3)):
            continue
        for pattern, to in VARIES:
            line = pattern.sub(to, line)
        # Of a list of objects that differ by their addresses alone, one is kept.
        if not line.startswith("Object ADDR @offset=N") or lines[-1:] != [line]:
            lines.append(line)
    return lines


def fold(lines):
    """Break what is longer than a line of source, as the shell does; unfold() joins it again."""
    folded = []
    for line in lines:
        while len(line) > WIDTH:
            cut = line.rfind(" ", 1, WIDTH - 1)
            cut = cut + 1 if cut > 0 else WIDTH - 1
            folded.append(line[:cut] + "\\")
            line = line[cut:]
        folded.append(line)
    return folded


def unfold(lines):
    return re.sub(r"\\\n", "", "\n".join(lines)).split("\n") if lines else []


# ---- a module and its first comment --------------------------------------------------------------

class Module:
    """A module of the gallery: what its first comment says of it."""

    COMMENT = re.compile(r"/\*\n(.*?)\n \*/", re.S)
    FIELD = re.compile(r"^(options|cc): *(\S.*)$")

    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.source = path.read_text()
        self.options, self.compiler = [], None
        self.comment = self.COMMENT.search(self.source)
        if not self.comment:
            raise SystemExit(f"{path}: no comment that says what is wrong in it")
        lines = [re.sub(r"^ \*[\t ]?", "", line) for line in self.comment.group(1).split("\n")]
        if "expect:" not in lines and not UPDATING:
            raise SystemExit(f"{path}: its comment expects nothing: --update writes what is said")
        end = lines.index("expect:") if "expect:" in lines else len(lines)
        self.head, self.expected = lines[:end], unfold(lines[end + 1:])
        for line in self.head:
            field = self.FIELD.match(line)
            if field and field.group(1) == "options":
                self.options += shlex.split(field.group(2))
            elif field:
                self.compiler = field.group(2)

    def lacks(self):
        """Why this module cannot be tried here, or None."""
        if self.compiler and not shutil.which(self.compiler):
            return f"needs the compiler {self.compiler}"
        if "--uninit" in self.options and platform.machine() != "x86_64":
            return "--uninit is for x86_64"
        return None

    def run(self, corrected):
        """Return the exit status and the lines, or None and why there are none."""
        env = {key: value for key, value in os.environ.items()
               if key not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "KCPPFLAGS")}
        env["KCFLAGS"] = "-DCORRECTED" if corrected else ""
        if self.compiler:
            env["CC"] = self.compiler
        command = [ASHLAR, "run", "--quiet", *self.options, self.path.name]
        try:
            done = subprocess.run(command, cwd=self.path.parent, env=env, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=LIMIT_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return None, [f"took longer than {LIMIT_SECONDS} seconds"]
        return done.returncode, normal_lines(done.stdout.decode("utf-8", "replace"))

    def update(self, said):
        """Write @said as the expectation; the lines that it names move with its own length."""
        if self.head[-1] and not self.FIELD.match(self.head[-1]):
            self.head.append("")
        head = [f" * {line}".rstrip() for line in self.head] + [" * expect:"]
        grown = len(head) + len(fold(said)) - len(self.comment.group(1).split("\n"))
        own = re.compile(rf"\b{re.escape(self.path.name)}:(\d+)")
        said = [own.sub(lambda m: f"{self.path.name}:{int(m.group(1)) + grown}", line)
                for line in said]
        text = head + [f" *\t{line}" for line in fold(said)]
        start, end = self.comment.span(1)
        new = self.source[:start] + "\n".join(text) + self.source[end:]
        if new != self.source:
            self.path.write_text(new)
            print(f"# {self.name}: {len(said)} lines are expected now")


# ---- verdicts ------------------------------------------------------------------------------------

def judge(module):
    """Run both; return two of (name, problems), with None for problems where it was skipped."""
    verdicts = []
    reason = module.lacks()
    if reason:
        return [(f"{module.name}: {what} # SKIP {reason}", [])
                for what in ("is told", "corrected, nothing is told")]
    status, said = module.run(corrected=False)
    if UPDATING and status == MISTAKES:
        module.update(said)
        module = Module(module.path)
        status, said = module.run(corrected=False)
    problems = [] if status == MISTAKES else [f"exit status {status} instead of {MISTAKES}"]
    problems += difflib.unified_diff(module.expected, said, "expected", "said", lineterm="", n=2)
    verdicts.append((f"{module.name}: is told", problems))
    status, said = module.run(corrected=True)
    problems = [] if status == CLEAN else [f"exit status {status} instead of {CLEAN}"]
    verdicts.append((f"{module.name}: corrected, nothing is told", problems + said))
    return verdicts


def wanted():
    """The modules that the command line asks for; all of the gallery where it names none."""
    gallery = sorted(HERE.glob("*.c"))
    if not ARGUMENTS.names and not ARGUMENTS.filter:
        return gallery
    chosen = [path for path in gallery
              if any(fnmatch.fnmatch(path.stem, glob) for glob in ARGUMENTS.filter or [])]
    for name in ARGUMENTS.names:
        places = [pathlib.Path(name), HERE / name, HERE / f"{name}.c"]
        found = [path.resolve() for path in places if path.is_file()]
        if not found:
            raise SystemExit(f"{HERE}: there is no module {name}")
        chosen += [path for path in found[:1] if path not in chosen]
    if not chosen:
        raise SystemExit(f"{HERE}: there is no module like {ARGUMENTS.filter[0]}")
    return chosen


def main():
    chosen = [Module(path) for path in wanted()]
    number = failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for verdicts in pool.map(judge, chosen):
            for name, problems in verdicts:
                number += 1
                failed += bool(problems)
                print(f"{'not ok' if problems else 'ok'} {number} - {name}", flush=True)
                for line in problems:
                    print(f"# {line}")
    print(f"1..{number}")
    return 1 if failed else 0


PARSER = argparse.ArgumentParser(description="run the gallery of mistakes")
PARSER.add_argument("--filter", action="append", metavar="GLOB", help="only these modules")
PARSER.add_argument("--update", action="store_true", help="write what runs say into the files")
PARSER.add_argument("names", nargs="*", metavar="NAME", help="only these modules")
ARGUMENTS = PARSER.parse_args()
UPDATING = ARGUMENTS.update
ASHLAR = os.path.realpath(os.environ.get("ASHLAR", ROOT / "build/ashlar"))
if not os.access(ASHLAR, os.X_OK):
    raise SystemExit(f"{ASHLAR}: no such command: ASHLAR=PATH names it")
sys.exit(main())
