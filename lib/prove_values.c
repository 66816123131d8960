// SPDX-License-Identifier: MIT
/* Runs in the build: prints the constants that both worlds agree on, or fails. */
#include <stdio.h>

#include "lib/values.h"

#define ROOM 256

int main(void)
{
	static struct value kernel[ROOM], host[ROOM];
	unsigned int count = values_host(host, ROOM);
	int wrong = values_kernel(kernel, ROOM) != count || count > ROOM;

	for (unsigned int i = 0; i < count && !wrong; i++) {
		printf("%s = %#llx\n", host[i].name, host[i].value);
		if (host[i].value == kernel[i].value)
			continue;
		fprintf(stderr, "%s: %#llx in ashlar.h, %#llx for modules\n", host[i].name,
			host[i].value, kernel[i].value);
		wrong = 1;
	}
	return wrong;
}
