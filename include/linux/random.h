/* SPDX-License-Identifier: MIT */
/* Random numbers: see base/random.c for how good they are. */
#ifndef LINUX_RANDOM_H
#define LINUX_RANDOM_H

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/prandom.h>

/** get_random_bytes - fill @len bytes. Context: any. */
void get_random_bytes(void *buf, size_t len);
/** get_random_u8, get_random_u16, get_random_u32, get_random_u64 - as get_random_bytes(). */
u8 get_random_u8(void);
u16 get_random_u16(void);
u32 get_random_u32(void);
u64 get_random_u64(void);
/** get_random_u32_below - evenly in [0, @ceil); @ceil is not 0. */
u32 get_random_u32_below(u32 ceil);

/** get_random_u32_above - evenly in (@floor, U32_MAX]. */
static inline u32 get_random_u32_above(u32 floor)
{
	return floor + 1 + get_random_u32_below((u32)~0U - floor);
}

/** get_random_u32_inclusive - evenly in [@floor, @ceil]. */
static inline u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	u32 span = ceil - floor + 1;

	return span ? floor + get_random_u32_below(span) : get_random_u32();
}

static inline unsigned long get_random_long(void)
{
	return (unsigned long)get_random_u64();
}

static inline unsigned int get_random_int(void)
{
	return get_random_u32();
}

/* Until 3.8, and 3.13. */
#define random32()   get_random_u32()
#define net_random() get_random_u32()

static inline int wait_for_random_bytes(void)
{
	return 0;
}

static inline bool rng_is_initialized(void)
{
	return true;
}

static inline void add_device_randomness(const void *buf, size_t len)
{
}

#endif
