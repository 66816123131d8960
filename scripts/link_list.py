#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turn a list of symbols (exports/*.syms) into what the linker reads.

usage: link_list.py version NAME SYMS    a version script: these symbols, and no others
       link_list.py dynamic SYMS         a dynamic list, for an executable
       link_list.py plain SYMS           one symbol a line, for objcopy
"""
import sys


def main():
    form = sys.argv[1]
    with open(sys.argv[-1], encoding="utf-8") as syms:
        names = [line.split("#")[0].strip() for line in syms]
    body = "".join(f"\t{name};\n" for name in names if name)
    if form == "version":
        print(f"{sys.argv[2]} {{\nglobal:\n{body}local:\n\t*;\n}};")
    elif form == "dynamic":
        print(f"{{\n{body}}};")
    else:
        print("\n".join(name for name in names if name))


main()
