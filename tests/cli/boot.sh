#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Machines that stay: their life, what clients ask of them, crashes, and ends of all kinds.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
# A place of its own: nobody's machines are touched, and none of ours is left.
export XDG_RUNTIME_DIR=$work/run
unset ASHLAR_MACHINE
mkdir -m 700 "$XDG_RUNTIME_DIR"
place=$XDG_RUNTIME_DIR/ashlar

kill_all() {
	local lock
	for lock in "$place"/*/lock; do
		[ -s "$lock" ] && kill -9 "$(cat "$lock")" 2>/dev/null
	done
	rm -rf "$work"
}
trap kill_all EXIT

gone() { # PID: it has ended
	! kill -0 "$1" 2>/dev/null
}

pid_of() { # MACHINE
	cat "$place/$1/lock"
}

"$ASHLAR" run -q -o "$work" files.c >/dev/null 2>&1
"$ASHLAR" run -q -o "$work" mistakes.c >/dev/null 2>&1
"$ASHLAR" run -q -o "$work" interrupts.c >/dev/null 2>&1

# ---- without one

run 2 "lsmod without a machine" "$ASHLAR" lsmod
says 'ashlar: lsmod: no machine runs: ashlar boot starts one'
lines_of_ours 1
run 2 "insmod without a machine" "$ASHLAR" insmod hello.c
says 'no machine runs'
lines_of_ours 1
run 0 "machines, of which there are none" "$ASHLAR" machines
for bad in '' .. -x a/b 'a b' "$(printf 'x%.0s' {1..64})"; do
	run 2 "boot --name '$bad'" "$ASHLAR" boot "--name=$bad"
	says "a machine's name has up to 63 letters"
	lines_of_ours 1
done
run 2 "boot takes no modules" "$ASHLAR" boot hello.c
says 'hello.c is one word too many: modules go in by ashlar insmod'
run 2 "an impossible machine" "$ASHLAR" boot --mem 1K
says 'no such machine'
[ -z "$(ls -A "$place")" ]
verdict $? "nothing is left of it"
run 2 "a machine that cannot be set up" "$ASHLAR" boot --sysctl vm.none=1
says_not 'is up'
[ -z "$(ls -A "$place")" ]
verdict $? "nothing is left of that one"
chmod 755 "$place"
run 2 "a folder that others can enter" "$ASHLAR" boot
says 'is not a folder of yours alone'
chmod 700 "$place"

# ---- one machine

run 0 "boot" "$ASHLAR" boot
matches '^machine default is up: process [0-9]+, booted in [0-9.]+ ms$'
run 2 "a second of the same name" "$ASHLAR" boot
says 'machine default runs already, as process'
lines_of_ours 1
run 0 "dmesg of the boot" "$ASHLAR" dmesg
matches '^\[ +0\.[0-9]+\] Memory: '

run 0 "insmod of a source" "$ASHLAR" insmod hello.c number=9
run 0 "lsmod" "$ASHLAR" lsmod
matches '^Module                  Size  Used by$'
matches '^hello +[0-9]+  0 $'
run 0 "lsmod as JSON" "$ASHLAR" lsmod --format json
printf '%s\n' "$out" | python3 -c '
import json, sys
one, = json.load(sys.stdin)
assert one["name"] == "hello" and one["refcount"] == 0 and one["users"] == []'
verdict $? "which is JSON"
run 0 "dmesg" "$ASHLAR" dmesg
says 'hello: number 9'
run 1 "insmod of one that is there" "$ASHLAR" insmod hello.c
says 'ERROR: could not insert module hello.ko: File exists'
run 1 "insmod of what is not there" "$ASHLAR" insmod nothere.ko
says 'ERROR: could not load module nothere.ko: No such file or directory'
run 1 "insmod with a bad parameter" "$ASHLAR" insmod "$work/files.ko" number=x
says 'ERROR: could not insert module files.ko: Invalid parameters'
run 1 "insmod with a symbol missing" "$ASHLAR" insmod missing.c
says 'ERROR: could not insert module missing.ko: Unknown symbol in module'
echo nonsense >"$work/bad.ko"
run 1 "insmod of no module" "$ASHLAR" insmod "$work/bad.ko"
says 'ERROR: could not insert module bad.ko: Invalid module format: it is not an ELF file'
run 2 "insmod of what does not compile" "$ASHLAR" insmod fails.c --bad
run 2 "insmod for a Linux that never was" "$ASHLAR" insmod --era 9.9 hello.c
says 'insmod: --era 9.9 is'
run 0 "rmmod" "$ASHLAR" rmmod hello
run 0 "insmod of a source of another era" "$ASHLAR" insmod --era 2.6 oldstyle.c
run 0 "and rmmod" "$ASHLAR" rmmod oldstyle
run 1 "rmmod of one that is not there" "$ASHLAR" rmmod hello
says 'ERROR: Module hello is not currently loaded'

run 0 "cat" "$ASHLAR" cat /proc/meminfo /proc/modules
matches '^MemTotal: '
run 1 "cat of what is not there" "$ASHLAR" cat /dev/nothere
says 'ashlar: cat: /dev/nothere: No such file or directory'
run 2 "cat of a path of no folder" "$ASHLAR" cat meminfo
says 'begins with a slash'
run 0 "ls" "$ASHLAR" ls /proc
matches '^sys/$'
run 1 "ls of what is not there" "$ASHLAR" ls /nowhere
run 0 "write" "$ASHLAR" write /proc/sys/vm/min_free_kbytes 2048
run 0 "and read" "$ASHLAR" cat /proc/sys/vm/min_free_kbytes
matches '^2048$'
echo 4096 | "$ASHLAR" write /proc/sys/vm/min_free_kbytes
run 0 "write from the standard input" "$ASHLAR" cat /proc/sys/vm/min_free_kbytes
matches '^4096$'
run 1 "write of nonsense" "$ASHLAR" write /proc/sys/vm/min_free_kbytes x
says 'Invalid argument'
run 2 "write without a path" "$ASHLAR" write

run 0 "a module with files" "$ASHLAR" insmod "$work/files.ko" what=wait
rm "$work/files.ko"
run 0 "its device" "$ASHLAR" ls /dev
matches '^files$'

# ---- scripts

cat >"$work/script" <<'END'
open /proc/meminfo r as m
read m 8 expect "MemTotal"
repeat 2 {
	lseek m 0
}
END
run 0 "exec" "$ASHLAR" exec "$work/script"
says 'exec:2: read m 8 expect "MemTotal" = 8 "MemTotal"'
printf hello >"$work/bytes"
cat >"$work/script" <<'END'
open /proc/sys/vm/min_free_kbytes w
write file:bytes expect EINVAL
open /nowhere r
END
run 3 "exec, in the caller's folder" env -C "$work" "$ASHLAR" exec script
says 'exec:2: write file:bytes expect EINVAL = -EINVAL'
says 'open /nowhere r = -ENOENT  <- unexpected'
echo 'opne /dev/files r' >"$work/script"
run 2 "exec of nonsense" "$ASHLAR" exec "$work/script"
says 'script:1: no such step: opne'
run 2 "exec of what is no script" "$ASHLAR" exec tap.inc
says 'tap.inc: No such file or directory'
printf 'repeat 2 {\n' >"$work/script"
run 2 "exec of a block that is not closed" "$ASHLAR" exec "$work/script"
says 'this block is not closed'
echo 'cat /proc/modules' | "$ASHLAR" exec - | grep -q '^exec:1: cat'
verdict $? "and one that is well, from the standard input"

# ---- who waits, and who leaves

"$ASHLAR" cat /dev/files >"$work/cat.out" 2>&1 &
client=$!
asleep() {
	"$ASHLAR" ps | grep -q ' S .* cat  *files_read \[files\]$'
}
until_true asleep
verdict $? "ps: a reader sleeps in the driver's read()"
run 1 "rmmod of one in use" "$ASHLAR" rmmod files
says 'ERROR: Module files is in use'
run 0 "ps as JSON" "$ASHLAR" ps --format json
printf '%s\n' "$out" | python3 -c '
import json, sys
tasks = json.load(sys.stdin)
assert any(t["comm"] == "cat" and t["wchan"] == "files_read [files]" for t in tasks)'
verdict $? "which is JSON"
kill "$client"
wait "$client" 2>/dev/null
until_true "$ASHLAR" rmmod files
verdict $? "a reader whose client leaves is interrupted"

run 0 "interrupts" "$ASHLAR" insmod "$work/interrupts.ko" what=low
run 0 "irq" "$ASHLAR" irq '11*3'
run 1 "irq of nobody" "$ASHLAR" irq 12
says 'interrupt 12: no module has requested this interrupt'
run 2 "irq of nonsense" "$ASHLAR" irq x
says 'interrupt wants N[*COUNT][@MS]'
run 0 "rmmod of two, one by one" "$ASHLAR" rmmod interrupts

"$ASHLAR" dmesg -w >"$work/log" &
follower=$!
until_true grep -q Memory: "$work/log"
"$ASHLAR" insmod hello.c
until_true grep -q 'hello: number' "$work/log"
verdict $? "dmesg -w prints what comes"
"$ASHLAR" rmmod hello
kill "$follower"
run 0 "dmesg -c" "$ASHLAR" dmesg -c
says 'hello: gone'
run 0 "dmesg after it" "$ASHLAR" dmesg
says_not 'hello'

# ---- mistakes

run 3 "a module that leaks" "$ASHLAR" insmod "$work/mistakes.ko" what=warn
says 'mistake was reported meanwhile'
"$ASHLAR" rmmod mistakes
run 0 "another" "$ASHLAR" insmod "$work/mistakes.ko" what=leak
run 3 "rmmod of it" "$ASHLAR" rmmod mistakes
says 'mistakes: 9 allocations were not given back'
says "mistakes.c:"
run 0 "dmesg has them, too" "$ASHLAR" dmesg
says 'mistakes: 9 allocations were not given back'
run 3 "a crash" "$ASHLAR" insmod "$work/mistakes.ko" what=bug
says 'it crashed in its init function'
run 0 "others go on" "$ASHLAR" insmod hello.c
run 1 "what crashed stays" "$ASHLAR" rmmod mistakes
says 'Device or resource busy'
run 3 "halt" "$ASHLAR" halt
says 'while it ran, '
[ -z "$(ls -A "$place")" ]
verdict $? "nothing is left of it"
run 2 "halt again" "$ASHLAR" halt
says 'no machine runs'

# ---- several at once

run 0 "one" "$ASHLAR" boot -n one --mem 64M
run 0 "two" "$ASHLAR" boot -n two --mem 128M --nodes 2 --cpus 3 --profile nommu
run 2 "which?" "$ASHLAR" lsmod
says 'no machine default runs; these do: one, two'
run 0 "insmod into one" "$ASHLAR" insmod -n one hello.c
run 0 "lsmod of two" "$ASHLAR" lsmod -n two
says_not hello
run 0 "by the environment" env ASHLAR_MACHINE=one "$ASHLAR" lsmod
says hello
run 0 "options of the machine" "$ASHLAR" ls -n two /sys/devices/system/node
matches '^node1/$'
run 0 "machines" "$ASHLAR" machines
matches '^one +[0-9]+ +64M +[0-9]+s +1 +0$'
matches '^two +[0-9]+ +128M +[0-9]+s +0 +0$'
run 0 "machines as JSON" "$ASHLAR" machines --format json
printf '%s\n' "$out" | python3 -c '
import json, sys
assert [m["name"] for m in json.load(sys.stdin)] == ["one", "two"]'
verdict $? "which is JSON"

# ---- many clients at once

wrong=0 clients=()
for i in 1 2 3 4 5 6 7 8; do
	(
		for j in 1 2 3 4 5; do
			"$ASHLAR" cat -n one /proc/slabinfo /proc/modules >/dev/null || exit 1
			"$ASHLAR" ps -n one >/dev/null || exit 1
			"$ASHLAR" dmesg -n one >/dev/null || exit 1
		done
	) &
	clients+=($!)
done
for j in 1 2 3 4 5; do
	"$ASHLAR" rmmod -n one hello && "$ASHLAR" insmod -n one hello.c || wrong=1
done
for client in "${clients[@]}"; do
	wait "$client" || wrong=1
done
verdict $wrong "8 clients, and a module that comes and goes"

# ---- what is no request

send() { # PYTHON-BYTES: to the socket of one; prints what comes back
	python3 - "$place/one/socket" "$1" <<'END'
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(eval(sys.argv[2]))
s.shutdown(socket.SHUT_WR)
got = b""
while part := s.recv(4096):
    got += part
print(got)
END
}

garbage() { # BYTES WHY
	run 0 "garbage: $1" send "$1"
	says "$2"
}
garbage 'b""' 'it is cut short'
garbage 'b"GET / HTTP/1.0\r\n\r\n"' 'it is none'
garbage 'b"ASH\x02\x04\x00\x00\x00cat\x00"' 'it is of another version'
garbage 'b"ASH\x01\xff\xff\xff\xffcat"' 'it is too long'
garbage 'b"ASH\x01\x10\x00\x00\x00cat\x00"' 'it is cut short'
garbage 'b"ASH\x01\x03\x00\x00\x00cat"' 'its last word does not end'
garbage 'b"ASH\x01\x00\x00\x00\x00"' 'its last word does not end'
garbage 'b"ASH\x01\x00\x04\x00\x00" + bytes(1024)' 'it has too many words'
garbage 'b"ASH\x01\x04\x00\x00\x00dog\x00"' 'the machine cannot do this'
garbage 'b"ASH\x01\x05\0\0\0" + b"\xff" * 4 + b"\x00"' 'the machine cannot do this'
garbage 'b"ASH\x01\x07\x00\x00\x00insmod\x00"' 'the machine cannot do this'
run 0 "it lives" "$ASHLAR" lsmod -n one
says hello

run 0 "a module comes" "$ASHLAR" insmod -n two hello.c
run 0 "and goes" "$ASHLAR" rmmod -n two hello
[ -z "$(ls -A "$place/two/modules")" ]
verdict $? "nothing is left of its file"

# ---- ends

pid=$(pid_of two)
kill -9 "$pid"
until_true gone "$pid"
run 2 "a machine that was killed" "$ASHLAR" lsmod -n two
says 'machine two is gone: its process was killed'
[ ! -e "$place/two" ]
verdict $? "what it has left is swept"
run 0 "its name is free" "$ASHLAR" boot -n two
pid=$(pid_of two)
kill -9 "$pid"
until_true gone "$pid"
run 0 "and again, at once" "$ASHLAR" boot -n two
run 0 "halt of two" "$ASHLAR" halt -n two
pid=$(pid_of one)
run 0 "halt removes modules" "$ASHLAR" halt -n one
until_true gone "$pid"
verdict $? "its process ends"

# A machine in the foreground: at SIGTERM it halts as it would otherwise.
"$ASHLAR" boot --foreground --name fore >"$work/fore" 2>&1 &
fore=$!
until_true "$ASHLAR" insmod -n fore "$work/mistakes.ko" what=leak
kill -TERM "$fore"
wait "$fore"
status=$?
[ $status = 3 ]
verdict $? "in the foreground: SIGTERM halts it, and its exit status tells"
run 0 "its output" cat "$work/fore"
says 'machine fore is up'
matches '^\[ +[0-9.]+\] mistakes: after leak'
says 'mistakes: 9 allocations were not given back'

# The core's own crash: all but the log is refused, and halt ends it.
run 0 "a machine that crashes itself" "$ASHLAR" boot
run 3 "panic" "$ASHLAR" insmod "$work/mistakes.ko" what=panic
says "the machine's own code crashed"
run 3 "nothing goes on" "$ASHLAR" lsmod
says 'nothing but ashlar dmesg and ashlar halt is left'
run 0 "but the log" "$ASHLAR" dmesg
says 'Kernel panic'
run 3 "and halt" "$ASHLAR" halt
run 0 "none is left" "$ASHLAR" machines
[ -z "$(ls -A "$place")" ]
verdict $? "nothing is left of any"

done_testing
