#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ashlar check: the sweep over failing requests, what it finds, and how it tells.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" unwinds.c fifty.c mistakes.c >/dev/null 2>&1
ko=$work/unwinds.ko

line_of() { # TEXT: the line of unwinds.c with it
	grep -nF "$1" unwinds.c | head -n 1 | cut -d: -f1
}

at() { # TEXT: the same, as it is told
	echo "unwinds.c:$(line_of "$1")"
}

check() { # CODE NAME ARGUMENT...
	local code=$1 name=$2
	shift 2
	run "$code" "$name" "$ASHLAR" check "$@"
}

# json EXPRESSION NAME: the last output is JSON, of which the expression in Python is true.
json() {
	printf '%s\n' "$out" | python3 -c "
import json, sys
d = json.load(sys.stdin)
sys.exit(not ($1))" 2>/dev/null
	found $? "$2"
}

check 0 "a module that unwinds" unwinds.c
matches '^no mistakes in [0-9]+ runs: 1 as it is, '
matches ': 1 as it is, ([0-9]+) with one request failing, \1 with all from there on$'
lines_of_ours 0
[ "$(printf '%s\n' "$out" | wc -l)" = 1 ]
found $? "says one line"
begin=$EPOCHREALTIME
check 0 "fifty places" "$work/fifty.ko"
echo "# 101 runs took $(awk "BEGIN { printf \"%.2f\", $EPOCHREALTIME - $begin }") s"
says 'no mistakes in 101 runs: 1 as it is, 50 with one request failing, 50 with all from there on'
check 0 "two modules, with a parameter" provider.c user.c "$ko" wrong=nothing

# ---- mistakes, each with its correct twin above --------------------------------------------------

check 1 "a leak on the way back" "$ko" wrong=leak
says "1. leak at $(at 'kzalloc(') in part_new: not given back: kmalloc, 64 bytes"
says "when the request at $(at 'vmalloc(10000)') in unwinds_init (vmalloc, 10000 bytes) fails"
says "repeat: ashlar check --fail nth=3 $ko wrong=leak"
matches '^1 mistake in [0-9]+ runs'
check 1 "its repetition" --fail nth=3 "$ko" wrong=leak
says 'FAULT_INJECTION: forcing a failure at unwinds.c:'
says '1. leak at unwinds.c:'
says '1 mistake in 1 run'
run 3 "the same with ashlar run" "$ASHLAR" run --fail nth=3 "$ko" wrong=leak
check 1 "a NULL that is used" "$ko" wrong=unchecked
says "1. unchecked-allocation at $(at 'memset(area') in unwinds_init"
says "the allocation at $(at 'vmalloc(10000)') in unwinds_init (vmalloc, 10000 bytes) failed;"
matches '; in 2 of [0-9]+ runs$'
says_not '2. '
check 1 "a NULL taken for an error pointer" "$ko" wrong=is_err
says "1. unchecked-allocation at $(at 'new->number') in part_new"
check 1 "an error pointer taken for NULL" "$ko" wrong=err_ptr
says '1. unchecked-allocation at unwinds.c:'
check 1 "a double free on the way back" "$ko" wrong=twice
says '1. double-free at unwinds.c:'
check 1 "a cache that is kept" "$ko" wrong=cache
says 'leak at unwinds.c:'
says 'kmem_cache, not destroyed'

