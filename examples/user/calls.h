/* SPDX-License-Identifier: MIT */
/* System calls for programs without a library, on x86_64 and i386. */
#ifndef EXAMPLES_USER_CALLS_H
#define EXAMPLES_USER_CALLS_H

#ifdef __x86_64__

enum {
	CALL_READ = 0,
	CALL_WRITE = 1,
	CALL_OPEN = 2,
	CALL_CLOSE = 3,
	CALL_MMAP = 9,
	CALL_MUNMAP = 11,
	CALL_BRK = 12,
	CALL_IOCTL = 16,
	CALL_YIELD = 24,
	CALL_GETPID = 39,
	CALL_EXIT = 60,
};

static inline long call6(long n, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* The stack begins with the number of arguments; main() is called as a function is. */
__asm__(".globl _start\n"
	"_start: mov (%rsp), %rdi\n"
	"	lea 8(%rsp), %rsi\n"
	"	call start\n");

#else

enum {
	CALL_EXIT = 1,
	CALL_READ = 3,
	CALL_WRITE = 4,
	CALL_OPEN = 5,
	CALL_CLOSE = 6,
	CALL_GETPID = 20,
	CALL_BRK = 45,
	CALL_IOCTL = 54,
	CALL_MUNMAP = 91,
	CALL_YIELD = 158,
	CALL_MMAP = 192,
};

/* The sixth argument is in the frame pointer, which no operand can stand for. */
static inline long call6(long n, long a, long b, long c, long d, long e, long f)
{
	long result;

	__asm__ volatile(
		"push %[f]; push %%ebp; mov 4(%%esp), %%ebp; int $0x80; pop %%ebp; add $4, %%esp"
		: "=a"(result)
		: "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e), [f] "m"(f)
		: "memory");
	return result;
}

__asm__(".globl _start\n"
	"_start: mov (%esp), %eax\n"
	"	lea 4(%esp), %edx\n"
	"	and $-16, %esp\n"
	"	sub $8, %esp\n"
	"	push %edx\n"
	"	push %eax\n"
	"	call start\n");

#endif

int main(int argc, char **argv);

static inline long call(long n, long a, long b, long c)
{
	return call6(n, a, b, c, 0, 0, 0);
}

static inline void exit(int code)
{
	for (;;)
		call(CALL_EXIT, code, 0, 0);
}

__attribute__((used)) static void start(int argc, char **argv)
{
	exit(main(argc, argv));
}

#define PROT_READ     1
#define PROT_WRITE    2
#define MAP_PRIVATE   2
#define MAP_ANONYMOUS 0x20

static inline void *map(unsigned long bytes)
{
	return (void *)call6(CALL_MMAP, 0, (long)bytes, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static inline long unmap(void *at, unsigned long bytes)
{
	return call(CALL_MUNMAP, (long)at, (long)bytes, 0);
}

/* ---- words ----------------------------------------------------------------------------------- */

static inline unsigned long length(const char *text)
{
	unsigned long n = 0;

	while (text[n])
		n++;
	return n;
}

static inline void say(const char *text)
{
	call(CALL_WRITE, 1, (long)text, (long)length(text));
}

/* A line: the words, and a number. */
static inline void say_number(const char *text, long value)
{
	unsigned long rest = value < 0 ? -(unsigned long)value : (unsigned long)value;
	char line[128], digits[24];
	unsigned int at = sizeof(digits), n = 0;

	for (; *text && n < 96; text++)
		line[n++] = *text;
	do
		digits[--at] = (char)('0' + rest % 10);
	while (rest /= 10);
	if (value < 0)
		digits[--at] = '-';
	while (at < sizeof(digits))
		line[n++] = digits[at++];
	line[n++] = '\n';
	call(CALL_WRITE, 1, (long)line, n);
}

#endif
