// SPDX-License-Identifier: MIT
/*
 * ashlar modprobe: a module of a folder, and before it what it depends on.
 *
 * There is no list made beforehand as by depmod(8): all modules of the folder are looked at.  One
 * depends on those that export symbols that it needs, and wants those of its MODULE_SOFTDEP()
 * before or behind it where they are there.  What is in the machine already is left alone.
 *
 * With -r it is removed, and then whatever it had used that nobody uses any more.
 */
#include <fnmatch.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/loader.h"

#include "cli/boot/boot.h"
#include "cli/run.h"

#define FOLDERS_DEEP 16

/**
 * struct candidate - a module of the folder.
 * @mark: 0, VISITING while what it depends on is planned, PLANNED when its turn is known.
 */
struct candidate {
	const char *path;
	struct image *image;
	enum { UNSEEN, VISITING, PLANNED } mark;
};

/**
 * struct probe - what is to be done.
 * @found: the folder's modules, and @all of them as candidates; @plan: in the order of insertion.
 * @loaded: /proc/modules.
 */
struct probe {
	struct client client;
	const char *folder, *name, *args;
	bool remove, show;
	struct module_list found, plan;
	struct candidate *all;
	char *loaded;
};

/* ---- what is in the machine ------------------------------------------------------------------ */

static int read_loaded(struct probe *p)
{
	int code;

	free(p->loaded);
	client_words(&p->client, "cat", "/proc/modules", NULL);
	p->loaded = client_text(&p->client, &code);
	return code;
}

/* The line of module @name in /proc/modules. */
static const char *line_of(const char *loaded, const char *name)
{
	size_t len = strlen(name);

	for (; loaded && *loaded; loaded = strchr(loaded, '\n') + 1)
		if (strncmp(loaded, name, len) == 0 && loaded[len] == ' ')
			return loaded;
	return NULL;
}

/* As names of modules are written: '-' and '_' are the same. */
static void plain_name(const char *name, char *plain, size_t size)
{
	snprintf(plain, size, "%s", name);
	for (char *c = plain; *c; c++)
		if (*c == '-')
			*c = '_';
}

/* ---- what is in the folder ------------------------------------------------------------------- */

static struct module_list *gathered;

static int gather_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	size_t len = strlen(path);

	if (type == FTW_F && len > 3 && strcmp(path + len - 3, ".ko") == 0)
		module_list_add(gathered, path, "");
	return 0;
}

static bool has_file(const char *folder, const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return access(path, R_OK) == 0;
}

/* A folder of sources is built; of another the modules that lie in it are taken. */
static int gather(struct probe *p)
{
	struct about about = { .pid = 0 };
	struct stat st;
	int code = EXIT_OK;

	if (stat(p->folder, &st) || !S_ISDIR(st.st_mode)) {
		complain_usage("%s is no folder; --dirname chooses one", p->folder);
		return EXIT_USAGE;
	}
	if (!p->show)
		code = about_ask(p->client.machine, &about);
	if (code == EXIT_OK)
		code = build_start(NULL, about.profiling,
				   about.access ? BUILD_ACCESS : BUILD_PLAIN);
	if (code != EXIT_OK)
		return code;
	if (has_file(p->folder, "Kbuild") || has_file(p->folder, "Makefile"))
		return build_modules(p->folder, &p->found);
	gathered = &p->found;
	nftw(p->folder, gather_one, FOLDERS_DEEP, FTW_PHYS);
	return EXIT_OK;
}

static int open_all(struct probe *p)
{
	p->all = calloc(p->found.nr ?: 1, sizeof(*p->all));
	if (!p->all) {
		complain("the host has no memory left");
		return EXIT_USAGE;
	}
	for (unsigned int i = 0; i < p->found.nr; i++) {
		p->all[i].path = p->found.files[i].path;
		/* What is no module of ours can neither be meant nor be needed. */
		if (image_open(p->all[i].path, &p->all[i].image))
			p->all[i].image = NULL;
	}
	return EXIT_OK;
}

static void close_all(struct probe *p)
{
	for (unsigned int i = 0; p->all && i < p->found.nr; i++)
		if (p->all[i].image)
			image_close(p->all[i].image);
	free(p->all);
}

