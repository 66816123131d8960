#!/bin/bash
# SPDX-License-Identifier: MIT
# A disk on pages of RAM holds a file system: made by mkfs, filled by debugfs, found whole by fsck,
# and every byte of it read back; also where memory is short, and where requests for it fail.
. "$(dirname "$0")/tap.inc"

PATH=$PATH:/sbin:/usr/sbin
ramdisk=$here/../../examples/modules/ramdisk.c
for tool in mkfs.ext2 mkfs.ext4 e2fsck debugfs; do
	command -v $tool >/dev/null && continue
	echo "1..0 # SKIP there is no $tool (package e2fsprogs)"
	exit 0
done
cd "$work" || exit 1
# Bytes that are nowhere the same: numbers of lines.
seq 1 120000 >payload
cp "$ramdisk" . || exit 1
ramdisk=ramdisk.c

# ---- one that was made before, from the host to the disk and back -------------------------------

for type in ext2 ext4; do
	rm -f image back found
	run 0 "mkfs.$type" mkfs.$type -q -F -b 1024 image 6144
	run 0 "$type: debugfs writes a file" debugfs -w -R 'write payload payload' image
	printf '%s\n' "copyin image /dev/ramdisk" "cat /sys/block/ramdisk/pages" \
		"copyout /dev/ramdisk back" >script
	run 0 "$type: to the disk and back" "$ASHLAR" run -q --exec script $ramdisk megabytes=6
	says "exec:1: copyin image /dev/ramdisk = 6291456"
	says "exec:3: copyout /dev/ramdisk back = 6291456"
	run 0 "$type: byte for byte" cmp image back
	run 0 "$type: fsck finds it whole" e2fsck -fn back
	run 0 "$type: debugfs reads the file" debugfs -R 'dump payload found' back
	run 0 "$type: which is the same" cmp payload found
done

# ---- short memory -------------------------------------------------------------------------------

# The pages of the disk and those the kernel keeps of it do not fit: these go as they are written.
rm back
run 0 "in 11 MiB of memory" "$ASHLAR" run -q --mem 11M --exec script --cat /proc/vmstat $ramdisk \
	megabytes=6
matches '^pgsteal_(kswapd|direct) [1-9]'
run 0 "in 11 MiB of memory: byte for byte" cmp image back

# More than there is room for: the copy fails, and says so.
truncate -s 40M large
seq 1 5000000 | head -c 30000000 | dd of=large conv=notrunc status=none
printf '%s\n' "copyin large /dev/ramdisk expect error" >full
run 0 "a disk larger than memory" "$ASHLAR" run -q --mem 24M --exec full $ramdisk megabytes=40
matches '^exec:1: copyin large /dev/ramdisk expect error = -(ENOMEM|EIO)$'

# ---- requests that fail -------------------------------------------------------------------------

# Once: the write-back that met it fails, and so does fsync(); nothing is lost, the next has it all.
printf '%s\n' "open /dev/ramdisk rw" "write file:bytes" "fsync expect any" "fsync" \
	"ioctl _IO(0x12, 97)" "read 65536 at 0 expect file:bytes" >again
head -c 65536 payload >bytes
for n in 1 2 7 31; do
	run 0 "request $n fails" "$ASHLAR" run -q --fail site=get_page_at,nth=$n --exec again \
		$ramdisk megabytes=6
	says "exec:4: fsync = 0"
	says_not "unexpected"
done
run 0 "all requests of the disk fail" "$ASHLAR" run -q --fail site=get_page_at,from=1 --exec-line \
	'open /dev/ramdisk rw' --exec-line 'write file:bytes' --exec-line 'fsync expect ENOMEM' \
	--exec-line 'read 65536 at 0 expect file:bytes' $ramdisk megabytes=6
says "lost async page write"

# ---- drivers of their time ----------------------------------------------------------------------

# Since 6.11 a disk turns only where its driver says so, and before it did unless he said not.
run 0 "a disk of now does not turn" "$ASHLAR" run -q \
	--cat /sys/block/ramdisk/queue/rotational $ramdisk
