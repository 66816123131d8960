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

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

const struct value VALUES[] = {
#include "values.inc"
};
const unsigned int JOIN(VALUES, _count) = sizeof(VALUES) / sizeof(*VALUES);
