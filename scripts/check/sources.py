#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source file is built: it is named in the meson.build of its folder (or one above).

What is for one board alone is named by the script that builds its image.
"""
import os
import re

import tree

BUILT = r"^(base|mm|port/host|kernel|check|cli|malloc|lib|tests|bench|examples/host)/.*\.c$"
# Compiled at run time by the tests and examples themselves, not by the build.
NOT_BUILT = re.compile(r"^tests/(modules|cli|data|misuse|races)/|^bench/modules/")


IMAGES = ("port/armv7m/image.sh", "tests/bare/armv7m.list", "port/riscv64/image.sh",
          "tests/bare/riscv64.list")


def in_image(name):
    """Whether an image's script or list has it as a word."""
    return any(name in tree.read(one).split() for one in IMAGES
               if os.path.exists(os.path.join(tree.ROOT, one)))


def named(name):
    """Whether a meson.build between the file and the root names it, relative to itself."""
    folder = os.path.dirname(name)
    while True:
        build = os.path.join(folder, "meson.build")
        if os.path.exists(os.path.join(tree.ROOT, build)):
            relative = os.path.relpath(name, folder or ".")
            if re.search(r"'" + re.escape(relative) + r"'", tree.read(build)):
                return True
        if not folder:
            return False
        folder = os.path.dirname(folder)


names = [n for n in tree.files(BUILT) if not NOT_BUILT.match(n)]
for one in names:
    if not named(one) and not in_image(one):
        tree.problem(one, 1, "no meson.build names this file")
tree.done(f"{len(names)} files")
