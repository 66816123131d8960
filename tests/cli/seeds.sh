#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Threads that take turns: what ashlar check --seeds finds in the modules of tests/races, that one
# number repeats a run to the byte, and that their corrected twins are clean.
. "$(dirname "$0")/tap.inc"
races=$(dirname "$here")/races

# The first seeds find nearly everything; which they are differs from compiler to compiler, and
# whenever the core changes.
explore() { # RULE MODULE OPTION...: status and $out of the first seeds that find it
	local from=1 nr=40
	while [ $from -lt 400 ]; do
		out=$(ashlar check --seed $from --seeds $nr "${@:3}" "$2" 2>&1 </dev/null)
		status=$?
		[ $status -gt 1 ] && return
		printf '%s\n' "$out" | grep -qE "^[0-9]+\. $1 at " && return
		from=$((from + nr))
	done
}

# Addresses differ where the host does not let programs have fixed ones.
if setarch -R true 2>/dev/null; then
	same() { cat; }
else
	echo '# the host forbids fixed addresses: they are not compared'
	same() {
		sed -E '/^( *\| )?(\[[^]]*\] )?([A-Z]\w* |[ >])[0-9a-f]{16}: /d
			s/\b(0x)?[0-9a-f]{12,16}\b/ADDR/g'
	}
fi

# The report of the first mistake of RULE, without the command's own calls, which are others.
report() { # RULE
	awk -v "rule=^[0-9]+[.] $1 at" '
		$0 ~ rule { inside = 1; next }
		inside && /^$/ { exit }
		inside && /^   \| / && !/ (run_check|check_run_all|run_seeds|run_all)\+/' | same
}

# Whatever hangs must not hang this.
ashlar() {
	timeout 120 "$ASHLAR" "$@"
}

mkdir "$work/wrong" "$work/right"
cd "$races" || exit 1
for file in *.c; do
	last=${file%.c}
	rule=$(sed -n 's/^ \* finds: //p' "$file")
	eval "options=($(sed -n 's/^ \* options: //p' "$file" | tr '\n' ' '))"
	ashlar run -q --seed 1 --access -o "$work/wrong" "$file" >/dev/null 2>&1
	KCFLAGS=-DCORRECTED ashlar run -q --seed 1 --access -o "$work/right" "$file" >/dev/null 2>&1

	explore "$rule" "$work/wrong/$last.ko" "${options[@]}"
	found $((status != 1)) 'something is found'
	matches "^[0-9]+\. $rule at $last\.c:"
	text=$out
	repeat=$(printf '%s\n' "$out" | grep -A 2 -E "^[0-9]+\. $rule at" |
		sed -n '0,/^   repeat: ashlar /s///p')
	seed=$(printf '%s\n' "$repeat" | sed -n 's/.* --seed \([0-9]*\).*/\1/p')
	echo "# seed $seed"
	eval "out=\$(ashlar $repeat 2>&1)"
	matches "^[0-9]+\. $rule at $last\.c:"
	[ "$(printf '%s\n' "$out" | report "$rule")" = "$(printf '%s\n' "$text" | report "$rule")" ]
	found $? 'the repetition says the same'

	for run in 1 2; do
		ashlar run --access --seed "$seed" "${options[@]}" "$work/wrong/$last.ko" \
			2>&1 </dev/null | same >"$work/log$run"
	done
	cmp "$work/log1" "$work/log2"
	found $? 'two runs print the same, to the byte'
	run 0 "$last, corrected" ashlar check --seeds 50 "${options[@]}" "$work/right/$last.ko"
	says 'no mistakes in 50 runs, each with another order of threads'
done

# ---- time, and the end ---------------------------------------------------------------------------

cd "$modules" || exit 1
out=$(ashlar run --seed 1 turns.c what=sleep 2>&1)
matches '^\[ *3600\.[0-9]+\] turns: an hour has passed'
run 0 'an hour of sleep takes no time' ashlar run -q --seed 2 turns.c what=sleep
run 0 'one that spins lets others go on' ashlar check --seeds 20 turns.c what=spin
run 0 'trylock in a loop' ashlar check --seeds 20 turns.c what=trylock
run 0 'a delay is a time for others' ashlar check --seeds 20 turns.c what=delay
run 0 'jiffies go on in a loop' ashlar check --seeds 5 turns.c what=jiffies
run 3 'a loop without an end' ashlar run -q --seed 1 turns.c what=endless
says 'INFO: task insmod'
says 'goes on without an end'
says 'ashlar: seed 1: threads would go on for ever, so the run ends here'
lines_of_ours 1
run 1 'the same, checked' ashlar check --no-sweep --seed 1 turns.c what=endless
says '1. livelock at turns.c:'
run 3 'what never comes' ashlar run -q --seed 1 turns.c what=forever
matches 'INFO: task insmod:[0-9]+ blocked for more than 120 seconds\.'
says 'ashlar: seed 1: threads cannot go on, so the run ends here'
lines_of_ours 1
matches '^\[ *120\.[0-9]+\] .*forever\+0x[0-9a-f]+/0x[0-9a-f]+ \[turns\]'
run 1 'the sweep, with threads that take turns' ashlar check --seed 3 --limit 20 turns.c what=leak
says ' --seed 3 '
run 1 'a plan and seeds' ashlar check --seeds 3 --fail nth=1 turns.c what=leak
matches 'repeat: ashlar check --seed [0-9]+ --fail nth=1 '

# ---- words ---------------------------------------------------------------------------------------

run 1 'json' ashlar check --seeds 2 --format json turns.c what=leak
says '"runs": ["seed 1", "seed 2"]'
run 1 'tap' ashlar check --seeds 2 --format tap turns.c what=leak
says 'not ok 1 - seed 1'
run 1 'the half of them' ashlar check --seeds 4 --shard 2/2 --format tap turns.c what=leak
says 'not ok 1 - seed 2'
says 'not ok 2 - seed 4'
says '1..2'
for wrong in '--seed 0' '--seed x' '--seed 1x' '--seed' '--seed 1 --fast'; do
	# shellcheck disable=SC2086
	run 2 "run $wrong" ashlar run $wrong turns.c
	lines_of_ours 1
done
for wrong in '--seeds 0' '--seeds x' '--seeds' '--seeds 2 --no-sweep' \
	'--seeds 2 --only kind=vmalloc' '--seed 0'; do
	# shellcheck disable=SC2086
	run 2 "check $wrong" ashlar check $wrong turns.c
	lines_of_ours 1
done
done_testing
