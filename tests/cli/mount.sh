#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Real files: of a machine in a folder, and in the place of the host's for a command.
. "$(dirname "$0")/tap.inc"
. "$(dirname "$0")/mount.inc"
cd "$modules" || exit 1
need_fuse
"$ASHLAR" run -q -o "$work" mount.c >/dev/null 2>&1
ko=$work/mount.ko
client() { # DEV TEST
	python3 "$modules/mount.py" "$@"
}

# ---- a folder

mounted "$ko"
run 0 "what is there" ls "$dir" "$dir/dev" "$dir/proc/sys/vm" "$dir/sys/kernel/slab/kmalloc-64"
says 'mntpipe'
says 'min_free_kbytes'
says 'object_size'
run 0 "a device" sh -c "echo some text >$dir/dev/mnt && cat $dir/dev/mnt"
says 'some text'
run 0 "its end" tail -c 5 "$dir/dev/mnt"
says 'text'
run 0 "a part of it" dd if="$dir/dev/mnt" bs=1 skip=5 count=4 status=none
says 'text'
run 0 "a text of many records" sh -c "echo changed >$dir/proc/mnt; md5sum <$dir/proc/mnt
	seq -f '%g line' 0 999 | sed '1s/line/changed/' | md5sum"
[ "$(printf '%s\n' "$out" | sort -u | wc -l)" = 1 ]
found $? "is whole"
run 0 "sysfs" sh -c "echo 9 >$dir/sys/kernel/mnt/level; cat $dir/sys/kernel/debug/mnt/level"
says '9'
run 1 "sysfs refuses" dd if=/dev/zero of="$dir/sys/kernel/mnt/level" bs=1 count=1
says 'Invalid argument'
run 0 "a link" readlink "$dir/sys/class/misc/mnt"
says '../../devices/virtual/misc/mnt'
run 0 "where it leads" cat "$dir/sys/class/misc/mnt/dev"
matches '^10:[0-9]+$'
run 1 "a file that is not there" dd if=/dev/null of="$dir/proc/none"
says 'No such file'
run 1 "a file that nobody made" dd if=/dev/null of="$dir/dev/none"
says 'Permission denied'
run 0 "large, by dd" sh -c "head -c 1048576 /dev/urandom >$work/a &&
	dd if=$work/a of=$dir/dev/mnt bs=1M status=none && cmp $work/a $dir/dev/mnt"
for test in ioctl seek threads large poll kill; do
	run 0 "python: $test" client "$dir/dev" $test
done
python3 -c "import ctypes" 2>/dev/null && run 0 "python: reach" client "$dir/dev" reach
run 0 "who" sh -c "exec cat $dir/dev/mntwho"
matches "^cat [0-9]+ 0 may$"

if [ "$(id -u)" = 0 ]; then
	other="setpriv --reuid 65534 --regid 65534 --clear-groups"
	chmod 755 "$work"
	run 1 "for root alone" $other cat "$dir/dev/mntroot"
	says 'Permission denied'
	run 0 "another user" $other cat "$dir/dev/mntwho"
	matches '^cat [0-9]+ 65534 may not$'
	run 0 "chmod" sh -c "chmod 644 $dir/dev/mntroot && $other cat $dir/dev/mntroot"
	run 1 "chmod by others" $other chmod 666 "$dir/dev/mntroot"
	# A second name for a device, as scripts make them that read /proc/devices.
	minor=$(cut -d: -f2 "$dir/sys/class/misc/mntwho/dev")
	run 0 "mknod" sh -c "mknod $dir/dev/again c 10 $minor && cat $dir/dev/again &&
		rm $dir/dev/again"
	matches ' 0 may$'
	run 1 "a name that is the module's" rm "$dir/dev/mnt"
	says 'Operation not permitted'
fi

# Left open, and waited in: all of that ends with the machine.
exec 7<>"$dir/dev/mntpipe"
cat "$dir/dev/mntpipe" >/dev/null 2>&1 &
reader=$!
until read -r _ _ state _ <"/proc/$reader/stat" && [ "$state" != R ]; do sleep 0.01; done
unmounted INT 0 "Ctrl-C"
exec 7>&-
wait $reader
verdict $(($? == 0)) "who waited in a module is told"
says_not 'ashlar: '

# ---- a module that is in use stays

cat >"$work/script" <<'END'
open /dev/mntpipe r as gate
read gate 1
rmmod mount expect error
close gate
END
mounted --exec "$work/script" --stay 1 "$ko"
exec 7<"$dir/dev/mnt"
echo >"$dir/dev/mntpipe"
until grep -q 'rmmod mount' "$work/log"; do sleep 0.01; done
exec 7>&-
unmounted 0 0 "a module in use"
says 'rmmod mount expect error = -EAGAIN'

# ---- its end, however it comes

mounted "$ko"
run 0 "umount" sh -c "umount $dir 2>/dev/null || fusermount3 -u $dir"
unmounted 0 0 "someone has unmounted it"
mounted "$ko"
kill -KILL "$machine"
wait "$machine" 2>/dev/null
for _ in $(seq 1000); do
	is_mounted || break
	sleep 0.01
done
! is_mounted
verdict $? "killed: nothing is left mounted"

# ---- a machine that stays

