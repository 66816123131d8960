/* SPDX-License-Identifier: MIT */
/*
 * Sets of CPUs.
 *
 * The machine's CPUs are all possible and present for as long as it runs.  Those that take part
 * are online: all at boot, less those that remove_cpu() took (linux/cpu.h).
 *
 *	active <= online <= present = possible = { 0, ..., nr_cpu_ids - 1 }
 */
#ifndef _LINUX_CPUMASK_H
#define _LINUX_CPUMASK_H

#include <linux/kernel.h>
#include <linux/bitmap.h>
#include <linux/threads.h>
#include <linux/bug.h>
#include <port/port.h>

typedef struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
} cpumask_t;
typedef struct cpumask cpumask_var_t[1];

extern struct cpumask __cpu_possible_mask, __cpu_online_mask, __cpu_active_mask;
/** nr_cpu_ids - CPUs that the machine can have; their numbers are below it. */
extern unsigned int nr_cpu_ids;
/* Bits of a mask that mean something. */
#define nr_cpumask_bits nr_cpu_ids

#define cpu_possible_mask   ((const struct cpumask *)&__cpu_possible_mask)
#define cpu_present_mask    cpu_possible_mask
#define cpu_online_mask	    ((const struct cpumask *)&__cpu_online_mask)
#define cpu_active_mask	    ((const struct cpumask *)&__cpu_active_mask)
#define cpumask_bits(maskp) ((maskp)->bits)

#define num_possible_cpus() nr_cpu_ids
#define num_present_cpus()  nr_cpu_ids
#define num_online_cpus()   cpumask_weight(cpu_online_mask)
#define num_active_cpus()   cpumask_weight(cpu_active_mask)
#define cpu_possible(cpu)   ((unsigned int)(cpu) < nr_cpu_ids)
#define cpu_present(cpu)    cpu_possible(cpu)

static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask)
{
	set_bit(cpu, mask->bits);
}

static inline void cpumask_clear_cpu(int cpu, struct cpumask *mask)
{
	clear_bit(cpu, mask->bits);
}

static inline bool cpumask_test_cpu(int cpu, const struct cpumask *mask)
{
	return test_bit(cpu, mask->bits);
}

static inline bool cpumask_test_and_set_cpu(int cpu, struct cpumask *mask)
{
	return test_and_set_bit(cpu, mask->bits);
}

static inline bool cpumask_test_and_clear_cpu(int cpu, struct cpumask *mask)
{
	return test_and_clear_bit(cpu, mask->bits);
}

static inline void cpumask_clear(struct cpumask *mask)
{
	bitmap_zero(mask->bits, NR_CPUS);
}

static inline void cpumask_setall(struct cpumask *mask)
{
	*mask = *cpu_possible_mask; /* and none of the bits behind them */
}

static inline void cpumask_copy(struct cpumask *to, const struct cpumask *from)
{
	bitmap_copy(to->bits, from->bits, NR_CPUS);
}

static inline bool cpumask_and(struct cpumask *to, const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_and(to->bits, a->bits, b->bits, NR_CPUS);
}

static inline void cpumask_or(struct cpumask *to, const struct cpumask *a, const struct cpumask *b)
{
	bitmap_or(to->bits, a->bits, b->bits, NR_CPUS);
}

