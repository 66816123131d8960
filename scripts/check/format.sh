#!/bin/sh
# SPDX-License-Identifier: MIT
# clang-format decides the layout of every C file.  usage: format.sh [--fix] [ROOT]
set -u
mode="--dry-run -Werror"
if [ "${1:-}" = --fix ]; then
	mode="-i"
	shift
fi
here=$(cd "$(dirname "$0")" && pwd)
root=${1:-$(cd "$here/../.." && pwd)}
cd "$root" || exit 2
tool=$(command -v clang-format-14 || command -v clang-format) || {
	echo "clang-format is missing"
	exit 2
}
list=$(PYTHONPATH=$here PYTHONDONTWRITEBYTECODE=1 python3 -c '
import tree
print("\n".join(tree.files(r"\.[ch]$")))' "$root")
[ -n "$list" ] || {
	echo "0 files"
	exit 0
}
count=$(echo "$list" | wc -l)
# shellcheck disable=SC2086 # the mode is two words
wrong=$(echo "$list" | tr '\n' '\0' |
	xargs -0 -n 16 -P "$(nproc)" "$tool" --style=file $mode 2>&1 |
	sed -n 's/^\([^ :]*:[0-9]*\):[0-9]*: error:.*/\1: clang-format has it otherwise/p' |
	sort -t: -k1,1 -k2,2n -u)
[ -z "$wrong" ] && echo "$count files" && exit 0
echo "$wrong"
echo "$(echo "$wrong" | cut -d: -f1 | sort -u | wc -l) of $count files; make format mends it"
exit 1
