// SPDX-License-Identifier: MIT
/* The verbs that only ask a machine: what they are called, and how they are used. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/boot/boot.h"

#define WITH_NAME                                                                        \
	{                                                                                \
		"name", 'n', "NAME", "The machine that is meant; see ashlar help lsmod." \
	}

static const struct verb_option dmesg_options[] = {
	{ "follow", 'w', NULL, "Then print lines as they come, until interrupted." },
	{ "read-clear", 'c', NULL, "Then forget all lines." },
	{ "clear", 'C', NULL, "Only forget them." },
	WITH_NAME,
	{ NULL, 0, NULL, NULL },
};

static const struct verb_option plain_options[] = {
	WITH_NAME,
	{ NULL, 0, NULL, NULL },
};

static int run_rmmod(int argc, char **argv)
{
	return client_run(&verb_rmmod, argc, argv, 1, "which module?");
}

const struct verb verb_rmmod = {
	.name = "rmmod",
	.synopsis = "[-n NAME] MODULE...",
	.summary = "Removes modules from a machine that runs, and lists what they left",
	.text = "Exit status: 0 all went well; 1 a module is not there, or in use; 3 memory was\n"
		"left behind, or a mistake was reported.",
	.options = plain_options,
	.operands = true,
	.run = run_rmmod,
};

static int run_dmesg(int argc, char **argv)
{
	return client_run(&verb_dmesg, argc, argv, 0, "");
}

const struct verb verb_dmesg = {
	.name = "dmesg",
	.synopsis = "[-w] [-c|-C] [-n NAME]",
	.summary = "Prints the kernel log of a machine that runs",
	.options = dmesg_options,
	.run = run_dmesg,
};

static int run_cat(int argc, char **argv)
{
	return client_run(&verb_cat, argc, argv, 1, "which file? a path like /proc/meminfo");
}

const struct verb verb_cat = {
	.name = "cat",
	.synopsis = "[-n NAME] PATH...",
	.summary = "Prints files of a machine that runs: its own, and those of modules",
	.text = "As with cat(1), a file that has no end is read until this is interrupted; a\n"
		"driver whose read() sleeps then gets the signal.",
	.options = plain_options,
	.operands = true,
	.run = run_cat,
};

static int run_ls(int argc, char **argv)
{
	return client_run(&verb_ls, argc, argv, 0, "");
}

const struct verb verb_ls = {
	.name = "ls",
	.synopsis = "[-n NAME] [PATH...]",
	.summary = "Lists folders of a machine that runs, folders with / and links with @",
	.options = plain_options,
	.operands = true,
	.run = run_ls,
};

static int run_irq(int argc, char **argv)
{
	return client_run(&verb_irq, argc, argv, 1, "which interrupt? a number");
}

const struct verb verb_irq = {
	.name = "irq",
	.synopsis = "[-n NAME] N[*COUNT][@MS][,...]",
	.summary = "Raises interrupts of a machine that runs, and waits for their handlers",
	.text = "N comes COUNT times, MS milliseconds from now; and then what the handlers have\n"
		"left for later is waited for.",
	.options = plain_options,
	.operands = true,
	.run = run_irq,
};

static int run_halt(int argc, char **argv)
{
	return client_run(&verb_halt, argc, argv, 0, "");
}

const struct verb verb_halt = {
	.name = "halt",
	.synopsis = "[-n NAME]",
	.summary = "Ends a machine that runs: removes its modules, and says what they left",
	.text = "Exit status: 0 all went well; 3 as long as it ran, memory was left behind or a\n"
		"mistake was reported.",
	.options = plain_options,
	.run = run_halt,
};

/* ---- what is given as a text ----------------------------------------------------------------- */

/* All that @file has. Return: an exit code; after a message. */
static int read_text(FILE *file, char *text, size_t size)
{
	size_t len = fread(text, 1, size, file);

	if (len == size) {
		complain_usage("that is too much at once: %zu bytes fit", size - 1);
		return EXIT_USAGE;
	}
	text[len] = 0;
	if (strlen(text) == len)
		return EXIT_OK;
	complain_usage("there is a byte 0 in it: a script's write step has a form for such");
	return EXIT_USAGE;
}

/**
 * struct text_words - of a verb that sends a text.
 * @nr: of @words; more than there is room for: there were too many.
 */
struct text_words {
	struct client client;
	const char *words[2];
	unsigned int nr;
};

/* Return: an exit code; -1: the help was asked for. */
static int take_words(const struct verb *verb, int argc, char **argv, struct text_words *w)
{
	struct verb_line line = verb_line(verb, argc, argv);

	*w = (struct text_words){ .nr = 0 };
	while (verb_next_option(&line))
		w->client.machine = line.value;
	w->nr = line.nr_words;
	for (unsigned int i = 0; i < line.nr_words && i < 2; i++)
		w->words[i] = line.words[i];
	return line.code;
}

static int run_write(int argc, char **argv)
{
	static char text[WIRE_REQUEST_MAX / 2];
	struct text_words w;
	int code = take_words(&verb_write, argc, argv, &w);

	if (code != EXIT_OK)
		return code;
	if (!w.nr || w.nr > 2) {
		complain_usage("it is: write PATH [TEXT]; a text of several words has quotes");
		return EXIT_USAGE;
	}
	if (w.nr == 1)
		code = read_text(stdin, text, sizeof(text));
	else if (snprintf(text, sizeof(text), "%s\n", w.words[1]) >= (int)sizeof(text)) {
		complain_usage("that is too much to write at once");
		code = EXIT_USAGE;
	}
	if (code != EXIT_OK)
		return code;
	client_words(&w.client, "write", w.words[0], text, NULL);
	return client_ask(&w.client);
}

const struct verb verb_write = {
	.name = "write",
	.synopsis = "[-n NAME] PATH [TEXT]",
	.summary = "Writes a line to a file of a machine that runs, as echo TEXT > PATH does",
	.text = "Without TEXT it writes what comes on the standard input, in one call.",
	.options = plain_options,
	.operands = true,
	.run = run_write,
};

static int run_exec(int argc, char **argv)
{
	static char text[WIRE_REQUEST_MAX / 2], folder[4096];
	struct text_words w;
	int code = take_words(&verb_exec, argc, argv, &w);
	FILE *file;

	if (code != EXIT_OK)
		return code;
	if (w.nr != 1) {
		complain_usage("which script? one, or - for the standard input");
		return EXIT_USAGE;
	}
	file = strcmp(w.words[0], "-") == 0 ? stdin : fopen(w.words[0], "re");
	if (!file || !getcwd(folder, sizeof(folder))) {
		complain_usage("%s: %s", w.words[0], strerror(errno));
		return EXIT_USAGE;
	}
	code = read_text(file, text, sizeof(text));
	if (code != EXIT_OK)
		return code;
	client_words(&w.client, "exec", folder, w.words[0], text, NULL);
	return client_ask(&w.client);
}

const struct verb verb_exec = {
	.name = "exec",
	.synopsis = "[-n NAME] SCRIPT",
	.summary = "Uses files of a machine that runs as a script says: open, read, ioctl, mmap",
	.text = "docs/exec.md has the language.  Exit status: 3 where a step came to something\n"
		"else than expected, or a mistake was reported.",
	.options = plain_options,
	.operands = true,
	.run = run_exec,
};
