#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""mm/ and base/ know no libc, no operating system and no machine.

No libc header and no macro that tells the platform, there and in the headers they stand on
(include/linux, include/asm-generic).  include/asm may ask for the instruction set, as it is what
differs between them, but not for the operating system.
"""
import re

import tree

ALLOWED = re.compile(r"^(linux|asm|asm-generic|uapi|generated|base|mm|port|kunit)/|^[\w-]+\.h$")
# The compiler's own headers: they come with it, freestanding.
COMPILER = {"stddef.h", "stdarg.h", "stdint.h", "stdbool.h", "limits.h", "float.h", "stdalign.h",
            "stdatomic.h", "iso646.h", "stdnoreturn.h"}
OS = r"__(?:linux|linux__|unix|unix__|gnu_linux__|APPLE__|FreeBSD__|GLIBC__|ANDROID__)\b"
OS_PLAIN = r"\b(?:_WIN32|_WIN64|__GLIBC__|_GNU_SOURCE|_POSIX_C_SOURCE|STDC_HOSTED)\b"
ARCH = (r"\b(?:__(?:x86_64|x86_64__|amd64|amd64__|i386|i386__|i686__|arm__|aarch64__|thumb__|"
        r"thumb2__|riscv|ARM_ARCH\w*|powerpc64?__|mips__)|_M_X64|_M_IX86)\b")
PLATFORM = re.compile(r"\b" + OS + "|" + OS_PLAIN + "|" + ARCH)
SYSTEM = re.compile(r"\b" + OS + "|" + OS_PLAIN)


def check_macros(name, pattern):
    for number, line in enumerate(tree.strip_code(tree.read(name)).split("\n"), 1):
        match = pattern.search(line)
        if match:
            tree.problem(name, number, f"platform macro {match.group(0)}")


def check_includes(name):
    for number, style, path in tree.includes(name):
        is_libc = style == "<" and path not in COMPILER and "/" not in path
        is_libc |= path.startswith(("sys/", "bits/", "net/", "netinet/", "arpa/"))
        if is_libc or not (path in COMPILER or ALLOWED.match(path)):
            tree.problem(name, number, f"includes {path}: not a header of the core")


core = tree.files(r"^(mm|base)/.*\.[chS]$")
headers = tree.files(r"^include/(linux|asm-generic|kunit|uapi)/.*\.h$")
arch = tree.files(r"^include/asm/.*\.h$")
for one in core + headers:
    check_macros(one, PLATFORM)
for one in arch:
    check_macros(one, SYSTEM)
for one in core + headers + arch:
    check_includes(one)
tree.done(f"{len(core) + len(headers) + len(arch)} files")
