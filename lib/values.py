#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""List the constants of a header as C table entries.  usage: values.py HEADER

Takes every macro without arguments that has a value, but those of the library's own, and the
layout of the structs that are filled in by callers.
"""
import re
import sys

OWN = re.compile(r"ASHLAR_")
LAYOUT = {
    "struct kmem_cache_args": ["align", "useroffset", "usersize", "freeptr_offset",
                               "use_freeptr_offset", "ctor"],
}
TYPES = ["gfp_t", "slab_flags_t", "mempool_alloc_t *", "struct kmem_cache_args"]

with open(sys.argv[1], encoding="utf-8") as header:
    text = header.read().replace("\\\n", " ")
for name, value in re.findall(r"^#define (\w+)[ \t]+(\S.*)$", text, re.M):
    if not OWN.match(name):
        print(f'{{ "{name}", (unsigned long long)(unsigned long)({name}) }},')
for name in TYPES:
    print(f'{{ "sizeof {name}", sizeof({name}) }},')
for struct, fields in LAYOUT.items():
    for field in fields:
        print(f'{{ "{struct}.{field}", offsetof({struct}, {field}) }},')
for size in (0, 1, 4095, 4096, 4097, 16384, 16385, 1 << 20):
    print(f'{{ "get_order({size})", (unsigned long long)get_order({size}) }},')
