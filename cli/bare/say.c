// SPDX-License-Identifier: MIT
/*
 * What an image prints: the kernel log and findings as they are, and behind a mark what the command
 * prints on its standard error output (cli/emu/boot.c).
 */
#include <linux/stdarg.h>
#include <linux/string.h>
#include <linux/sprintf.h>

#include "cli/bare/bare.h"
#include "cli/cli.h"

static void write_text(const char *text)
{
	port_console(text, strlen(text));
}

static void complain_with(const char *prefix, const char *fmt, va_list args)
{
	char line[512];
	int len = scnprintf(line, sizeof(line), "%c%s", BARE_COMPLAINT, prefix);

	len += vscnprintf(line + len, sizeof(line) - 1 - (size_t)len, fmt, args);
	line[len] = '\n';
	port_console(line, (size_t)len + 1);
}

void complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain_with("ashlar: ", fmt, args);
	va_end(args);
}

void complain_usage(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	complain_with("ashlar: emu: ", fmt, args);
	va_end(args);
}

void say_line(const char *line)
{
	write_text(line);
	write_text("\n");
}

void say_text(const char *folder, const char *name, const char *text, size_t len)
{
	write_text("==> ");
	write_text(folder);
	write_text(name);
	write_text(" <==\n");
	port_console(text, len);
}

/* All goes to the serial line. */
const struct say_sink *say_diverted(void)
{
	return NULL;
}

void console_write(const char *text, size_t len)
{
	port_console(text, len);
}
