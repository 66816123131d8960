#!/bin/sh
# SPDX-License-Identifier: MIT
# Link an image, twice: the second time with the table of its own symbols.
#
# usage: link.sh OUTPUT WORK NM -- LINK_COMMAND...
#
# OUTPUT is appended to LINK_COMMAND behind -o, the table, an assembly file WORK.S, in front of it.
set -eu
output=$1 work=$2 nm=$3
shift 4

mkdir -p "$(dirname "$work")"

# kernel/bare/symbols.c reads it.
table() {
	awk '
	BEGIN {
		print ".section .image_names, \"a\", @progbits"
		print ".balign 8"
		print ".globl image_names_start, image_names_end, image_name_texts"
		print "image_names_start:"
	}
	NF == 4 && $3 ~ /^[tTwWdDbBrR]$/ && $4 !~ /^(\.L|image_name|builtin_[0-9]+_)/ {
		print "#if __SIZEOF_LONG__ == 8\n.quad 0x" $1 "\n#else\n.long 0x" $1 "\n#endif"
		print ".long 0x" substr($2, length($2) - 7) ", " at + 0
		texts = texts ".asciz \"" $4 "\"\n"
		at += length($4) + 1
	}
	END {
		print "image_names_end:"
		print "image_name_texts:"
		printf "%s", texts
		print ".section .note.GNU-stack, \"\", @progbits"
	}'
}

"$@" -o "$work.first"
"$nm" -n -S "$work.first" | table >"$work.S"
"$@" "$work.S" -o "$output"
