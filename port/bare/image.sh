#!/bin/sh
# SPDX-License-Identifier: MIT
# Make an image with modules in it, and programs for user mode.
#
# usage: image.sh KDIR ARCH OUTPUT WORK MODULE.ko... [-- PROGRAM.c... [-- FILE...]]
#
# Each module is an object that Kbuild or `ashlar emu` has made for images.  All that it has is put
# into sections of its own, and its names are hidden but for what it exports; so modules do not meet
# each other, nor the core but by exported names, as if they were loaded.  Names that nobody exports
# stay for the loader to refuse.  kernel/bare/builtin.h says what the table has that is made here.
#
# Each program is compiled and linked by itself, without any library, and is in the image as the
# file that it is (kernel/process/program.c).
#
# Each FILE is the name of a file that the modules' runner may read (cli/bare/host.c); the first is
# WORK/given_0, the next WORK/given_1, and so on.
#
# KDIR and WORK may have blanks, commas and quotes in them, so no path is a part of a list.
#
# Exit status 2: a program does not compile.
set -eu
kdir=$1 arch=$2 output=$3 work=$4
shift 4
emu=$kdir/emu
cc=${CC:-cc}
prefix=${CROSS_COMPILE:-}

machine=$(cat "$emu/$arch.flags")
parts='.modinfo __param __ksymtab alloc_tags kunit_test_suites .data .bss'
table=$work/modules.S
script=$work/modules.lds

# string DIRECTIVE TEXT: a line of assembly; echo might read the backslashes in it.
string() {
	printf '%s "%s"\n' "$1" "$(printf %s "$2" | sed 's/[\\"]/\\&/g')"
}

# program SOURCE NAME NUMBER: to $work/program_NUMBER, and its record in the table.
program() {
	source=$1 name=$2 number=$3
	# The words of KCFLAGS are a shell's, as they are for modules.
	eval "set -- ${KCFLAGS:-}"
	# shellcheck disable=SC2046,SC2086 # flags are words
	$cc $(echo "$machine" | grep -e '^-m[36]' -e '^-march') -O2 -g -ffreestanding \
		-fno-builtin -fno-pie -fno-stack-protector -fno-asynchronous-unwind-tables \
		-static -nostdlib -no-pie -Wl,-Ttext-segment=0x10000000 -Wl,--build-id=none \
		-Wl,-z,max-page-size=4096 -Wl,-z,separate-code -Wl,-z,noexecstack \
		"$@" -o "$work/program_$number" "$source" >&2 || exit 2
	"${prefix}strip" "$work/program_$number"
	echo ".section .rodata"
	string "program_${number}_name: .asciz" "$name"
	echo ".balign 16"
	string "program_$number: .incbin" "$work/program_$number"
	echo "program_${number}_end:"
	echo ".section builtin_programs, \"a\""
	echo "	WORD program_${number}_name, program_$number, program_${number}_end"
}

# given NAME NUMBER: the record of a file in the table.
given() {
	echo ".section .rodata"
	string "given_$2_name: .asciz" "$1"
	string "given_$2: .incbin" "$work/given_$2"
	echo "given_$2_end:"
	echo ".section builtin_files, \"a\""
	echo "	WORD given_$2_name, given_$2, given_$2_end"
}

# symbol_of SECTION: what the script calls it.
symbol_of() {
	echo "$1" | tr -d .
}

# take MODULE NUMBER: to $work/NUMBER.o, and what it needs and exports beside it.
take() {
	object=$work/$2.o m=builtin_$2
	cp "$1" "$object"
	"${prefix}nm" -u "$object" | awk '{ print $2 }' |
		grep -v -e '^__percpu_room_end$' >"$object.needs" || true
	"${prefix}nm" "$object" | sed -n 's/.* __ksymtab_//p' >"$object.exports"
	"${prefix}nm" --defined-only "$object" | awk '{ print $3 }' >"$object.defined"
	set -- --keep-global-symbol="${m}_init" --keep-global-symbol="${m}_exit" \
		--keep-global-symbol="${m}_this"
	while read -r export; do
		set -- "$@" --keep-global-symbol="$export"
	done <"$object.exports"
	"${prefix}objcopy" --redefine-sym "init_module=${m}_init" \
		--redefine-sym "cleanup_module=${m}_exit" \
		--redefine-sym "__this_module=${m}_this" "$object"
	"${prefix}objcopy" "$@" "$object"
	"${prefix}objcopy" --prefix-alloc-sections=".${m}_" "$object"
	# Interrupts look for sequences of all code in one table.
	"${prefix}objcopy" --rename-section ".${m}_sequences=sequences" "$object"
}

