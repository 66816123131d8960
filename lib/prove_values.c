// SPDX-License-Identifier: MIT
/* Runs in the build: prints the constants that both worlds agree on, or fails. */
#include <stdio.h>

#include "lib/values.h"

int main(void)
{
	int wrong = values_kernel_count != values_host_count;

	for (unsigned int i = 0; !wrong && i < values_host_count; i++) {
		printf("%s = %#llx\n", values_host[i].name, values_host[i].value);
		if (values_host[i].value == values_kernel[i].value)
			continue;
		fprintf(stderr, "%s: %#llx in ashlar.h, %#llx for modules\n", values_host[i].name,
			values_host[i].value, values_kernel[i].value);
		wrong = 1;
	}
	return wrong;
}
