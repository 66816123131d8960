#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Modules that need each other: modprobe's order, references, and what modinfo says.
. "$(dirname "$0")/tap.inc"
export XDG_RUNTIME_DIR=$work/run
unset ASHLAR_MACHINE
mkdir -m 700 "$XDG_RUNTIME_DIR"

halt_and_clean() {
	local lock
	for lock in "$XDG_RUNTIME_DIR"/ashlar/*/lock; do
		[ -s "$lock" ] && kill -9 "$(cat "$lock")" 2>/dev/null
	done
	rm -rf "$work"
}
trap halt_and_clean EXIT

# module NAME EXPORTS CALLS [TEXT]: exports NAME_EXPORTS(), and calls functions in its init.
module() {
	{
		echo '#include <linux/init.h>'
		echo '#include <linux/module.h>'
		[ -n "$2" ] && echo "int $1_$2(void); int $1_$2(void) { return 1; }"
		[ -n "$2" ] && echo "EXPORT_SYMBOL($1_$2);"
		for call in $3; do echo "int $call(void);"; done
		echo 'static int number = 1; module_param(number, int, 0444);'
		echo 'MODULE_PARM_DESC(number, "how many");'
		echo "static int __init start(void) { pr_info(\"in: $1 %d\\n\", number"
		for call in $3; do echo "+ $call()"; done
		echo '); return 0; }'
		echo 'static void __exit end(void) { }'
		echo 'module_init(start); module_exit(end); MODULE_LICENSE("GPL");'
		echo "${4:-}"
	} >"$work/src/$1.c"
	echo "obj-m += $1.o" >>"$work/src/Makefile"
}

mkdir "$work/src"
module top "" "middle_call base_call" 'MODULE_SOFTDEP("pre: early absent post: late-one");
	MODULE_ALIAS("char-major-240-*"); MODULE_AUTHOR("A"); MODULE_DESCRIPTION("at the top");'
module middle call base_call
module other "" base_call
module base call ""
module early "" ""
module late_one "" ""
run 0 "build" "$ASHLAR" run -q -o "$work/out" "$work/src"
ko=$work/out/0

order() { # WHAT LIST: of the last output's "insmod PATH" lines
	[ "$(printf '%s\n' "$out" | sed -n 's|^insmod .*/\(.*\)\.ko.*|\1|p' | xargs)" = "$2" ]
	found $? "$1"
}

run 0 "show-depends" "$ASHLAR" modprobe -D -d "$ko" top number=4
order "order" "early base middle top late_one"
says 'top.ko number=4'
run 0 "of one that needs little" "$ASHLAR" modprobe -D -d "$ko" base
order "order" "base"
run 1 "of none" "$ASHLAR" modprobe -D -d "$ko" nothere
says "FATAL: Module nothere not found in directory $ko"
run 0 "by its alias" "$ASHLAR" modprobe -D -d "$ko" char-major-240-7
order "order" "early base middle top late_one"
run 0 "with a dash for an underscore" "$ASHLAR" modprobe -D -d "$ko" late-one
order "order" "late_one"
run 2 "without a name" "$ASHLAR" modprobe -d "$ko"
run 2 "two names" "$ASHLAR" modprobe -d "$ko" base top
run 2 "no such folder" "$ASHLAR" modprobe -D -d "$work/nothere" base
says 'is no folder'
run 2 "-r with parameters" "$ASHLAR" modprobe -r base number=1
run 2 "without a machine" "$ASHLAR" modprobe -d "$ko" base
says 'no machine runs'
lines_of_ours 1

# ---- in a machine

run 0 "boot" "$ASHLAR" boot
run 0 "a module by itself" "$ASHLAR" insmod "$ko/base.ko"
run 0 "modprobe" "$ASHLAR" modprobe -d "$ko" top number=4
run 0 "the log" "$ASHLAR" dmesg
[ "$(printf '%s\n' "$out" | sed -n 's/.* in: //p' | xargs)" = \
	"base 1 early 1 middle 2 top 6 late_one 1" ]
