// SPDX-License-Identifier: MIT
/*
 * ashlar modinfo: what modules say of themselves, as modinfo(8) prints it.
 *
 * What it depends on a module of ours does not say: the modules beside it in its folder that export
 * what it needs are looked for.  A parameter's description and its type are two entries, and become
 * one line.
 */
#include <dirent.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel/loader.h"

#include "cli/boot/boot.h"
#include "cli/check/sweep.h"
#include "cli/cli.h"

/** struct kept - a field and its text, for JSON. */
struct kept {
	char name[64], *text;
};

/**
 * struct info - one module that is printed.
 * @shown: the file, as the user knows it; @path: as it is.
 * @field: only this one, or NULL.
 * @kept: what is to be printed as JSON.
 */
struct info {
	const char *shown, *path, *field;
	const struct image *image;
	bool json;
	struct kept *kept;
	unsigned int nr_kept;
};

/* ---- JSON ------------------------------------------------------------------------------------ */

static void keep(struct info *info, const char *name, const char *text)
{
	struct kept *kept = reallocarray(info->kept, info->nr_kept + 1, sizeof(*kept));

	if (kept)
		info->kept = kept;
	if (!kept || !(kept[info->nr_kept].text = strdup(text))) {
		complain("the host has no memory left");
		exit(EXIT_USAGE);
	}
	snprintf(kept[info->nr_kept++].name, sizeof(kept->name), "%s", name);
}

static bool is_first(const struct info *info, unsigned int i)
{
	for (unsigned int j = 0; j < i; j++)
		if (strcmp(info->kept[j].name, info->kept[i].name) == 0)
			return false;
	return true;
}

/* What may be there many times is a list, so all are. */
static void print_kept(struct info *info)
{
	for (unsigned int i = 0; i < info->nr_kept; i++) {
		if (!is_first(info, i))
			continue;
		fputs(i ? ",\n    " : "  {\n    ", stdout);
		json_string(stdout, info->kept[i].name);
		fputs(": [", stdout);
		for (unsigned int j = i; j < info->nr_kept; j++) {
			if (strcmp(info->kept[j].name, info->kept[i].name) != 0)
				continue;
			fputs(j > i ? ", " : "", stdout);
			json_string(stdout, info->kept[j].text);
		}
		fputs("]", stdout);
	}
	fputs("\n  }", stdout);
	while (info->nr_kept)
		free(info->kept[--info->nr_kept].text);
	free(info->kept);
	info->kept = NULL;
}

/* ---- one entry ------------------------------------------------------------------------------- */

/* "tag=text": is it @tag's? */
static const char *text_of(const char *entry, const char *tag)
{
	size_t len = strlen(tag);

	return strncmp(entry, tag, len) == 0 && entry[len] == '=' ? entry + len + 1 : NULL;
}

static void put(struct info *info, const char *tag, int tag_len, const char *text)
{
	char name[64];

	snprintf(name, sizeof(name), "%.*s", tag_len, tag);
	if (info->json)
		keep(info, name, text);
	else if (!info->field)
		printf("%s:%*s%s\n", name, tag_len < 15 ? 15 - tag_len : 1, "", text);
	else if (strcmp(info->field, name) == 0)
		puts(text);
}

/* The text behind "tag=NAME:" of the parameter called as the first @len bytes of @name. */
static const char *of_parameter(const struct image *image, const char *tag, const char *name,
				size_t len)
{
	const char *entry, *text;

	for (unsigned int i = 0; (entry = image_info_at(image, i)); i++) {
		text = text_of(entry, tag);
		if (text && strncmp(text, name, len) == 0 && text[len] == ':')
			return text + len + 1;
	}
	return NULL;
}

/* "name:description (type)"; "name:type" without a description, as modinfo has it. */
static void put_parameter(struct info *info, const char *text)
{
	int len = (int)strcspn(text, ":");
	const char *what = of_parameter(info->image, "parm", text, (size_t)len);
	const char *type = of_parameter(info->image, "parmtype", text, (size_t)len);
	char line[1024];

	if (what && type)
		snprintf(line, sizeof(line), "%.*s:%s (%s)", len, text, what, type);
	else
		snprintf(line, sizeof(line), "%.*s:%s", len, text, what ?: type);
	put(info, "parm", 4, line);
}

/* Each once: those with a type, and then those that have only a description. */
static void put_parameters(struct info *info)
{
	const char *entry, *text;

	for (unsigned int i = 0; (entry = image_info_at(info->image, i)); i++)
		if ((text = text_of(entry, "parmtype")))
			put_parameter(info, text);
	for (unsigned int i = 0; (entry = image_info_at(info->image, i)); i++)
		if ((text = text_of(entry, "parm")) &&
		    !of_parameter(info->image, "parmtype", text, strcspn(text, ":")))
			put_parameter(info, text);
}

