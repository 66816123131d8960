#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is exported is what exports/*.syms list.  usage: symbols.sh [--write] BUILD [ROOT]
#
# exports/libashlar.syms: the dynamic symbols of libashlar.so.
# exports/kernel.syms: what EXPORT_SYMBOL() gives to modules; the same, and nothing else of ours,
# must be dynamic symbols of the ashlar command.
# --write makes kernel.syms anew from the build, for review; libashlar.syms is kept by hand.
set -u
write=no
[ "${1:-}" = --write ] && write=yes && shift
build=$(cd "${1:?usage: symbols.sh [--write] BUILD [ROOT]}" && pwd) || exit 2
cd "${2:-$(dirname "$0")/../..}" || exit 2
status=0

listed() {
	sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$1" | LC_ALL=C sort
}

# Names that EXPORT_SYMBOL() tabled, as the linker knows them: some have a link name of their own.
tabled() {
	nm "$1" | awk '
		{ name = $NF; defined[name] = 1 }
		name ~ /^__ksymtab_/ { table[substr(name, 11)] = 1 }
		END {
			for (name in table)
				print (("ashlar_" name) in defined) ? "ashlar_" name : name
		}' | LC_ALL=C sort -u
}

# Dynamic symbols, without those that stand for another library's data (they carry its version).
dynamic() {
	nm -D --defined-only "$1" |
		awk '$2 != "A" && $NF !~ /@GLIBC/ { sub(/@.*/, "", $NF); print $NF }' |
		LC_ALL=C sort -u
}

# compare WHAT LIST FOUND: report names in one only.
compare() {
	local name
	while read -r name; do
		echo "$1: $name is listed in $2 but not there"
		status=1
	done < <(LC_ALL=C comm -23 <(listed "$2") "$3")
	while read -r name; do
		echo "$1: $name is there but not listed in $2"
		status=1
	done < <(LC_ALL=C comm -13 <(listed "$2") "$3")
}

found=$(mktemp)
trap 'rm -f "$found"' EXIT

tabled "$build/ashlar" >"$found"
if [ $write = yes ]; then
	{
		sed -n '/^#/p' exports/kernel.syms
		cat "$found"
	} >exports/kernel.syms.new && mv exports/kernel.syms.new exports/kernel.syms
	echo "exports/kernel.syms: $(wc -l <"$found") symbols; build again to export them"
	exit 0
fi
compare "EXPORT_SYMBOL" exports/kernel.syms "$found"

# base/string_libc.c is for programs without a C library; here it would replace the fast functions.
for name in memset memcpy memmove strlen; do
	if nm --defined-only "$build/ashlar" | grep -q " [Tt] $name\$"; then
		echo "ashlar: $name is ours, not the C library's: base/string_libc.c is linked in"
		status=1
	fi
done

# What the C library has under the kernel's name, modules get from there, as the command does.
{
	dynamic "$build/ashlar" | grep -Evx '_IO_stdin_used|__bss_start|_edata|_end|_init|_fini'
	nm -D --undefined-only "$build/ashlar" | awk '{ sub(/@.*/, "", $NF); print $NF }' |
		grep -Fx -f <(listed exports/kernel.syms)
} | LC_ALL=C sort -u >"$found"
compare "ashlar" exports/kernel.syms "$found"

dynamic "$build/libashlar.so" >"$found"
compare "libashlar.so" exports/libashlar.syms "$found"

[ $status = 0 ] || exit 1
echo "$(listed exports/kernel.syms | wc -l) for modules," \
	"$(listed exports/libashlar.syms | wc -l) in libashlar"
