#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs the modules of a checked-out repository, none of which is part of this one.
# usage: try.sh [--tap] [--list FILE] [--as OWNER/NAME] [--seconds N] FOLDER
#
# FOLDER is searched for modules; each is given to `ashlar run`, by itself or, where a Makefile
# makes one module of several files, as a folder.  $ASHLAR is the command (build/ashlar).
# FILE (docs/modules.md) has, below the heading "## OWNER/NAME", a table of what was run, for which
# Linux (--era), and what came of it; a row may have parameters or several files, for what does not
# stand alone, and … in a result stands for what is never the same twice.
# OWNER/NAME is the repository's; without it, FOLDER's own name with the first + for a slash.
#
# What does not compile for the newest Linux is tried for older ones.
#
# expect/OWNER+NAME beside this script says what modules are to do, so that it is seen whether they
# do their job:
#	module WORDS		of those that follow, a row's first words
#	era RELEASE		which Linux it is for
#	options WORDS		more for `ashlar run`
#	include FOLDER		where it has headers
#	do STEP			a step of --exec
#	says TEXT		a part of a line that must come of it
#	mistake TEXT		likewise, of a mistake that it is there to make
#	why TEXT		why it does not run, where that is not plain
#
# Prints that part of FILE anew; with --tap, whether it still is true.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
ashlar=$(realpath "${ASHLAR:-$here/build/ashlar}")
list=$here/docs/modules.md
name='' tap=no seconds=60

usage() {
	sed -n '/^# usage/s/# //p' "$0" >&2
	exit 2
}

while [[ ${1:-} == --* ]]; do
	case $1 in
	--tap) tap=yes ;;
	--list) list=$(realpath "${2:?$1 which file?}") ;;
	--as) name=${2:?$1 which repository?} ;;
	--seconds) seconds=${2:?$1 how many?} ;;
	*) usage ;;
	esac
	[ "$1" = --tap ] || shift
	shift
done
[ $# = 1 ] || usage
[ -x "$ashlar" ] || { echo "try.sh: no command $ashlar; build it or set ASHLAR" >&2; exit 2; }
cd "$1" 2>/dev/null || { echo "try.sh: no folder $1" >&2; exit 2; }
base=$(basename "$PWD")
: "${name:=${base/+//}}"

expect=$here/tests/modules/expect/${name/\//+}

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

# ---- what to run ---------------------------------------------------------------------------------

# The rows of this repository in the list: words, a tab, what came of it; the era is tried anew.
rows() {
	[ -e "$list" ] || return 0
	awk -v name="$name" '
		/^## / { here = index($0 " ", "## " name " ") == 1 }
		here && /^\| `/ {
			sub(/^\| `/, ""); sub(/ *\|[ \t]*$/, "")
			at = index($0, "` | ")
			said = substr($0, at + 4)
			print substr($0, 1, at - 1) "\t" substr(said, index(said, "| ") + 2)
		}' "$list"
}

# Files that make a module by themselves; what modpost leaves behind is none.
singles() {
	find . -name '*.c' ! -name '*.mod.c' -print0 |
		xargs -0 grep -lE '\<(MODULE_LICENSE|module_init|init_module)\>' /dev/null |
		sed 's|^\./||'
}

# Has a Makefile a line NAME-objs or NAME-y that lists a module's parts?
lists_parts() {
	sed -nE 's/^[[:space:]]*([^#:+=[:space:]]+)-(objs|y)[[:space:]]*[:+]?=.*/\1/p' "$1" |
		grep -qvxE 'ccflags|subdir-ccflags|asflags|ldflags|obj'
}

# The folders whose Makefile makes one module, and that of several files.
composites() {
	find . \( -name Makefile -o -name Kbuild \) -print | while read -r file; do
		folder=$(dirname "${file#./}")
		grep -qE '^[^#]*obj-m' "$file" && lists_parts "$file" &&
			[ "$(grep -cE "^$folder/[^/]*$" "$work/singles")" = 1 ] && echo "$folder"
	done
}

# Everything to run: the rows, what is expected of more words, and what none of them names.
targets() {
	{
		rows | cut -f 1
		[ ! -e "$expect" ] || sed -nE 's/^module[[:space:]]+(.* .*)/\1/p' "$expect"
	} | sort -u | tee "$work/rows"
	tr ' ' '\n' <"$work/rows" >"$work/named"
	singles >"$work/singles"
	composites | grep -vxF -f "$work/named" | tee "$work/folders"
	cat "$work/folders" >>"$work/named"
	while read -r file; do
		grep -qxF -e "$file" -e "$(dirname "$file")" "$work/named" || echo "$file"
	done <"$work/singles"
}

