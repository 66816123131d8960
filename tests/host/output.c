// SPDX-License-Identifier: MIT
/* The results go to the standard output. */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "tests/output.h"

void test_output(const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(STDOUT_FILENO, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}