check 1 "a mistake that needs no failure" mistakes.c what=null_write
says '1. null-deref at mistakes.c:'
says 'although nothing was made to fail'
says 'repeat: ashlar check --no-sweep mistakes.c what=null_write'
check 1 "a mistake that ends every run early" mistakes.c what=leak
matches '^   although nothing was made to fail; in [0-9]+ of [0-9]+ runs$'
check 1 "memory that is lost, and so not given back" ../../misuse/lost_overwritten.c
matches '^1\. lost-memory at .*lost_overwritten\.c:[0-9]+ in read_line: .* of 15 bytes$'
says 'unreferenced object 0x'
matches '^1 mistake in [0-9]+ runs'
check 1 "a page that is locked after it was freed" mistakes.c what=page_locked_after_free
says '1. bad-page: Bad page state'
check 1 "an access" access.c what=slab
matches '^1\. slab-out-of-bounds at access\.c:[0-9]+ in slab: '
says "access.c:$(grep -nF 'p[56 + four] = 1' access.c | cut -d: -f1)"
says 'repeat: ashlar check --no-sweep access.c what=slab'
check 1 "an access, not looked at" --no-access access.c what=slab
says '1. out-of-bounds at access.c:'
says 'repeat: ashlar check --no-sweep --no-access access.c what=slab'
check 0 "no wrong access" --no-sweep access.c
check 1 "BUG() is one mistake" mistakes.c what=bug
says '1. bug at mistakes.c:'
matches '^1 mistake in '
check 1 "broken lists" --no-access mistakes.c what=page_locked_after_free
says '. corruption: mm_check: '
matches '   \| .*a free page is locked'
check 1 "a module that cannot be inserted" fails.c
says '1. insert-failed: could not insert module fails: its init function returned -ENOMEM'
check 1 "a missing symbol" missing.c
says '1. insert-failed: could not insert module missing: Unknown symbol in module'
says 'Unknown symbol no_such_function'
check 1 "a module that stays" keeps.c
says '1. left-loaded: module keeps is in use and cannot be removed'
check 0 "a module that is meant to stay" permanent.c
check 1 "a failing test of the module's own" kunit.c wanted=5
says 'test-failed: '

# ---- children that do not end well ---------------------------------------------------------------

check 1 "a module that never comes back" --timeout 3 mistakes.c what=spin
says "1. hang at mistakes.c:"
says "1 mistake in 1 run"
check 1 "a module that does not come back" --timeout 3 --only kind=pages "$ko" wrong=endless
says "1. hang at unwinds.c:"
says 'INFO: the module did not come back in time'
says 'unwinds_init+0x'
matches '; in 2 of 3 runs$'

# The only child of a check in the background, and its end.
"$ASHLAR" check --fail kind=pages "$ko" wrong=endless >"$work/killed" 2>&1 &
parent=$!
child=
for _ in $(seq 600); do
	child=$(awk -v p="$parent" '/^Pid:/ { pid = $2 } /^PPid:/ && $2 == p { print pid }' \
		/proc/[0-9]*/status 2>/dev/null | head -n 1)
	[ -n "$child" ] && break
	sleep 0.1
done
kill -KILL "$child"
wait "$parent"
status=$? last="a child that is killed" out=$(cat "$work/killed")
[ $status = 1 ]
found $? "exits with 1"
says '1. killed: the process of the run was killed: Killed'

# ---- what is swept -------------------------------------------------------------------------------

check 0 "only some kinds" --only kind=vmalloc+pages "$ko"
# The pages, the area, and the stack of the kthread.
says 'in 7 runs: 1 as it is, 3 with one request failing, 3 with all from there on'
check 1 "only one place" --only site=part_new "$ko" wrong=is_err
says 'repeat: ashlar check --fail site=part_new,nth=1 '
check 0 "no sweep" --no-sweep "$ko" wrong=leak
says 'no mistakes in 1 run'
check 0 "the log of one run" --no-sweep hello.c
matches '^\[ +[0-9.]+\] hello: gone$'
says_not 'Memory: '
check 0 "a limit" --limit 7 "$ko"
says 'in 8 runs'
says '21 more runs were left out, evenly spread: see --limit'
check 0 "several jobs" --jobs 7 "$ko"
one=$("$ASHLAR" check --jobs 1 --format tap "$ko" wrong=leak)
many=$("$ASHLAR" check --jobs 9 --format tap "$ko" wrong=leak)
[ -n "$one" ] && [ "$one" = "$many" ]
verdict $? "the order is the same with any number of jobs"

names=
for shard in 1 2 3; do
	check 1 "shard $shard" --shard $shard/3 --format json "$ko" wrong=leak
	printf '%s\n' "$out" >"$work/shard-$shard.json"
	names+=$("$ASHLAR" check --shard $shard/3 --format tap "$ko" |
		sed -n 's/^ok [0-9]* - \([a-z]*=[0-9]*\).*/\1/p')$'\n'
done
whole=$("$ASHLAR" check --format tap "$ko" | sed -n 's/^ok [0-9]* - \([a-z]*=[0-9]*\).*/\1/p')
[ -n "$whole" ] && [ "$(printf %s "$names" | sort)" = "$(printf '%s\n' "$whole" | sort)" ]
verdict $? "the shards are the whole"
check 1 "the whole" --format json "$ko" wrong=leak
printf '%s\n' "$out" >"$work/whole.json"
# The recipe of the document, as it stands there.
sed -n '/^python3 - shard-\*.json/,/^EOF$/p' "$here/../../docs/check.md" >"$work/merge.sh"
(cd "$work" && bash merge.sh >merged.json)
out=$(cat "$work/merged.json") last="shards put together"
json "len(d['findings']) == 1 and set(d['findings'][0]['runs']) == set(
json.load(open('$work/whole.json'))['findings'][0]['runs'])" "are the whole"

