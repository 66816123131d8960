#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ashlar emu: modules in an image, on emulated bare metal.
. "$(dirname "$0")/tap.inc"

run 2 'no module' "$ASHLAR" emu
says 'ashlar: emu: which module? a .c file, or a folder with a Makefile'
run 2 'an unknown processor' "$ASHLAR" emu --arch vax x.c
says 'ashlar: emu: --arch vax: there are images for x86_64 and i386'
for size in 3 1M 2000G 1Gx ''; do
	run 2 "memory '$size'" "$ASHLAR" emu --mem "$size" x.c
	says "--mem $size: it takes 64M to 1024G"
done
for seconds in 0 -1 x 100000; do
	run 2 "timeout '$seconds'" "$ASHLAR" emu --timeout "$seconds" x.c
	says "--timeout $seconds: it takes 1 to 86400 seconds"
done
for cpus in 0 9 -1 x 2x ''; do
	run 2 "CPUs '$cpus'" "$ASHLAR" emu --smp "$cpus" x.c
	says "--smp $cpus: it takes 1 to 8 CPUs"
done
run 2 'CPUs of an image that has one' "$ASHLAR" emu --arch i386 --smp 2 x.c
says '--smp 2: an image for i386 has one CPU; --arch x86_64 has more'
run 2 'a file that is not there' "$ASHLAR" emu nothing.c
says 'ashlar: cannot read nothing.c'
run 2 'no module file' "$ASHLAR" emu records.ko
says 'records.ko: neither a .c file, nor a folder with a Makefile, nor a parameter of one'
run 2 'a parameter of nothing' "$ASHLAR" emu a=b
run 2 'an era that is none' "$ASHLAR" emu --era 7x x.c
says '--era 7x is'
run 2 'no such file of /proc' "$ASHLAR" emu --show nothing x.c
says '--show knows no nothing'

cd "$work" || exit 1
cat >bare.c <<'END'
#include <linux/module.h>
#include <linux/delay.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

static char *what = "nothing";
module_param(what, charp, 0444);

static noinline int eat(int n)
{
	volatile char big[512];

	big[n % 512] = (char)n;
	return eat(n + 1) + big[n % 512];
}

static int __init bare_init(void)
{
	volatile int zero = 0;
	char *p;

	pr_info("bare: %s\n", what);
	if (!strcmp(what, "leak"))
		p = kmalloc(100, GFP_KERNEL);
	if (!strcmp(what, "null"))
		*(volatile int *)(unsigned long)(zero + 8) = 1;
	if (!strcmp(what, "guard")) {
		p = vmalloc(PAGE_SIZE);
		((volatile char *)p)[PAGE_SIZE] = 1;
	}
	if (!strcmp(what, "free")) {
		p = vmalloc(4 * PAGE_SIZE);
		p[0] = 1;
		vfree(p);
		vm_unmap_aliases();
		((volatile char *)p)[0] = 1;
	}
	if (!strcmp(what, "stack"))
		return eat(0);
	if (!strcmp(what, "divide"))
		return 100 / zero;
	if (!strcmp(what, "refuse"))
		return -EBUSY;
	if (!strcmp(what, "sleep"))
		msleep(20);
	if (!strcmp(what, "hang"))
		for (;;)
			msleep(1000);
	return 0;
}

static void __exit bare_exit(void)
{
	pr_info("bare: bye\n");
}

module_init(bare_init);
module_exit(bare_exit);
MODULE_LICENSE("GPL");
END
cat >crowd.c <<'END'
#include <linux/module.h>
#include <linux/completion.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

static char *what = "nothing";
module_param(what, charp, 0444);

#define STEPS 2000

static DEFINE_SPINLOCK(lock);
static DECLARE_COMPLETION(done);
static unsigned long counter;
static unsigned int seen, left;
static int zero;

/* The port finds this CPU's data, and in it the thread that runs, by a segment register. */
static void lose_the_thread(void)
{
	static char nobody[4096];

	asm volatile("movq %0, %%gs:8\n\tmovl $0, 8" : : "r"(nobody) : "memory");
}

static int count(void *arg)
{
	unsigned long cpu = (unsigned long)arg;
	bool last;

	for (int i = 0; i < STEPS; i++) {
		void *p = kmalloc(64, GFP_KERNEL);

		spin_lock(&lock);
		counter++;
		if (smp_processor_id() == cpu)
			seen |= 1u << cpu;
		spin_unlock(&lock);
		kfree(p);
	}
	spin_lock(&lock);
	last = !--left;
	spin_unlock(&lock);
	if (last && !strcmp(what, "ruin"))
		lose_the_thread();
	if (last)
		complete(&done);
	if (last && !strcmp(what, "null"))
		*(volatile int *)(long)(zero + 8) = 1;
	return 0;
}

