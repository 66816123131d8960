// SPDX-License-Identifier: MIT
/*
 * Devices of the machine, as --device and --devices have them.
 *
 * What can be told without a machine is told while the command line is read: each text by itself,
 * so that a line's number is that of the user's file.  The machine gets them as one.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* A declaration that is longer is none. */
#define LONGEST_FILE (1ul << 20)

static char *all;

/* Texts are complete by themselves; a new line between two is as good as a comma. */
static int append(const char *text)
{
	char *longer;

	if (asprintf(&longer, "%s%s\n", all ? all : "", text) < 0) {
		complain("the host has no memory left");
		return EXIT_USAGE;
	}
	free(all);
	all = longer;
	return EXIT_OK;
}

int devices_add(const char *text)
{
	struct device_complaint complaint;

	if (!machine_can_have_devices(text, &complaint)) {
		complain_usage("--device %s: %s", text, complaint.what);
		return EXIT_USAGE;
	}
	return append(text);
}

/* The file as text, or NULL after a message. */
static char *read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	char *text = malloc(LONGEST_FILE + 1);
	size_t len = 0;

	if (file && text)
		len = fread(text, 1, LONGEST_FILE + 1, file);
	if (!file || !text || ferror(file)) {
		complain_usage("--devices %s: %s", path, strerror(errno));
	} else if (len > LONGEST_FILE || memchr(text, '\0', len)) {
		complain_usage("--devices %s: this is no declaration of devices", path);
	} else {
		fclose(file);
		text[len] = '\0';
		return text;
	}
	if (file)
		fclose(file);
	free(text);
	return NULL;
}

int devices_add_file(const char *path)
{
	struct device_complaint complaint;
	char *text = read_file(path);
	int code = EXIT_USAGE;

	if (!text)
		return EXIT_USAGE;
	if (machine_can_have_devices(text, &complaint))
		code = append(text);
	else
		complain_usage("--devices %s:%u: %s", path, complaint.line, complaint.what);
	free(text);
	return code;
}

const char *devices_text(void)
{
	return all;
}
