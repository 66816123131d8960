// SPDX-License-Identifier: MIT
/* The advice after a run: as text for people, and as JSON in a file. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check/advise/advise.h"

#include "cli/cli.h"

static bool as_text;
static const char *json_name;
static FILE *json;

void advice_option(const char *file)
{
	if (file)
		json_name = file;
	else
		as_text = true;
}

int advice_check(struct machine_options *options)
{
	options->advise = as_text || json_name;
	if (!options->advise)
		return EXIT_OK;
	if (options->fast) {
		complain_usage("--%s rests on the account of allocations, which --fast leaves out",
			       as_text ? "advise" : "advise-json");
		return EXIT_USAGE;
	}
	if (!json_name)
		return EXIT_OK;
	json = fopen(json_name, "w");
	if (json)
		return EXIT_OK;
	complain_usage("--advise-json cannot write %s: %s", json_name, strerror(errno));
	return EXIT_USAGE;
}

static void put_json(const char *text)
{
	fputs(text, json);
}

int advice_give(void)
{
	bool failed;

	if (as_text)
		advise_say(say_line);
	if (!json)
		return EXIT_OK;
	advise_json(put_json);
	failed = ferror(json);
	if (fclose(json) == 0 && !failed)
		return EXIT_OK;
	complain_usage("--advise-json cannot write %s: %s", json_name, strerror(errno));
	return EXIT_USAGE;
}
