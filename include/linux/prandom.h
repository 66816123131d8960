/* SPDX-License-Identifier: MIT */
/* Random numbers that a seed repeats. */
#ifndef LINUX_PRANDOM_H
#define LINUX_PRANDOM_H

#include <linux/types.h>

/** struct rnd_state - one stream of numbers. */
struct rnd_state {
	u64 word;
};

void prandom_seed_state(struct rnd_state *state, u64 seed);
/**
 * prandom_u32_state - the next 32 bits of a stream.
 * @state: seeded by prandom_seed_state(); the caller's, who lets one thread at it at a time.
 */
u32 prandom_u32_state(struct rnd_state *state);
/** prandom_bytes_state - fill @nbytes from a stream. */
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes);

/** prandom_u32 - get_random_u32(); kernels up to 6.0. */
u32 prandom_u32(void);
/** prandom_bytes - get_random_bytes(); kernels up to 6.0. */
void prandom_bytes(void *buf, size_t nbytes);
/** prandom_u32_max - evenly in [0, @ep_ro). */
u32 prandom_u32_max(u32 ep_ro);

/** next_pseudo_random32 - a step of a linear congruential generator: fast, and poor. */
static inline u32 next_pseudo_random32(u32 seed)
{
	return seed * 1664525 + 1013904223;
}

#endif
