// SPDX-License-Identifier: MIT
/*
 * Programs in user mode: what they may reach, what is reached for them, and that nothing of theirs
 * is left, however they end.
 *
 * The programs are a few instructions each, the same for both processors but for calls.  A program
 * has one page of code and data at CODE, and ROOM bytes of zeros behind it.  "look" reads from a
 * device of this test's, whose read() does in the program's context what a test wants done there.
 */
#include <linux/highmem.h>
#include <linux/miscdevice.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include "kernel/process/elf.h"
#include "kernel/process/process.h"
#include "mm/reclaim/reclaim.h"
#include "tests/kernel/files/files_test.h"
#include "tests/kernel/wait_for.h"

#define CODE	   0x10001000ul
#define ROOM_START 0x10002000ul
#define ROOM	   (200ul << 20) /* more than the machine has */
#define TOUCHED	   (8ul << 20)
#define PAGES	   (TOUCHED / PAGE_SIZE)

/* ask NAME: a system call, with what arg1 to arg3 have said before. */
#ifdef __x86_64__
#define WORDS                                                          \
	".macro ask name\n mov $call_\\name, %eax\n syscall\n .endm\n" \
	".macro arg1 value\n mov \\value, %edi\n .endm\n"              \
	".macro arg2 value\n mov \\value, %esi\n .endm\n"              \
	".macro arg3 value\n mov \\value, %edx\n .endm\n"              \
	".set call_read, 0; .set call_open, 2; .set call_exit, 60; .set base, 0x10001000\n"
#define AT "(%rbx)"
#else
#define WORDS                                                            \
	".macro ask name\n mov $call_\\name, %eax\n int $0x80\n .endm\n" \
	".macro arg1 value\n mov \\value, %ebx\n .endm\n"                \
	".macro arg2 value\n mov \\value, %ecx\n .endm\n"                \
	".macro arg3 value\n mov \\value, %edx\n .endm\n"                \
	".set call_read, 3; .set call_open, 5; .set call_exit, 1; .set base, 0x10001000\n"
#define AT "(%ebx)"
#endif

/* From ROOM_START up to @end, a byte in each page. */
#define TOUCH(end)                                  \
	"	mov $0x10002000, %ebx\n"                  \
	"1:	movb $1, " AT "\n"                  \
	"	add $0x1000, %ebx\n"                      \
	"	cmp $0x10002000 + " #end ", %ebx\n" \
	"	jb 1b\n"

#define PROGRAM(name, text) "code_" #name ":\n" text "code_" #name "_end:\n"

asm(WORDS ".pushsection .rodata\n" PROGRAM(seven, "arg1 $7\n ask exit\n") PROGRAM(
	touch, TOUCH(0x800000) "arg1 $0\n ask exit\n") PROGRAM(stay, TOUCH(0x800000) "2: jmp 2b\n")
	    PROGRAM(greedy, TOUCH(0xc000000) "arg1 $0\n ask exit\n") PROGRAM(
		    null,
		    "xor %ebx, %ebx\n movb $1, " AT
		    "\n") PROGRAM(kernel,
				  "mov $-4096, %ebx\n movb " AT
				  ", %al\n") PROGRAM(own_code,
						     "mov $base, %ebx\n movb $1, " AT
						     "\n") PROGRAM(cli, "cli\n") PROGRAM(hlt,
											 "hlt\n")
		    PROGRAM(opcode, "ud2\n") PROGRAM(divide, "xor %ecx, %ecx\n div %ecx\n") PROGRAM(
			    look,
			    "arg1 $base+2f-code_look\n arg2 $0\n ask open\n"
			    "arg1 %eax\n arg2 $0x10002000\n arg3 $64\n ask read\n"
			    "arg1 %eax\n ask exit\n 2: .asciz \"/dev/look\"\n") ".popsection\n");

#define DECLARE(name) extern const char code_##name[], code_##name##_end[]
DECLARE(seven);
DECLARE(touch);
DECLARE(stay);
DECLARE(greedy);
DECLARE(null);
DECLARE(kernel);
DECLARE(own_code);
DECLARE(cli);
DECLARE(hlt);
DECLARE(opcode);
DECLARE(divide);
DECLARE(look);

/** struct file_image - an ELF file with one program in it. */
struct file_image {
	struct elf_header header;
	struct elf_segment segments[2];
	char code[512];
};

