#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Count the tests in KTAP (or plain TAP) output.

usage: ktap.py STATUS < OUTPUT

A test is a result line without results nested under it.  Prints "PASSED FAILED SKIPPED", then one
line for each failure.  What cannot be told from result lines counts as a failure too: a plan that
was not kept, a container that failed though nothing in it did, an exit status of the program
(STATUS) that is not 0 though no test failed, no results at all.
"""
import re
import sys

RESULT = re.compile(r"^( *)(not ok|ok) (\d+)(?:(?: -)? +(.*))?$")
PLAN = re.compile(r"^( *)1\.\.(\d+)(?: +# *SKIP.*)?\s*$")
SKIP = re.compile(r"# *SKIP", re.I)
STEP = 4


class Level:
    """Results at one depth since the container above was opened."""

    def __init__(self):
        self.plan = None
        self.seen = 0
        self.failed = 0


def count(text):
    passed = skipped = 0
    failures = []
    levels = {}

    def close(deeper_than):
        """End the levels below a result line; return whether there were any, and failures."""
        had, failed = False, 0
        for depth in sorted(d for d in levels if d > deeper_than):
            level = levels.pop(depth)
            if level.plan is not None and level.plan != level.seen:
                failures.append(f"plan of {level.plan} tests, {level.seen} seen")
                failed += 1
            had |= level.seen > 0
            failed += level.failed
        return had, failed

    for line in text.split("\n"):
        plan = PLAN.match(line)
        if plan:
            depth = len(plan.group(1)) // STEP
            close(depth)
            level = levels.setdefault(depth, Level())
            if level.plan is None:
                level.plan = int(plan.group(2))
            continue
        result = RESULT.match(line)
        if not result:
            continue
        depth, good, name = len(result.group(1)) // STEP, result.group(2) == "ok", result.group(4)
        nested, nested_failed = close(depth)
        level = levels.setdefault(depth, Level())
        level.seen += 1
        skip = bool(SKIP.search(name or ""))
        if not good:
            level.failed += 1
            if not nested_failed:
                failures.append(name or result.group(3))
        elif nested_failed:
            level.failed += 1
        elif not nested and skip:
            skipped += 1
        elif not nested:
            passed += 1
    close(-1)
    return passed, skipped, failures


def main():
    status = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    passed, skipped, failures = count(sys.stdin.buffer.read().decode("utf-8", "replace"))
    if status and not failures:
        failures.append(f"the program ended with status {status}")
    if not passed and not skipped and not failures:
        failures.append("no tests ran")
    print(passed, len(failures), skipped)
    for failure in failures:
        print(failure)


main()