static int __init crowd_init(void)
{
	unsigned long cpu;

	left = num_online_cpus();
	for_each_online_cpu(cpu) {
		struct task_struct *t = kthread_create(count, (void *)cpu, "crowd/%lu", cpu);

		if (IS_ERR(t))
			return PTR_ERR(t);
		kthread_bind(t, cpu);
		wake_up_process(t);
	}
	wait_for_completion(&done);
	pr_info("crowd: %u CPUs, seen %x, %lu counted\n", num_online_cpus(), seen, counter);
	return !strcmp(what, "leak") && !kmalloc(100, GFP_KERNEL) ? -ENOMEM : 0;
}

static void __exit crowd_exit(void)
{
}

module_init(crowd_init);
module_exit(crowd_exit);
MODULE_LICENSE("GPL");
END
# What goes wrong in another thread than the one that inserts the module, which may wait for it.
cat >behind.c <<'END'
#include <linux/module.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static char *where = "all";
module_param(where, charp, 0444);
static bool panics, waits;
module_param(panics, bool, 0444);
module_param(waits, bool, 0444);

static DECLARE_COMPLETION(never);
static unsigned long zero = 8;
static unsigned int begun;

static void go_wrong(const char *in)
{
	pr_info("behind: in a %s\n", in);
	WRITE_ONCE(begun, begun + 1);
	if (panics)
		panic("behind: no way on");
	*(volatile int *)READ_ONCE(zero) = 1;
}

static int behind_thread(void *arg)
{
	go_wrong("kthread");
	return 0;
}

static void behind_timer(struct timer_list *timer)
{
	go_wrong("timer");
}
static DEFINE_TIMER(timer, behind_timer);

static void behind_work(struct work_struct *work)
{
	go_wrong("work");
}
static DECLARE_WORK(work, behind_work);

/* One after the other, so that two runs print the same. */
static void await(const char *in, unsigned int nr)
{
	while (READ_ONCE(begun) < nr)
		msleep(1);
	if (waits)
		wait_for_completion(&never);
	msleep(20);
	pr_info("behind: the %s is over\n", in);
}

static int __init behind_init(void)
{
	bool all = !strcmp(where, "all");
	unsigned int nr = 0;

	if (all || !strcmp(where, "kthread")) {
		kthread_run(behind_thread, NULL, "behind");
		await("kthread", ++nr);
	}
	if (all || !strcmp(where, "timer")) {
		mod_timer(&timer, jiffies + 1);
		await("timer", ++nr);
	}
	if (all || !strcmp(where, "work")) {
		schedule_work(&work);
		await("work", ++nr);
	}
	return 0;
}

static void __exit behind_exit(void)
{
	pr_info("behind: bye\n");
}

module_init(behind_init);
module_exit(behind_exit);
MODULE_LICENSE("GPL");
END
cat >unknown.c <<'END'
#include <linux/module.h>

void nobody_has_this(void);

static int __init unknown_init(void)
{
	nobody_has_this();
	return 0;
}
module_init(unknown_init);
END
cat >gives.c <<'END'
#include <linux/module.h>

int gives_seven(void);
static int helper(void)
{
	return 7;
}

int gives_seven(void)
{
	return helper();
}
EXPORT_SYMBOL_GPL(gives_seven);
MODULE_LICENSE("GPL");
END
cat >takes.c <<'END'
#include <linux/module.h>

int gives_seven(void);
static int helper(void)
{
	return 1;
}

static int __init takes_init(void)
{
	pr_info("eight is %d\n", gives_seven() + helper());
	return 0;
}

static void __exit takes_exit(void)
{
}

module_init(takes_init);
module_exit(takes_exit);
MODULE_LICENSE("GPL");
END
echo 'int broken(' >broken.c
# Who exports comes last, and the other has two files.
mkdir pair none
sed -e '/^static int helper/,/^}/d' -e 's/^int gives_seven.*/&\nint helper(void);/' takes.c \
	>pair/takes.c
echo 'int helper(void); int helper(void) { return ONE; }' >pair/helper.c
cp gives.c pair/gives-away.c
cat >pair/Makefile <<'END'
obj-m := pair.o gives-away.o
pair-y := takes.o helper.o
ccflags-y := -DONE=1
END
echo 'ccflags-y := -DNOTHING' >none/Makefile
cat >era.c <<'END'
#include <linux/module.h>
#include <linux/utsname.h>
#include <linux/version.h>