static struct file_image image;
static struct program program = { .name = "test", .start = (const char *)&image };

static const struct program *make(const char *code, const char *end)
{
	image.header = (struct elf_header){
		.ident = "\177ELF",
		.type = ELF_EXECUTABLE,
		.machine = ELF_MACHINE,
		.entry = CODE,
		.segments = offsetof(struct file_image, segments),
		.segment_bytes = sizeof(struct elf_segment),
		.nr_segments = 2,
	};
	image.header.ident[ELF_IDENT_CLASS] = ELF_CLASS;
	image.segments[0] = (struct elf_segment){ .type = ELF_LOAD,
						  .flags = ELF_READ | ELF_EXEC,
						  .offset = offsetof(struct file_image, code),
						  .addr = CODE,
						  .in_file = (unsigned long)(end - code),
						  .in_memory = (unsigned long)(end - code) };
	image.segments[1] = (struct elf_segment){ .type = ELF_LOAD,
						  .flags = ELF_READ | ELF_WRITE,
						  .addr = ROOM_START,
						  .in_memory = ROOM };
	memcpy(image.code, code, (size_t)(end - code));
	program.end = (const char *)(&image + 1);
	return &program;
}
#define MAKE(name) make(code_##name, code_##name##_end)

/* Run it. Return: its status, or a negative errno. */
static int run(const struct program *p)
{
	struct process *process = process_start(p);
	int status, err;

	if (IS_ERR(process))
		return (int)PTR_ERR(process);
	err = process_wait(process, &status);
	return err ?: status;
}
#define RUN(name) run(MAKE(name))

/* ---- life ------------------------------------------------------------------------------------ */

static void process_test_exit(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, RUN(seven), 7 << 8);
	KUNIT_EXPECT_EQ(test, RUN(touch), 0);
}

static void process_test_traps(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, RUN(null), SIGSEGV);
	KUNIT_EXPECT_EQ(test, RUN(kernel), SIGSEGV);
	KUNIT_EXPECT_EQ(test, RUN(own_code), SIGSEGV);
	KUNIT_EXPECT_EQ(test, RUN(cli), SIGSEGV);
	KUNIT_EXPECT_EQ(test, RUN(hlt), SIGSEGV);
	KUNIT_EXPECT_EQ(test, RUN(opcode), SIGILL);
	KUNIT_EXPECT_EQ(test, RUN(divide), SIGFPE);
}

static void process_test_no_program(struct kunit *test)
{
	MAKE(seven);
	image.header.machine = 0;
	KUNIT_EXPECT_EQ(test, run(&program), -ENOEXEC);
	MAKE(seven);
	image.header.ident[0] = 0;
	KUNIT_EXPECT_EQ(test, run(&program), -ENOEXEC);
	MAKE(seven);
	image.header.segments = sizeof(image);
	KUNIT_EXPECT_EQ(test, run(&program), -ENOEXEC);
	MAKE(seven);
	image.segments[0].in_file = sizeof(image);
	image.segments[0].in_memory = sizeof(image);
	KUNIT_EXPECT_EQ(test, run(&program), -ENOEXEC);
	MAKE(seven);
	image.segments[1].addr = (unsigned long)-4096l;
	KUNIT_EXPECT_EQ(test, run(&program), -ENOEXEC);
	MAKE(seven);
	image.segments[1].addr = image.segments[0].addr;
	KUNIT_EXPECT_EQ(test, run(&program), -ENOEXEC);
	MAKE(seven);
	image.segments[0].addr = 0;
	KUNIT_EXPECT_EQ(test, run(&program), -ENOEXEC);
	program.end = program.start + 8;
	KUNIT_EXPECT_EQ(test, run(&program), -ENOEXEC);
}

/* ---- its pages ------------------------------------------------------------------------------- */

/*
 * Does @fn give back all that it takes?  The world keeps some pages for the next time, and starts a
 * thread when it first needs one; what is lost each time is lost.
 */
static bool loses_nothing(struct kunit *test, void (*fn)(struct kunit *test))
{
	for (int round = 0; round < 5; round++) {
		unsigned long before = nr_free_pages();

		fn(test);
		if (nr_free_pages() >= before)
			return true;
	}
	return false;
}