static bool has_alias(const struct image *image, const char *name)
{
	const char *entry;

	for (unsigned int i = 0; (entry = image_info_at(image, i)); i++)
		if (strncmp(entry, "alias=", 6) == 0 && fnmatch(entry + 6, name, 0) == 0)
			return true;
	return false;
}

static struct candidate *find(struct probe *p, const char *name)
{
	char plain[64];

	plain_name(name, plain, sizeof(plain));
	for (unsigned int i = 0; i < p->found.nr; i++)
		if (p->all[i].image && strcmp(image_name(p->all[i].image), plain) == 0)
			return &p->all[i];
	for (unsigned int i = 0; i < p->found.nr; i++)
		if (p->all[i].image && has_alias(p->all[i].image, name))
			return &p->all[i];
	return NULL;
}

/* ---- the plan -------------------------------------------------------------------------------- */

static bool plan(struct probe *p, struct candidate *c);

/* The words of "softdep=pre: a b post: c" behind @which. */
static bool plan_soft(struct probe *p, const struct candidate *c, const char *which)
{
	const char *text = image_info(c->image, "softdep");
	char *copy = text ? strdup(text) : NULL, *rest = copy, *word;
	bool in_turn = false, ok = true;

	while (ok && (word = strsep(&rest, " \t"))) {
		struct candidate *other;

		if (*word && word[strlen(word) - 1] == ':')
			in_turn = strcmp(word, which) == 0;
		else if (in_turn && *word && (other = find(p, word)) && other->mark == UNSEEN)
			ok = plan(p, other);
	}
	free(copy);
	return ok;
}

static bool plan_needed(struct probe *p, const struct candidate *c)
{
	for (unsigned int i = 0; i < p->found.nr; i++) {
		struct candidate *other = &p->all[i];

		if (other == c || !other->image || !order_needs(c->image, other->image))
			continue;
		if (other->mark == VISITING) {
			complain_usage("FATAL: modules %s and %s need each other",
				       image_name(c->image), image_name(other->image));
			return false;
		}
		if (!plan(p, other))
			return false;
	}
	return true;
}

/* Return: false after a message. */
static bool plan(struct probe *p, struct candidate *c)
{
	if (c->mark != UNSEEN)
		return true;
	c->mark = VISITING;
	if (!plan_soft(p, c, "pre:") || !plan_needed(p, c))
		return false;
	c->mark = PLANNED;
	if (!line_of(p->loaded, image_name(c->image)))
		module_list_add(&p->plan, c->path, "");
	return plan_soft(p, c, "post:");
}

/* ---- in -------------------------------------------------------------------------------------- */

static int insert_plan(struct probe *p, const struct candidate *wanted)
{
	int code = EXIT_OK;

	for (unsigned int i = 0; i < p->plan.nr && code == EXIT_OK; i++) {
		struct module_file file = p->plan.files[i];

		if (strcmp(file.path, wanted->path) == 0)
			file.args = (char *)p->args;
		if (p->show)
			printf("insmod %s %s\n", file.path, file.args);
		else
			code = insmod_file(&p->client, &file);
	}
	return code;
}

static int insert(struct probe *p)
{
	struct candidate *wanted;
	int code = gather(p);

	if (code == EXIT_OK && !p->show)
		code = read_loaded(p);
	if (code == EXIT_OK)
		code = open_all(p);
	if (code == EXIT_OK) {
		wanted = find(p, p->name);
		if (!wanted)
			complain_usage("FATAL: Module %s not found in directory %s", p->name,
				       p->folder);
		if (wanted && plan(p, wanted))
			code = insert_plan(p, wanted);
		else
			code = EXIT_REFUSED;
	}
	close_all(p);
	build_finish();
	return code;
}

/* ---- out ------------------------------------------------------------------------------------- */

/* Is @name in the fourth word of @line, a list with commas? */
static bool is_user(const char *line, const char *name)
{
	char users[2048] = "", *rest = users, *one;

	if (sscanf(line, "%*s %*s %*s %2047s", users) != 1)
		return false;
	while ((one = strsep(&rest, ",")))
		if (strcmp(one, name) == 0)
			return true;
	return false;
}

