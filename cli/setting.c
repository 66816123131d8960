// SPDX-License-Identifier: MIT
/*
 * The machine's knobs, as sysctl(8) names them: --sysctl vm.min_free_kbytes=4096.
 *
 * Name and number are looked at when the command line is read, before there is a machine; what only
 * some machines take, the machine says itself when it runs.
 *
 * Some knobs are settings, which modules find as they come; others have something done at once
 * (drop_caches), which is of use only when modules are there.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

#include "cli/cli.h"

#include "base/base.h"
#include "mm/reclaim/reclaim.h"

/* sysctl(8) takes slashes for dots. */
static const struct reclaim_sysctl *find(const char *word, size_t len)
{
	char name[64];

	if (len >= sizeof(name))
		return NULL;
	memcpy(name, word, len);
	name[len] = '\0';
	strreplace(name, '/', '.');
	return reclaim_sysctl_find(name);
}

static const char *all_names(void)
{
	static char names[512];
	struct textbuf t;
	unsigned int i;

	textbuf_init(&t, names, sizeof(names));
	for (i = 0; i < nr_reclaim_sysctls; i++)
		textbuf_printf(&t, "%s%s", i ? ", " : "", reclaim_sysctls[i].name);
	return names;
}

static void say_range(const struct reclaim_sysctl *knob, unsigned long value)
{
	if (knob->min == knob->max)
		complain("run: --sysctl %s cannot be %lu: it takes %lu", knob->name, value,
			 knob->min);
	else
		complain("run: --sysctl %s cannot be %lu: it takes %lu to %lu", knob->name, value,
			 knob->min, knob->max);
}

/* Return: the knob, and its new @value; NULL after a message. */
static const struct reclaim_sysctl *parse(const char *word, unsigned long *value)
{
	const char *equals = strchr(word, '=');
	const struct reclaim_sysctl *knob;

	if (!equals || equals == word) {
		complain("run: --sysctl wants NAME=VALUE, not %s", word);
		return NULL;
	}
	knob = find(word, equals - word);
	if (!knob) {
		complain("run: --sysctl knows no %.*s: %s", (int)(equals - word), word,
			 all_names());
		return NULL;
	}
	if (kstrtoul(equals + 1, 0, value)) {
		complain("run: --sysctl %s wants a number, not %s", knob->name, equals + 1);
		return NULL;
	}
	if (*value < knob->min || *value > knob->max) {
		say_range(knob, *value);
		return NULL;
	}
	return knob;
}

int setting_check(const char *word)
{
	unsigned long value;

	return parse(word, &value) ? EXIT_OK : EXIT_USAGE;
}

int setting_apply(const char *word, bool actions)
{
	unsigned long value;
	const struct reclaim_sysctl *knob = parse(word, &value);

	if (!knob)
		return EXIT_USAGE;
	if (!knob->get != actions)
		return EXIT_OK;
	if (knob->set(value)) {
		complain("run: --sysctl %s cannot be %lu on this machine", knob->name, value);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}
