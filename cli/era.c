// SPDX-License-Identifier: MIT
/*
 * The release of Linux that modules were written for.
 *
 * Which there are, and which one an era stands for, is known to era.sh in the folder for modules:
 * make asks it, too.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "cli/cli.h"

static struct era chosen;
static bool is_chosen;

const struct era *era_chosen(void)
{
	return is_chosen ? &chosen : NULL;
}

/* What era.sh prints of @text.  Return: its exit status, or -1. */
static int ask(const char *text, char *answer, size_t size)
{
	const char *kdir = kdir_path();
	FILE *script;
	char *command;
	int status;

	if (!kdir || asprintf(&command, "sh '%s/era.sh' '%s'", kdir, text) < 0)
		return -1;
	script = popen(command, "r");
	free(command);
	if (!script)
		return -1;
	if (!fgets(answer, size, script))
		*answer = '\0';
	answer[strcspn(answer, "\n")] = '\0';
	status = pclose(script);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int era_take(const char *text)
{
	/* Nothing that means something to the shell is a release; nor is what is asked then. */
	const char *asked = text[strspn(text, "0123456789.x")] ? "?" : text;
	char answer[256];
	int status = ask(asked, answer, sizeof(answer));

	if (status < 0) {
		complain("cannot ask the shell what era %s is", text);
		return EXIT_USAGE;
	}
	if (status ||
	    sscanf(answer, "%u %u %u", &chosen.major, &chosen.patchlevel, &chosen.sublevel) != 3) {
		complain_usage("--era %s is %s", text, answer);
		return EXIT_USAGE;
	}
	is_chosen = true;
	return EXIT_OK;
}

/* ---- advice ---------------------------------------------------------------------------------- */

/*
 * Names that only one era has, since the same or another one means something else in the next: the
 * first release that is without, and an era that has it.
 */
static const struct old_name {
	const char *name;
	unsigned int until[3];
	const char *era;
} old_names[] = {
	{ "SLAB_CTOR_CONSTRUCTOR", { 2, 6, 24 }, "2.6.20" },
	{ "class_device", { 2, 6, 26 }, "2.6.20" },
	{ "proc_root", { 2, 6, 27 }, "2.6.20" },
	{ "bus_id", { 2, 6, 30 }, "2.6.20" },
	{ "ki_complete", { 5, 16, 0 }, "5.x" },
	{ NULL, { 0, 0, 0 }, NULL },
};

static bool era_is_before(const struct era *era, const unsigned int *release)
{
	if (!era)
		return false;
	if (era->major != release[0])
		return era->major < release[0];
	if (era->patchlevel != release[1])
		return era->patchlevel < release[1];
	return era->sublevel < release[2];
}

static const struct old_name *find_name(const char *word)
{
	for (const struct old_name *old = old_names; old->name; old++)
		if (strcmp(old->name, word) == 0 && !era_is_before(era_chosen(), old->until))
			return old;
	return NULL;
}

/* Words of C; what stands in strings and remarks is looked at, too, and does no harm. */
static const struct old_name *find_in_file(const char *path)
{
	const struct old_name *old = NULL;
	FILE *file = fopen(path, "r");
	char word[64];

	while (file && !old) {
		int found = fscanf(file, "%63[A-Za-z0-9_]", word);

		if (found == EOF)
			break;
		if (found == 1)
			old = find_name(word);
		else
			fgetc(file);
	}
	if (file)
		fclose(file);
	return old;
}

static const struct old_name *find_in_folder(const char *path)
{
	const struct old_name *old = NULL;
	DIR *folder = opendir(path);
	struct dirent *entry;
	char *file;

	while (folder && !old && (entry = readdir(folder))) {
		const char *suffix = strrchr(entry->d_name, '.');

		if (!suffix || (strcmp(suffix, ".c") != 0 && strcmp(suffix, ".h") != 0) ||
		    asprintf(&file, "%s/%s", path, entry->d_name) < 0)
			continue;
		old = find_in_file(file);
		free(file);
	}
	if (folder)
		closedir(folder);
	return old;
}

void era_advise(const char *path)
{
	const char *suffix = strrchr(path, '.');
	bool is_file = suffix && strcmp(suffix, ".c") == 0;
	const struct old_name *old = is_file ? find_in_file(path) : find_in_folder(path);

	if (old)
		complain("hint: this looks like a module for an older Linux (%s): try --era %s",
			 old->name, old->era);
}