# place NUMBER: the part of the linker's script for a module.
place() {
	m=builtin_$1
	echo "	.$m : AT(ADDR(.$m) - BASE) ALIGN(4096) {"
	echo "		${m}_start = .;"
	echo "		*(.${m}_.text .${m}_.text.* .${m}_.init.text .${m}_.exit.text)"
	echo "		${m}_code_end = .;"
	echo "		*(.${m}_.rodata .${m}_.rodata.*)"
	for part in $parts; do
		echo "		. = ALIGN(32); ${m}_$(symbol_of "$part") = .;"
		echo "		*(.${m}_$part .${m}_$part.*)"
		echo "		${m}_$(symbol_of "$part")_end = .;"
	done
	if "${prefix}objdump" -h "$work/$1.o" | grep -q "\.${m}_percpu_data"; then
		echo "		. = ALIGN(4096); ${m}_percpu_data = .;"
		for part in _first _aligned ''; do
			echo "		*(.${m}_percpu_data$part)"
		done
		echo "		*(.${m}_percpu_data_read_mostly)"
		echo "		${m}_percpu_data_end = .; ${m}_percpu_room = .;"
		# 32768 is PCPU_UNIT_SIZE; one unit more than CONFIG_NR_CPUS.
		echo "		. += (64 + 1) * 32768 - (${m}_percpu_data_end - ${m}_percpu_data);"
		echo "		${m}_percpu_room_end = .;"
	fi
	echo "		*(.${m}_*)"
	echo "		${m}_end = .;"
	echo "	} :image"
}

# names LABEL FILE: a list of names, as the table has it.
names() {
	i=0
	while read -r one; do
		i=$((i + 1))
		echo "$1_$i: .asciz \"$one\""
	done <"$2"
	echo ".balign 8"
	echo "$1:"
	j=0
	while [ $j -lt $i ]; do
		j=$((j + 1))
		echo "	WORD $1_$j"
	done
	echo "	WORD 0"
}

# address NUMBER NAME SYMBOL: of a name that the module may have.
address() {
	if grep -qx "$2" "$work/$1.o.defined"; then
		echo "	WORD builtin_$1_$3"
	else
		echo "	WORD 0"
	fi
}

# describe NAME NUMBER: the module's record in the table.
describe() {
	m=builtin_$2
	echo ".section .rodata"
	names "${m}_needs" "$work/$2.o.needs"
	names "${m}_exports" "$work/$2.o.exports"
	echo "${m}_name: .asciz \"$1\""
	echo "${m}_path: .asciz \"$1\""
	all=$parts
	if grep -q "${m}_percpu_room" "$script"; then
		all="$all percpu_data percpu_room"
	fi
	for part in $all; do
		echo "${m}_part_$(symbol_of "$part"): .asciz \"$part\""
	done
	echo ".balign 8"
	echo "${m}_parts:"
	for part in $all; do
		part=$(symbol_of "$part")
		echo "	WORD ${m}_part_$part, ${m}_$part, ${m}_${part}_end"
	done
	echo "	WORD 0, 0, 0"
	echo ".section builtin_modules, \"aw\""
	echo "	WORD ${m}_name, ${m}_path, ${m}_start, ${m}_end, ${m}_code_end, ${m}_parts"
	echo "	WORD ${m}_needs, ${m}_exports"
	address "$2" __this_module this
	address "$2" init_module init
	address "$2" cleanup_module exit
}

cat >"$table" <<'END'
#if __SIZEOF_LONG__ == 8
#define WORD .quad
#else
#define WORD .long
#endif
.section .note.GNU-stack, "", @progbits
.section builtin_modules, "aw"
.balign 8
END
echo "SECTIONS {" >"$script"
number=0
objects=
for module; do
	shift
	[ "$module" != -- ] || break
	take "$module" $number
	place $number >>"$script"
	describe "$(basename "$module" .ko | tr - _)" $number >>"$table"
	objects="$objects -l:$number.o"
	number=$((number + 1))
done
echo "} INSERT AFTER .data;" >>"$script"
[ $number != 0 ] || : >"$script"
number=0
for source; do
	shift
	[ "$source" != -- ] || break
	program "$source" "$(basename "$source" .c)" $number >>"$table"
	number=$((number + 1))
done
number=0
for name; do
	given "$name" $number >>"$table"
	number=$((number + 1))
done

# shellcheck disable=SC2086 # flags and objects are words
sh "$emu/link.sh" "$output" "$work/names" "${prefix}nm" -- $cc $machine -nostdlib -static -no-pie \
	-L"$work" -L"$emu" -T "$script" -T "$emu/$arch.lds" -Wl,--build-id=none \
	-Wl,-z,max-page-size=4096 -Wl,-z,noexecstack -Wl,--no-warn-rwx-segments \
	-Wl,--unresolved-symbols=ignore-all -Wno-unused-command-line-argument "$table" $objects \
	-Wl,--whole-archive "$emu/libashlar-$arch.a" "$emu/librun-$arch.a" -Wl,--no-whole-archive
