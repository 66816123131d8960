// SPDX-License-Identifier: MIT
/*
 * Runs that a number repeats: what the command sees to before there is a machine.
 *
 * The port makes the order of threads follow from the seed (port/turns.h), and time.  What is left
 * are addresses, which the host's kernel draws for each process: a report that names one would be
 * another in the next run, and so would what modules make of a pointer's bits.  So the command
 * starts itself once more with fixed ones.  Where the host forbids that (some containers do), the
 * order of events is the same all the same; only addresses in reports differ.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <unistd.h>

#include "cli/seed.h"

int seed_parse(const char *name, const char *text, unsigned long long *seed)
{
	char *end;

	errno = 0;
	*seed = strtoull(text, &end, 10);
	if (!errno && !*end && *text >= '0' && *text <= '9' && *seed)
		return EXIT_OK;
	complain_usage("--%s wants a number from 1 on, not %s", name, text);
	return EXIT_USAGE;
}

/* The words of the command line, as they were given; NULL: no memory. */
static char **read_words(void)
{
	FILE *file = fopen("/proc/self/cmdline", "r");
	char **words = NULL, *word = NULL;
	size_t room = 0, nr = 0;

	while (file && getdelim(&word, &room, '\0', file) > 0) {
		words = reallocarray(words, nr + 2, sizeof(*words));
		if (!words)
			break;
		words[nr++] = word;
		words[nr] = word = NULL;
		room = 0;
	}
	if (file)
		fclose(file);
	return words;
}

void seed_fix_addresses(void)
{
	int now = personality(0xffffffff);
	char **words;

	if (now == -1 || now & ADDR_NO_RANDOMIZE || personality(now | ADDR_NO_RANDOMIZE) == -1)
		return;
	words = read_words();
	if (words)
		execv("/proc/self/exe", words);
}
