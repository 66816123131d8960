// SPDX-License-Identifier: MIT
/*
 * An image for bare metal: what is below the core is everything.
 *
 * An image is linked from the core, the world, port/bare and one board (port/x86), and whatever
 * has main(): the test runner, or the runner of modules.  It is a program that nobody is below:
 *
 *   RAM		from the boot loader's map; a sixteenth is the port's own (memory.c)
 *   addresses	all RAM that can have one has it from the start; vmalloc's and kmap's go through
 *		real page tables, with unmapped pages between areas, and a flush when one goes
 *   threads	a scheduler that preempts 250 times in a second (thread.c)
 *   interrupts	the timer's, which wakes threads; those that interrupt modules are such threads
 *		(kernel/interrupt.c), as in every other world
 *   take, put	a few instructions that begin again when an interrupt came
 *		(port/sequence_bare.h)
 *   faults		handed to the kernel's world in one record (port/trap.h), which ends the
 *		guarded call that they came in, or the machine
 *   voice		a serial line
 *   the end	the emulator leaves with the status that main() returned
 *
 * The words of the boot loader's command line are main()'s arguments.
 */
#include <linux/ctype.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>
#include <linux/string.h>

#include "port/bare/bare.h"

#define MAX_WORDS  (IS_ENABLED(CONFIG_BASE_SMALL) ? 16 : 64)
#define LINE_BYTES (IS_ENABLED(CONFIG_BASE_SMALL) ? 256 : 2048)

static char line[LINE_BYTES];
static char *words[MAX_WORDS + 1];
static char reason[IS_ENABLED(CONFIG_BASE_SMALL) ? 96 : 128];
static u32 voice_taken;

/* ---- voice ----------------------------------------------------------------------------------- */

/* Lines of several CPUs do not mix; who faults while it speaks does not wait for itself. */
void port_console(const char *text, size_t len)
{
	unsigned long flags = board_irq_save();
	unsigned int patience = 1000000;

	while (__atomic_exchange_n(&voice_taken, 1, __ATOMIC_ACQUIRE) && --patience)
		board_pause();
	for (; len; text++, len--)
		board_put((u8)*text);
	__atomic_store_n(&voice_taken, 0, __ATOMIC_RELEASE);
	board_irq_restore(flags);
}

static void say_number(unsigned long value, unsigned int base)
{
	char digits[24];
	unsigned int at = sizeof(digits);

	do
		digits[--at] = "0123456789abcdef"[value % base];
	while (value /= base);
	port_console(digits + at, sizeof(digits) - at);
}

void bare_say(const char *fmt, ...)
{
	const char *from, *text;
	va_list args;

	va_start(args, fmt);
	while (*fmt) {
		for (from = fmt; *fmt && *fmt != '%'; fmt++)
			;
		port_console(from, (size_t)(fmt - from));
		if (!*fmt)
			break;
		switch (fmt[1]) {
		case 's':
			text = va_arg(args, const char *);
			port_console(text, strlen(text));
			break;
		case 'x':
			say_number(va_arg(args, unsigned long), 16);
			break;
		case 'u':
			say_number(va_arg(args, unsigned long), 10);
			break;
		}
		fmt += 2;
	}
	va_end(args);
}

int bare_refuse(int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	return err;
}

const char *port_error(void)
{
	return reason;
}

/* ---- time and end ---------------------------------------------------------------------------- */

u64 port_time_ns(void)
{
	return board_time_ns();
}

void bare_stop_others(void)
{
	board_stop_others();
	__atomic_store_n(&voice_taken, 0, __ATOMIC_RELEASE);
}

void bare_end(int status)
{
	board_irq_save();
	board_exit(status);
	bare_stop_others();
	board_halt();
}

/* ---- main() ---------------------------------------------------------------------------------- */

/* Words are parted by blanks; what is between " is one. */
static int split(const char *text)
{
	char *to = line, *end = line + sizeof(line) - 1;
	int n = 0;

	while (n < MAX_WORDS && to < end) {
		bool quoted = false;

		while (isspace(*text))
			text++;
		if (!*text)
			break;
		words[n++] = to;
		for (; *text && (quoted || !isspace(*text)) && to < end; text++) {
			if (*text == '"')
				quoted = !quoted;
			else
				*to++ = *text;
		}
		*to++ = '\0';
	}
	words[n] = NULL;
	return n;
}

static void run_main(void *arg)
{
	bare_end(main(split(arg), words));
}

void bare_start(const char *command_line)
{
	board_direct_map();
	sequences_init();
	threads_init();
	cpus_free();
	board_start();
	if (port_thread_start(run_main, (void *)command_line, "main")) {
		bare_say("no memory for the first thread\n");
		bare_end(1);
	}
	thread_idle_loop();
}