static int __init era_init(void)
{
	pr_info("built for %x, runs on %s, char is %d\n", LINUX_VERSION_CODE, utsname()->release,
		(char)-1);
	return 0;
}

static void __exit era_exit(void)
{
}

module_init(era_init);
module_exit(era_exit);
END
run 2 'other page tables of a processor that has none' "$ASHLAR" emu --pae bare.c
says 'ashlar: emu: --pae is for --arch i386'

# What `ashlar run` is given beside modules: wrong in the same words.
given() { # NAME OPTION...: the command's only line is to be the next one asked for
	run 2 "$1" "$ASHLAR" emu "${@:2}" bare.c
	lines_of_ours 1
}

given 'no such script' --exec nowhere
says 'ashlar: emu: --exec nowhere: No such file or directory'
printf 'sleep 1\nfrob\n' >bad
given 'no such step' --exec bad
says 'ashlar: emu: bad:2: no such step: frob'
given 'an open block' --exec-line 'repeat 2 {'
says 'ashlar: emu: --exec-line:1: this block is not closed'
given '--cat of no path' --cat meminfo
says 'ashlar: emu: --cat wants a path like /proc/meminfo, not meminfo'
given 'a device without an address' --device dev
says "ashlar: emu: --device dev: '@' and an address are wanted behind 'dev'"
given 'no such devices' --devices nowhere
says 'ashlar: emu: --devices nowhere: No such file or directory'
given 'no such interrupt' --irq 256
says 'ashlar: emu: --irq wants N[*COUNT][@MS], N up to 255, as in 5*3@100, not 256'
given '--stay of no time' --stay soon
says 'ashlar: emu: --stay wants a number from 1 on, not soon'

# What only an image has not.
printf 'sleep 1\nrepeat 2 {\n\tcopyout /dev/x y\n}\n' >out
given 'nobody to write to' --exec out
says 'ashlar: emu: out:3: copyout: an image cannot write files of the host'
given 'nothing to copy' --exec-line 'copyin nowhere /dev/x'
says 'ashlar: emu: --exec-line:1: copyin nowhere: No such file or directory'
head -c 2M /dev/zero >large1
given 'a text that is too large' --exec-line 'write file:large1'
says 'ashlar: emu: large1: an image has room for 1048576 bytes of it'
echo 'copyin large1 /dev/x' >copies
for i in 2 3 4; do
	ln large1 "large$i"
	echo "copyin large$i /dev/x" >>copies
done
given 'more than there is room for' --exec copies
says 'ashlar: emu: large4: an image has room for 8388608 bytes of files'
for i in {1..32}; do
	echo "$i" >"file$i"
	echo "write file:file$i" >>writes
done
given 'more files than there is room for' --exec writes
says 'ashlar: emu: file32: an image has room for 32 files'
mapfile -t cats < <(printf -- '--cat=/proc/%s\n' {1..64})
given 'too many words' "${cats[@]}"
says 'ashlar: emu: --cat=/proc/64: the command line of an image has 64 words and 2048 characters'
given 'too long a line' --exec-line "write \"$(head -c 2048 /dev/zero | tr '\0' x)\""
says ': the command line of an image has 64 words and 2048 characters'
given 'more than a line' --exec-line $'write "a\nb"'
says ': the command line of an image is one line'

# What a script can do with a module's files, and with the host's; $modules/files.c is the module.
printf 'copied' >'odd"\name"'
printf 'bytes' >bytes
cat >uses <<'END'
open /dev/files rw as f
read f 4 expect "0123"
read f 100 at 8 expect "89"
lseek f -3 end expect EINVAL
write f "abc"+u16:0x4142+file:bytes expect 10
copyin odd"\name" /dev/files
write f "0123456789" from room 9 expect EFAULT
read f 10 into null expect EFAULT
read f 10 into kernel expect EFAULT
read f 10 into readonly expect EFAULT
read f 10 into room 0 expect EFAULT
read f 10 at 0 into room 3 expect 3
close f
parallel 8 {
	repeat 5 {
		open /dev/files rw as f
		read f 4 expect "0123"
		close f
	}
}
rmmod files
open /dev/files r expect ENOENT
insmod files
END
cat >waits <<'END'
spawn reader {
	open /dev/files r
	read 1 expect EINTR
}
sleep 1
repeat 100 {
	signal reader expect any
	sleep 2
}
wait reader
END

