// SPDX-License-Identifier: MIT
/*
 * What an image is given of the host beside sources: declared devices, interrupts, scripts.
 *
 * It is checked here, by the functions that check it for `ashlar run`, so that what is wrong is
 * said before anything is built.  Then the image gets the same words on its command line, and reads
 * them by the same functions (cli/bare/run.c).
 *
 * Files that are named there, and those that scripts have bytes from, are linked in.  They are
 * those that host_text() was asked for while the words were checked; copyin reads its files only as
 * the script runs, so they are looked for in its steps.  There is nobody whom copyout could write
 * to.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/emu/emu.h"
#include "cli/exec/exec.h"
#include "cli/host.h"
#include "cli/irqs.h"

/*
 * While a word is checked: for whom, and what came of its files.  @limit: an image reads texts into
 * memory of its own; what it copies it takes from where it is.
 */
static struct {
	struct emu *emu;
	unsigned long limit;
	int code;
} taking;

/* ---- files ----------------------------------------------------------------------------------- */

static int refuse(const char *path, const char *what, unsigned long limit)
{
	complain_usage("%s: an image has room for %lu %s", path, limit, what);
	return EXIT_USAGE;
}

static int add_file(struct emu *emu, const char *path, const char *text, unsigned long len)
{
	struct given *given = &emu->given[emu->nr_given];

	if (len > taking.limit)
		return refuse(path, "bytes of it", taking.limit);
	for (unsigned int i = 0; i < emu->nr_given; i++)
		if (strcmp(emu->given[i].name, path) == 0)
			return EXIT_OK;
	if (emu->nr_given == BARE_FILES)
		return refuse(path, "files", BARE_FILES);
	if (emu->given_bytes + len > BARE_FILE_BYTES)
		return refuse(path, "bytes of files", BARE_FILE_BYTES);
	*given = (struct given){ own_alloc(strlen(path) + 1), own_alloc(len), len };
	strcpy(given->name, path);
	memcpy(given->text, text, len);
	emu->nr_given++;
	emu->given_bytes += len;
	return EXIT_OK;
}

static void take_text(const char *path, const char *text, unsigned long len)
{
	taking.code = taking.code ?: add_file(taking.emu, path, text, len);
}

static int take_copied(const char *where, const struct exec_step *step)
{
	unsigned long len;
	const char *why;
	char *text = host_text(step->host, &len, &why);

	if (!text) {
		complain_usage("%s:%u: copyin %s: %s", where, step->line, step->host, why);
		return EXIT_USAGE;
	}
	own_free(text);
	return taking.code;
}

/* Of a script, on the way from @where to steps: what it copies from the host and to it. */
static int take_copies(const char *where, const struct exec_script *script)
{
	int code = EXIT_OK;

	for (unsigned int i = 0; i < script->nr && code == EXIT_OK; i++) {
		const struct exec_step *step = &script->steps[i];

		if (step->op == EXEC_COPYOUT) {
			complain_usage("%s:%u: copyout: an image cannot write files of the host; "
				       "cat prints what is in %s",
				       where, step->line, step->path);
			return EXIT_USAGE;
		}
		code = step->op == EXEC_COPYIN ? take_copied(where, step) :
						 take_copies(where, &step->body);
	}
	return code;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* What was checked before is checked with it again, and is as it was. */
static int check_script(const char *where, int code)
{
	taking.limit = BARE_FILE_BYTES;
	return code ?: take_copies(where, exec_script());
}

static int check(struct emu *emu, const struct verb_option *option, const char *value)
{
	static struct irq_events irqs;
	unsigned int stay;

	switch (option->letter) {
	case 'e':
		return devices_add(value);
	case 'E':
		return devices_add_file(value);
	case 'i':
		return irqs_parse(value, &irqs);
	case 'y':
		return number_parse(option->name, value, &stay);
	case 'w':
		return check_script(value, exec_add_file(value));
	case 'L':
		return check_script("--exec-line", exec_add_line(value));
	case 'r':
		return exec_add_cat(value);
	default:
		return EXIT_OK; /* says nothing */
	}
}

int given_option(struct emu *emu, const struct verb_option *option, const char *value)
{
	char prefix[32];
	int code;

	taking.emu = emu;
	taking.limit = BARE_TEXT_BYTES;
	taking.code = EXIT_OK;
	host_text_seen = take_text;
	code = check(emu, option, value) ?: taking.code;
	host_text_seen = NULL;
	if (code != EXIT_OK)
		return code;
	snprintf(prefix, sizeof(prefix), "--%s%s", option->name, value ? "=" : "");
	return emu_add_word(emu, prefix, value ?: "");
}

int given_write(const struct emu *emu, const char *folder)
{
	for (unsigned int i = 0; i < emu->nr_given; i++) {
		const struct given *given = &emu->given[i];
		FILE *file;
		char *path;
		bool ok;

		if (asprintf(&path, "%s/given_%u", folder, i) < 0)
			return EXIT_USAGE;
		file = fopen(path, "we");
		ok = file && fwrite(given->text, 1, given->len, file) == given->len;
		if (file && fclose(file))
			ok = false;
		if (!ok)
			complain("cannot write %s: %m", path);
		free(path);
		if (!ok)
			return EXIT_USAGE;
	}
	return EXIT_OK;
}
