// SPDX-License-Identifier: MIT
/* The ashlar command: the table of verbs, and what all of them share. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

const struct verb *const verbs[] = { &verb_run,	     &verb_check,   &verb_kunit,    &verb_boot,
				     &verb_insmod,   &verb_rmmod,   &verb_modprobe, &verb_lsmod,
				     &verb_dmesg,    &verb_cat,	    &verb_ls,	    &verb_write,
				     &verb_ps,	     &verb_irq,	    &verb_exec,	    &verb_halt,
				     &verb_machines, &verb_modinfo, &verb_kdir,	    &verb_bench,
				     &verb_emu,	     &verb_version, &verb_help,	    NULL };

/* The verb that runs; and what it is done for, in a thread that serves others. */
static const struct verb *this_verb;
static __thread const char *served_verb;

void complain_name(const char *verb)
{
	served_verb = verb;
}

/* Who serves others tells them. */
static void say_to(const struct say_sink *sink, const char *whose, const char *fmt, va_list args)
{
	char line[1024];
	int n = snprintf(line, sizeof(line), "ashlar: %s%s", whose ?: "", whose ? ": " : "");

	vsnprintf(line + n, sizeof(line) - (size_t)n, fmt, args);
	sink->err(sink->arg, line);
}

static void say_wrong(const char *whose, const char *fmt, va_list args)
{
	if (say_diverted()) {
		say_to(say_diverted(), whose, fmt, args);
		return;
	}
	fflush(stdout);
	fputs("ashlar: ", stderr);
	if (whose)
		fprintf(stderr, "%s: ", whose);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
}

void complain(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_wrong(NULL, fmt, args);
	va_end(args);
}

void complain_usage(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say_wrong(served_verb ?: (this_verb ? this_verb->name : NULL), fmt, args);
	va_end(args);
}

const struct verb *verb_find(const char *name)
{
	unsigned int i;

	for (i = 0; verbs[i]; i++)
		if (strcmp(verbs[i]->name, name) == 0)
			return verbs[i];
	return NULL;
}

/* ---- options --------------------------------------------------------------------------------- */

static const struct verb_option help_option = { "help", 'h', NULL, "Print this." };

/* Does the verb lack this option of another? */
static bool is_left_out(const struct verb *verb, const struct verb_option *option)
{
	return option->letter && strchr(verb->more_without, option->letter);
}

/* Its own, those that it shares with another verb, and --help; NULL behind the last. */
static const struct verb_option *option_at(const struct verb *verb, unsigned int i)
{
	const struct verb_option *option;

	for (option = verb->options; option && option->name; option++)
		if (i-- == 0)
			return option;
	for (option = verb->more; option && option->name; option++)
		if (!is_left_out(verb, option) && i-- == 0)
			return option;
	return i == 0 ? &help_option : NULL;
}

/* "--name", "--name=value" or "-n": which option, and the text behind the '='. */
static const struct verb_option *option_match(const struct verb *verb, const char *word,
					      const char **value)
{
	const struct verb_option *option;
	unsigned int i;

	for (i = 0; (option = option_at(verb, i)); i++) {
		size_t len = strlen(option->name);

		*value = NULL;
		if (word[1] != '-') {
			if (option->letter == word[1] && !word[2])
				return option;
			continue;
		}
		if (strncmp(word + 2, option->name, len) != 0)
			continue;
		if (!word[2 + len])
			return option;
		if (word[2 + len] == '=') {
			*value = word + 2 + len + 1;
			return option;
		}
	}
	return NULL;
}

static bool take_operand(struct verb_line *line, char *word)
{
	if (!line->verb->operands) {
		complain("%s: %s is one word too many%s%s; see ashlar help %s", line->verb->name,
			 word, line->verb->no_operands ? ": " : "", line->verb->no_operands ?: "",
			 line->verb->name);
		return false;
	}
	line->words[line->nr_words++] = word;
	return true;
}

