#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every example does what the comment at its head says, and what the documents show is real.

usage: examples.py [--write] ASHLAR BUILD

The comment has commands, each behind a "$ ", and the output that follows.  They are run, in a copy
of the example's folder, and the output is compared; times and addresses, which differ from run to
run, count as equal, and the lines with which a machine boots are left out.  Programs are built
against what the build would install.  In README.md and docs/ it is the same with each block marked
```console, run where the example modules are.  Prints TAP.

--write puts the real output in place of what differs.  Where it has numbers of lines, which move
with it, write twice.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDERS = {"host": "examples/host", "modules": "examples/modules"}
GALLERY = "tests/misuse"  # whose modules documents name as they name the examples
DOCUMENTS = ["README.md", "docs"]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.M | re.S)
BLOCK = re.compile(r"((?: \*\t\$ .*\n)(?: \*(?:\t.*)?\n)*) \*/")
BOOT = re.compile(r"^\[ *\d+\.\d+\] (memory map: |Zone ranges:|  node \d|Memory: \d).*\n", re.M)
SECONDS = 120
WIDTH = 90  # of a line of output in a comment; longer ones are folded behind a backslash


def examples():
    """(path, folder) of each file whose head comment has commands."""
    for folder in FOLDERS.values():
        for at, _, names in sorted(os.walk(os.path.join(ROOT, folder))):
            for name in sorted(names):
                path = os.path.join(at, name)
                if name.endswith(".c") and BLOCK.search(read(path)):
                    yield path, folder


def documents():
    for name in DOCUMENTS:
        path = os.path.join(ROOT, name)
        if os.path.isdir(path):
            names = [n for n in sorted(os.listdir(path)) if n.endswith(".md")]
            yield from (os.path.join(path, n) for n in names)
        elif os.path.exists(path):
            yield path


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def block_of(text):
    """The commands and outputs of a head comment, without the comment's signs and folds."""
    plain = re.sub(r"^ \*\t?", "", BLOCK.search(text).group(1), flags=re.M)
    return re.sub(r" \\\n +", " ", plain)


def fold(line):
    cut = line.rfind(" ", 0, WIDTH - 2)
    if len(line) <= WIDTH or cut <= 8:
        return line
    return line[:cut] + " \\\n" + fold("        " + line[cut + 1:])


def normal(text):
    """What has to be equal."""
    text = re.sub(r"^\[ *\d+\.\d+\]", "[time]", text, flags=re.M)
    text = re.sub(r"\b(0x)?[0-9a-f]{16}\b", "ADDRESS", text)
    text = re.sub(r"\b(frame|physical) (0x)?[0-9a-f]+", r"\1 NUMBER", text)
    text = re.sub(r"\+0x[0-9a-f]+/0x[0-9a-f]+", "+OFFSET", text)
    return re.sub(r" at +\d+ MiB", " at N MiB", text)


def run(commands, folder, env):
    """The commands and their output, one shell for all of them; its standard input is empty."""
    script = "exec 2>&1; status=0\n"
    for command in commands:
        quoted = "'" + command.replace("'", "'\\''") + "'"
        script += f"printf '%s\\n' '$ '{quoted}; (exit $status); eval {quoted}; status=$?\n"
    out = subprocess.run(["bash", "-c", script], cwd=folder, env=env, stdin=subprocess.DEVNULL,
                         stdout=subprocess.PIPE, timeout=SECONDS, check=False).stdout
    return BOOT.sub("", out.decode(errors="replace"))


def stage(build, scratch):
    """Install the build under @scratch. Return: the environment that finds it there."""
    subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir",
                    scratch], check=True, stdout=subprocess.DEVNULL)
    env = {"PKG_CONFIG_SYSROOT_DIR": scratch}
    for at, _, names in os.walk(scratch):
        if "ashlar.pc" in names:
            env["PKG_CONFIG_PATH"] = at
        if "libashlar.so" in names:
            env["LD_LIBRARY_PATH"] = at
    return env


def write_comment(path, got):
    folded = "\n".join(fold(line) for line in got.splitlines())
    lines = "".join(f" *\t{line}".rstrip() + "\n" for line in folded.splitlines())
    text = BLOCK.sub(lambda m: lines + " */", read(path), count=1)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def write_document(path, expected, got):
    text = read(path).replace(f"```console\n{expected}```", f"```console\n{got}```", 1)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


class Run:
    """One run over all examples and documents."""

    def __init__(self, env, scratch, writing):
        self.env, self.scratch, self.writing = env, scratch, writing
        self.number, self.failed = 0, 0

    def compare(self, name, expected, folder, write):
        commands = re.findall(r"^\$ (.*)$", expected, re.M)
        got = run(commands, os.path.join(self.scratch, folder), self.env)
        good = normal(got) == normal(expected)
        if self.writing and not good:
            write(got)
            good = True
        self.number += 1
        self.failed += not good
        print(f"{'ok' if good else 'not ok'} {self.number} {name}")
        if not good:
            print("# expected:\n" + re.sub("^", "#   ", expected.rstrip(), flags=re.M))
            print("# got:\n" + re.sub("^", "#   ", got.rstrip(), flags=re.M))

    def example(self, path, folder):
        self.compare(os.path.relpath(path, ROOT), block_of(read(path)), folder,
                     lambda got: write_comment(path, got))

    def document(self, path):
        for count, expected in enumerate(CONSOLE.findall(read(path)), 1):
            self.compare(f"{os.path.relpath(path, ROOT)} block {count}", expected,
                         FOLDERS["modules"],
                         lambda got, e=expected: write_document(path, e, got))


def main():
    words = [word for word in sys.argv[1:] if word != "--write"]
    if len(words) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    ashlar, build = (os.path.abspath(word) for word in words)
    with tempfile.TemporaryDirectory() as scratch:
        env = dict(os.environ, **stage(build, os.path.join(scratch, "root")))
        env["PATH"] = os.path.dirname(ashlar) + ":" + env["PATH"]
        for variable in [name for name in env if name.startswith("ASHLAR_")]:
            del env[variable]
        for folder in FOLDERS.values():
            shutil.copytree(os.path.join(ROOT, folder), os.path.join(scratch, folder))
        for path in glob.glob(os.path.join(ROOT, GALLERY, "*.c")):
            shutil.copy(path, os.path.join(scratch, FOLDERS["modules"]))
        everything = Run(env, scratch, "--write" in sys.argv)
        for path, folder in examples():
            everything.example(path, folder)
        for path in documents():
            everything.document(path)
        print(f"1..{everything.number}")
    sys.exit(1 if everything.failed else 0)


main()
