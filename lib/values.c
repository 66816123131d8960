// SPDX-License-Identifier: MIT
/*
 * The constants of <ashlar/ashlar.h>: compiled once with the kernel's headers and once with that
 * one.  No file can see both, so prove_values.c compares the two tables.
 */
#ifdef __KERNEL__
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/slab.h>
#else
#include <ashlar/ashlar.h>
#endif
#include "lib/values.h"

unsigned int VALUES(struct value *to, unsigned int room)
{
	/* Not static: some are function calls. */
	const struct value all[] = {
#include "values.inc"
	};
	const unsigned int count = sizeof(all) / sizeof(*all);

	for (unsigned int i = 0; i < count && i < room; i++)
		to[i] = all[i];
	return count;
}
