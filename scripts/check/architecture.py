#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ARCHITECTURE.md names every C file of the core, the world, the command, library and ports."""
import os
import re

import tree

HOUSE = r"^(base|mm|kernel|check|cli|lib|port)/.*\.c$"

named = {os.path.basename(n) for n in re.findall(r"`([\w/]+\.c)`", tree.read("ARCHITECTURE.md"))}
names = tree.files(HOUSE)
for one in names:
    if os.path.basename(one) not in named:
        tree.problem(one, 1, "ARCHITECTURE.md does not say what this file is")
tree.done(f"{len(names)} files")
