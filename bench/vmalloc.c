// SPDX-License-Identifier: MIT
/*
 * vmalloc - what vmalloc() costs beside the host's mmap().
 *
 * usage: vmalloc
 *
 * A line for each size, in nanoseconds, the minimum of ROUNDS rounds that take turns:
 *
 *	mmap_touch	mmap(), a byte written to each page, munmap()
 *	warm		vmalloc() and vfree() of an area that was freed before
 *	mmap_populate	mmap() with MAP_POPULATE, munmap()
 *	cold		vmalloc() and vfree() of sizes that differ by some pages from turn to turn,
 *			so that none finds a freed area: each is mapped and, as what lies freed is
 *			bounded, purged; measured for the largest size alone
 *	cold_touch	the same with a byte written to each page
 *
 * and a line for each number of threads: nanoseconds of the clock for one warm pair of 16 KiB, all
 * threads together.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include <ashlar/ashlar.h>

#define ROUNDS	    5
#define PAGE	    4096ul
#define THREADS_MAX 16
#define THREAD_SIZE (16ul << 10)
/* So many sizes take turns: more areas than may lie freed. */
#define COLD_SIZES 16
/* As much as takes some milliseconds. */
#define WARM_PAIRS   200000ul
#define THREAD_PAIRS 500000ul
#define COLD_BYTES   (64ul << 20)

static const unsigned long sizes[] = { 4ul << 10,   16ul << 10, 64ul << 10,
				       256ul << 10, 1ul << 20,	16ul << 20 };
#define NR_SIZES (sizeof(sizes) / sizeof(*sizes))

enum way { MMAP_TOUCH, WARM, MMAP_POPULATE, COLD, COLD_TOUCH, WAYS };

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static void fail(const char *what)
{
	fprintf(stderr, "vmalloc: %s was refused\n", what);
	exit(1);
}

static void touch(char *p, unsigned long size)
{
	for (unsigned long at = 0; at < size; at += PAGE)
		((volatile char *)p)[at] = 1;
}

static void map_once(unsigned long size, int flags)
{
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1,
		       0);

	if (p == MAP_FAILED)
		fail("mmap()");
	if (!flags)
		touch(p, size);
	munmap(p, size);
}

static void take_once(unsigned long size, bool touched)
{
	char *p = vmalloc(size);

	if (!p)
		fail("vmalloc()");
	if (touched)
		touch(p, size);
	vfree(p);
}

static double time_of(enum way way, unsigned long size)
{
	unsigned long turns = way == WARM ? WARM_PAIRS : COLD_BYTES / size;
	double start;

	if (turns > 2000 && way != WARM)
		turns = 2000;
	take_once(size, false);
	start = now();
	for (unsigned long i = 0; i < turns; i++)
		switch (way) {
		case MMAP_TOUCH:
			map_once(size, 0);
			break;
		case MMAP_POPULATE:
			map_once(size, MAP_POPULATE);
			break;
		default:
			take_once(way == WARM ? size : size + i % COLD_SIZES * PAGE,
				  way == COLD_TOUCH);
			break;
		}
	return (now() - start) / turns;
}

static void *thread_main(void *unused)
{
	for (unsigned long i = 0; i < THREAD_PAIRS; i++)
		take_once(THREAD_SIZE, false);
	return unused;
}

static double time_of_threads(unsigned int nr)
{
	pthread_t threads[THREADS_MAX];
	double start = now();

	for (unsigned int i = 0; i < nr; i++)
		if (pthread_create(&threads[i], NULL, thread_main, NULL))
			fail("a thread");
	for (unsigned int i = 0; i < nr; i++)
		pthread_join(threads[i], NULL);
	return (now() - start) / ((double)nr * THREAD_PAIRS);
}

static void keep_min(double *least, double ns)
{
	if (!*least || ns < *least)
		*least = ns;
}

int main(void)
{
	struct ashlar_config config = { .size = sizeof(config), .quiet = true };
	double ns[NR_SIZES][WAYS] = {}, threads[THREADS_MAX + 1] = {};

	config.memory = 1ul << 30;
	if (ashlar_boot(&config)) {
		fprintf(stderr, "vmalloc: %s\n", ashlar_error());
		return 1;
	}
	for (unsigned int round = 0; round < ROUNDS; round++) {
		for (unsigned int i = 0; i < NR_SIZES; i++)
			for (unsigned int way = 0; way < WAYS; way++)
				if (way < COLD || i == NR_SIZES - 1)
					keep_min(&ns[i][way], time_of((enum way)way, sizes[i]));
		for (unsigned int nr = 1; nr <= THREADS_MAX; nr *= 2)
			keep_min(&threads[nr], time_of_threads(nr));
	}
	printf("KiB mmap_touch warm ratio mmap_populate cold ratio cold_touch ratio\n");
	for (unsigned int i = 0; i < NR_SIZES; i++) {
		printf("%lu %.0f %.1f %.4f %.0f", sizes[i] >> 10, ns[i][MMAP_TOUCH], ns[i][WARM],
		       ns[i][WARM] / ns[i][MMAP_TOUCH], ns[i][MMAP_POPULATE]);
		for (unsigned int way = COLD; ns[i][COLD] && way < WAYS; way++)
			printf(" %.0f %.2f", ns[i][way], ns[i][way] / ns[i][MMAP_POPULATE]);
		printf("\n");
	}
	for (unsigned int nr = 1; nr <= THREADS_MAX; nr *= 2)
		printf("threads_%u - %.1f\n", nr, threads[nr]);
	ashlar_halt();
	return 0;
}