emu() { # CODE NAME WORD...
	local code=$1 name=$2
	shift 2
	run "$code" "$arch: $name" "$ASHLAR" emu --arch "$arch" --mem 256M --timeout 120 "$@"
}

# What a module says, how it ends, and what the command says of that: no times, addresses or traces.
gist() {
	sed -E -n -e 's/^\[ *[0-9]+\.[0-9]+\] //' \
		-e '/^(behind: |ashlar: |BUG: |Oops: |Kernel panic |---\[ end )/p'
}

# as_run PARAMETER...: behind.c does on the host what it has just done in an image.
as_run() {
	local got=$out last=$last status

	out=$("$ASHLAR" run --cpus 1 behind.c "$@" 2>&1 </dev/null)
	status=$?
	[ $status = 3 ] && [ "$(printf '%s\n' "$out" | gist)" = "$(printf '%s\n' "$got" | gist |
		sed 's/address: 00000008$/address: 0000000000000008/')" ]
	found $? 'ashlar run says the same, and ends with the same code'
}

for arch in x86_64 i386; do
	if ! command -v qemu-system-$arch >/dev/null ||
		! [ -e "$("$ASHLAR" kdir)/emu/libashlar-$arch.a" ]; then
		count=$((count + 1))
		echo "ok $count - $arch # SKIP no qemu-system-$arch, or this build has no images"
		continue
	fi
	# What differs below the core: frames of faults, and the stack of one about a full stack.
	if [ $arch = i386 ]; then
		emu 3 'what a module leaves' bare.c what=leak
		says 'bare: 1 allocation was not given back, 100 bytes:'
		emu 3 'a null pointer, and memory above 4 GiB' --mem 5G bare.c what=null
		says '2048 MiB of memory lie where these page tables do not reach'
		says 'BUG: kernel NULL pointer dereference, address: 00000008'
		matches 'EIP: bare_init\+0x'
		emu 3 'panic in a work that is waited for' behind.c where=work panics=1 waits=1
		as_run where=work panics=1 waits=1
		emu 3 'a full stack, and larger page tables' --pae --mem 5G bare.c what=stack
		says_not 'do not reach'
		matches 'node 0 HighMem +\[mem 0x0000000038000000-0x000000017fffffff\]'
		says 'BUG: TASK stack guard page was hit at'
		matches ' eat\+0x.*\[bare\]'
		says 'ashlar: could not insert module bare: it crashed in its init function'
		continue
	fi
	emu 0 'nothing wrong' bare.c
	says 'bare: nothing'
	says 'bare: bye'
	emu 3 'what a module leaves' bare.c what=leak
	says 'bare: 1 allocation was not given back, 100 bytes:'
	emu 3 'a null pointer' bare.c what=null
	says 'BUG: kernel NULL pointer dereference, address: 0000000000000008'
	matches 'RIP: 0010:bare_init\+0x'
	says 'ashlar: could not insert module bare: it crashed in its init function'
	emu 3 'behind an area' bare.c what=guard
	says 'BUG: unable to handle page fault for address:'
	emu 3 'an area that is gone' bare.c what=free
	says 'BUG: unable to handle page fault for address:'
	emu 3 'a full stack' bare.c what=stack
	says 'BUG: TASK stack guard page was hit at'
	emu 3 'a division' bare.c what=divide
	says 'divide error: 0000'
	emu 1 'a module that refuses' bare.c what=refuse
	says 'ashlar: could not insert module bare: its init function returned -EBUSY'
	emu 0 'one that sleeps, and its parameter' -q bare.c what=sleep
	emu 1 'a symbol that nobody exports' unknown.c
	says 'unknown: Unknown symbol nobody_has_this (err -2)'
	emu 0 'two modules' --show slabinfo --show interrupts gives.c takes.c
	matches '^LOC: +[0-9]+ +Local timer interrupts$'
	says_not 'TLB shootdowns'
	says 'eight is 8'
	says '==> /proc/slabinfo <=='
	emu 0 'a folder: two modules, one of two files' --show slabinfo pair
	says 'eight is 8'
	emu 2 'a folder without a module' none
	says 'ashlar: none: its Makefile names no module: obj-m += NAME.o is missing'
	emu 2 'a folder that is not there' nowhere/
	says 'nowhere/: neither a .c file, nor a folder with a Makefile'
	emu 0 'of another era' --era 4.19 era.c
	matches 'built for 413[0-9a-f]{2}, runs on 4\.19\.[0-9]+[^ ]*, char is -1'
	emu 2 'a source that does not compile' broken.c
	says 'ashlar: broken.c does not compile'
	emu 0 'four CPUs' --smp 4 --show interrupts crowd.c
	matches '^LOC: +[1-9][0-9]*( +[0-9]+){3} +Local timer interrupts$'
	matches '^TLB:( +[0-9]+){4} +TLB shootdowns$'
	says 'available, 4 CPUs, 1 node'
	says 'crowd: 4 CPUs, seen f, 8000 counted'
	emu 3 'what is left of four CPUs, one after the other' --smp 4 --icount crowd.c what=leak
	says 'crowd: 4 CPUs, seen f, 8000 counted'
	says 'crowd: 1 allocation was not given back, 100 bytes:'
	emu 3 'a crash on one of four CPUs' --smp 4 crowd.c what=null
	says 'BUG: kernel NULL pointer dereference, address: 0000000000000008'
	says 'crowd: 4 CPUs, seen f, 8000 counted'
	emu 3 'a fault that stops four CPUs' --smp 4 crowd.c what=ruin
	matches 'the image stops: a fault at [0-9a-f]+, address 8, stack [0-9a-f]+, on CPU [0-3]'
	matches '^ CPU [0-3] was at [0-9a-f]+'
	says 'ashlar: the image stopped at a fault that nobody expected'
	number=/sys/module/files/parameters/number
	emu 0 'a script on four CPUs' --smp 4 -q --exec uses --exec-line "echo \"7\" > $number" \
		--cat $number --exercise "$modules/files.c" what=none
	says 'exec:5: write f "abc"+u16:0x4142+file:bytes expect 10 = 10'
	says 'exec:6: copyin odd"\name" /dev/files = 6'
	says 'exec:17[7]: read f 4 expect "0123" = 4 "0123"'
	says "exec:1: echo \"7\" > $number = 2"
	matches '^7$'
	says 'exercise: /dev/files'
	emu 0 'signals on four CPUs' --smp 4 -q --exec waits "$modules/files.c" what=wait
	says 'exec:3: read 1 expect EINTR = -EINTR'
	emu 3 "a user's pointer" -q --exec-line 'open /dev/files r' --exec-line 'read 1' \
		--exec-line 'read 2' "$modules/files.c" what=direct
	says 'BUG: user-memory-access: '
	says 'exec:2: read 1 = crash'
	says_not 'exec:3'
	# shellcheck disable=SC2016 # for the shell that is started
	run 3 'a step that fails, on the standard input; an interrupt that is nobody'\''s' \
		bash -c 'echo "open /dev/nope r" | "$0" emu "$@"' "$ASHLAR" -q --irq 9 --exec - \
		--device 'dev@0xfe200000+4,id@0=7' --show iomem,/proc/interrupts \
		"$modules/files.c"
	says 'ashlar: emu: --irq 9: no module has requested this interrupt'
	says 'exec:1: open /dev/nope r = -ENOENT  <- unexpected'
	says "ashlar: 1 of the script's steps came to something else than expected"
	says 'fe200000-fe200003 : dev'
	says '==> /proc/interrupts <=='
	emu 3 'faults of null pointers in a kthread, a timer and a work' behind.c
	as_run
	says 'behind: the work is over'
	for where in kthread timer work; do
		emu 3 "panic in a $where that the init function waits for" behind.c where=$where \
			panics=1 waits=1
		as_run where=$where panics=1 waits=1
		says 'ashlar: the machine cannot go on, so the run ends here'
	done
	emu 3 'a null pointer in a kthread that is waited for: as on Linux, for ever' --timeout 8 \
		behind.c where=kthread waits=1
	says 'BUG: kernel NULL pointer dereference, address: 0000000000000008'
	says 'ashlar: the image did not end in 8 seconds'
	emu 3 'one that hangs' --timeout 6 bare.c what=hang
	says 'ashlar: the image did not end in 6 seconds'
done

# As many as it has room for.
for nr in {1..33}; do
	ln -s bare.c "many$nr.c"
done
run 2 'too many modules' "$ASHLAR" emu many*.c
says 'ashlar: emu: 33 modules: an image can have 32'

# Without an emulator, with a path that has nothing but the shell's own.
mkdir -p bin
for tool in sh cat dirname; do
	ln -s "$(command -v $tool)" bin/$tool
done
run 2 'no emulator' env PATH="$work/bin" "$ASHLAR" emu bare.c
says 'qemu-system-x86_64, which is not installed (Debian: qemu-system-x86)'

done_testing
