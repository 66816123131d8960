/* SPDX-License-Identifier: MIT */
/* The constants of <ashlar/ashlar.h>, as one of the two worlds has them. */
#ifndef LIB_VALUES_H
#define LIB_VALUES_H

struct value {
	const char *name;
	unsigned long long value;
};

extern const struct value values_kernel[], values_host[];
extern const unsigned int values_kernel_count, values_host_count;

#endif