# ---- forms ---------------------------------------------------------------------------------------

check 1 "JSON" --format json "$work/mistakes.ko" what=double_kfree
json "d['mistakes'] == 1 and d['findings'][0]['rule'] == 'double-free'" "has the finding"
json "d['findings'][0]['place']['function'] == 'double_kfree'" "has its place"
json "any('free' in s['title'].lower() for s in d['findings'][0]['stacks'][1:])" \
	"has the stack of the first free"
json "d['findings'][0]['runs'][0] == 'plain' and d['modules'] == ['mistakes']" "has its runs"
check 0 "JSON without findings" --format json "$ko"
json "d['findings'] == [] and d['mistakes'] == 0 and d['runs'] == 2 * d['requests'] + 1" "is whole"
check 1 "SARIF" --format sarif "$ko" wrong=unchecked
json "d['version'] == '2.1.0' and len(d['runs']) == 1" "has a version and a run"
json "d['runs'][0]['tool']['driver']['rules'][d['runs'][0]['results'][0]['ruleIndex']]['id'] ==
d['runs'][0]['results'][0]['ruleId'] == 'unchecked-allocation'" "has the rule"
json "d['runs'][0]['results'][0]['locations'][0]['physicalLocation'] == {
'artifactLocation': {'uri': 'unwinds.c'},
'region': {'startLine': $(line_of 'memset(area')}}" "has the place"
json "all(f['location']['logicalLocations'][0]['name'] for s in
d['runs'][0]['results'][0]['stacks'] for f in s['frames'])" "has stacks of named calls"
check 1 "TAP" --format tap "$ko" wrong=unchecked
matches '^1\.\.29$'
matches '^not ok 6 - nth=3: unwinds\.c:[0-9]+ in unwinds_init \(vmalloc, 10000 bytes\)$'
[ "$(printf '%s\n' "$out" | grep -c '^ok ')" = 27 ]
found $? "has the others"
check 1 "JUnit" --format junit "$ko" wrong=unchecked
printf '%s\n' "$out" | python3 -c "
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.stdin).getroot()
cases = root.findall('testsuite/testcase')
bad = [c for c in cases if c.findall('failure')]
sys.exit(not (root.tag == 'testsuites' and root[0].attrib['failures'] == '2' and
len(cases) == 29 and [c.attrib['name'] for c in bad] == ['nth=3', 'from=3'] and
'repeat: ashlar check --fail nth=3' in bad[0][0].text))" 2>/dev/null
found $? "is XML with two failures"
odd=$work/$(printf 'odd\xff name')
mkdir "$odd" && cp fails.c "$odd/fails.c"
for format in json sarif; do
	check 1 "a strange path as $format" --format $format "$odd/fails.c" leak=1 error=0
	json "True" "is JSON"
done
check 1 "a strange path as junit" --format junit "$odd/fails.c" leak=1 error=0
printf '%s\n' "$out" | python3 -c "
import sys, xml.etree.ElementTree as tree
tree.parse(sys.stdin.buffer)" 2>/dev/null
found $? "is XML"
check 1 "a strange path for people" "$odd/fails.c" leak=1 error=0
replay=$(printf '%s\n' "$out" | sed -n 's/^   repeat: ashlar //p')
run 1 "its repetition by a shell" bash -c "'$ASHLAR' $replay"

check 1 "into a file" --format json --output "$work/out.json" "$ko" wrong=leak
[ -z "$out" ] && python3 -m json.tool "$work/out.json" >/dev/null
found $? "writes nothing else"
colour() { # ENVIRONMENT...: what is printed to a terminal
	env "$@" python3 -c 'import pty, sys
pty.spawn(sys.argv[1:])' "$ASHLAR" check "$ko" wrong=leak
}
out=$(colour -u NO_COLOR 2>&1) last="on a terminal"
says $'\033[1;31mleak\033[0m at '
matches 'ashlar: [0-9]+ of 28 runs'
out=$(colour NO_COLOR=1 2>&1) last="with NO_COLOR"
says_not $'\033['

