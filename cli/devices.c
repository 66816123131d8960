// SPDX-License-Identifier: MIT
/*
 * Devices of the machine, as --device and --devices have them.
 *
 * What can be told without a machine is told while the command line is read: each text by itself,
 * so that a line's number is that of the user's file.  The machine gets them as one.
 */
#include <linux/string.h>

#include "cli/cli.h"
#include "cli/host.h"

/* A declaration that is longer is none. */
#define LONGEST_FILE (1ul << 20)

static char *all;
static unsigned long all_len;

/* Texts are complete by themselves; a new line between two is as good as a comma. */
static int append(const char *text)
{
	unsigned long len = strlen(text);
	char *longer = own_resize(all, all_len + len + 2);

	if (!longer) {
		complain("the host has no memory left");
		return EXIT_USAGE;
	}
	memcpy(longer + all_len, text, len);
	all_len += len + 1;
	longer[all_len - 1] = '\n';
	longer[all_len] = '\0';
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

int devices_add_file(const char *path)
{
	struct device_complaint complaint;
	unsigned long len;
	const char *why;
	char *text = host_text(path, &len, &why);
	int code = EXIT_USAGE;

	if (!text)
		complain_usage("--devices %s: %s", path, why);
	else if (len > LONGEST_FILE || strlen(text) < len)
		complain_usage("--devices %s: this is no declaration of devices", path);
	else if (!machine_can_have_devices(text, &complaint))
		complain_usage("--devices %s:%u: %s", path, complaint.line, complaint.what);
	else
		code = append(text);
	own_free(text);
	return code;
}

const char *devices_text(void)
{
	return all;
}