# ---- what came of it -----------------------------------------------------------------------------

# first PATTERN: the group in the first line that matches an extended regular expression.
first() {
	sed -nE "s/.*$1.*/\1/p" "$work/said" | head -1
}

# What is missing in a source that does not compile.
needs() {
	local what
	what=$(first 'fatal error: (.*): No such file')
	[ -n "$what" ] && echo "needs \`<$what>\`" && return
	what=$(first 'error: implicit declaration of function .([A-Za-z0-9_]+)')
	[ -n "$what" ] && echo "needs \`$what()\`" && return
	what=$(first "error: ‘([A-Za-z0-9_]+)’ undeclared")
	[ -n "$what" ] && echo "needs \`$what\`" && return
	what=$(first 'error: (.*)')
	: "${what:=$(first 'Error: (.*)')}" "${what:=$(tail -1 "$work/said")}"
	echo "does not compile: ${what%% \[-W*}"
}

# What did not come as far as a module file.
waits=$'\t(needs|does not compile)'

# The mistakes that were reported: the first by name, and what was not given back.
mistakes() {
	local text leak
	text=$(grep -m 1 -E '^(BUG[: ]|WARNING: [a-z]|general protection|Kernel panic|Unable to)' \
		"$work/said")
	if [ -z "$text" ]; then
		text=$(grep -m 1 -A 1 -e '-\[ cut here \]-' "$work/said" | tail -1)
		text=$(sed -E 's/^WARNING: .* ([A-Za-z0-9_]+)[.+].*/WARNING in \1()/' <<<"$text")
	fi
	text=$(sed -E 's/^BUG:? //; s/ \((Not tainted|Tainted: [A-Z ]+)\)//' <<<"$text")
	text=$(sed -E 's/0x[0-9a-f]{6,}|\b[0-9a-f]{12,16}\b/…/g' <<<"$text")
	text=$(sed -E 's/ at [^ ]+:[0-9]+$//; s/[|]/ /g' <<<"$text")
	leak=$(sed -nE 's/.*: ([0-9]+ allocations?) (was|were) (not given back).*/\1 \3/p' \
		"$work/said" | head -1)
	[ -n "$text$leak" ] || text=$(first 'ashlar: (.*)')
	echo "${text:-}${text:+${leak:+; }}$leak"
}

# verdict STATUS: one line from the exit status and the log.
verdict() {
	local what
	case $1 in
	0) echo "runs clean" ;;
	1)
		what=$(first 'Unknown symbol ([A-Za-z0-9_]+)')
		[ -n "$what" ] && echo "not inserted: Unknown symbol \`$what\`" && return
		what=$(first 'its init function returned (-E[A-Z0-9_]+)')
		[ -n "$what" ] && echo "runs; its init function returns $what" && return
		echo "not inserted: $(first 'could not insert module [^:]*: (.*)')"
		;;
	2)
		grep -q 'Invalid module format' "$work/said" &&
			echo "not inserted: Invalid module format" && return
		needs
		;;
	3) echo "runs; found: $(mistakes)" ;;
	124) echo "no end after $seconds seconds" ;;
	*) echo "**exit $1**" ;;
	esac
}

# expected WORDS KEY: what the expectations have under KEY for a module, a line each.
expected() {
	[ -e "$expect" ] || return 0
	awk -v words="$1" -v key="$2" '
		$1 == "module" { sub(/^module[ \t]+/, ""); here = $0 == words; next }
		here && $1 == key { sub(/^[ \t]*[a-z]+[ \t]+/, ""); print }' "$expect"
}

# Does the log have all that it is to say?
does_its_job() {
	local says
	while read -r says; do
		grep -qF -e "$says" "$work/said" || return 1
	done < <(expected "$1" says; expected "$1" mistake)
	[ -n "$(expected "$1" mistake)" ] || ! grep -q '<- unexpected$' "$work/said"
}