export XDG_RUNTIME_DIR=$work/run
mkdir -m 700 "$XDG_RUNTIME_DIR"
run 0 "boot" sh -c '"$0" boot --mount "$1" | cat' "$ASHLAR" "$dir"
trap '"$ASHLAR" halt >/dev/null 2>&1; umount -l "$dir" 2>/dev/null; rm -rf "$work"' EXIT
run 0 "insmod" "$ASHLAR" insmod "$ko"
run 0 "its file" sh -c "echo stays >$dir/dev/mnt; cat $dir/dev/mnt"
says 'stays'
exec 7<"$dir/dev/mnt"
run 1 "rmmod of what is in use" "$ASHLAR" rmmod mount
says 'ERROR: Module mount is in use'
exec 7<&-
run 0 "rmmod after close" "$ASHLAR" rmmod mount
run 1 "its file is gone" dd if="$dir/dev/mnt" of=/dev/null
"$ASHLAR" insmod "$ko"
exec 7<"$dir/dev/mnt"
run 0 "halt" "$ASHLAR" halt
exec 7<&-
! is_mounted
verdict $? "halt: nothing is left mounted"

# ---- a command

need_namespaces
in_place() { # CODE NAME COMMAND...: run a command that finds the files in their places
	local code=$1 name=$2
	shift 2
	run "$code" "$name" "$ASHLAR" run -q "$ko" -- "$@"
}
in_place 7 "its exit status" sh -c 'exit 7'
in_place 137 "its signal" sh -c 'kill -KILL $$'
in_place 0 "the machine's files" sh -c 'echo x >/dev/mnt; cat /dev/mnt; head -n 1 /proc/mnt
	cat /sys/kernel/mnt/level; cat /proc/modules; ls /sys/class/misc'
says '0 nothing'
matches '^mount [0-9]+ 0 - Live'
says 'mntwho'
in_place 0 "the host's files" sh -c 'echo x >/dev/null && test -c /dev/zero && ls /proc/self/fd &&
	cat /proc/$$/comm && grep -c processor /proc/cpuinfo && ls -d /sys/devices/system/cpu/cpu0'
in_place 0 "no host's where they would be wrong" sh -c 'ls /sys/module'
[ "$out" = mount ]
found $? "has the machine's modules alone"
in_place 0 "root there" id -u
[ "$out" = 0 ]
found $? "is root"
for test in reach poll kill; do
	in_place 0 "python there: $test" python3 mount.py /dev $test
done
run 0 "with a folder besides" "$ASHLAR" run -q --mount "$dir" "$ko" -- \
	sh -c "echo both >/dev/mnt; cat $dir/dev/mnt"
says 'both'
in_place 2 "no such command" "$work/none"
says "ashlar: run: $work/none: No such file or directory"
run 3 "a mistake wins" "$ASHLAR" run -q -o "$work" files.c what=more -- \
	dd if=/dev/files of=/dev/null bs=5 count=1 status=none
says 'WARNING: read() of files returned 6, more than the 5 bytes it was asked for'
run 3 "a crash in a module" "$ASHLAR" run -q -o "$work" files.c what=direct -- cat /dev/files
says 'Bad address'
says 'BUG: user-memory-access: '
in_place 0 "what it leaves running" sh -c 'cat /dev/mntpipe >/dev/null 2>&1 & exit 0'
! grep -q "fuse.ashlar" /proc/self/mounts
verdict $? "nothing is left mounted"

# Others than root are it in a user name space; the device of FUSE is for all on most hosts.
if [ "$(id -u)" = 0 ] && $other test -x "$ASHLAR" && mknod -m 666 "$work/fuse" c 10 229 &&
	unshare -m true && $other sh -c ": <>$work/fuse" 2>/dev/null &&
	$other unshare -Ur true 2>/dev/null; then
	as_other() {
		unshare -m sh -c 'mount --bind "$0" /dev/fuse && exec "$@"' "$work/fuse" $other "$@"
	}
	run 0 "another user's" as_other "$ASHLAR" run -q "$ko" -- \
		sh -c 'id -u; echo x >/dev/mnt; cat /dev/mnt /dev/mntroot'
	matches '^0$'
	matches '^cat [0-9]+ 0 may$'
	run 0 "another user's memory" as_other "$ASHLAR" run -q "$ko" -- \
		python3 mount.py /dev reach
	run 2 "no name spaces" unshare -Ur sh -c 'echo 0 >/proc/sys/user/max_mnt_namespaces
		exec "$@"' sh "$ASHLAR" run -q "$ko" -- true
	says 'ashlar: run: a command needs a mount name space, and this host gives none ('
	says '); --exec SCRIPT uses files without'
	lines_of_ours 1
fi

run 0 "the kernel's memory as a user's" "$ASHLAR" run -q inner.c -- cat /dev/inner
says 'inner'

# ---- bad words

run 2 "no command" "$ASHLAR" run -q "$ko" --
says 'ashlar: run: -- wants a command behind it'
run 2 "no such folder" "$ASHLAR" run -q --mount "$work/none" "$ko"
says "ashlar: run: --mount $work/none: No such file or directory"
run 2 "no folder" "$ASHLAR" run -q --mount "$ko" "$ko"
says "ashlar: run: --mount $ko: Not a directory"
done_testing