# ---- what is known already -----------------------------------------------------------------------

printf '# known\nleak function=part_new file=*unwinds.c  # for now\n' >"$work/known"
check 0 "a suppression" --suppress "$work/known" "$ko" wrong=leak
says 'no mistakes, 1 suppressed, in 29 runs'
lines_of_ours 0
check 0 "in JSON" --suppress "$work/known" --format json "$ko" wrong=leak
json "d['mistakes'] == 0 and d['findings'][0]['suppressed']" "is told"
check 0 "in TAP" --suppress "$work/known" --format tap "$ko" wrong=leak
says_not 'not ok'
check 0 "of no use" --suppress "$work/known" "$ko"
says "$work/known:2: this suppression was of no use"
printf '*-free function=unwinds_*\n' >"$work/other"
check 1 "of another rule" --suppress "$work/other" "$ko" wrong=leak
says "$work/other:1: this suppression was of no use"
check 0 "by a pattern" --suppress "$work/other" "$ko" wrong=twice
for line in 'leek' 'leak functions=x' 'leak function=' '*x*y'; do
	printf '\n%s\n' "$line" >"$work/bad"
	check 2 "suppression '$line'" --suppress "$work/bad" "$ko"
	says "ashlar: check: --suppress $work/bad:2: "
	lines_of_ours 1
done
check 2 "no such file of suppressions" --suppress "$work/none" "$ko"
says 'No such file or directory'
check 2 "a folder of suppressions" --suppress "$work" "$ko"
lines_of_ours 1

# ---- wrong usage ---------------------------------------------------------------------------------

bad() { # TEXT ARGUMENT...
	local text=$1
	shift
	check 2 "$*" "$@"
	says "$text"
	lines_of_ours 1
}
bad 'check: which module?'
bad 'check: unknown option --show' --show slabinfo "$ko"
bad 'check: unknown option --fast' --fast "$ko"
bad 'check: unknown option --advise' --advise "$ko"
bad 'check: --jobs wants a number from 1 to 256, not 0' --jobs 0 "$ko"
bad 'check: --timeout wants a number from 1 to' --timeout never "$ko"
bad 'check: --limit wants a number from 1 to' --limit -3 "$ko"
for shard in 0/3 4/3 3 1/0 -1/3 1/3x a/b '1/ 3'; do
	bad "check: --shard wants I/N with I from 1 to N, not $shard" --shard "$shard" "$ko"
done
bad 'check: --format knows human, json, sarif, tap and junit, not yaml' --format yaml "$ko"
bad "check: --fail colour=x: there is no 'colour'" --fail colour=x "$ko"
bad "check: --only kind=x: there is no kind 'x'" --only kind=x "$ko"
bad 'check: --only says which requests, and nth when' --only kind=pages,nth=3 "$ko"
bad 'check: --fail is one run: there is nothing for --only' --fail nth=1 --only kind=pages "$ko"
bad 'check: --fail is one run: there is nothing for --shard' --fail nth=1 --shard 1/2 "$ko"
bad 'check: --seeds leaves nothing for --limit' --seeds 2 --limit 1 "$ko"
bad 'check: --no-sweep leaves nothing for --fail' --fail nth=1 --no-sweep "$ko"
bad 'check: --mem wants a size' --mem x "$ko"
bad 'no such machine' --mem 1K "$ko"
bad 'No such file or directory' /nonexistent.c
cp "$work/known" "$work/known.ko"
bad 'Invalid module format' "$work/known.ko"
bad 'check: --output cannot write /nonexistent/x' --output /nonexistent/x "$ko"
bad 'check: cannot write /dev/full: No space left on device' --output /dev/full "$ko"
run 2 "a full disk" bash -c "'$ASHLAR' check '$ko' >/dev/full"
says 'check: cannot write the standard output: No space left on device'
lines_of_ours 1
run 2 "a full disk, with mistakes" \
	bash -c "'$ASHLAR' check --format json '$ko' wrong=leak >/dev/full"
run 0 "help" "$ASHLAR" check --help
says '--shard I/N'
says 'And these of ashlar run, which see:'
says '--profile'
says_not '--show'
check 0 "options of the machine" --profile pc32 --mem 64M --nodes 2 --cpus 2 "$ko"
check 1 "are repeated" -m 64M "$ko" --cpus 2 wrong=leak
says "repeat: ashlar check --fail nth=3 -m 64M --cpus 2 $ko wrong=leak"
done_testing