# A module that runs: does it do what it is expected to do?
judge() {
	local text=$2 is_expected
	is_expected=$(expected "$1" says; expected "$1" do; expected "$1" mistake)
	if [ -z "$is_expected" ]; then
		echo "$text"
	elif ! does_its_job "$1"; then
		echo "$text, but **does not do its job**"
	elif [ "$text" = "runs clean" ]; then
		echo "does its job, unloads clean"
	else
		echo "does its job; ${text#runs; }"
	fi
}

# run_in ERA WORDS: one run; its status.
run_in() {
	local words options=() folders=() line
	read -ra words <<<"$2"
	[ -e "$2" ] && words=("$2")
	[ -z "$1" ] || options+=(--era "$1")
	while read -r line; do
		read -ra folders <<<"$line"
		options+=("${folders[@]}")
	done < <(expected "$2" options)
	while read -r line; do
		options+=(--exec-line "$line")
	done < <(expected "$2" do)
	local flags=
	while read -r line; do
		flags+=" -I$PWD/$line"
	done < <(expected "$2" include)
	KCPPFLAGS="${KCPPFLAGS:-}$flags" timeout -k 5 "$seconds" "$ashlar" run "${options[@]}" \
		"${words[@]}" >"$work/log" 2>&1 </dev/null
}

# try WORDS: run one and say for which Linux, and what came of it.  A path with blanks is one word.
try() {
	local status era eras why text
	eras=$(expected "$1" era)
	for era in ${eras:-newest 5.x 4.x 3.x 2.6 2.6.20}; do
		run_in "${era#newest}" "$1"
		status=$?
		sed -E 's/^\[ *[0-9.]+\] //' "$work/log" >"$work/said"
		text=$(verdict $status)
		[[ $'\t'$text =~ $waits ]] || break
		# What is missing for the newest is what is told.
		: "${why:=$text}"
	done
	if [[ $'\t'$text =~ $waits ]]; then
		why=$(expected "$1" why)${why:+}
		[ -n "$why" ] && text="needs more: $why"
		era=newest
	else
		text=$(judge "$1" "$text")
		why=$(expected "$1" why)
		[ -z "$why" ] || text="$text ($why)"
	fi
	printf '%s\t%s\t%s\n' "$1" "$era" "$text"
}

# ---- the two ways to tell ------------------------------------------------------------------------

# matches RESULT LISTED: is it what the list says?
matches() {
	# shellcheck disable=SC2053 # the right side is a pattern
	[ "$1" = "$2" ] || [[ $2 == *…* && $1 == ${2//…/*} ]]
}

listed() {
	rows | awk -F '\t' -v words="$1" '$1 == words { print $2; exit }'
}

print_part() {
	local count what words era result said
	grep -m 1 -e "^## $name " -e "^## $name$" "$list" 2>/dev/null || echo "## $name"
	echo
	grep -vE "$waits" "$work/results" >"$work/ran" && {
		echo "| module | for | result |"
		echo "|---|---|---|"
		while IFS=$'\t' read -r words era result; do
			said=$(listed "$words")
			matches "$result" "$said" && result=$said
			echo "| \`$words\` | ${era/newest/6.x} | $result |"
		done <"$work/ran"
		echo
	}
	# The others, by what they wait for.
	grep -E "$waits" "$work/results" | cut -f 3 | LC_ALL=C sort | uniq -c |
		LC_ALL=C sort -k 1,1rn -k 2 | while read -r count what; do
		echo "- $count, $what:" "$(awk -F '\t' -v what="$what" '$3 == what {
			printf "%s`%s`", n++ ? ", " : "", $1 }' "$work/results")"
	done
}

print_tap() {
	local nr=0 bad=0 words era result said
	echo "TAP version 13"
	echo "1..$(wc -l <"$work/results")"
	while IFS=$'\t' read -r words era result; do
		nr=$((nr + 1))
		said=$(listed "$words")
		if matches "$result" "$said"; then
			echo "ok $nr - $words: $result"
		elif [ -z "$said" ] && [[ $'\t'$result =~ $waits ]]; then
			echo "ok $nr - $words # SKIP $result"
		else
			echo "not ok $nr - $words: $result"
			echo "# listed: ${said:-not at all}"
			bad=1
		fi
	done <"$work/results"
	return $bad
}

targets | while read -r words; do
	try "$words"
done | LC_ALL=C sort -u >"$work/results"

if [ $tap = yes ]; then
	print_tap
else
	print_part
fi
