#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The exercise in the sweep: mistakes that want a request that fails and a bad pointer, or a request
# that fails and another program; what repeats them, and how they are told.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q --access -o "$work" together.c fifty_used.c >/dev/null 2>&1
ko=$work/together.ko

check() { # CODE NAME ARGUMENT...
	local code=$1 name=$2
	shift 2
	run "$code" "$name" "$ASHLAR" check "$@"
}

at() { # TEXT: the last line of together.c with it, as it is told
	echo "together.c:$(grep -nF "$1" together.c | tail -n 1 | cut -d: -f1)"
}

# json EXPRESSION NAME: the last output is JSON, of which the expression in Python is true.
json() {
	printf '%s\n' "$out" | python3 -c "
import json, sys
d = json.load(sys.stdin)
sys.exit(not ($1))" 2>/dev/null
	found $? "$2"
}

names() { # ARGUMENT...: of the runs of a sweep
	"$ASHLAR" check --only site=get_state --format tap "$@" "$ko" |
		sed -nE 's/^ok [0-9]+ - ([^:]*).*/\1/p'
}

check 0 "the correct twin" "$ko"
matches '^no mistakes in [0-9]+ runs: 1 as it is, ([0-9]+) with one request failing, \1 with all '
matches ' with all from there on, [0-9]+ with two programs at once$'
check 0 "as JSON" --only site=get_state --format json "$ko"
json "d['requests'] > 0 and d['orders'] > 1 and
d['runs'] == 1 + 2 * d['requests'] + d['orders'] * (1 + d['beside'])" "adds up"
whole=$(names --jobs 1) parts=$(names --shard 1/2 && names --shard 2/2)
[ -n "$whole" ] && [ "$(printf '%s\n' "$parts" | sort -u)" = "$(printf '%s\n' "$whole" | sort)" ]
verdict $? "the shards are the whole"
[ "$(printf '%s\n' "$whole" | sort | uniq -d)" = "" ]
verdict $? "each run has a name of its own"

begin=$EPOCHREALTIME
check 0 "fifty places in the functions of a device" --shard 1/8 "$work/fifty_used.ko"
echo "# an eighth of the sweep took $(awk "BEGIN { printf \"%.2f\", $EPOCHREALTIME - $begin }") s"
matches ', [1-9][0-9]* with two programs at once$'

# both ONLY RULE TEXT WRONG WORDS: a mistake that wants both, at the line with TEXT, where ONLY
# these requests fail; and what repeats it.
both() {
	local only=$1 rule=$2 place=$3 wrong=$4 words=$5 repeat
	place=$(at "$place")
	check 1 "$wrong" --only "$only" "$ko" "wrong=$wrong"
	matches "^1\. $rule at $place in together_write"
	matches "^   when .*$words; in [0-9]+ of [0-9]+ runs$"
	matches '^1 mistake in '
	repeat=$(printf '%s\n' "$out" | sed -n 's/^   repeat: ashlar //p')
	run 1 "$wrong, its repetition" bash -c "'$ASHLAR' $repeat"
	matches "^1\. $rule at $place in together_write"
	says 'FAULT_INJECTION: forcing a failure at together.c:'
	says '1 mistake in 1 run'
	run 0 "$wrong, the same with its twin" bash -c "'$ASHLAR' ${repeat% wrong=*}"
	check 0 "$wrong, where nothing fails" --no-sweep "$ko" "wrong=$wrong"
	check 0 "$wrong, without the exercise" --no-exercise "$ko" "wrong=$wrong"
}

# ---- a bad pointer, and a request that fails -----------------------------------------------------

both kind=kmalloc,task=exercise/0 double-free 'kfree(copy);' pointer ''
check 1 "one request is enough" --only site=complain,task=exercise/0 --format tap "$ko" \
	wrong=pointer
matches '^not ok [0-9]+ - site=complain,task=exercise/0,nth=1: together\.c:[0-9]+ in complain '

# ---- two programs, and a request that fails ------------------------------------------------------

both kind=kmalloc slab-use-after-free 'memcpy(mine->text' beside \
	" in together_write .* fails, and threads take turns as with --seed [0-9]+"
check 0 "many orders, where nothing fails" --seeds 20 "$ko" wrong=beside
check 0 "one program at a time, where any request fails" --only 'task=exercise/0' "$ko" wrong=beside
says_not 'with two programs at once'

# What needs no failure, but an order of threads, which the host may happen on as well.
check 1 "a race" --only site=get_state --format tap "$ko" wrong=race
seed=$(printf '%s\n' "$out" | sed -nE 's/^not ok [0-9]+ - seed ([0-9]+)$/\1/p' | head -n 1)
says "# repeat: ashlar check --no-sweep --seed ${seed:-none} $ko wrong=race"
check 1 "its repetition" --no-sweep --seed "${seed:-1}" "$ko" wrong=race
matches '^[12]\. double-free at together\.c:[0-9]+ in remark'

check 1 "JSON" --only kind=kmalloc --format json "$ko" wrong=beside
json "[f['rule'] for f in d['findings']] == ['slab-use-after-free'] and d['beside'] > 0 and
all(r.startswith('kind=kmalloc,task=exercise/1,nth=') and ' seed ' in r
for r in d['findings'][0]['runs']) and d['findings'][0]['replay'].startswith(
'ashlar check --fail kind=kmalloc,task=exercise/1,nth=1 --seed ')" "has its runs and its repetition"
options=$(printf '%s\n' "$out" | sed -nE 's/.*"ashlar check (--fail [^ ]* --seed [0-9]+) .*/\1/p')
form() { # CODE NAME ARGUMENT...: the run that repeats it
	# shellcheck disable=SC2086
	check "$1" "$2" "${@:3}" $options "$ko" wrong=beside
}
form 1 "SARIF" --format sarif
json "[r['ruleId'] for r in d['runs'][0]['results']] == ['slab-use-after-free']" "has it"
form 1 "TAP" --format tap
matches '^not ok 1 - .*: together\.c:[0-9]+ in together_write'
matches "^# repeat: ashlar check --seed [0-9]+ --fail kind=kmalloc,task=exercise/1,nth=1 $ko "
form 1 "JUnit" --format junit
printf '%s\n' "$out" | python3 -c "
import sys, xml.etree.ElementTree as tree
sys.exit(not tree.parse(sys.stdin).getroot().findall('testsuite/testcase/failure'))" 2>/dev/null
found $? "has it"
echo 'slab-use-after-free function=together_write' >"$work/known"
form 0 "a suppression" --suppress "$work/known"
says 'no mistakes, 1 suppressed, in 1 run'
check 0 "with the order of the user" --only site=complain --seed 5 "$ko"
says_not 'with two programs at once'
check 0 "a limit" --limit 10 "$ko"
matches ' in 11 runs: .*, [1-9][0-9]* with two programs at once$'
done_testing
