#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A folder includes only what stands below it.

The list is the house, top to bottom.  A file's layer is the longest entry that its path starts
with; what it may include is its own layer and any below.  The public headers under include/ are
open to all; they include only each other, the port's contract (port/*.h), which is the ground, and
base/lock.h, because public structures hold locks of the core.
A port's own folder may use the ground and base/; nothing but itself may include it, except
port/bare, which is what the ports to bare metal have in common.
"""
import os
import re

import tree

LAYERS = [
    "cli",
    "check",
    "kernel",
    "malloc",
    "lib",
    "mm",  # mm/*.c: what strings the layers of mm/ together
    "mm/user",
    "mm/pool",
    "mm/highmem",
    "mm/profile",
    "mm/device",
    "mm/vmalloc",
    "mm/percpu",
    "mm/kmalloc",
    "mm/slab",
    "mm/reclaim",
    "mm/page",
    "mm/boot",
    "base",
    "port",
]
PUBLIC = ("linux/", "asm/", "asm-generic/", "uapi/", "kunit/", "generated/")
RANK = {layer: number for number, layer in enumerate(LAYERS)}


def layer_of(path):
    """Rank of a path, or None for what is no layer."""
    folder = os.path.dirname(path)
    while folder:
        if folder in RANK:
            return RANK[folder]
        folder = os.path.dirname(folder)
    return None


def resolve(name, style, path):
    """The included file relative to the root; None for a system header."""
    beside = os.path.normpath(os.path.join(os.path.dirname(name), path))
    if style == '"' and os.path.exists(os.path.join(tree.ROOT, beside)):
        return beside
    for folder in ("", "include"):
        target = os.path.normpath(os.path.join(folder, path))
        if os.path.exists(os.path.join(tree.ROOT, target)):
            return target
    return None


def check_public(name, number, path, target):
    if name.startswith("include/ashlar/"):
        return
    allowed = r"include/|port/\w+\.h$|base/lock\.h$"
    if target is not None and not re.match(allowed, target):
        tree.problem(name, number, f"a public header includes {path}")


def check_layer(name, number, path, target):
    if target is None or target.startswith("include/"):
        return
    own, other = layer_of(name), layer_of(target)
    port = re.match(r"port/\w+/", target)
    shared = port and port.group(0) == "port/bare/" and name.startswith("port/")
    if shared:
        return
    if port and not name.startswith(port.group(0)):
        tree.problem(name, number, f"includes {path}: a port's folder is its own")
    elif other is None:
        tree.problem(name, number, f"includes {path}, which is in no layer")
    elif re.match(r"port/\w+/", name):
        if other < RANK["base"]:
            tree.problem(name, number, f"a port includes {path}")
    elif other < own:
        tree.problem(name, number, f"{LAYERS[own]} includes {path} from above, {LAYERS[other]}")


names = tree.files(r"^(cli|check|kernel|malloc|lib|mm|base|port|include)/.*\.[ch]$")
count = 0
for one in names:
    for at, how, what in tree.includes(one):
        count += 1
        found = resolve(one, how, what)
        if one.startswith("include/"):
            check_public(one, at, what, found)
        else:
            check_layer(one, at, what, found)
tree.done(f"{count} includes in {len(names)} files")
