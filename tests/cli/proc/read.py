#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read files of /proc as the programs do that live on them, and compare their layout.

    read.py OURS LINUX

Both hold texts with a line "==> /proc/NAME <==" before each.  LINUX comes from a 6.1 kernel whose
configuration lacks some lines (NUMA, SMP, huge pages, x86): all of its lines must be in OURS in the
same order and of the same shape, and what OURS has beyond them must be one of EXTRA.  Then the
numbers of OURS must agree with each other.  Prints what is wrong; exit status 1 where anything is.
"""
import re
import sys

problems = 0

# What other configurations of the same kernel add.
EXTRA = {
    "buddyinfo": r"$",
    "pagetypeinfo": r"$",
    "meminfo": r"(High|Low)(Total|Free):|AnonHugePages:|Shmem(HugePages|PmdMapped):|"
               r"File(HugePages|PmdMapped):|HugePages_|Hugepagesize:|Hugetlb:|DirectMap|"
               r"HardwareCorrupted:",
    "vmstat": r"numa_|pgpromote_|(pgalloc|allocstall|pgskip)_(dma|dma32|high) |"
              r"zone_reclaim_failed |htlb_|thp_|direct_map_level",
    "zoneinfo": r"      (numa_|pgpromote_)|  vm stats threshold: \d+$",
    "slabinfo": r"$",
}
# In these, numbers are put at the right end of a field; in the others they follow one space.
RIGHT = {"buddyinfo", "pagetypeinfo", "meminfo"}


def problem(text):
    global problems
    problems += 1
    print(text)


def sections(path):
    parts, now = {}, None
    for one in open(path, encoding="ascii").read().split("\n"):
        match = re.match(r"==> /proc/(\w+) <==$", one)
        if match:
            now = parts[match.group(1)] = []
        elif now is not None:
            now.append(one)
    return {name: lines[:-1] if lines and not lines[-1] else lines
            for name, lines in parts.items()}


def slab_shape(one):
    """All caches have the same: a name of 17 columns, then fields of 6 digits, or of 4."""
    if one.startswith(("slabinfo - ", "# name ")):
        return one
    name = re.match(r"\S*", one)[0]
    width = max(len(name), 17)
    rest = re.sub(r"( +)(\d+)\b", lambda m: f"<{len(m[1]) + min(len(m[2]), 6)}>", one[width:])
    return f"name<17>{one[len(name):width].strip()}{rest}"


def shape(name, one):
    """The line with its numbers, and names of zones, replaced by how they are placed."""
    if name == "slabinfo":
        return slab_shape(one)
    one = re.sub(r"zone +\w+", lambda m: f"zone<{len(m.group())}>", one)
    if name in RIGHT and not re.match(r"Pages? |Free ", one):
        one = re.sub(r"^Node +\d+", lambda m: f"Node<{len(m.group())}>", one)
        # Fields of meminfo hold 8 digits; longer numbers push the end of the line.
        return re.sub(r"( *)\b(\d+)\b", lambda m: f"<{len(m[1]) + min(len(m[2]), 8)}>", one)
    one = re.sub(r"\(\d+(, \d+)*\)", "(#)", one)
    return re.sub(r"\b\d+\b", "#", one)


def compare_layout(name, ours, linux):
    """Every zone and node repeats lines, so lines count once; buddyinfo's are all alike."""
    ours = list(dict.fromkeys(shape(name, one) for one in ours))
    linux = list(dict.fromkeys(shape(name, one) for one in linux))
    for one in linux:
        if one not in ours:
            problem(f"{name}: 6.1 has '{one}'")
    for one in ours:
        if one not in linux and not re.match(EXTRA[name], re.sub("#", "0", one)):
            problem(f"{name}: 6.1 does not have '{one}'")
    both = [one for one in ours if one in linux]
    for mine, theirs in zip(both, [one for one in linux if one in ours]):
        if mine != theirs:
            problem(f"{name}: 6.1 has '{theirs}' where there is '{mine}'")
            break


# ---- as programs read them: by fields ----

def read_buddyinfo(lines):
    zones = {}
    for one in lines:
        fields = one.split()
        if len(fields) < 5 or fields[0] != "Node" or fields[2] != "zone":
            problem(f"buddyinfo: '{one}'")
            continue
        zones[fields[1].rstrip(","), fields[3]] = [int(n) for n in fields[4:]]
    return zones


def read_pairs(name, lines):
    values = {}
    for one in lines:
        fields = one.split()
        if len(fields) not in (2, 3) or fields[2:] not in ([], ["kB"]):
            problem(f"{name}: '{one}'")
            continue
        if fields[0] in values:
            problem(f"{name}: {fields[0]} twice")
        values[fields[0].rstrip(":")] = int(fields[1])
    return values


