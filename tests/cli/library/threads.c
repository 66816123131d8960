// SPDX-License-Identifier: MIT
/* Many threads whose first calls meet: one machine is booted, and all of them can work with it. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <ashlar/ashlar.h>

#include "check.h"

#define THREADS 8
#define STEPS	20000
#define HELD	64

static pthread_barrier_t start;

/* What each thread calls first. */
static int first_call(unsigned int number)
{
	struct kmem_cache *cache;
	mempool_t *pool;
	unsigned long page;
	void *p;

	switch (number % 5) {
	case 0:
		p = kmalloc(100, GFP_KERNEL);
		kfree(p);
		return p != NULL;
	case 1:
		page = __get_free_pages(GFP_KERNEL, 0);
		free_pages(page, 0);
		return page != 0;
	case 2:
		cache = kmem_cache_create("first", 100, 0, 0, NULL);
		kmem_cache_destroy(cache);
		return cache != NULL;
	case 3:
		p = vmalloc(100000);
		vfree(p);
		return p != NULL;
	default:
		pool = mempool_create_kmalloc_pool(2, 100);
		mempool_destroy(pool);
		return pool != NULL;
	}
}

/* Objects of random sizes; each is marked by its holder, and must be so when it is freed. */
static void *work(void *arg)
{
	unsigned int number = (unsigned int)(unsigned long)arg, random = number + 1;
	unsigned char *held[HELD] = { NULL }, mark = (unsigned char)(number + 1);
	size_t sizes[HELD] = { 0 };
	unsigned long wrong = 0;

	pthread_barrier_wait(&start);
	wrong += !first_call(number);
	for (unsigned int step = 0; step < STEPS; step++) {
		unsigned int i;

		random = random * 1664525 + 1013904223;
		i = (random >> 16) % HELD;
		if (held[i]) {
			wrong += held[i][0] != mark || held[i][sizes[i] - 1] != mark;
			kfree(held[i]);
			held[i] = NULL;
			continue;
		}
		sizes[i] = 1 + (random >> 8) % ((random >> 28) ? 1000 : 20000);
		held[i] = kmalloc(sizes[i], GFP_KERNEL);
		wrong += !held[i];
		if (held[i])
			memset(held[i], mark, sizes[i]);
	}
	for (unsigned int i = 0; i < HELD; i++)
		kfree(held[i]);
	return (void *)wrong;
}

int main(void)
{
	pthread_t threads[THREADS];
	void *wrong;

	for (int round = 0; round < 10; round++) {
		pthread_barrier_init(&start, NULL, THREADS);
		for (unsigned long i = 0; i < THREADS; i++)
			if (pthread_create(&threads[i], NULL, work, (void *)i))
				return 2;
		for (int i = 0; i < THREADS; i++) {
			pthread_join(threads[i], &wrong);
			CHECK(!wrong);
		}
		pthread_barrier_destroy(&start);
		CHECK(ashlar_check() == 0 && ashlar_reports() == 0);
		ashlar_halt();
	}
	return failures != 0;
}
