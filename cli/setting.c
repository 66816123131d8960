// SPDX-License-Identifier: MIT
/*
 * The machine's knobs, as sysctl(8) names them: --sysctl vm.min_free_kbytes=4096.
 *
 * Name and number are looked at when the command line is read, before there is a machine; what only
 * some machines take, the machine says itself when it runs.
 *
 * Some knobs are settings, which modules find as they come; others have something done at once
 * (drop_caches), which is of use only when modules are there.
 *
 * Object caches have knobs of their own, by path: --sysctl /sys/kernel/slab/foo/min_partial=0.
 * They take their value when all modules are in, as that is when the caches are there.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>

#include "cli/cli.h"

#include "base/base.h"
#include "mm/reclaim/reclaim.h"
#include "mm/slab/slab.h"

/* Longer than any file of a cache. */
#define PATH_BYTES 128

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
		complain_usage("--sysctl %s cannot be %lu: it takes %lu", knob->name, value,
			       knob->min);
	else
		complain_usage("--sysctl %s cannot be %lu: it takes %lu to %lu", knob->name, value,
			       knob->min, knob->max);
}

/* Return: the knob, and its new @value; NULL after a message. */
static const struct reclaim_sysctl *parse(const char *word, unsigned long *value)
{
	const char *equals = strchr(word, '=');
	const struct reclaim_sysctl *knob;

	if (!equals || equals == word) {
		complain_usage("--sysctl wants NAME=VALUE, not %s", word);
		return NULL;
	}
	knob = find(word, equals - word);
	if (!knob) {
		complain_usage("--sysctl knows no %.*s: %s", (int)(equals - word), word,
			       all_names());
		return NULL;
	}
	if (kstrtoul(equals + 1, 0, value)) {
		complain_usage("--sysctl %s wants a number, not %s", knob->name, equals + 1);
		return NULL;
	}
	if (*value < knob->min || *value > knob->max) {
		say_range(knob, *value);
		return NULL;
	}
	return knob;
}

/* ---- knobs of object caches ------------------------------------------------------------------ */

static bool is_path(const char *word)
{
	return *word == '/';
}

/* Return: the file's path in @path; false after a message. */
static bool parse_path(const char *word, char *path, size_t size)
{
	size_t len = strcspn(word, "=");

	if (!word[len]) {
		complain_usage("--sysctl wants NAME=VALUE, not %s", word);
		return false;
	}
	snprintf(path, size, "%.*s", (int)len, word);
	if (len < size && slab_file_known(path, true))
		return true;
	complain_usage("--sysctl cannot set %.*s: it has the files of /sys/kernel/slab that can be "
		       "written",
		       (int)len, word);
	return false;
}

static int store_path(const char *word)
{
	const char *value = strchr(word, '=') + 1;
	char path[PATH_BYTES];
	int err;

	if (!parse_path(word, path, sizeof(path)))
		return EXIT_USAGE;
	err = slab_file_store(path, value, strlen(value));
	if (err == -ENOENT)
		complain_usage("--sysctl %s: there is no such cache", path);
	else if (err)
		complain_usage("--sysctl %s cannot be %s", path, *value ? value : "empty");
	return err ? EXIT_USAGE : EXIT_OK;
}

/* ---- any knob -------------------------------------------------------------------------------- */

int setting_check(const char *word)
{
	char path[PATH_BYTES];
	unsigned long value;

	if (is_path(word))
		return parse_path(word, path, sizeof(path)) ? EXIT_OK : EXIT_USAGE;
	return parse(word, &value) ? EXIT_OK : EXIT_USAGE;
}

int setting_apply(const char *word, bool actions)
{
	const struct reclaim_sysctl *knob;
	unsigned long value;

	if (is_path(word))
		return actions ? store_path(word) : EXIT_OK;
	knob = parse(word, &value);
	if (!knob)
		return EXIT_USAGE;
	if (!knob->get != actions)
		return EXIT_OK;
	if (knob->set(value)) {
		complain_usage("--sysctl %s cannot be %lu on this machine", knob->name, value);
		return EXIT_USAGE;
	}
	return EXIT_OK;
}
