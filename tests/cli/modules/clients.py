#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The Prometheus node exporter over this name space's /proc: its values against the files' own.

Prints "NAME ok", or what differs.
"""
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

PATIENCE = 60
COLLECTORS = ("buddyinfo", "meminfo", "slabinfo", "vmstat", "zoneinfo")


def text_of(name):
    with open("/proc/" + name, encoding="ascii") as file:
        return file.read()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start():
    """Return the exporter, and what fetches its text."""
    port = free_port()
    exporter = subprocess.Popen(
        ["prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{port}",
         "--path.procfs=/proc", "--collector.disable-defaults"]
        + ["--collector." + name for name in COLLECTORS], stderr=subprocess.PIPE, text=True)

    def fetch():
        url = f"http://127.0.0.1:{port}/metrics"
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.read().decode()

    end = time.monotonic() + PATIENCE
    while True:
        try:
            fetch()
            return exporter, fetch
        except (urllib.error.URLError, ConnectionError):
            if exporter.poll() is not None or time.monotonic() > end:
                exporter.kill()
                sys.exit("the exporter does not come up: " + exporter.stderr.read())
            time.sleep(0.02)


def value_of(metrics, name):
    found = re.search("^" + re.escape(name) + r" (\S+)$", metrics, re.MULTILINE)
    return float(found.group(1)) if found else None


def own_values():
    """Metric by metric, what the files say; such values as no client changes by looking."""
    values = {}
    for number in re.findall(r"^MemTotal: +(\d+) kB$", text_of("meminfo"), re.MULTILINE):
        values["node_memory_MemTotal_bytes"] = 1024 * int(number)
    for node, zone, blocks in re.findall(r"^Node (\d+), zone +(\S+) +(.*)$", text_of("buddyinfo"),
                                         re.MULTILINE):
        top = len(blocks.split()) - 1
        name = f'node_buddyinfo_blocks{{node="{node}",size="{top}",zone="{zone}"}}'
        values[name] = int(blocks.split()[top])
    for cache, size, per_slab in re.findall(r"^(\S+) +\d+ +\d+ +(\d+) +(\d+) ", text_of("slabinfo"),
                                            re.MULTILINE):
        values[f'node_slabinfo_object_size_bytes{{slab="{cache}"}}'] = int(size)
        values[f'node_slabinfo_objects_per_slab{{slab="{cache}"}}'] = int(per_slab)
    for node, zone, spanned in re.findall(r"^Node (\d+), zone +(\S+)\n(?:.*\n)*? +spanned +(\d+)$",
                                          text_of("zoneinfo"), re.MULTILINE):
        values[f'node_zoneinfo_spanned_pages{{node="{node}",zone="{zone}"}}'] = int(spanned)
    return values


def main():
    exporter, fetch = start()
    metrics = fetch()
    exporter.kill()
    for name in COLLECTORS:
        done = value_of(metrics, f'node_scrape_collector_success{{collector="{name}"}}')
        print(name, "collected" if done == 1 else f"fails: {done}")
    values = own_values()
    differ = {name: (value_of(metrics, name), own) for name, own in values.items()
              if value_of(metrics, name) != own}
    for kind in ("memory", "buddyinfo", "slabinfo", "zoneinfo"):
        ours = [name for name in values if name.startswith("node_" + kind)]
        wrong = [(name, differ[name]) for name in ours if name in differ]
        print(kind, "ok" if ours and not wrong else f"of {len(ours)} differ: {wrong[:3]}")
    pages = re.search(r"^node_vmstat_pgfault (\S+)$", metrics, re.MULTILINE)
    print("vmstat", "ok" if pages else "has no pgfault")


main()
