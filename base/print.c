// SPDX-License-Identifier: MIT
/*
 * printk(): a message, its level taken off, handed to whoever keeps the log.
 *
 * A message is formatted in one piece on the caller's stack, so that messages of several CPUs
 * never mix inside a line, and so that printing needs no memory and no lock: it works in every
 * context and in the middle of the allocators.
 */
#include "base/base.h"
#include <linux/export.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "port/port.h"

print_sink_t printk_sink;
print_sink_t print_listener;

/* The console's last byte was not a newline: a message that does not go on must start one. */
static bool console_open_line;

static void print_to_console(bool cont, const char *text, size_t len)
{
	if (READ_ONCE(console_open_line) && !cont)
		port_console("\n", 1);
	if (!len)
		return;
	port_console(text, len);
	WRITE_ONCE(console_open_line, text[len - 1] != '\n');
}

/**
 * vprintk - print a message.
 * @fmt: the format, after a KERN_ level or KERN_CONT; of several levels the last one counts.
 * @args: its arguments.
 *
 * Context: any.
 * Return: bytes of text, without the level and the newline at the end.
 */
int vprintk(const char *fmt, va_list args)
{
	char buf[PRINT_TEXT_MAX];
	size_t len = vscnprintf(buf, sizeof(buf), fmt, args);
	int level = PRINT_LEVEL_NONE;
	char *text = buf;
	bool cont = false;
	int mark;

	/* The level may come from an argument, as in printk("%s...", KERN_ERR): look last. */
	while ((mark = printk_get_level(text)) != 0) {
		if (mark == 'c')
			cont = true;
		else
			level = mark - '0';
		text += 2;
		len -= 2;
	}
	if (unlikely(print_listener))
		print_listener(level, cont, text, len);
	if (printk_sink)
		printk_sink(level, cont, text, len);
	else
		print_to_console(cont, text, len);
	return len && text[len - 1] == '\n' ? len - 1 : len;
}
EXPORT_SYMBOL(vprintk);

int _printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}
EXPORT_SYMBOL(_printk);