static inline void cpumask_xor(struct cpumask *to, const struct cpumask *a, const struct cpumask *b)
{
	bitmap_xor(to->bits, a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_andnot(struct cpumask *to, const struct cpumask *a,
				  const struct cpumask *b)
{
	return bitmap_andnot(to->bits, a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_full(const struct cpumask *mask)
{
	return bitmap_full(mask->bits, nr_cpu_ids);
}

static inline bool cpumask_equal(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_equal(a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_subset(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_subset(a->bits, b->bits, NR_CPUS);
}

static inline bool cpumask_empty(const struct cpumask *mask)
{
	return bitmap_empty(mask->bits, NR_CPUS);
}

static inline unsigned int cpumask_weight(const struct cpumask *mask)
{
	return bitmap_weight(mask->bits, NR_CPUS);
}

static inline bool cpumask_intersects(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_intersects(a->bits, b->bits, NR_CPUS);
}

#define CPU_MASK_NONE ((cpumask_t){ { 0 } })
#define CPU_MASK_ALL  ((cpumask_t){ { [0 ... BITS_TO_LONGS(NR_CPUS) - 1] = ~0ul } })

/** cpumask_of - the mask of @cpu alone. */
const struct cpumask *cpumask_of(unsigned int cpu);

static inline unsigned int cpumask_first(const struct cpumask *mask)
{
	return find_first_bit(mask->bits, NR_CPUS);
}

static inline unsigned int cpumask_next(int cpu, const struct cpumask *mask)
{
	return find_next_bit(mask->bits, NR_CPUS, cpu + 1);
}

/* What finds a CPU that is not in a mask, or the last of it; nr_cpu_ids where there is none. */
static inline unsigned int cpumask_first_zero(const struct cpumask *mask)
{
	return find_first_zero_bit(mask->bits, nr_cpu_ids);
}

static inline unsigned int cpumask_next_zero(int cpu, const struct cpumask *mask)
{
	return find_next_zero_bit(mask->bits, nr_cpu_ids, cpu + 1);
}

static inline unsigned int cpumask_last(const struct cpumask *mask)
{
	return find_last_bit(mask->bits, nr_cpu_ids);
}

static inline unsigned int cpumask_first_and(const struct cpumask *a, const struct cpumask *b)
{
	return find_first_and_bit(a->bits, b->bits, nr_cpu_ids);
}

static inline unsigned int cpumask_next_and(int cpu, const struct cpumask *a,
					    const struct cpumask *b)
{
	return find_next_and_bit(a->bits, b->bits, nr_cpu_ids, cpu + 1);
}

#define cpumask_any(mask)     cpumask_first(mask)
#define cpumask_any_and(a, b) cpumask_first_and((a), (b))

/** cpumask_any_but - a CPU of @mask other than @cpu; nr_cpu_ids or more where there is none. */
static inline unsigned int cpumask_any_but(const struct cpumask *mask, unsigned int cpu)
{
	unsigned int i = cpumask_first(mask);

	return i == cpu ? cpumask_next((int)cpu, mask) : i;
}

static inline bool cpu_online(unsigned int cpu)
{
	return cpu_possible(cpu) && cpumask_test_cpu((int)cpu, cpu_online_mask);
}

static inline bool cpu_active(unsigned int cpu)
{
	return cpu_possible(cpu) && cpumask_test_cpu((int)cpu, cpu_active_mask);
}

#define for_each_cpu(cpu, mask)                                             \
	for ((cpu) = cpumask_first(mask); (unsigned int)(cpu) < nr_cpu_ids; \
	     (cpu) = cpumask_next((cpu), (mask)))
#define for_each_cpu_and(cpu, a, b)    for_each_and_bit(cpu, (a)->bits, (b)->bits, nr_cpu_ids)
#define for_each_cpu_andnot(cpu, a, b) for_each_andnot_bit(cpu, (a)->bits, (b)->bits, nr_cpu_ids)
#define for_each_cpu_or(cpu, a, b)     for_each_or_bit(cpu, (a)->bits, (b)->bits, nr_cpu_ids)
#define for_each_cpu_not(cpu, mask)    for_each_clear_bit(cpu, (mask)->bits, nr_cpu_ids)
/** for_each_cpu_wrap - all of the mask, beginning at @start and going on at the beginning. */
#define for_each_cpu_wrap(cpu, mask, start) \
	for_each_set_bit_wrap(cpu, (mask)->bits, nr_cpu_ids, start)
#define for_each_possible_cpu(cpu) for ((cpu) = 0; (unsigned int)(cpu) < nr_cpu_ids; (cpu)++)
#define for_each_online_cpu(cpu)   for_each_cpu(cpu, cpu_online_mask)
#define for_each_present_cpu(cpu)  for_each_possible_cpu(cpu)

#define alloc_cpumask_var(mask, gfp)  (cpumask_clear(*(mask)), true)
#define zalloc_cpumask_var(mask, gfp) (cpumask_clear(*(mask)), true)
#define free_cpumask_var(mask)	      ((void)(mask))

#endif
