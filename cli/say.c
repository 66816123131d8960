// SPDX-License-Identifier: MIT
/*
 * What the command prints: the kernel log and its own findings, both on the standard output and in
 * the order in which they came about.
 */
#include <stdio.h>

#include "cli/cli.h"

void say_line(const char *line)
{
	printf("%s\n", line);
}

void say_text(const char *folder, const char *name, const char *text, size_t len)
{
	printf("==> %s%s <==\n", folder, name);
	fwrite(text, 1, len, stdout);
}

void console_write(const char *text, size_t len)
{
	fwrite(text, 1, len, stdout);
	fflush(stdout);
}