static void hold_one(struct kunit *test)
{
	unsigned long before = nr_free_pages();
	struct process *p = process_start(MAKE(stay));
	int status = 0;

	KUNIT_ASSERT_FALSE(test, IS_ERR(p));
	WAIT_FOR(test, READ_ONCE(p->nr_pages) >= PAGES);
	/* One page of code, one of the stack. */
	KUNIT_EXPECT_EQ(test, p->nr_pages, PAGES + 2);
	KUNIT_EXPECT_GE(test, before - nr_free_pages(), p->nr_pages + p->space.nr_tables);
	process_kill(p, SIGKILL);
	KUNIT_EXPECT_EQ(test, process_wait(p, &status), 0);
	KUNIT_EXPECT_EQ(test, status, SIGKILL);
}

static void process_test_pages(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, loses_nothing(test, hold_one));
}

/* Three at once, until all have what they want. */
static void hold_three(struct kunit *test)
{
	struct process *p[3];
	int status;

	MAKE(stay);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = process_start(&program);
		KUNIT_ASSERT_FALSE(test, IS_ERR(p[i]));
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		WAIT_FOR(test, READ_ONCE(p[i]->nr_pages) >= PAGES);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		process_kill(p[i], SIGTERM);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		KUNIT_EXPECT_EQ(test, process_wait(p[i], &status), 0);
		KUNIT_EXPECT_EQ(test, status, SIGTERM);
	}
}

static void process_test_together(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, loses_nothing(test, hold_three));
}

/* The machine is full: the largest program is ended, and the other goes on. */
static void fill_machine(struct kunit *test)
{
	struct process *small = process_start(MAKE(stay));
	const char *text;
	int status = 0, end;

	KUNIT_ASSERT_FALSE(test, IS_ERR(small));
	WAIT_FOR(test, READ_ONCE(small->nr_pages) >= PAGES);
	capture_start();
	end = RUN(greedy);
	text = capture_stop();
	KUNIT_EXPECT_EQ(test, end, SIGKILL);
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "invoked oom-killer"));
	KUNIT_EXPECT_NOT_NULL(test, strstr(text, "Out of memory: Killed process"));
	KUNIT_EXPECT_NULL(test, strstr(text, "page allocation failure"));
	KUNIT_EXPECT_FALSE(test, READ_ONCE(small->done));
	process_kill(small, SIGKILL);
	KUNIT_EXPECT_EQ(test, process_wait(small, &status), 0);
	KUNIT_EXPECT_NULL(test, oom_kill);
}

static void process_test_out_of_memory(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, loses_nothing(test, fill_machine));
}

/* ---- copies on its behalf -------------------------------------------------------------------- */

/* What the device's read() does. */
static long (*in_program)(char __user *room);
static DECLARE_WAIT_QUEUE_HEAD(nobody_wakes);

static ssize_t look_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return in_program(buf);
}

static const struct file_operations look_fops = {
	.owner = THIS_MODULE,
	.read = look_read,
};

static struct miscdevice look_device = { .minor = MISC_DYNAMIC_MINOR,
					 .name = "look",
					 .fops = &look_fops };

/* Return: the exit code, which is the number of the first thing that is not as it should be. */
static int look(struct kunit *test, long (*fn)(char __user *room))
{
	int status;

	in_program = fn;
	if (misc_register(&look_device))
		return -ENODEV;
	status = RUN(look);
	misc_deregister(&look_device);
	return status;
}

#define DEMAND(number, condition)      \
	do {                           \
		if (!(condition))      \
			return number; \
	} while (0)

static long copy_touches(char __user *room)
{
	const struct process *p = space_current();
	unsigned long pages = p->nr_pages;
	char text[16] = "0123456789abcde", back[16];

	DEMAND(1, current->mm == &p->mm && access_ok(room, ROOM));
	DEMAND(2, !copy_to_user(room + PAGE_SIZE - 8, text, 16));
	DEMAND(3, p->nr_pages == pages + 2);
	DEMAND(4, !copy_from_user(back, room + PAGE_SIZE - 8, 16) && !memcmp(text, back, 16));
	DEMAND(5, p->nr_pages == pages + 2);
	DEMAND(6, !clear_user(room + 10 * PAGE_SIZE, 3 * PAGE_SIZE) && p->nr_pages == pages + 5);
	DEMAND(7, !put_user(5, (int __user *)(room + 20 * PAGE_SIZE)));
	DEMAND(8, strncpy_from_user(back, room + PAGE_SIZE - 8, 16) == 15);
	DEMAND(9, find_vma(current->mm, (unsigned long)room)->vm_start == ROOM_START);
	return 0;
}

