#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# KUnit suites of modules: what is run, what is printed, and the exit status.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" kunit_many.c >/dev/null 2>&1
ko=$work/kunit_many.ko

# The last output is KTAP: each level has its version, its plan, and results numbered from 1 on that
# are as many as planned; a level of parameters has no plan.
is_ktap() {
	printf '%s\n' "$out" | python3 -c '
import re, sys
lines = [l for l in sys.stdin.read().splitlines()
         if re.match(r" *(KTAP version 1$|1\.\.\d+$|(not )?ok \d+ )", l)]
at = 0
def level(indent):
    """Read a level; how many results it has."""
    global at
    assert lines[at] == " " * indent + "KTAP version 1", lines[at]
    at += 1
    plan, seen = None, 0
    while at < len(lines):
        line = lines[at]
        depth = len(line) - len(line.lstrip())
        if depth > indent:
            assert depth == indent + 4, line
            level(depth)
            continue
        if depth < indent:
            break
        if line.strip().startswith("1.."):
            assert plan is None and not seen, line
            plan = int(line.strip()[3:])
        else:
            seen += 1
            assert int(re.search(r"ok (\d+) ", line).group(1)) == seen, line
        at += 1
    assert plan in (None, seen) and (plan is not None or indent == 8), (plan, seen, indent)
level(0)
assert at == len(lines), lines[at]'
	found $? "is KTAP"
}

kunit() { # CODE WHAT
	run "$1" "what=$2" "$ASHLAR" kunit "$ko" "what=$2"
	is_ktap
}

kunit 0 nothing
[ "$(printf '%s\n' "$out" | head -n 2 | xargs)" = "KTAP version 1 1..3" ]
found $? "begins with it"
matches '^    # Subtest: many-plain$'
matches '^    1\.\.7$'
matches '^    ok 4 skips # SKIP there is nothing to test$'
matches '^# many-plain: pass:6 fail:0 skip:1 total:7$'
matches '^ok [123] many-plain$'
matches '^        # Subtest: allocates$'
matches '^        ok 2 96 bytes$'
matches '^    # allocates: pass:3 fail:0 skip:0 total:3$'
matches '^# Totals: pass:3 fail:0 skip:0 total:3$'
matches '^ok [123] many-start$'
says_not '[ '

kunit 1 expect
matches '^    # expects: EXPECTATION FAILED at kunit_many.c:[0-9]+$'
matches '^    because of expect$'
matches '^    not ok 2 expects$'
matches '^    ok 3 asserts$'
matches '^not ok [123] many-plain$'
kunit 1 assert
matches '^    # asserts: ASSERTION FAILED at kunit_many.c:[0-9]+$'
matches '^    not ok 3 asserts$'
kunit 1 param
matches '^        not ok 2 96 bytes$'
matches '^        ok 3 4096 bytes$'
matches '^    # allocates: pass:2 fail:1 skip:0 total:3$'
matches '^not ok [123] many-params$'
run 1 "what=suite_init" "$ASHLAR" kunit "$ko" what=suite_init
matches '^not ok [123] many-params$'
matches '^ok [123] many-start$'

# A crash is the test's failure; one of the core leaves nothing to run the rest in.
kunit 1 crash
says 'BUG: kernel NULL pointer dereference'
matches '^    # crashes: try faulted$'
matches '^    not ok 5 crashes$'
matches '^    ok 6 panics$'
kunit 3 panic
matches '^    not ok 6 panics$'
matches '^    ok 7 leaks # SKIP a crash before this left nothing to run it in$'
matches '^ok [123] many-params # SKIP$'
kunit 3 leak
matches '^# kunit_many: 1 allocation was not given back, 33 bytes'
matches '^    ok 7 leaks$'

# ---- which

run 0 "--list" "$ASHLAR" kunit --list "$ko"
[ "$(printf '%s\n' "$out" | wc -l)" = 9 ]
found $? "has 9 lines"
matches '^many-params\.allocates$'
run 0 "--filter of a suite" "$ASHLAR" kunit --filter 'many-p*' "$ko"
matches '^1\.\.2$'
is_ktap
run 0 "--filter of a case" "$ASHLAR" kunit --filter '*.?asses' "$ko" what=assert
matches '^    1\.\.1$'
says 'ok 1 passes'
is_ktap
run 2 "--filter of none" "$ASHLAR" kunit --filter 'none' "$ko"
says 'no test matches none: --list shows what there is'

# ---- a test that waits for a thread which has panicked ends, with the run

run 3 "a panic in a thread that a test waits for" timeout 60 "$ASHLAR" kunit \
	kunit_stuck.c
says 'Kernel panic - not syncing: stuck: no way on'
says 'ashlar: the machine cannot go on, so the run ends here'

# ---- several modules, other machines, and what is refused

run 0 "several modules are one run" "$ASHLAR" kunit kunit.c "$ko"
matches '^1\.\.4$'
matches '^ok 1 sums$'
matches '^ok [234] many-start$'
is_ktap
run 0 "another machine" "$ASHLAR" kunit --mem 64M --nodes 2 --profile nommu "$ko"
run 2 "no module" "$ASHLAR" kunit
run 2 "not there" "$ASHLAR" kunit nothere.c
run 2 "an impossible machine" "$ASHLAR" kunit --mem 1K "$ko"
run 2 "no tests" "$ASHLAR" kunit hello.c
says 'no test matches *'
run 1 "a symbol is missing" "$ASHLAR" kunit missing.c
says 'Unknown symbol in module'

# ---- in a machine that stays, tests run as the module comes

export XDG_RUNTIME_DIR=$work/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
run 0 "boot" "$ASHLAR" boot -n kunit
trap '"$ASHLAR" halt -n kunit >/dev/null 2>&1; rm -rf "$work"' EXIT
run 3 "insmod" "$ASHLAR" insmod -n kunit "$ko" what=expect
says "1 of the module's own tests failed"
run 0 "dmesg" "$ASHLAR" dmesg -n kunit
matches 'not ok [123] many-plain$'
run 0 "halt" "$ASHLAR" halt -n kunit

done_testing
