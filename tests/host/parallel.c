// SPDX-License-Identifier: MIT
/* Threads for tests, on a host. */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>

#include "tests/parallel.h"

/** struct start - a gate that opens, or is called off, for all threads at once. */
struct start {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool open, off;
	void (*fn)(void *arg, unsigned int index);
	void *arg;
};

struct worker {
	pthread_t thread;
	struct start *start;
	unsigned int index;
};

static void *work(void *data)
{
	struct worker *worker = data;
	struct start *start = worker->start;
	bool off;

	pthread_mutex_lock(&start->lock);
	while (!start->open)
		pthread_cond_wait(&start->changed, &start->lock);
	off = start->off;
	pthread_mutex_unlock(&start->lock);
	if (!off)
		start->fn(start->arg, worker->index);
	return NULL;
}

int test_parallel(unsigned int nr, void (*fn)(void *arg, unsigned int index), void *arg)
{
	struct start start = { .lock = PTHREAD_MUTEX_INITIALIZER,
			       .changed = PTHREAD_COND_INITIALIZER,
			       .fn = fn,
			       .arg = arg };
	struct worker workers[TEST_THREADS_MAX];
	unsigned int made;

	if (nr > TEST_THREADS_MAX)
		return -EAGAIN;
	for (made = 0; made < nr; made++) {
		workers[made].start = &start;
		workers[made].index = made;
		if (pthread_create(&workers[made].thread, NULL, work, &workers[made]))
			break;
	}
	pthread_mutex_lock(&start.lock);
	start.off = made < nr;
	start.open = true;
	pthread_cond_broadcast(&start.changed);
	pthread_mutex_unlock(&start.lock);
	for (unsigned int i = 0; i < made; i++)
		pthread_join(workers[i].thread, NULL);
	return made < nr ? -EAGAIN : 0;
}