static bool is_unused(const char *line)
{
	int refs = -1;

	return line && sscanf(line, "%*s %*s %d", &refs) == 1 && !refs;
}

static int remove_with_used(struct probe *p, const char *name)
{
	char *before, *rest, *line, other[64];
	int code = read_loaded(p), worst;

	if (code != EXIT_OK)
		return code;
	before = rest = strdup(p->loaded);
	client_words(&p->client, "rmmod", name, NULL);
	worst = client_ask(&p->client);
	/* What it leaked is told; it has gone nevertheless. */
	if (worst != EXIT_OK && worst != EXIT_MISTAKES)
		rest = NULL;
	while (rest && (line = strsep(&rest, "\n"))) {
		if (!is_user(line, name) || sscanf(line, "%63s", other) != 1)
			continue;
		code = read_loaded(p);
		if (code == EXIT_OK && is_unused(line_of(p->loaded, other)))
			code = remove_with_used(p, other);
		worst = code > worst ? code : worst;
	}
	free(before);
	return worst;
}

/* ---- the command line ------------------------------------------------------------------------ */

static const struct verb_option modprobe_options[] = {
	{ "name", 'n', "NAME", "The machine that is meant; see ashlar help lsmod." },
	{ "dirname", 'd', "FOLDER",
	  "Where the modules are, or their sources with a Makefile; this\n"
	  "folder otherwise." },
	{ "remove", 'r', NULL, "Remove it, and then what it used that nobody uses any more." },
	{ "show-depends", 'D', NULL, "Only print what would be inserted, in which order." },
	ERA_OPTION,
	{ NULL, 0, NULL, NULL },
};

static int take_option(struct probe *p, char letter, const char *value)
{
	switch (letter) {
	case 'n':
		p->client.machine = value;
		break;
	case 'd':
		p->folder = value;
		break;
	case 'Y':
		return era_take(value);
	case 'r':
		p->remove = true;
		break;
	case 'D':
		p->show = true;
		break;
	}
	return EXIT_OK;
}

/* The module's parameters are what stands behind its name. */
static int take_word(struct probe *p, char **args, const char *word)
{
	char *old = *args;

	if (!p->name) {
		p->name = word;
		return EXIT_OK;
	}
	if (!strchr(word, '=')) {
		complain_usage("%s is neither the one module nor PARAMETER=VALUE", word);
		return EXIT_USAGE;
	}
	if (asprintf(args, "%s%s%s", old ?: "", old ? " " : "", word) < 0)
		return EXIT_USAGE;
	free(old);
	return EXIT_OK;
}

static int run_modprobe(int argc, char **argv)
{
	struct probe p = { .folder = "." };
	struct verb_line line = verb_line(&verb_modprobe, argc, argv);
	char *args = NULL, plain[64];
	int code = EXIT_OK;

	while (verb_next_option(&line))
		line.code = take_option(&p, line.option->letter, line.value);
	for (unsigned int i = 0; i < line.nr_words && line.code == EXIT_OK; i++)
		line.code = take_word(&p, &args, line.words[i]);
	if (line.code != EXIT_OK)
		return line.code;
	if (!p.name || (p.remove && (p.show || args))) {
		complain_usage(p.name ? "--remove takes the name of a module alone" :
					"which module? a name");
		return EXIT_USAGE;
	}
	p.args = args ?: "";
	plain_name(p.name, plain, sizeof(plain));
	code = p.remove ? remove_with_used(&p, plain) : insert(&p);
	wire_free(&p.client.request);
	free(p.loaded);
	free(args);
	return code;
}

const struct verb verb_modprobe = {
	.name = "modprobe",
	.synopsis = "[-n NAME] [-d FOLDER] [-r|-D] MODULE [PARAMETER=VALUE...]",
	.summary = "Inserts a module of a folder into a machine, and before it what it needs",
	.text = "What it needs are modules of the folder that export symbols it uses, and those\n"
		"that its MODULE_SOFTDEP() names.  An alias of the module will do for its name.",
	.options = modprobe_options,
	.operands = true,
	.run = run_modprobe,
};
