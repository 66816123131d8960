#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ashlar emu --user: programs in user mode.  Each boots an image, so one has many programs.
. "$(dirname "$0")/tap.inc"

root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$work" || exit 1
cp "$root"/examples/user/{calls.h,touch.c} .

run 2 'no source' "$ASHLAR" emu --user touch
says 'ashlar: emu: --user touch: it takes a program'
run 2 'nothing there' "$ASHLAR" emu --user nothing.c
says 'ashlar: cannot read nothing.c'
many=()
for _ in {1..17}; do
	many+=(--user touch.c)
done
run 2 'too many' "$ASHLAR" emu "${many[@]}"
says 'ashlar: emu: --user touch.c: an image has at most 16 programs'

# A device whose calls reach user memory, each in another way.
cat >reach.c <<'END_OF_FILE'
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/uaccess.h>

static ssize_t reach_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return clear_user(buf, n) ? -EFAULT : (ssize_t)n;
}

static ssize_t reach_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	char text[64];

	return copy_from_user(text, buf, min(n, sizeof(text))) ? -EFAULT : (ssize_t)n;
}

/* The byte that the page at @addr begins with, as the kernel sees it; + 256: it is above 4 GiB. */
static long where_is(unsigned long addr)
{
	struct page *page;
	const char *at;
	long found;

	if (get_user_pages_fast(addr, 1, 0, &page) != 1)
		return -EFAULT;
	at = kmap_local_page(page);
	found = (page_to_phys(page) >> 32 ? 256 : 0) + *at;
	kunmap_local(at);
	put_page(page);
	return found;
}

static long reach_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	char name[16];
	int value;

	switch (cmd) {
	case 1:
		return get_user(value, (int __user *)arg) ?: value;
	case 2:
		return put_user(42, (int __user *)arg);
	case 3:
		return strncpy_from_user(name, (char __user *)arg, sizeof(name));
	case 4: /* a mistake: a number that is taken for a pointer */
		return *(volatile int *)arg;
	case 5: /* a worse one */
		((void (*)(void))arg)();
		return 0;
	case 6:
		return where_is(arg);
	}
	return -ENOTTY;
}

static const struct file_operations reach_fops = {
	.owner = THIS_MODULE,
	.read = reach_read,
	.write = reach_write,
	.unlocked_ioctl = reach_ioctl,
};

static struct miscdevice reach = {
	.minor = MISC_DYNAMIC_MINOR, .name = "reach", .fops = &reach_fops
};
module_misc_device(reach);
MODULE_LICENSE("GPL");
END_OF_FILE

cat >bad.c <<'END_OF_FILE'
#include "calls.h"

#define KERNEL (sizeof(long) == 8 ? (long)0xffff800000100000 : (long)0xc0100000)

static char hole[3 * 4096];

int main(int argc, char **argv)
{
	const long bad[] = { 0, 0x40000000, KERNEL, -4096, -1 };
	long fd = call(CALL_OPEN, (long)"/dev/reach", 2, 0), errors = 0;
	char *page = map(2 * 4096), *text = page + 4096 - 8;
	int value = 7;

	say_number("opened: ", fd);
	for (int i = 0; i < 5; i++) {
		errors += call(CALL_READ, fd, bad[i], 100) == -14;
		errors += call(CALL_WRITE, fd, bad[i], 64) == -14;
		errors += call(CALL_WRITE, 1, bad[i], 64) == -14;
		errors += call(CALL_OPEN, bad[i], 0, 0) == -14;
		for (int cmd = 1; cmd <= 3; cmd++)
			errors += call(CALL_IOCTL, fd, cmd, bad[i]) == -14;
	}
	say_number("of 35 bad pointers EFAULT: ", errors);
	say_number("code is not written: ", call(CALL_IOCTL, fd, 2, (long)main));
	say_number("bytes that wrap: ", call(CALL_READ, fd, (long)page, -4096l));
	say_number("get_user: ", call(CALL_IOCTL, fd, 1, (long)&value));
	say_number("put_user: ", call(CALL_IOCTL, fd, 2, (long)&value));
	say_number("value: ", value);
	say_number("untouched: ", call(CALL_READ, fd, (long)hole, sizeof(hole)));
	unmap(page + 4096, 4096);
	for (int i = 0; i < 8; i++)
		text[i] = 'a';
	say_number("to the edge: ", call(CALL_IOCTL, fd, 3, (long)text));
	text[7] = 0;
	say_number("with an end: ", call(CALL_IOCTL, fd, 3, (long)text));
	say_number("no such call: ", call(9999, 0, 0, 0));
	say_number("no such file: ", call(CALL_CLOSE, 9, 0, 0));
	return 0;
}
END_OF_FILE
# Where its pages are, and whether all have what was written there.
cat >above.c <<'END_OF_FILE'
#include "calls.h"

