/* SPDX-License-Identifier: MIT */
/*
 * Entrance of mm/percpu: per-CPU memory, static and dynamic.
 *
 *	alloc_percpu		percpu.c	arguments, zeroing, reports
 *	  pcpu_kept_*		kept.c		small areas at hand on every CPU
 *	  pcpu_area_*		area.c		who has which cells of a chunk
 *	  alloc_pages_untraced	mm/page		a chunk, when all are full
 *	percpu_module_add	image.c		copies of static variables
 *	percpu_counter_add	counter.c	a sum that is spread over the CPUs
 */
#ifndef MM_PERCPU_PERCPU_H
#define MM_PERCPU_PERCPU_H

#include <linux/percpu.h>
#include <linux/percpu_counter.h>

/**
 * percpu_init - start with no dynamic memory, and fresh copies of the core's static variables.
 * Return: 0; -ENOMEM; -EINVAL where the program was linked without percpu.lds, but needs it.
 */
int percpu_init(void);

/** percpu_exit - give all memory back, live or not. */
void percpu_exit(void);

/** percpu_check - prove the invariants. Return: how many are broken, each one printed. */
int percpu_check(void);

/** pcpu_cpu_dead - put what is kept at hand on @cpu, which runs nothing now, back. */
void pcpu_cpu_dead(unsigned int cpu);

/**
 * pcpu_refill - set by whoever has threads: have pcpu_fill_reserve() called soon; or NULL.
 * Context: any.
 */
extern void (*pcpu_refill)(void);

/**
 * pcpu_fill_reserve - make the chunk that those who may not sleep fall back on, if it is missing.
 * @gfp: how hard to try.
 * Return: false where it is missing still.
 */
bool pcpu_fill_reserve(gfp_t gfp);

/**
 * pcpu_look_live - in a machine that profiles, call @fn for each live allocation.
 * @fn: gets the bytes of one CPU's copy, and the number of the site; may neither take nor free any.
 */
void pcpu_look_live(void (*fn)(void *ctx, size_t bytes, u32 tag), void *ctx);

#endif