/* The value is in the word itself, or it is the next one. */
static bool take_option(struct verb_line *line, const char *word)
{
	const char *verb = line->verb->name, *value;
	const struct verb_option *option = option_match(line->verb, word, &value);

	line->option = option;
	line->value = (char *)value;
	if (!option) {
		complain("%s: unknown option %s; see ashlar help %s", verb, word, verb);
		return false;
	}
	if (!option->value && value) {
		complain("%s: --%s takes no value", verb, option->name);
		return false;
	}
	if (!option->value || value)
		return true;
	if (line->next >= line->argc) {
		complain("%s: --%s wants a value: %s", verb, option->name, option->value);
		return false;
	}
	line->value = line->argv[line->next++];
	return true;
}

bool verb_next_option(struct verb_line *line)
{
	while (line->code == EXIT_OK && line->next < line->argc) {
		char *word = line->argv[line->at = line->next++];
		bool operand = word[0] != '-' || !word[1];

		if (!(operand ? take_operand(line, word) : take_option(line, word))) {
			line->code = EXIT_USAGE;
		} else if (!operand && line->option == &help_option) {
			verb_print_help(line->verb);
			line->code = VERB_HELPED;
		} else if (!operand) {
			return true;
		}
	}
	return false;
}

int verb_takes_nothing(const struct verb *verb, int argc, char **argv)
{
	struct verb_line line = verb_line(verb, argc, argv);

	verb_next_option(&line);
	return line.code;
}

/* ---- help ------------------------------------------------------------------------------------ */

static void print_option(const struct verb_option *option)
{
	const char *text = option->text;
	char left[64];
	int n = 0;

	n += snprintf(left, sizeof(left), option->letter ? "-%c, " : "    ", option->letter);
	snprintf(left + n, sizeof(left) - n, "--%s%s%s", option->name, option->value ? " " : "",
		 option->value ?: "");
	if (strlen(left) > 22)
		printf("  %s\n  %-22s ", left, "");
	else
		printf("  %-22s ", left);
	while (*text) {
		size_t len = strcspn(text, "\n");

		printf("%.*s\n", (int)len, text);
		text += len;
		if (*text++ != '\n')
			break;
		printf("  %-22s ", "");
	}
}

static bool is_shared(const struct verb *verb, const struct verb_option *option)
{
	const struct verb_option *shared;

	for (shared = verb->more; shared && shared->name; shared++)
		if (shared == option)
			return true;
	return false;
}

/* Their text stands with the other verb. */
static void print_shared(const struct verb *verb)
{
	const struct verb_option *option;
	size_t column = 80;

	if (!verb->more)
		return;
	printf("\nAnd these of ashlar %s, which see:", verb->more_verb);
	for (unsigned int i = 0; (option = option_at(verb, i)); i++) {
		if (!is_shared(verb, option))
			continue;
		if (column + strlen(option->name) + 3 > 76)
			column = printf("\n ") - 1;
		column += printf(" --%s", option->name);
	}
	puts("");
}

static void print_command_help(void)
{
	unsigned int i;

	puts("usage: ashlar VERB ...\n"
	     "\n"
	     "Runs Linux kernel modules, unmodified, in a machine inside this process, and says\n"
	     "what they did wrong with memory.\n");
	for (i = 0; verbs[i]; i++)
		printf("  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
	puts("\nashlar help VERB tells more; so does the manual page ashlar(1).");
}

void verb_print_help(const struct verb *verb)
{
	const struct verb_option *option;
	unsigned int i;

	if (!verb) {
		print_command_help();
		return;
	}
	printf("usage: ashlar %s%s%s\n\n%s.\n", verb->name, *verb->synopsis ? " " : "",
	       verb->synopsis, verb->summary);
	if (verb->text)
		printf("\n%s\n", verb->text);
	puts("");
	for (i = 0; (option = option_at(verb, i)); i++)
		if (!is_shared(verb, option))
			print_option(option);
	print_shared(verb);
}

int main(int argc, char **argv)
{
	const struct verb *verb;
	int code;
	const char *word = argc > 1 ? argv[1] : NULL;

	/* The kernel log and this command's words go to the same place, in order. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!word) {
		complain("what shall it do? see ashlar help");
		return EXIT_USAGE;
	}
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		word = "help";
	if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
		word = "version";
	verb = verb_find(word);
	if (!verb) {
		complain("unknown verb %s; see ashlar help", word);
		return EXIT_USAGE;
	}
	this_verb = verb;
	code = verb->run(argc - 1, argv + 1);
	return code == VERB_HELPED ? EXIT_OK : code;
}