static long copy_fails(char __user *room)
{
	const struct process *p = space_current();
	char __user *end = room + ROOM;
	void __user *kernel = (void __user *)p;
	unsigned long pages;
	char text[16] = "";
	int value = 0;

	DEMAND(1, copy_to_user(NULL, text, 16) == 16 && copy_from_user(text, NULL, 16) == 16);
	DEMAND(2, copy_to_user(end - 4, text, 16) == 12);
	DEMAND(3, copy_to_user(kernel, text, 16) == 16);
	DEMAND(4, copy_from_user(text, kernel, 16) == 16);
	DEMAND(5, copy_to_user((void __user *)-8l, text, 16) == 16);
	DEMAND(6, copy_to_user((void __user *)CODE, text, 16) == 16);
	DEMAND(7, !copy_from_user(text, (void __user *)CODE, 16));
	DEMAND(8, get_user(value, (int __user *)kernel) == -EFAULT && !value);
	DEMAND(9, put_user(value, (int __user *)end) == -EFAULT);
	DEMAND(10, strncpy_from_user(text, end, 16) == -EFAULT);
	pages = p->nr_pages;
	pagefault_disable();
	value = copy_to_user_nofault(room + 50 * PAGE_SIZE, text, 16);
	pagefault_enable();
	DEMAND(11, value == -EFAULT && p->nr_pages == pages);
	DEMAND(12, !copy_to_user_nofault(end - 16, text, 16));
	return 0;
}

static long pins_pages(char __user *room)
{
	struct page *pages[2];
	char *at;
	char byte = 0;

	DEMAND(1, get_user_pages_fast((unsigned long)room, 2, FOLL_WRITE, pages) == 2);
	at = kmap_local_page(pages[1]);
	at[3] = 'x';
	kunmap_local(at);
	DEMAND(2, !get_user(byte, room + PAGE_SIZE + 3) && byte == 'x');
	DEMAND(3, page_count(pages[0]) == 2);
	put_page(pages[0]);
	put_page(pages[1]);
	DEMAND(4, get_user_pages_fast(CODE, 1, FOLL_WRITE, pages) == -EFAULT);
	return 0;
}

static void look_at_copies(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, look(test, copy_touches), 0);
	KUNIT_EXPECT_EQ(test, look(test, copy_fails), 0);
	KUNIT_EXPECT_EQ(test, look(test, pins_pages), 0);
}

static void process_test_copies(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, loses_nothing(test, look_at_copies));
}

static long waits_in_vain(char __user *room)
{
	if (put_user(1, room))
		return 1;
	return wait_event_interruptible(nobody_wakes, false);
}

/* Killed in the middle of a call: that ends, the file is closed, and the device can go. */
static void kill_waiting(struct kunit *test)
{
	struct process *p;
	int status = 0;

	in_program = waits_in_vain;
	KUNIT_ASSERT_EQ(test, misc_register(&look_device), 0);
	p = process_start(MAKE(look));
	KUNIT_ASSERT_FALSE(test, IS_ERR(p));
	WAIT_FOR(test, wq_has_sleeper(&nobody_wakes));
	process_kill(p, SIGKILL);
	KUNIT_EXPECT_EQ(test, process_wait(p, &status), 0);
	KUNIT_EXPECT_EQ(test, status, SIGKILL);
	misc_deregister(&look_device);
}

static void process_test_killed_waiting(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, loses_nothing(test, kill_waiting));
}

static struct kunit_case process_cases[] = {
	KUNIT_CASE(process_test_exit),
	KUNIT_CASE(process_test_traps),
	KUNIT_CASE(process_test_no_program),
	KUNIT_CASE(process_test_pages),
	KUNIT_CASE(process_test_together),
	KUNIT_CASE(process_test_out_of_memory),
	KUNIT_CASE(process_test_copies),
	KUNIT_CASE(process_test_killed_waiting),
	{},
};

WORLD_SUITE(process, process_cases);
