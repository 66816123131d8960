// SPDX-License-Identifier: MIT
/* The number that an option takes, on the command line of the command and of an image. */
#include <linux/kernel.h>

#include "base/number.h"
#include "cli/cli.h"

#define LARGEST 1000000

int number_parse(const char *name, const char *text, unsigned int *number)
{
	bool overflow;
	u64 value;
	size_t digits = number_digits(text, SIZE_MAX, 10, &value, &overflow);

	if (!digits || text[digits] || overflow || !value || value > LARGEST) {
		complain_usage("--%s wants a number from 1 on, not %s", name, text);
		return EXIT_USAGE;
	}
	*number = (unsigned int)value;
	return EXIT_OK;
}
