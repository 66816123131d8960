// SPDX-License-Identifier: MIT
/*
 * Which mallocs there are.
 *
 * Whether a library can be had, where it lies and which version it is, a worker finds out that has
 * it preloaded: what it says is what later workers will have.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/bench/bench.h"

const char *const bench_interfaces[] = {
	[INTERFACE_KMALLOC] = "kmalloc",
	[INTERFACE_CACHE] = "cache",
	[INTERFACE_MALLOC] = "malloc",
};

/* What a column can be called. */
static const char name_letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				   "_.+-";
#define NAME_MAX_LEN 12

/* Both of our columns at once. */
#define OURS "ashlar"

/* Of several entries of one name, the first that is installed counts. */
static const struct {
	const char *name, *library;
} known[] = {
	{ "tcmalloc", "libtcmalloc_minimal.so.4" }, { "tcmalloc", "libtcmalloc.so.4" },
	{ "jemalloc", "libjemalloc.so.2" },	    { "mimalloc", "libmimalloc.so.3" },
	{ "mimalloc", "libmimalloc.so.2" },
};

/* ---- names ----------------------------------------------------------------------------------- */

static bool has_name(const char *list, const char *name)
{
	const size_t len = strlen(name);

	for (;;) {
		const size_t word = strcspn(list, ",");

		if (word == len && strncmp(list, name, len) == 0)
			return true;
		if (!list[word])
			return false;
		list += word + 1;
	}
}

static bool is_wanted(const struct bench_column *column, const char *only)
{
	return !only || has_name(only, column->name) ||
	       (bench_is_ours(column) && has_name(only, OURS));
}

static const struct bench_column *find_column(const struct bench_columns *columns, const char *name)
{
	for (unsigned int i = 0; i < columns->nr; i++)
		if (strcmp(columns->all[i].name, name) == 0)
			return &columns->all[i];
	return NULL;
}

static bool is_name(const char *name)
{
	const size_t len = strlen(name);

	return len && len <= NAME_MAX_LEN && strspn(name, name_letters) == len;
}

/* "/opt/lib/libfoo-2.so.1" is called foo. */
static char *name_of_file(const char *path)
{
	const char *file = strrchr(path, '/');
	size_t len;

	file = file ? file + 1 : path;
	if (strncmp(file, "lib", 3) == 0)
		file += 3;
	len = strcspn(file, "._-");
	return strndup(file, len < NAME_MAX_LEN ? len : NAME_MAX_LEN);
}

/* ---- looking --------------------------------------------------------------------------------- */

static void take_line(void *data, char *text)
{
	struct bench_column *column = data;

	if (strncmp(text, "malloc ", 7) == 0)
		column->path = strdup(text + 7);
	else if (strncmp(text, "version ", 8) == 0)
		column->version = strdup(text + 8);
}

static bool probe(struct bench_column *column, bool quiet, char *reason, size_t size)
{
	struct bench_task task = { .column = column, .quiet = quiet };

	sched_getaffinity(0, sizeof(task.cpus), &task.cpus);
	if (bench_launch(&task, take_line, column, reason, size) && column->path)
		return true;
	free(column->path);
	free(column->version);
	column->path = column->version = NULL;
	return false;
}

static int add_column(struct bench_columns *columns, const struct bench_column *column)
{
	struct bench_column *all =
		reallocarray(columns->all, columns->nr + 1, sizeof(*columns->all));

	if (!all) {
		complain("the host has no memory left");
		return EXIT_USAGE;
	}
	columns->all = all;
	all[columns->nr++] = *column;
	return EXIT_OK;
}

static int add_ours(struct bench_columns *columns)
{
	for (int i = INTERFACE_KMALLOC; i <= INTERFACE_CACHE; i++) {
		struct bench_column column = {
			.name = strdup(bench_interfaces[i]),
			.interface = (enum bench_interface)i,
			.version = strdup(ASHLAR_VERSION),
		};

		if (add_column(columns, &column) != EXIT_OK)
			return EXIT_USAGE;
	}
	return EXIT_OK;
}