def read_zoneinfo(lines):
    zones, now = {}, {}
    for one in lines:
        match = re.match(r"Node (\d+), zone +(\w+)$", one)
        fields = one.split()
        if match:
            now = zones[match.groups()] = {"count": 0}
        elif fields[0] == "count:":
            now["count"] += int(fields[1])
        elif fields[0] == "pages" and fields[1] == "free":
            now["free"] = int(fields[2])
        elif len(fields) == 2 and fields[1].isdigit():
            now.setdefault(fields[0].rstrip(":"), int(fields[1]))
    return zones


def read_pagetypeinfo(lines):
    free, blocks = {}, {}
    for one in lines:
        match = re.match(r"Node +(\d+), zone +(\w+), type +(\w+) (.*)$", one)
        if match:
            counts = [int(n.lstrip(">")) for n in match.group(4).split()]
            zone = free.setdefault(match.groups()[:2], [0] * len(counts))
            free[match.groups()[:2]] = [a + b for a, b in zip(zone, counts)]
            continue
        match = re.match(r"Node (\d+), zone +(\w+) +([ \d]+)$", one)
        if match:
            blocks[match.groups()[:2]] = sum(int(n) for n in match.group(3).split())
    return free, blocks


def same(what, a, b):
    if a != b:
        problem(f"{what}: {a} and {b}")


def read_slabinfo(lines):
    """As slabtop reads it. Return: the pages of all caches."""
    pages, names = 0, set()
    for one in lines[2:]:
        fields = one.split()
        words = [fields[i] for i in (6, 7, 11, 12)] if len(fields) == 16 else fields
        if words != [":", "tunables", ":", "slabdata"]:
            problem(f"slabinfo: '{one}'")
            continue
        active, objects, _, per_slab, per_pages = (int(n) for n in fields[1:6])
        active_slabs, slabs = int(fields[13]), int(fields[14])
        if fields[0] in names:
            problem(f"slabinfo: {fields[0]} twice")
        names.add(fields[0])
        same(f"objects of {fields[0]}", objects, slabs * per_slab)
        same(f"slabs of {fields[0]}", active_slabs, slabs)
        if active > objects:
            problem(f"{fields[0]}: {active} of {objects} objects are active")
        pages += slabs * per_pages
    for name in ("kmalloc-8", "kmalloc-1k", "kmalloc-8k", "kmem_cache"):
        if name not in names:
            problem(f"slabinfo: no {name}")
    return pages


def compare_numbers(ours):
    buddy = read_buddyinfo(ours["buddyinfo"])
    zones = read_zoneinfo(ours["zoneinfo"])
    free, blocks = read_pagetypeinfo(ours["pagetypeinfo"])
    vmstat = read_pairs("vmstat", ours["vmstat"])
    meminfo = read_pairs("meminfo", ours["meminfo"])
    same("zones with memory", set(buddy), {z for z in zones if zones[z]["present"]})
    for zone, counts in buddy.items():
        same(f"pages free in {zone}", sum(n << i for i, n in enumerate(counts)),
             zones[zone]["free"])
        same(f"blocks free in {zone}", free.get(zone), counts)
        size = int(re.search(r"Pages per block: +(\d+)", "\n".join(ours["pagetypeinfo"]))[1])
        if not zones[zone]["spanned"] <= blocks[zone] * size < zones[zone]["spanned"] + 2 * size:
            problem(f"blocks of {zone}: {blocks[zone]}")
    total = sum(zone["free"] for zone in zones.values())
    same("free pages", vmstat["nr_free_pages"], total)
    lists = sum(zone["count"] for zone in zones.values())
    same("MemFree", meminfo["MemFree"], (total + lists) * 4)
    same("MemTotal", meminfo["MemTotal"], sum(zone["managed"] for zone in zones.values()) * 4)
    same("Slab", meminfo["Slab"],
         (vmstat["nr_slab_reclaimable"] + vmstat["nr_slab_unreclaimable"]) * 4)
    # Some have no line, as what stands behind large blocks.
    if not 0 < read_slabinfo(ours["slabinfo"]) * 4 <= meminfo["Slab"]:
        problem(f"slabinfo: {read_slabinfo(ours['slabinfo'])} pages of Slab: {meminfo['Slab']} kB")


def main():
    ours, linux = sections(sys.argv[1]), sections(sys.argv[2])
    for name in EXTRA:
        if name not in ours:
            problem(f"{name}: missing")
        else:
            compare_layout(name, ours[name], linux[name])
    if not problems:
        compare_numbers(ours)
    sys.exit(problems > 0)


main()
