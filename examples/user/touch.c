// SPDX-License-Identifier: MIT
/*
 * When does memory come?  A program asks for 50 MiB, touches it, gives it back, and looks into
 * /proc/meminfo after each step:
 *
 *	$ ashlar emu --user examples/user/touch.c
 *
 * What is free goes down at the touch, by the pages and by the tables that lead to them.
 */
#include "calls.h"

#define BYTES (50ul << 20)
#define PAGE  4096ul

/* The number behind @name, in KiB; -1: there is none. */
static long find(const char *text, const char *name)
{
	const unsigned long len = length(name);
	long value = 0;

	for (; *text; text++) {
		unsigned long i = 0;

		while (i < len && text[i] == name[i])
			i++;
		if (i < len)
			continue;
		for (text += len; *text == ' '; text++)
			;
		for (; *text >= '0' && *text <= '9'; text++)
			value = value * 10 + (*text - '0');
		return value;
	}
	return -1;
}

static long free_pages(void)
{
	static char text[4096];
	long fd = call(CALL_OPEN, (long)"/proc/meminfo", 0, 0);
	long n = call(CALL_READ, fd, (long)text, sizeof(text) - 1);

	call(CALL_CLOSE, fd, 0, 0);
	text[n > 0 ? n : 0] = 0;
	return find(text, "MemFree:") / (long)(PAGE / 1024);
}

int main(int argc, char **argv)
{
	volatile char *memory;
	long before, mapped, touched;

	free_pages(); /* its own buffer is touched, and so is the stack */
	before = free_pages();
	say_number("free before: ", before);
	memory = map(BYTES);
	if ((unsigned long)memory > -PAGE)
		return 1;
	mapped = free_pages();
	say_number("taken by mmap: ", before - mapped);
	for (unsigned long at = 0; at < BYTES; at += PAGE)
		memory[at] = 1;
	touched = free_pages();
	say_number("taken by touching: ", mapped - touched);
	if (unmap((void *)memory, BYTES))
		return 2;
	say_number("given back by munmap: ", free_pages() - touched);
	return 0;
}
