#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A guided tour: the modules of examples/modules, run with the commands in their head comments.
# usage: demo.sh BUILD
#
# Works in a copy, so that building leaves nothing in the tree.  Ends with status 1 when a command
# does not end with the status that its comment promises (0 where it says nothing).
set -u
name=${1:?usage: demo.sh BUILD}
build=$(cd "$name" && pwd) || exit 2
cd "$(dirname "$0")/../examples/modules" || exit 2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r . "$scratch"
cd "$scratch" || exit 2
export PATH=$build:$PATH
failed=0
bold='' plain=''
[ -t 1 ] && bold=$'\033[1m' plain=$'\033[0m'

# show FILE: what it is about, then its commands with their output.
show() {
	local title command want status
	title=$(sed -n '3s/^ \* *//p' "$1")
	printf '\n%s== %s: %s%s\n' "$bold" "$1" "$title" "$plain"
	while IFS=$'\t' read -r want command; do
		printf '\n%s$ %s%s\n' "$bold" "$command" "$plain"
		bash -c "$command" </dev/null
		status=$?
		[ "$status" = 0 ] || echo "(exit status $status)"
		[ "$status" = "$want" ] && continue
		echo "demo: '$command' ended with status $status, not $want" >&2
		failed=1
	done < <(commands "$1")
}

# commands FILE: "STATUS<tab>COMMAND" for each; "$ echo $?" tells the status of the one before.
commands() {
	sed -n 's/^ \*\t//p' "$1" | awk '
		/^\$ echo \$\?$/ { getline status; next }
		/^\$ / {
			if (command != "") print status + 0 "\t" command
			command = substr($0, 3)
			status = 0
		}
		END { if (command != "") print status + 0 "\t" command }'
}

for example in bytes.c pages_bytes_vmalloc.c zones.c high.c counters.c pool.c unwind.c \
	records/main.c leak.c; do
	show "$example"
done
[ $failed = 0 ] || exit 1
printf '\nThat was the tour. Try a module of your own: %s/ashlar run FILE.c\n' "$name"
