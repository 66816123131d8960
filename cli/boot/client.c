// SPDX-License-Identifier: MIT
/*
 * Asking a machine that runs: what the verbs for one have in common.
 *
 * A verb sends its words and prints what comes back as it comes; the last part of the answer is the
 * exit code.  A machine that ends in the middle of a request is told of, since whatever was asked
 * for may have ended it.
 */
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/boot/boot.h"

const char *client_machine(const char *said)
{
	const char *name = getenv("ASHLAR_MACHINE");

	if (said)
		return said;
	return name && *name ? name : MACHINE_DEFAULT;
}

void client_words(struct client *client, const char *word, ...)
{
	va_list words;
	int err = 0;

	wire_free(&client->request);
	va_start(words, word);
	for (; word && !err; word = va_arg(words, const char *))
		err = wire_add(&client->request, word);
	va_end(words);
	if (!err)
		return;
	complain_usage("this is more than can be asked: %s", strerror(-err));
	exit(EXIT_USAGE);
}

/* Return: the exit code, or -1 to go on. */
static int take_part(struct client *client, enum wire_kind kind, char *bytes, size_t len)
{
	switch (kind) {
	case WIRE_EXIT:
		return (unsigned char)*bytes;
	case WIRE_ERR:
		fflush(stdout);
		fprintf(stderr, "%.*s\n", (int)len, bytes);
		return -1;
	default:
		if (client->out) {
			client->out(client->arg, bytes, len);
			return -1;
		}
		/* Whoever reads it may have had enough, as head(1). */
		if (fwrite(bytes, 1, len, stdout) < len || fflush(stdout))
			return EXIT_OK;
		return -1;
	}
}

int client_ask(struct client *client)
{
	char *part = malloc(WIRE_PART_MAX);
	int fd = part ? place_connect(client_machine(client->machine)) : -1, code = -1, err;
	enum wire_kind kind;
	size_t len;

	if (fd < 0) {
		free(part);
		return EXIT_USAGE;
	}
	signal(SIGPIPE, SIG_IGN);
	/* What it says to a request that it did not want to read comes first. */
	wire_send_request(fd, &client->request);
	do {
		err = wire_receive(fd, &kind, part, &len);
		if (!err)
			code = take_part(client, kind, part, len);
	} while (!err && code < 0);
	if (err)
		complain_usage(err == -EPROTO ? "machine %s is of another version of ashlar" :
						"machine %s ended before it was done with this",
			       client_machine(client->machine));
	close(fd);
	free(part);
	return err == -EPROTO ? EXIT_USAGE : err ? EXIT_MISTAKES : code;
}

static void keep(void *arg, const char *text, size_t len)
{
	fwrite(text, 1, len, arg);
}

char *client_text(struct client *client, int *code)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out) {
		complain("the host has no memory left");
		*code = EXIT_USAGE;
		return NULL;
	}
	client->out = keep;
	client->arg = out;
	*code = client_ask(client);
	client->out = NULL;
	fclose(out);
	if (*code == EXIT_OK)
		return text;
	free(text);
	return NULL;
}

/* The machine gets the options first. */
static int take_options(struct client *client, const struct verb *verb, int argc, char **argv)
{
	struct verb_line line = verb_line(verb, argc, argv);
	int err = 0;

	client_words(client, verb->name, NULL);
	while (!err && verb_next_option(&line)) {
		if (line.option->letter == 'n')
			client->machine = line.value;
		else
			err = wire_add(&client->request, (char[]){ '-', line.option->letter, 0 });
	}
	if (line.code != EXIT_OK)
		return line.code;
	for (unsigned int i = 0; i < line.nr_words && !err; i++)
		err = wire_add(&client->request, line.words[i]);
	if (err)
		complain_usage("these are more words than can be asked");
	return err ? EXIT_USAGE : EXIT_OK;
}

int client_run(const struct verb *verb, int argc, char **argv, unsigned int nr_min,
	       const char *usage)
{
	struct client client = { .machine = NULL };
	int code = take_options(&client, verb, argc, argv);

	if (code == EXIT_OK && client.request.nr <= nr_min) {
		complain_usage("%s", usage);
		code = EXIT_USAGE;
	}
	if (code == EXIT_OK)
		code = client_ask(&client);
	wire_free(&client.request);
	return code;
}
