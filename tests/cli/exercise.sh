#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The exercise of modules' files: what only some way of using them shows, and what ends it.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" exercised.c files.c >/dev/null 2>&1
ko=$work/exercised.ko

check() { # CODE NAME ARGUMENT...
	local code=$1 name=$2
	shift 2
	run "$code" "$name" "$ASHLAR" check "$@"
}

at() { # TEXT: the line of exercised.c with it, as it is told
	echo "exercised.c:$(grep -nF "$1" exercised.c | head -n 1 | cut -d: -f1)"
}

plain() { # WRONG RULE TEXT: a mistake that needs no failure, at the line with TEXT
	check 1 "$1" --no-sweep "$ko" "wrong=$1"
	matches "^1\. $2 at $(at "$3") in "
	says "repeat: ashlar check --no-sweep $ko wrong=$1"
}

check 0 "the correct twin" "$ko"
matches '^no mistakes in [0-9]+ runs: 1 as it is, '
requests=$("$ASHLAR" check --format json "$ko" | grep -o '"requests": *[0-9]*')
[ -n "$requests" ] && [ "$requests" = "$("$ASHLAR" check --jobs 1 --format json "$ko" |
	grep -o '"requests": *[0-9]*')" ]
found $? "has as many requests each time"

run 0 "ashlar run" "$ASHLAR" run -q --exercise "$ko"
for path in /dev/exercised /dev/nameless /proc/exercised /sys/kernel/debug/exercised \
	/sys/kernel/exercised/number; do
	says "exercise: $path"
done
run 0 "a module without files" "$ASHLAR" run -q --exercise "$ko" wrong=silent
says 'exercise: no module has a file'

# ---- each way of using a file

plain nameless warning 'WARN(is("nameless")'
plain proc warning 'WARN(is(m->private)'
plain debugfs warning 'WARN(is(m->private)'
plain sysfs warning 'WARN(is("sysfs")'
plain mmap warning 'WARN(is("mmap")'
plain beside warning 'WARN(atomic_inc_return'
[ "$(uname -m)" = x86_64 ] && plain ioctl warning 'WARN(is("ioctl")'
# What is found with each access checked is found otherwise, too, but at another place.
check 1 "two openers" --no-sweep --no-access "$ko" wrong=openers
matches '^1\. (double|use-after)-free at exercised\.c:[0-9]+ in exercised_'
check 1 "a bad address" --no-sweep --no-access "$ko" wrong=pointer
matches '^1\. double-free at exercised\.c:[0-9]+ in exercised_write'
check 1 "a large size" --no-sweep --no-access "$ko" wrong=length
matches ' exercised\.c:[0-9]+ in exercised_write'
run 3 "a user's pointer" "$ASHLAR" run -q --exercise "$ko" wrong=direct
says 'BUG: user-memory-access'

# ---- what does not come back by itself

check 0 "a read that waits for ever" --no-sweep "$ko" wrong=waits
check 0 "a read that only a fatal signal ends" --no-sweep "$ko" wrong=killed
# Read as often as others, it would run into the limit of time.
check 0 "a slow read" --no-sweep --timeout 30 "$ko" wrong=slow
check 0 "a read that waits, when requests fail" --limit 6 "$ko" wrong=waits

# ---- with failing requests

check 1 "a request of open() that fails" --no-access "$ko" wrong=unchecked
says "1. unchecked-allocation at $(at 'mine->first = 1') in exercised_open"
repeat=$(printf '%s\n' "$out" | sed -n 's/^   repeat: ashlar check --fail \([^ ]*\) .*/\1/p')
check 1 "its repetition" --no-access --fail "${repeat:-none}" "$ko" wrong=unchecked
says 'unchecked-allocation'

# ---- when it is done

check 0 "--no-exercise" --no-sweep --no-exercise "$ko" wrong=proc
says_not 'exercise:'
check 0 "not with a script" --no-sweep --cat /proc/exercised "$ko" wrong=sysfs
says_not 'exercise:'
check 1 "with a script, when asked for" --no-sweep --exercise --cat /proc/devices "$ko" wrong=sysfs
says 'warning at exercised.c:'
check 1 "a replay says it" --no-sweep --no-exercise --cat /proc/exercised "$ko" wrong=proc
says "repeat: ashlar check --no-sweep --no-exercise --cat /proc/exercised $ko wrong=proc"
run 0 "not in ashlar run" "$ASHLAR" run -q "$ko" wrong=proc
says_not 'exercise:'
check 2 "both" --exercise --no-exercise "$ko"
says 'ashlar: check: --exercise and --no-exercise: leave one out'
run 2 "no value" "$ASHLAR" run --exercise=yes "$ko"
lines_of_ours 1
done_testing
