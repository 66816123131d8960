#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ashlar emu: names and words that are no plain ones, and what is left where it is ended.
. "$(dirname "$0")/tap.inc"

cd "$work" || exit 1
mkdir first second "a folder" 't,m"p\n'
for folder in first second; do
	cat >$folder/same.c <<END
#include <linux/module.h>
static char *what = "nothing";
module_param(what, charp, 0444);

static int __init same_init(void)
{
	pr_info("$folder says %s\n", what);
#ifdef WORDS
	pr_info("built with %s\n", WORDS);
#endif
	return 0;
}

static void __exit same_exit(void)
{
}

module_init(same_init);
module_exit(same_exit);
MODULE_LICENSE("GPL");
END
	echo 'int main(void) { return 0; }' >$folder/program.c
done
cp first/same.c 'a folder/odd "name"=x.c'

# What is refused before anything is built.
refused() { # WHY NAME WORD...
	run 2 "$2" "$ASHLAR" emu "${@:3}"
	says "$1"
	lines_of_ours 1
}
for size in 18014398509481985G -18446744073709551552M ' 64M' +64M; do
	refused "--mem $size: it takes 64M to 1024G" "memory '$size'" --mem "$size" first/same.c
done
refused '--user second/program.c: first/program.c has the same name' 'two programs of a name' \
	-u first/program.c -u second/program.c
head -c 2M /dev/zero >large
refused 'large: an image has room for 1048576 bytes of it' 'a file that is copied, and read whole' \
	--exec-line 'copyin large /dev/x' --exec-line 'write file:large' first/same.c

# On the host and in an image.
both() { # CODE NAME WORD...
	run "$1" "run: $2" "$ASHLAR" run "${@:3}"
	"$check"
	[ -n "$images" ] || return
	run "$1" "emu: $2" "$ASHLAR" emu --mem 256M --timeout 120 "${@:3}"
	"$check"
}

images=
if command -v qemu-system-x86_64 >/dev/null &&
	[ -e "$("$ASHLAR" kdir)/emu/libashlar-x86_64.a" ]; then
	images=yes
fi

first_is_refused_twice() {
	says 'first says nothing'
	says_not 'second says'
	says 'a module of the name same is there already'
}
check=first_is_refused_twice
both 1 'two modules of a name' first/same.c second/same.c

odd() {
	says 'first says file.c'
	says 'built with a "b"'
}
check=odd
export KCFLAGS='-DWORDS="\"a \\\"b\\\"\""'
both 0 'an odd name, a parameter like one, flags with blanks' 'a folder/odd "name"=x.c' what=file.c
unset KCFLAGS

mkdir plain
cp first/same.c plain
echo 'obj-m := same.o' >plain/Makefile
check=true
export TMPDIR=second
both 0 'a folder, where results have a relative place' plain
unset TMPDIR

if [ -z "$images" ]; then
	echo '# SKIP no qemu-system-x86_64, or this build has no images: the rest'
	done_testing
fi
echo 'void _start(void) { __asm__("syscall" : : "a"(60), "D"((int)sizeof(TEXT))); }' \
	>'a folder/my program.c'
for folder in 'a folder' 't,m"p\n'; do
	run 3 "work in '$folder'" env TMPDIR="$folder" KCFLAGS='-DTEXT="\"a b\""' "$ASHLAR" emu \
		--mem 256M --timeout 120 -u 'a folder/my program.c' first/same.c
	says 'first says nothing'
	says 'ashlar: program my program exited with 4'
done

# Whoever ends the command ends the emulator.
cat >waits.c <<'END'
#include <linux/module.h>
#include <linux/delay.h>

static int __init waits_init(void)
{
	pr_info("waits\n");
	for (;;)
		msleep(1000);
	return 0;
}
module_init(waits_init);
END
for signal in TERM KILL; do
	# Its folder is in ours, so that nothing remains of one that is killed.
	TMPDIR=$work "$ASHLAR" emu --mem 256M --timeout 120 waits.c >log 2>&1 </dev/null &
	command=$!
	until grep -q waits log || ! kill -0 $command 2>/dev/null; do
		sleep 0.1
	done
	emulator=$(pgrep -P $command)
	kill -$signal $command
	wait $command 2>/dev/null
	for ((i = 0; i < 300; i++)); do
		kill -0 "$emulator" 2>/dev/null || break
		sleep 0.1
	done
	[ -n "$emulator" ] && ! kill -0 "$emulator" 2>/dev/null
	verdict $? "SIG$signal leaves no emulator behind"
done

done_testing