/* The C library's own is always there, and others only where they are. */
static int add_known(struct bench_columns *columns)
{
	struct bench_column libc = { .name = strdup("glibc"), .interface = INTERFACE_MALLOC };
	char reason[256];

	if (!probe(&libc, false, reason, sizeof(reason))) {
		complain("bench: the C library's malloc: %s", reason);
		return EXIT_REFUSED;
	}
	if (add_column(columns, &libc) != EXIT_OK)
		return EXIT_USAGE;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		struct bench_column column = { .interface = INTERFACE_MALLOC };

		if (find_column(columns, known[i].name))
			continue;
		column.name = strdup(known[i].name);
		column.preload = strdup(known[i].library);
		if (!probe(&column, true, reason, sizeof(reason))) {
			free(column.name);
			free(column.preload);
		} else if (add_column(columns, &column) != EXIT_OK) {
			return EXIT_USAGE;
		}
	}
	return EXIT_OK;
}

static int add_extra(struct bench_columns *columns, const char *word)
{
	struct bench_column column = { .interface = INTERFACE_MALLOC };
	const char *equals = strchr(word, '=');
	char reason[512];

	if (equals && !memchr(word, '/', (size_t)(equals - word))) {
		column.name = strndup(word, (size_t)(equals - word));
		word = equals + 1;
	} else {
		column.name = name_of_file(word);
	}
	column.preload = strdup(word);
	/* LD_PRELOAD ends a path at a space or a colon; a name stands in tables and in CSV. */
	if (!*word || strpbrk(word, " :") || !is_name(column.name)) {
		complain("bench: --malloc wants a library's path, without spaces and colons, or "
			 "NAME=PATH, not %s",
			 word);
		return EXIT_USAGE;
	}
	if (strcmp(column.name, OURS) == 0 || find_column(columns, column.name)) {
		complain("bench: --malloc %s: there is one called %s already; give it another "
			 "name, as in other=%s",
			 word, column.name, word);
		return EXIT_USAGE;
	}
	if (!probe(&column, true, reason, sizeof(reason))) {
		complain("bench: --malloc %s: %s", word, reason);
		return EXIT_USAGE;
	}
	return add_column(columns, &column);
}

/* ---- choosing -------------------------------------------------------------------------------- */

static void say_unknown(const struct bench_columns *columns, const char *name, size_t len)
{
	char names[512] = OURS;

	for (unsigned int i = 0; i < columns->nr; i++) {
		const size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, ", %s", columns->all[i].name);
	}
	complain("bench: there is no allocator %.*s here: %s", (int)len, name, names);
}

/* Each name must be there. */
static int check_names(const struct bench_columns *columns, const char *only)
{
	for (;;) {
		const size_t len = strcspn(only, ",");
		char *name = strndup(only, len);
		const bool there = name && (strcmp(name, OURS) == 0 || find_column(columns, name));

		free(name);
		if (!there) {
			say_unknown(columns, only, len);
			return EXIT_USAGE;
		}
		if (!only[len])
			return EXIT_OK;
		only += len + 1;
	}
}

static void keep_wanted(struct bench_columns *columns, const char *only)
{
	unsigned int nr = 0;

	for (unsigned int i = 0; i < columns->nr; i++)
		if (is_wanted(&columns->all[i], only))
			columns->all[nr++] = columns->all[i];
	columns->nr = nr;
}

int bench_find_mallocs(struct bench_columns *columns, char *const *extra, unsigned int nr_extra,
		       const char *only)
{
	int code = add_ours(columns);

	if (code == EXIT_OK)
		code = add_known(columns);
	for (unsigned int i = 0; i < nr_extra && code == EXIT_OK; i++)
		code = add_extra(columns, extra[i]);
	if (code == EXIT_OK && only)
		code = check_names(columns, only);
	if (code == EXIT_OK)
		keep_wanted(columns, only);
	return code;
}
