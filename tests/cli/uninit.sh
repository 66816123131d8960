#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ashlar run --uninit and check --uninit: modules that follow what was written.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1

# What is refused comes first: it needs no compiler.
run 2 "with --access" "$ASHLAR" run --uninit --access uninit.c
says 'ashlar: run: --uninit does not go together with --access: leave one out'
for other in fast init-on-alloc=1 mem-profiling; do
	run 2 "with --$other" "$ASHLAR" run --uninit "--$other" uninit.c
	says "ashlar: run: --uninit does not go together with --${other%=1}: leave one out"
done
run 2 "check with --mem-profiling" "$ASHLAR" check --uninit --mem-profiling uninit.c
says "--uninit does not go together with --mem-profiling: leave one out"
run 2 "with a value" "$ASHLAR" run --uninit=yes uninit.c

out=$("$ASHLAR" run -q --uninit -o "$work" uninit.c 2>&1)
case $out in
*'ashlar: --uninit is for x86_64'* | *'ashlar: --uninit: the host refuses'* | \
	*'ashlar: --uninit needs clang'*)
	echo "# $out"
	echo "ok $((count + 1)) - modules that follow what was written # SKIP there are none here"
	count=$((count + 1))
	done_testing
	exit
	;;
esac
ko=$work/uninit.ko

line_of() { # TEXT: the line of uninit.c with it
	grep -nF "$1" uninit.c | head -n 1 | cut -d: -f1
}

# uninit STATUS NAME [OPTION...]
uninit() {
	local status=$1 name=$2
	shift 2
	run "$status" "$name" "$ASHLAR" run -q --uninit "$@" "$ko" "what=$name"
}

# The core writes into objects, lists, variables and buffers, and calls back.
uninit 0 nothing --exec-line 'open /dev/uninit rw' --exec-line 'read 32' \
	--exec-line 'write "abc"' --exec-line 'write "abcdefghijk"'
says_not 'KMSAN'
uninit 0 nothing --seed 3
says_not 'KMSAN'

uninit 3 field
matches 'BUG: KMSAN: uninit-value in field\+0x[0-9a-f]+/0x[0-9a-f]+ \[uninit\]$'
says "uninit.c:$(line_of 'nobody wrote it')"
matches 'Uninit was created at:$'
says "uninit.c:$(line_of '*thing = kmalloc')"
matches 'CPU: [0-9]+ PID: [0-9]+ Comm: insmod$'
uninit 3 loop
[ "$(printf '%s\n' "$out" | grep -c 'BUG: KMSAN')" = 1 ]
found $? "is told once"
says 'counted'
uninit 3 local
matches 'Local variable unset created at:$'
uninit 3 leak --exec-line 'open /dev/uninit rw' --exec-line 'read 32'
matches 'BUG: KMSAN: kernel-infoleak in show\+'
matches 'Bytes 6-31 of 32 are uninitialized$'
matches 'Data copied to user address [0-9a-f]{16}$'

# check: the same runs twice, the second half for values, in one list.
run 0 "check, no mistake" "$ASHLAR" check --uninit --no-sweep uninit.c
says 'no mistakes in 2 runs: 1 as it is, 1 for values that nobody wrote'
run 1 "check, a field" "$ASHLAR" check --uninit --no-sweep uninit.c what=field
says "1. uninit-value at uninit.c:$(line_of 'nobody wrote it') in field: "
says 'repeat: ashlar check --no-sweep --uninit uninit.c what=field'
says '1 mistake in 2 runs'
run 0 "check without" "$ASHLAR" check --no-sweep uninit.c what=field
run 1 "check, on a way back" "$ASHLAR" check --uninit --only site=way_back uninit.c what=way_back
says "uninit-value at uninit.c:$(line_of 'not set, if there was no memory') in way_back: "
says 'when the request at uninit.c:'
says 'as many again for values that nobody wrote'
run 1 "JSON" "$ASHLAR" check --uninit --no-sweep --format json uninit.c what=local
says '"rule": "uninit-value"'
says '"uninit plain"'
run 1 "TAP" "$ASHLAR" check --uninit --no-sweep --format tap uninit.c what=local
matches '^ok 1 - plain$'
matches '^not ok 2 - uninit plain$'
run 1 "SARIF" "$ASHLAR" check --uninit --no-sweep --format sarif uninit.c what=local
says 'uninit-value'
run 1 "JUnit" "$ASHLAR" check --uninit --no-sweep --format junit uninit.c what=local
says 'uninit plain'
echo 'uninit-value function=local' >"$work/known"
run 0 "suppressed" "$ASHLAR" check --uninit --no-sweep --suppress "$work/known" uninit.c what=local
run 1 "orders of threads" "$ASHLAR" check --uninit --seeds 2 uninit.c what=local

# What is built in another way.
run 2 "check of a ready module" "$ASHLAR" check --uninit "$ko"
says "ashlar: check: --uninit builds modules itself, and $ko is built"
run 1 "built for it, and run without" "$ASHLAR" run -q "$ko"
says 'ashlar: could not insert module uninit: it is built to be checked: see --access and --uninit'
"$ASHLAR" run -q -o "$work" hello.c >/dev/null 2>&1
run 1 "not built for it" "$ASHLAR" run -q --uninit "$work/hello.ko"
says 'ashlar: could not insert module hello: it is not built for --uninit'
run 2 "a large machine" "$ASHLAR" run -q --uninit --mem 65G "$ko"
says 'ashlar: --uninit is for machines of up to 64G'
if [ "$(ulimit -v)" = unlimited ]; then
	few() { (ulimit -v 8000000000 && "$@"); }
	run 2 "without addresses" few "$ASHLAR" run -q --uninit "$ko"
	says 'ashlar: --uninit: the host refuses the addresses for it (ulimit -v?)'
fi
mkdir "$work/bin"
for tool in sh make cc gcc; do
	command -v $tool >/dev/null && ln -s "$(command -v $tool)" "$work/bin/"
done
run 2 "without clang" env CC=gcc PATH="$work/bin" "$ASHLAR" run -q --uninit uninit.c
says 'ashlar: --uninit needs clang, which is not here'
run 3 "a clang that CC names" env CC="$(command -v clang)" PATH="$work/bin:/usr/bin:/bin" \
	"$ASHLAR" run -q --uninit uninit.c what=field

# A folder, and one file of it that is left out: what it does is not told of.
folder=$work/folder
mkdir "$folder"
cp uninit.c "$folder/"
echo 'obj-m += uninit.o' >"$folder/Makefile"
run 3 "a folder" "$ASHLAR" run -q --uninit "$folder" what=field
says 'BUG: KMSAN: uninit-value in field'
run 1 "a folder, by check" "$ASHLAR" check --uninit --no-sweep "$folder" what=field
says '1. uninit-value at '
kdir=$("$ASHLAR" kdir)
echo 'KMSAN_SANITIZE_uninit.o := n' >>"$folder/Makefile"
run 0 "left out" make -s -C "$kdir" "M=$folder" CONFIG_KMSAN=y CC=clang modules
run 0 "what was left out" "$ASHLAR" run -q --uninit "$folder/uninit.ko" what=field
done_testing