/* ---- what it depends on ---------------------------------------------------------------------- */

static int is_module(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 3 && strcmp(entry->d_name + len - 3, ".ko") == 0;
}

static void add_if_needed(const struct info *info, const char *folder, const char *name, FILE *text)
{
	struct image *other;
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (image_open(path, &other))
		return;
	if (strcmp(image_path(other), image_path(info->image)) != 0 &&
	    order_needs(info->image, other))
		fprintf(text, "%s%s", ftell(text) ? "," : "", image_name(other));
	image_close(other);
}

static void put_depends(struct info *info)
{
	char *copy = strdup(info->path), *names = NULL;
	const char *folder = copy ? dirname(copy) : ".";
	struct dirent **entries;
	size_t len = 0;
	FILE *text = open_memstream(&names, &len);
	int n = scandir(folder, &entries, is_module, alphasort);

	for (int i = 0; i < n; i++) {
		if (text)
			add_if_needed(info, folder, entries[i]->d_name, text);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	if (text)
		fclose(text);
	put(info, "depends", 7, names ?: "");
	free(names);
	free(copy);
}

/* ---- a module -------------------------------------------------------------------------------- */

/* These have places of their own. */
static bool is_placed(const char *entry)
{
	return text_of(entry, "parm") || text_of(entry, "parmtype") || text_of(entry, "name") ||
	       text_of(entry, "vermagic");
}

static void print_info(struct info *info)
{
	const char *entry;

	put(info, "filename", 8, info->shown);
	for (unsigned int i = 0; (entry = image_info_at(info->image, i)); i++) {
		const char *text = strchr(entry, '=');

		if (text && !is_placed(entry))
			put(info, entry, (int)(text - entry), text + 1);
	}
	put_depends(info);
	put(info, "name", 4, image_name(info->image));
	put(info, "vermagic", 8, image_info(info->image, "vermagic"));
	put_parameters(info);
	if (info->json)
		print_kept(info);
}

/* What was built is gone afterwards: of it, what it was built from is named. */
static int show(struct info *info, const char *word, const char *path)
{
	const char *name = strrchr(path, '/') ?: path;
	char shown[PATH_MAX + 256], real[PATH_MAX];
	struct image *image;
	struct stat st;
	int err = image_open(path, &image);

	if (err) {
		complain_usage("ERROR: %s: %s", path, image_reason());
		return EXIT_REFUSED;
	}
	info->path = path;
	snprintf(shown, sizeof(shown), "%s%s", realpath(word, real) ? real : word,
		 !stat(word, &st) && S_ISDIR(st.st_mode) ? name : "");
	info->shown = shown;
	info->image = image;
	print_info(info);
	image_close(image);
	return EXIT_OK;
}

static int show_all(struct info *info, char **words, unsigned int nr)
{
	struct module_list list = { .nr = 0 };
	bool first = true;
	int code = build_start(NULL, false, BUILD_PLAIN);

	if (info->json)
		puts("[");
	for (unsigned int i = 0, at = 0; i < nr && code == EXIT_OK; i++) {
		code = build_modules(words[i], &list);
		for (; at < list.nr && code == EXIT_OK; at++) {
			if (info->json && !first)
				puts(",");
			else if (!info->field && !first)
				puts("");
			first = false;
			code = show(info, words[i], list.files[at].path);
		}
	}
	if (info->json)
		puts("\n]");
	build_finish();
	return code;
}

static const struct verb_option modinfo_options[] = {
	{ "field", 'F', "FIELD", "Print only this one, a line for each that there is." },
	{ "format", 'f', "FORMAT", "human, or json: an object a module, each field a list." },
	ERA_OPTION,
	{ NULL, 0, NULL, NULL },
};

static int run_modinfo(int argc, char **argv)
{
	struct info info = { .field = NULL };
	struct verb_line line = verb_line(&verb_modinfo, argc, argv);

	while (verb_next_option(&line)) {
		char letter = line.option->letter;

		if (letter == 'F')
			info.field = line.value;
		else if (letter == 'Y' ? era_take(line.value) :
					 !format_is_json(line.value, &info.json))
			return EXIT_USAGE;
	}
	if (line.code != EXIT_OK)
		return line.code;
	if (!line.nr_words || (info.field && info.json)) {
		complain_usage(line.nr_words ?
				       "--field prints plain lines: leave --format out" :
				       "of which module? a .c file, a folder, or a .ko file");
		return EXIT_USAGE;
	}
	return show_all(&info, line.words, line.nr_words);
}

const struct verb verb_modinfo = {
	.name = "modinfo",
	.synopsis = "[-F FIELD] [--format human|json] FILE.c|FOLDER|FILE.ko...",
	.summary = "Shows what modules say of themselves: author, license, parameters, ...",
	.options = modinfo_options,
	.operands = true,
	.run = run_modinfo,
};
