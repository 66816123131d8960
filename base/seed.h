/* SPDX-License-Identifier: MIT */
/* The seed of get_random_*(): see base/random.c. */
#ifndef BASE_SEED_H
#define BASE_SEED_H

#include <linux/types.h>

/** random_seed - from here on, random numbers follow from @seed alone. */
void random_seed(u64 seed);

#endif
