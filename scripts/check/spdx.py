#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source says its licence, MIT, in its first line (second after #!), once."""
import re

import tree

LINE = re.compile(r"^(/\*|//|#|\.\\\"|<!--) SPDX-License-Identifier: MIT( \*/| -->)?$")

names = tree.files(r"\.[chS]$", r"\.(py|sh|lds)$", r"^\.ci/run$")
for one in names:
    text = tree.lines(one)
    first = 1 if text[0].startswith("#!") else 0
    if len(text) <= first or not LINE.match(text[first]):
        tree.problem(one, first + 1, "no line 'SPDX-License-Identifier: MIT'")
    elif one.endswith(".h") != text[first].startswith("/*") and re.search(r"\.[ch]$", one):
        tree.problem(one, first + 1, "headers take /* */, .c files take //")
tree.done(f"{len(names)} files")
