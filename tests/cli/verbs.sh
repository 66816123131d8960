#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Verbs, help, the manual page, and wrong usage.
. "$(dirname "$0")/tap.inc"
man=$here/../../docs/ashlar.1

run 0 "ashlar --help" "$ASHLAR" --help
for verb in run check bench kdir version help; do
	matches "^  $verb +[A-Z]"
done
run 0 "ashlar help" "$ASHLAR" help
run 0 "ashlar help run" "$ASHLAR" help run
help=$out
run 0 "ashlar run --help" "$ASHLAR" run --help
[ "$out" = "$help" ]
verdict $? "ashlar run --help is ashlar help run"
run 0 "ashlar kdir --help" "$ASHLAR" kdir --help
run 0 "ashlar --version" "$ASHLAR" --version
matches '^ashlar [0-9]+\.[0-9]+'
matches '^modules: ashlar-'
run 0 "ashlar kdir" "$ASHLAR" kdir
[ -e "$out/Makefile" ] && [ -e "$out/include/linux/module.h" ]
verdict $? "ashlar kdir: has a Makefile and headers"

# Each option of the help is in the manual page, and the other way round.
options_of_help=$(printf '%s\n' "$help" | sed -n 's/^  *\(-., \)\?--\([a-z]*\).*/\2/p' | sort -u)
options_of_man=$(sed -n '/^\.SS run/,/^\.SS check/s/.*\\-\\-\([a-z][a-z]*\).*/\1/p' "$man" |
	sort -u)
[ -n "$options_of_help" ] && [ "$options_of_help" = "$options_of_man" ]
verdict $? "manual page and help have the same options"
options_of_help=$("$ASHLAR" help check | sed -n '/^And these/q
	s/^  *\(-., \)\?--\([a-z-]*\).*/\2/p' | sort -u)
# The line behind a .TP names it.
options_of_man=$(awk '/^\.SS/ { here = $2 == "check" }
	here && tagged { gsub(/\\-/, "-"); if (match($0, /--[a-z-]+/))
		print substr($0, RSTART + 2, RLENGTH - 2) }
	{ tagged = /^\.TP/ }' "$man" | sort -u)
[ -n "$options_of_help" ] && [ "$options_of_help" = "$options_of_man" ]
verdict $? "manual page and help have the same options of check"
for verb in run check bench kdir version help; do
	grep -q "^\.SS $verb$" "$man"
	verdict $? "manual page has the verb $verb"
done

run 2 "no verb" "$ASHLAR"
lines_of_ours 1
run 2 "unknown verb" "$ASHLAR" frobnicate
says 'unknown verb frobnicate'
lines_of_ours 1
run 2 "unknown verb for help" "$ASHLAR" help frobnicate
says 'unknown verb frobnicate'
run 2 "unknown option" "$ASHLAR" run --frobnicate x.c
says 'unknown option --frobnicate'
lines_of_ours 1
run 2 "option without its value" "$ASHLAR" run --mem
says '--mem wants a value'
run 2 "value for an option without" "$ASHLAR" run --fast=yes x.c
says '--fast takes no value'
run 2 "too many words" "$ASHLAR" kdir here
says 'one word too many'
run 2 "no module" "$ASHLAR" run
says 'which module?'
run 2 "parameter before any module" "$ASHLAR" run a=1
says 'a=1 stands before any module'
done_testing