#define PAGES 512

int main(int argc, char **argv)
{
	long fd = call(CALL_OPEN, (long)"/dev/reach", 2, 0), above = 0, wrong = 0;
	volatile char *area = map(PAGES * 4096);

	for (int i = 0; i < PAGES; i++)
		area[i * 4096l] = (char)(i & 127);
	for (int i = 0; i < PAGES; i++) {
		long is = call(CALL_IOCTL, fd, 6, (long)(area + i * 4096l));

		above += is > 255;
		wrong += (is & 255) != (i & 127) || area[i * 4096l] != (char)(i & 127);
	}
	say_number("above 4 GiB: ", above);
	say_number("wrong: ", wrong);
	return 0;
}
END_OF_FILE
echo '#include "calls.h"
int main(int argc, char **argv)
{
	long fd = call(CALL_OPEN, (long)"/dev/reach", 2, 0);
	if (call(CALL_IOCTL, fd, 4, (long)&fd) != -14)
		return 1;
	return call(CALL_IOCTL, fd, 5, (long)main) == -14 ? 0 : 2;
}' >pointer.c

# wild NAME STATEMENT: a program that does what it may not do.
wild() {
	echo "#include \"calls.h\"
volatile int zero, one = 1;
static int deep(volatile char *above)
{
	volatile char big[4096];

	big[0] = above ? above[0] : 0;
	return deep(big) + big[0];
}
int main(int argc, char **argv)
{
	const long kernel = sizeof(long) == 8 ? (long)0xffffffff81000000 : (long)0xbf000000;
	$2;
	say(\"$1 went on\\n\");
	return zero && kernel && deep(0);
}" >"$1.c"
	programs+=(--user "$1.c")
}
programs=()
wild reads '(void)*(volatile long *)kernel'
wild writes '*(volatile long *)kernel = 0'
wild jumps '((void (*)(void))kernel)()'
wild null '*(volatile int *)(long)zero = 1'
wild code '*(volatile char *)main = 1'
wild cli '__asm__ volatile("cli")'
wild hlt '__asm__ volatile("hlt")'
wild in '__asm__ volatile("inb $0x60")'
wild panic '__asm__ volatile("int $35")'
wild opcode '__asm__ volatile("ud2")'
wild divides 'zero = one / zero'
wild traps '__asm__ volatile("int3")'
wild full 'deep(0)'
wild greedy 'for (char *m; (long)(m = map(1 << 20)) > 0;)
		for (int i = 0; i < 1 << 20; i += 4096)
			m[i] = 1'
echo 'int nothing' >broken.c
echo '#include "calls.h"
int main(int argc, char **argv)
{
	return argc + argv[0][0] - 98 + (argv[1] != 0);
}' >five.c
# What two have in the same registers and at the same addresses, while they take turns.
cat >meets.c <<'END_OF_FILE'
#include "calls.h"

int main(int argc, char **argv)
{
	volatile char *page = map(4096);
	volatile long pid = call(CALL_GETPID, 0, 0, 0);
	double turns = 0, own = (double)pid;

	for (int i = 0; i < 2000; i++) {
		page[i] = (char)pid;
		turns += 1;
		call(CALL_YIELD, 0, 0, 0);
	}
	for (int i = 0; i < 2000; i++)
		if (page[i] != (char)pid)
			return 1;
	say(turns == 2000 && own == (double)pid ? "alone\n" : "mixed\n");
	return 0;
}
END_OF_FILE
cp meets.c again.c

memory=256M
emu() { # CODE NAME WORD...
	local code=$1 name=$2
	shift 2
	run "$code" "$arch: $name" "$ASHLAR" emu --arch "$arch" --mem "$memory" --timeout 300 "$@"
}

# between NAME LEAST MOST: the number behind it.
between() {
	local got

	got=$(printf '%s\n' "$out" | sed -n "s/^$1: //p")
	[ -n "$got" ] && [ "$got" -ge "$2" ] && [ "$got" -le "$3" ]
	found $? "$1: $2 to $3"
}

for arch in x86_64 i386; do
	if ! command -v qemu-system-$arch >/dev/null ||
		! [ -e "$("$ASHLAR" kdir)/emu/libashlar-$arch.a" ]; then
		count=$((count + 1))
		echo "ok $count - $arch # SKIP no qemu-system-$arch, or this build has no images"
		continue
	fi
	booted=$arch
	# Where time is instructions, nothing but the program takes memory when the host is slow.
	emu 0 'memory comes when it is touched' --icount --user touch.c
	says 'touch: exited with 0'
	between 'taken by mmap' 0 8
	between 'taken by touching' $((12800 + 13)) $((12800 + 40))
	between 'given back by munmap' 12800 $((12800 + 40))

	emu 3 'pointers of all kinds' reach.c --user bad.c --user pointer.c
	says 'opened: 3'
	says 'of 35 bad pointers EFAULT: 35'
	says 'code is not written: -14'
	says 'bytes that wrap: -14'
	says 'get_user: 7'
	says 'put_user: 0'
	says 'value: 42'
	says 'untouched: 12288'
	says 'to the edge: -14'
	says 'with an end: 7'
	says 'no such call: -38'
	says 'no such file: -9'
	[ "$(printf '%s\n' "$out" | grep -c 'BUG: user-memory-access: .* a user.s: it is')" = 2 ]
	found $? "the kernel neither reads nor runs what is the program's"
	matches '^\[.*\] pointer: exited with 0'

	emu 3 'programs that do what they may not' --icount "${programs[@]}" --user five.c \
		--user touch.c
	for name in reads writes jumps null code cli hlt in panic full; do
		says "ashlar: program $name was killed by signal 11 (SIGSEGV)"
		says_not "$name went on"
	done
	says 'ashlar: program opcode was killed by signal 4 (SIGILL)'
	says 'ashlar: program divides was killed by signal 8 (SIGFPE)'
	says 'ashlar: program traps was killed by signal 5 (SIGTRAP)'
	says 'ashlar: program greedy was killed by signal 9 (SIGKILL)'
	says 'ashlar: program five exited with 5'
	matches '\] null\[[0-9]+\]: segfault at 0 ip 0*1000[0-9a-f]{4} sp [0-9a-f]+ error 6 in null'
	says ' in null[10001000+1000]'
	matches '\] reads\[[0-9]+\]: segfault at (f+81|bf)0+ ip .* error 5 in reads'
	matches '\] traps: cli\[[0-9]+\] general protection fault ip:1000[0-9a-f]{4} sp:'
	matches '\] traps: divides\[[0-9]+\] trap divide error ip:'
	says 'greedy invoked oom-killer: gfp_mask='
	matches 'Out of memory: Killed process [0-9]+ \(greedy\) total-vm:[0-9]+kB, anon-rss:'
	between 'taken by touching' $((12800 + 13)) $((12800 + 40))

	emu 0 'two at once' --together --user meets.c --user again.c
	[ "$(printf '%s\n' "$out" | grep -cx alone)" = 2 ]
	found $? 'both see their own memory and registers'
done

# With page tables of three levels, and memory that only those reach.
if [ "${booted:-}" = i386 ]; then
	arch=i386 memory=6G
	emu 3 'larger page tables' --icount --pae reach.c --user touch.c --user above.c \
		--user bad.c --user null.c --user reads.c --user full.c --user pointer.c
	between 'taken by mmap' 0 8
	between 'taken by touching' $((12800 + 13)) $((12800 + 50))
	between 'given back by munmap' 12800 $((12800 + 50))
	between 'above 4 GiB' 1 512
	says 'wrong: 0'
	says 'of 35 bad pointers EFAULT: 35'
	says 'ashlar: program null was killed by signal 11 (SIGSEGV)'
	says 'ashlar: program reads was killed by signal 11 (SIGSEGV)'
	says 'ashlar: program full was killed by signal 11 (SIGSEGV)'
	matches '^\[.*\] pointer: exited with 0'
	memory=256M
	emu 3 'larger page tables, and memory that ends' --pae --user greedy.c --user touch.c
	says 'ashlar: program greedy was killed by signal 9 (SIGKILL)'
	says 'touch: exited with 0'
	emu 0 'larger page tables, two at once' --pae --together --user meets.c --user again.c
	[ "$(printf '%s\n' "$out" | grep -cx alone)" = 2 ]
	found $? 'both see their own memory and registers'
fi

if [ -n "${booted:-}" ]; then
	run 2 'a program that does not compile' "$ASHLAR" emu --user broken.c
	says 'ashlar: a program does not compile'
fi
done_testing
