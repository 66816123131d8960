// SPDX-License-Identifier: MIT
/*
 * What the command prints: the kernel log and its own findings, both on the standard output and in
 * the order in which they came about.
 *
 * A machine that stays does things for others, each in a thread of its own: what such a thread says
 * goes to whom it is said (struct say_sink).
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

static __thread const struct say_sink *diverted;
static void (*console)(const char *text, size_t len);

void say_divert(const struct say_sink *sink)
{
	diverted = sink;
}

const struct say_sink *say_diverted(void)
{
	return diverted;
}

void say_console(void (*write)(const char *text, size_t len))
{
	console = write;
}

static void say(const char *text, size_t len)
{
	if (diverted)
		diverted->out(diverted->arg, text, len);
	else
		fwrite(text, 1, len, stdout);
}

void say_line(const char *line)
{
	if (!diverted) {
		printf("%s\n", line);
		return;
	}
	say(line, strlen(line));
	say("\n", 1);
}

void say_text(const char *folder, const char *name, const char *text, size_t len)
{
	char head[512];
	int n = snprintf(head, sizeof(head), "==> %s%s <==\n", folder, name);

	say(head, n < (int)sizeof(head) ? (size_t)n : sizeof(head) - 1);
	say(text, len);
}

void console_write(const char *text, size_t len)
{
	if (console) {
		console(text, len);
		return;
	}
	fwrite(text, 1, len, stdout);
	fflush(stdout);
}
