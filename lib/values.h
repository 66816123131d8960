/* SPDX-License-Identifier: MIT */
/* The constants of <ashlar/ashlar.h>, as one of the two worlds has them. */
#ifndef LIB_VALUES_H
#define LIB_VALUES_H

struct value {
	const char *name;
	unsigned long long value;
};

/** values_kernel, values_host - fill in up to @room entries. Return: how many there are. */
unsigned int values_kernel(struct value *to, unsigned int room);
unsigned int values_host(struct value *to, unsigned int room);

#endif