found $? "each once, in order"
run 0 "modprobe again" "$ASHLAR" modprobe -d "$ko" top
run 0 "another that needs base" "$ASHLAR" modprobe -d "$ko" other
run 0 "lsmod" "$ASHLAR" lsmod
matches '^base +[0-9]+  3 (other,top,middle|.*)$'
matches '^middle +[0-9]+  1 top$'
matches '^late_one +[0-9]+  0 $'
run 0 "/proc/modules" "$ASHLAR" cat /proc/modules
matches '^middle [0-9]+ 1 top, Live 0x[0-9a-f]+$'
matches '^top [0-9]+ 0 - Live 0x[0-9a-f]+$'
run 1 "rmmod of one in use" "$ASHLAR" rmmod middle
says 'ERROR: Module middle is in use by: top'
run 1 "modprobe -r of it" "$ASHLAR" modprobe -r middle
says 'ERROR: Module middle is in use by: top'
run 0 "modprobe -r" "$ASHLAR" modprobe -r top
run 0 "lsmod" "$ASHLAR" lsmod
says_not middle
matches '^base +[0-9]+  1 other$'
run 0 "modprobe -r of the other" "$ASHLAR" modprobe -r other
run 0 "lsmod" "$ASHLAR" lsmod
says_not base
says early
run 1 "modprobe -r of what is not there" "$ASHLAR" modprobe -r top
says 'ERROR: Module top is not currently loaded'
run 0 "modprobe of sources" "$ASHLAR" modprobe -d "$work/src" other
run 0 "halt" "$ASHLAR" halt

# ---- modinfo

run 0 "modinfo" "$ASHLAR" modinfo "$ko/top.ko"
matches "^filename:       $ko/top.ko\$"
matches '^description:    at the top$'
matches '^license:        GPL$'
matches '^author:         A$'
matches '^alias:          char-major-240-\*$'
matches '^softdep:        pre: early absent post: late-one$'
matches '^depends:        base,middle$'
matches '^name:           top$'
matches '^vermagic:       ashlar-'
matches '^parm:           number:how many \(int\)$'
run 0 "of a source" "$ASHLAR" modinfo "$modules/hello.c"
matches "^filename:       $modules/hello.c\$"
matches '^parm:           word:charp$'
run 0 "of a folder" "$ASHLAR" modinfo "$work/src"
matches "^filename:       $work/src/middle.ko\$"
run 0 "a field" "$ASHLAR" modinfo -F depends "$ko/top.ko"
[ "$out" = base,middle ]
found $? "and nothing else"
run 0 "a field that it has not" "$ASHLAR" modinfo -F firmware "$ko/top.ko"
[ -z "$out" ]
found $? "is not there"
run 0 "as JSON" "$ASHLAR" modinfo --format json "$ko/top.ko" "$ko/base.ko"
printf '%s\n' "$out" | python3 -c '
import json, sys
top, base = json.load(sys.stdin)
assert top["depends"] == ["base,middle"] and base["name"] == ["base"]
assert top["parm"] == ["number:how many (int)"]'
verdict $? "which is JSON"
echo nonsense >"$work/bad.ko"
run 1 "of what is no module" "$ASHLAR" modinfo "$work/bad.ko"
says 'bad.ko: it is not an ELF file'
run 2 "of what is not there" "$ASHLAR" modinfo "$work/nothere.ko"
run 2 "without a file" "$ASHLAR" modinfo
run 2 "as something else" "$ASHLAR" modinfo --format xml "$ko/top.ko"

# ---- a circle

rm -r "$work/src" && mkdir "$work/src"
module left call right_call
module right call left_call
run 1 "a circle" "$ASHLAR" run -q -o "$work/circle" "$work/src"
run 1 "modprobe of it" "$ASHLAR" modprobe -D -d "$work/circle/0" left
says 'FATAL: modules right and left need each other'

done_testing
