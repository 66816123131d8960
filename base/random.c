// SPDX-License-Identifier: MIT
/*
 * Random numbers: SplitMix64 over a counter.
 *
 * Every number is a mix of the next value of one counter, which goes up by an odd constant.  The
 * mixing is a bijection, so the stream repeats after 2^64 numbers and not before; taking a number
 * is one atomic addition and a few multiplications, in any context and without a lock.
 *
 * This is for shuffling, sampling and testing.  It is not for keys: who sees one number knows all
 * that follow.
 */
#include "base/seed.h"
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/minmax.h>
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/string.h>

/* 2^64 divided by the golden ratio, made odd: successive counters differ in many bits. */
#define COUNTER_STEP 0x9e3779b97f4a7c15ULL

static atomic64_t counter;
static bool seeded;

static u64 mix(u64 x)
{
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

void random_seed(u64 seed)
{
	atomic64_set(&counter, mix(seed));
	WRITE_ONCE(seeded, true);
}

/*
 * Nobody chose a seed: take what differs between two runs of a program, where the world below
 * puts code and stacks at random places.
 */
static noinline void seed_from_addresses(void)
{
	u64 here = (unsigned long)&here;

	random_seed(mix(here) + (unsigned long)&counter);
}

u64 get_random_u64(void)
{
	if (unlikely(!READ_ONCE(seeded)))
		seed_from_addresses();
	return mix(atomic64_add_return_relaxed(COUNTER_STEP, &counter));
}
EXPORT_SYMBOL(get_random_u64);

u32 get_random_u32(void)
{
	return (u32)(get_random_u64() >> 32);
}
EXPORT_SYMBOL(get_random_u32);

u16 get_random_u16(void)
{
	return (u16)get_random_u32();
}
EXPORT_SYMBOL(get_random_u16);

u8 get_random_u8(void)
{
	return (u8)get_random_u32();
}
EXPORT_SYMBOL(get_random_u8);

/*
 * The high half of a product of a 32-bit random number with @ceil is almost even in [0, @ceil):
 * (2^32 mod @ceil) of the low halves come once too often, and are thrown again.
 */
u32 get_random_u32_below(u32 ceil)
{
	u64 product = (u64)get_random_u32() * ceil;

	if ((u32)product < ceil) {
		u32 surplus = -ceil % ceil;

		while ((u32)product < surplus)
			product = (u64)get_random_u32() * ceil;
	}
	return (u32)(product >> 32);
}
EXPORT_SYMBOL(get_random_u32_below);

void get_random_bytes(void *buf, size_t len)
{
	char *to = buf;

	while (len) {
		u64 word = get_random_u64();
		size_t n = min(len, sizeof(word));

		memcpy(to, &word, n);
		to += n;
		len -= n;
	}
}
EXPORT_SYMBOL(get_random_bytes);

/* ---- streams of one's own -------------------------------------------------------------------- */

/** prandom_seed_state - start the stream that @seed stands for. */
void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	state->word = mix(seed);
}
EXPORT_SYMBOL(prandom_seed_state);

u32 prandom_u32_state(struct rnd_state *state)
{
	state->word += COUNTER_STEP;
	return (u32)(mix(state->word) >> 32);
}
EXPORT_SYMBOL(prandom_u32_state);

void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes)
{
	char *to = buf;

	while (nbytes) {
		u32 word = prandom_u32_state(state);
		size_t n = min(nbytes, sizeof(word));

		memcpy(to, &word, n);
		to += n;
		nbytes -= n;
	}
}
EXPORT_SYMBOL(prandom_bytes_state);

u32 prandom_u32(void)
{
	return get_random_u32();
}
EXPORT_SYMBOL(prandom_u32);

u32 prandom_u32_max(u32 ep_ro)
{
	return ep_ro ? get_random_u32_below(ep_ro) : 0;
}
EXPORT_SYMBOL(prandom_u32_max);

void prandom_bytes(void *buf, size_t nbytes)
{
	get_random_bytes(buf, nbytes);
}
EXPORT_SYMBOL(prandom_bytes);
