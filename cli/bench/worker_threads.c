// SPDX-License-Identifier: MIT
/*
 * Many threads, each with objects of its own that it replaces at random.
 *
 * All threads together do as much work, however many they are, so time shows how an allocator
 * scales; each has as many objects in use, so what is held for an object shows what the allocator
 * keeps for each thread.
 */
#include <pthread.h>

#include "cli/bench/bench.h"

/* Threads need little, and what they touch of it is not an allocator's. */
#define STACK_BYTES (256 * 1024)

static pthread_barrier_t barrier;

struct thread {
	pthread_t id;
	const struct worker *worker;
	struct work w;
	unsigned long pairs;
	uint64_t begin, end;
};

/* So deep that no call reaches a page of it that was not touched before memory was looked at. */
static void touch_stack(void)
{
	volatile char room[STACK_BYTES / 8];

	for (size_t i = 0; i < sizeof(room); i += 1024)
		room[i] = 0;
}

/* The main thread passes each of these barriers, too, and looks at times and memory there. */
static void *thread_main(void *data)
{
	struct thread *t = data;

	touch_stack();
	pthread_barrier_wait(&barrier); /* all are there */
	pthread_barrier_wait(&barrier); /* memory has been looked at */
	worker_loop(t->worker->loops->fill, &t->w, t->w.nr);
	worker_loop(t->worker->loops->replace, &t->w, t->w.nr);
	for (unsigned int i = 0; i < t->worker->effort->repeats; i++) {
		pthread_barrier_wait(&barrier); /* go */
		t->begin = worker_now();
		worker_loop(t->worker->loops->replace, &t->w, t->pairs);
		t->end = worker_now();
		pthread_barrier_wait(&barrier); /* done */
	}
	pthread_barrier_wait(&barrier); /* memory has been looked at again */
	return NULL;
}

static struct thread *start_threads(const struct worker *worker)
{
	const unsigned int nr = worker->c->threads;
	struct thread *threads = worker_room(nr * sizeof(*threads));
	void **slots = worker_room(nr * sizeof(*slots) * THREAD_OBJECTS);
	u16 *bytes = worker_room(nr * sizeof(*bytes) * THREAD_OBJECTS);
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	pthread_barrier_init(&barrier, NULL, nr + 1);
	for (unsigned int i = 0; i < nr; i++) {
		threads[i].worker = worker;
		threads[i].pairs = worker->effort->pairs / nr;
		threads[i].w = (struct work){
			.slots = slots + (size_t)i * THREAD_OBJECTS,
			.bytes = bytes + (size_t)i * THREAD_OBJECTS,
			.nr = THREAD_OBJECTS,
			.random = i,
		};
		if (pthread_create(&threads[i].id, &attr, thread_main, &threads[i]))
			worker_fail("the host gives %u threads, not %u", i, nr);
	}
	pthread_attr_destroy(&attr);
	return threads;
}

/* From the first that began to the last that ended. */
static uint64_t span_of(const struct thread *threads, unsigned int nr)
{
	uint64_t begin = UINT64_MAX, end = 0;

	for (unsigned int i = 0; i < nr; i++) {
		if (threads[i].begin < begin)
			begin = threads[i].begin;
		if (threads[i].end > end)
			end = threads[i].end;
	}
	return end - begin;
}

void worker_threads(const struct worker *worker)
{
	const unsigned int nr = worker->c->threads;
	struct thread *threads = start_threads(worker);
	const double pairs = (double)threads[0].pairs * nr;
	const double objects = (double)THREAD_OBJECTS * nr;
	uint64_t best = UINT64_MAX, before, after;

	pthread_barrier_wait(&barrier);
	before = worker_held();
	pthread_barrier_wait(&barrier);
	for (unsigned int i = 0; i < worker->effort->repeats; i++) {
		uint64_t took;

		pthread_barrier_wait(&barrier);
		pthread_barrier_wait(&barrier);
		/* No thread goes on before this one comes to the next barrier. */
		took = span_of(threads, nr);
		if (took < best)
			best = took;
	}
	after = worker_held();
	pthread_barrier_wait(&barrier);
	for (unsigned int i = 0; i < nr; i++)
		pthread_join(threads[i].id, NULL);
	worker_say("", (double)best / pairs);
	worker_say("_held", ((double)after - (double)before) / objects);
}
