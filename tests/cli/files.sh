#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Files of modules, used by scripts: what they come to, bad pointers, bad scripts, mistakes.
. "$(dirname "$0")/tap.inc"
cd "$modules" || exit 1
"$ASHLAR" run -q -o "$work" files.c >/dev/null 2>&1
ko=$work/files.ko

script() { # CODE NAME WHAT: run the script on the standard input
	cat >"$work/script"
	run "$1" "$2" "$ASHLAR" run -q --exec "$work/script" "$ko" "what=$3"
}

# ---- results

script 0 "good use" none <<'END'
open /dev/files rw as f   # a remark
read f 4
read f 4 expect "4567"
read f 100 at 8 expect "89"
read f 100 at 10 expect ""
lseek f -3 end expect EINVAL
lseek f 2
read f 1 expect "2"
write f "abc"+u16:0x4142+zeros:3 expect 8
close f
read 1 expect EBADF
cat /sys/module/files/parameters/number
echo "7" > /sys/module/files/parameters/number
cat /sys/module/files/parameters/number
echo "x" > /sys/module/files/parameters/what expect error
ls /sys/module/files
END
says 'exec:2: read f 4 = 4 "0123"'
says 'exec:12: cat /sys/module/files/parameters/number = 2'
says '5'
says 'exec:14: cat /sys/module/files/parameters/number = 2'
says '7'
says 'parameters/'

run 3 "unexpected" "$ASHLAR" run -q --exec-line 'open /dev/nope r' \
	--exec-line 'open /dev/files r' --exec-line 'read 3 expect "abc"' "$ko"
says 'exec:1: open /dev/nope r = -ENOENT  <- unexpected'
says 'exec:3: read 3 expect "abc" = 3 "012"  <- unexpected'
says "ashlar: 2 of the script's steps came to something else than expected"

run 0 "--cat" "$ASHLAR" run -q --cat /proc/misc --cat /proc/modules "$ko"
says '256 files'
matches '^files [0-9]+ 0 - Live 0x'

# ---- bad pointers, sizes that no memory has

script 0 "bad pointers" none <<'END'
open /dev/files rw
read 10 into null expect EFAULT
read 10 into kernel expect EFAULT
read 10 into readonly expect EFAULT
read 10 into room 0 expect EFAULT
read 10 at 0 into room 3 expect 3
write "0123456789" from room 9 expect EFAULT
write "x" from null expect EFAULT
read 4000000000 into room 10 expect EFAULT
read 0x7fffffffffffffff into null expect EFAULT
END

# ---- several programs

script 0 "side by side" none <<'END'
parallel 8 {
	repeat 25 {
		open /dev/files rw as f
		read f 4 expect "0123"
		write f "some bytes"
		close f
	}
}
END
says 'exec:4[7]: read f 4 expect "0123" = 4 "0123"'

script 0 "in use" none <<'END'
open /dev/files r
rmmod files expect EAGAIN
close
rmmod files
open /dev/files r expect ENOENT
END

script 0 "a signal" wait <<'END'
spawn reader {
	open /dev/files r
	read 1 expect EINTR
	read 1 expect EINTR
}
sleep 1
repeat 100 {
	signal reader expect any
	sleep 2
}
wait reader
END

# ---- mistakes

script 3 "a user's pointer" direct <<'END'
open /dev/files r
read 1
read 2
END
says 'BUG: unable to handle page fault for address'
says "BUG: user-memory-access: "
says 'supervisor write access in kernel mode'
matches "RIP: .*files_read.*files.c:$(grep -n "buf\[0\] = 'x'" files.c | cut -d: -f1)$"
says 'exec:2: read 1 = crash'
says_not 'exec:3'

script 3 "more than was asked for" more <<'END'
open /dev/files r
read 5
END
says 'WARNING: read() of files returned 6, more than the 5 bytes it was asked for'

script 3 "sleeping with a lock" atomic <<'END'
open /dev/files r
read 5 expect "01234"
END
says 'BUG: sleeping function called from invalid context at include/linux/uaccess.h'

script 3 "returning with a lock" locked <<'END'
open /dev/files r
read 5
END
matches 'BUG: .*read\(\)'

script 3 "removed while open" ownerless <<'END'
open /dev/files r
rmmod files
read 5 expect error
END
says "BUG: module files was removed while /dev/files is open: its file_operations have no .owner"

run 3 "left registered" "$ASHLAR" run -q "$ko" what=left
left() { # WHAT CALL: told with the line of the call
	local line
	line=$(grep -nF "$2" files.c | head -n 1 | cut -d: -f1)
	says "removed with its $1 still registered, made at files.c:$line"
}
left 'misc device files' 'return misc_register'
left 'device left0' 'device_create('
left 'class leftclass' 'class_create('
left 'device numbers leftdev (254:0)' 'register_chrdev('
left 'file /proc/left' 'proc_create_single('
left 'folder /sys/kernel/debug/leftdir' 'debugfs_create_dir('

# ---- bad scripts: nothing runs

bad() { # TEXT MESSAGE
	printf '%s\n' "$1" >"$work/bad"
	run 2 "bad script: $1" "$ASHLAR" run -q --exec "$work/bad" "$ko"
	says "$2"
	lines_of_ours 1
	says_not 'exec:'
}

bad 'opne /dev/files r' ':1: no such step: opne'
bad 'open dev/files r' ':1: it is: open PATH'
bad 'open /dev/files x' ':1: it is: open PATH'
bad 'read' ':1: it is: read [NAME] COUNT'
bad 'read -1' ':1: it is: read [NAME] COUNT'
bad 'read 1 2 3' ':1: it is: read [NAME] COUNT'
bad 'write hello' ':1: it is: write [NAME] BYTES'
bad 'write "hel' ':1: a text that is not closed'
bad 'write "\q"' ':1: no such escape'
bad 'write hex:123' ':1: an odd number of hexadecimal digits'
bad 'write file:/no/such' ':1: a file that cannot be read'
bad 'write zeros:999999999999' ':1: too many bytes'
bad 'read 1 expect EWHAT' ':1: nothing that can be expected: EWHAT'
bad 'read 1 expect' ':1: expect what?'
bad 'read 1 into somewhere' ':1: a place is null'
bad "ioctl _IOX('k', 1)" ':1: it is: ioctl [NAME] COMMAND'
bad '}' ':1: } closes nothing'
bad 'repeat 3 {' ':1: this block is not closed'
bad 'parallel 100 {' ':1: side by side go 1 to 64'
bad 'parallel 2 {
spawn x {' ':2: not in what runs side by side'
bad 'parallel 2 {
rmmod files' ':2: not in what runs side by side'
run 2 "no script" "$ASHLAR" run -q --exec "$work/none" "$ko"
says "ashlar: run: --exec $work/none: No such file or directory"
run 2 "--cat of no path" "$ASHLAR" run -q --cat meminfo "$ko"
says 'ashlar: run: --cat wants a path like /proc/meminfo, not meminfo'

# ---- in every run of a sweep

run 0 "check" "$ASHLAR" check --exec-line 'open /dev/files rw' --exec-line 'write "x"' \
	--exec-line 'read 3 expect "012"' "$ko"
run 1 "check finds what a use does" "$ASHLAR" check --no-sweep --exec-line 'open /dev/files r' \
	--exec-line 'read 5' "$ko" what=more
says 'more than the 5 bytes'
done_testing
