#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Inserting and removing: parameters, symbols, order, what init and exit return.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1

run 0 "hello.c" "$ASHLAR" run hello.c
matches '^\[ +[0-9]+\.[0-9]{6}\] hello: number 7, word one, yes 0, list 0:'
says 'hello: gone'
says_not 'ashlar:'

run 0 "parameters" "$ASHLAR" run hello.c number=-0x10 word=two yes=1 list=1,2,3 text=abc renamed=9
says 'hello: number -16, word two, yes 1, list 3: 1 2 3, text abc, small 9'
run 0 "a parameter with blanks" "$ASHLAR" run hello.c 'word=two words'
says 'word two words,'
run 0 "an unknown parameter" "$ASHLAR" run hello.c colour=green
says "hello: unknown parameter 'colour' ignored"
for bad in number=x number=99999999999 number= yes=perhaps list=1,2,3,4,5 renamed=256 renamed=-1; do
	run 1 "parameter $bad" "$ASHLAR" run hello.c "$bad"
	says "hello: \`${bad#*=}' invalid for parameter \`${bad%%=*}'"
	says 'could not insert module hello: Invalid parameters'
done
run 1 "a text that does not fit" "$ASHLAR" run hello.c text=abcdefgh
says "hello: \`abcdefgh' too large for parameter \`text'"
says_not 'hello: number'

run 1 "a missing symbol" "$ASHLAR" run missing.c
says 'missing: Unknown symbol no_such_function (err -2)'
says 'missing: Unknown symbol another_one (err -2)'
says 'could not insert module missing: Unknown symbol in module'
says_not 'Unknown symbol _printk'
run 1 "a function of the C library" "$ASHLAR" run libc.c
says 'libc: Unknown symbol puts (err -2)'

run 1 "init returns -ENOMEM" "$ASHLAR" run fails.c
says 'could not insert module fails: its init function returned -ENOMEM'
lines_of_ours 1
run 1 "init returns -EBUSY" "$ASHLAR" run fails.c error=-16
says 'returned -EBUSY'
run 3 "init fails and leaves memory" "$ASHLAR" run fails.c leak=1
matches 'fails\.c:[0-9]+ in fails_init: kmalloc, 48 bytes'
says 'returned -ENOMEM'
run 1 "init fails while its objects are being freed" "$ASHLAR" run --fast late.c
says 'returned -EAGAIN'
says_not 'vmap_check'
run 0 "init returns 1" "$ASHLAR" run fails.c error=1
says "'fails'->init suspiciously returned 1, it should follow 0/-E convention"

run 0 "functions of the 2.x kind" "$ASHLAR" run oldstyle.c level=3
says 'oldstyle: level 3'
says 'oldstyle: gone'
run 0 "no exit function" "$ASHLAR" run permanent.c
says 'module permanent has no exit function, so it cannot be removed'
run 3 "a reference that is kept" "$ASHLAR" run keeps.c
says 'module keeps is in use and cannot be removed'

run 0 "a module uses another's symbols" "$ASHLAR" run provider.c user.c
says 'user: the answer is 42'
[ "$(printf '%s\n' "$out" | sed -n 's/.*\(user\|provider\): gone/\1/p' | tr '\n' ' ')" = \
	"user provider " ]
verdict $? "removed in reverse order"
run 1 "the other order" "$ASHLAR" run user.c provider.c
says 'user: Unknown symbol provider_answer (err -2)'
run 1 "a module twice" "$ASHLAR" run hello.c hello.c
says 'a module of the name hello is there already'
run 1 "the second of two fails" "$ASHLAR" run hello.c fails.c
says 'hello: gone'
run 0 "parameters of two modules" "$ASHLAR" run hello.c number=1 fails.c error=0
says 'hello: number 1,'
run 0 "static per-CPU variables" "$ASHLAR" run --cpus 3 percpu.c
says 'percpu: sum 13, of 3 CPUs'
run 0 "KUnit tests of a module" "$ASHLAR" run kunit.c
says 'ok 1 passes'
run 3 "a KUnit test that fails" "$ASHLAR" run kunit.c wanted=5
says 'not ok 1 passes'

run 2 "a file that is not there" "$ASHLAR" run nothing.c
says 'nothing.c: No such file or directory'
lines_of_ours 1
run 2 "a module file that is not there" "$ASHLAR" run nothing.ko
says 'nothing.ko: No such file or directory'
run 2 "neither source nor module" "$ASHLAR" run ../insert.sh
says 'neither a .c file, nor a folder, nor a .ko file'
cp ../insert.sh "$work/text.ko"
run 2 "a text called .ko" "$ASHLAR" run "$work/text.ko"
says 'Invalid module format'
lines_of_ours 1
: >"$work/empty.ko"
run 2 "an empty .ko" "$ASHLAR" run "$work/empty.ko"
says 'Invalid module format'
cp "$(ldd "$ASHLAR" | sed -n 's/.*=> \(.*libelf[^ ]*\).*/\1/p')" "$work/library.ko"
run 2 "a library called .ko" "$ASHLAR" run "$work/library.ko"
says 'Invalid module format'
"$ASHLAR" run -q -o "$work" hello.c >/dev/null 2>&1
size=$(stat -c %s "$work/hello.ko")
cut=0
for part in 10 40 64 200 50% 90%; do
	case $part in
	*%) bytes=$((size * ${part%\%} / 100)) ;;
	*) bytes=$part ;;
	esac
	head -c "$bytes" "$work/hello.ko" >"$work/cut.ko"
	"$ASHLAR" run "$work/cut.ko" >"$work/log" 2>&1
	[ $? = 2 ] && grep -q 'Invalid module format' "$work/log" || cut=1
done
verdict $cut "a .ko that is cut short"
sed 's/vermagic=ashlar-1/vermagic=ashlar-0/' "$work/hello.ko" >"$work/old.ko"
run 2 "a module of another version" "$ASHLAR" run "$work/old.ko"
says "version magic 'ashlar-0"
if [ "$(id -u)" != 0 ]; then
	cp hello.c "$work/secret.c"
	chmod 0 "$work/secret.c"
	run 2 "a file that may not be read" "$ASHLAR" run "$work/secret.c"
	says 'Permission denied'
fi
done_testing