matches '^0$'
for era in 4.19 5.10; do
	run 0 "a driver of $era" "$ASHLAR" run --era $era --exec-line 'open /dev/old r' \
		--exec-line 'read 4 at 0 expect "oooo"' --exec-line close \
		--cat /sys/block/old/queue/rotational "$modules/old_disk.c"
	says "old: 1 requests seen"
	matches '^1$'
done

# ---- a driver that crashes ----------------------------------------------------------------------

# It is told once, the disk is dead from then on, and nobody waits for it for ever.
printf '%s\n' "open /dev/careless rw" "read 16 at 0 expect zeros:16" 'write "x" at 0' \
	"fsync expect EIO" "read 16 at 20480 expect EIO" "close" \
	"open /dev/careless r expect ENXIO" >crash
run 3 "a driver crashes" "$ASHLAR" run -q --exec crash "$modules/careless_disk.c"
says "BUG: kernel NULL pointer dereference"
matches 'RIP: .*careless_submit_bio.*careless_disk\.c:'
says "exec:7: open /dev/careless r expect ENXIO = -ENXIO"
says_not "unexpected"

# In a thread of its own it crashes for all its disks: nobody waits for what the thread still had.
for where in thread work timer; do
	printf '%s\n' "open /dev/careless0 rw" 'write "x" at 0' "fsync expect EIO" \
		"read 16 at 20480 expect EIO" "close" "open /dev/careless1 r expect ENXIO" >crash
	run 3 "a $where of a driver crashes" timeout 120 "$ASHLAR" run -q --exec crash \
		"$modules/careless_thread.c" where=$where
	says "BUG: kernel NULL pointer dereference"
	matches 'RIP: .*careless_serve.*careless_thread\.c:'
	says "careless0: its driver has crashed"
	says "exec:6: open /dev/careless1 r expect ENXIO = -ENXIO"
	says_not "unexpected"
	says_not "does not end"
done

# ---- mistakes in a script -----------------------------------------------------------------------

run 2 "copyin without a path" "$ASHLAR" run --exec-line 'copyin image' $ramdisk
says "it is: copyin HOSTFILE PATH"
run 3 "a file the host has not" "$ASHLAR" run -q --exec-line 'copyin nowhere /dev/ramdisk' $ramdisk
says "= -ENOENT  <- unexpected"
# A driver without fsync() that refuses what is written.
run 3 "an error of its write" "$ASHLAR" run -q --exec-line 'copyin image /dev/inner' \
	"$modules/inner.c"
says "= -EINVAL  <- unexpected"
run 3 "a file that is larger than the disk" "$ASHLAR" run -q \
	--exec-line 'copyin image /dev/ramdisk' $ramdisk megabytes=1
says "= -ENOSPC  <- unexpected"

# ---- by the tools themselves, where the host has FUSE and namespaces -----------------------------

if ! "$ASHLAR" run -q "$modules/hello.c" -- true >found 2>&1; then
	count=$((count + 1))
	echo "ok $count # SKIP $(tail -n 1 found)"
	done_testing
fi
for type in ext2 ext4; do
	rm -f found
	run 0 "mkfs.$type, debugfs and fsck on the disk itself" \
		"$ASHLAR" run -q $ramdisk megabytes=8 -- sh -ec "
		mkfs.$type -q -F -b 1024 /dev/ramdisk
		debugfs -w -R 'write payload payload' /dev/ramdisk
		e2fsck -fn /dev/ramdisk
		debugfs -R 'dump payload found' /dev/ramdisk
		echo pages: \$(cat /sys/block/ramdisk/pages)"
	matches '^pages: [1-9][0-9]+$'
	run 0 "$type on the disk: the file is the same" cmp payload found
done

# One request in ten fails: each time fsync() says so, and what it says is there is there.
run 0 "tried until all of it is there" "$ASHLAR" run -q \
	--fail site=get_page_at,probability=10,seed=7 $ramdisk megabytes=8 -- sh -c '
	for try in $(seq 100); do
		dd if=payload of=/dev/ramdisk bs=64K conv=notrunc,fsync status=none && break
	done
	[ $try -gt 1 ] && echo "more than once"
	dd if=/dev/ramdisk bs=64K count=$(($(stat -c %s payload) / 65536)) status=none |
		cmp -n $(($(stat -c %s payload) / 65536 * 65536)) - payload && echo "the same"'
says 'more than once'
says 'the same'

done_testing
