// SPDX-License-Identifier: MIT
/* Disturbing threads, on a host. */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/disturb.h"

/* Between two rounds: with so many signals in each it is some 20,000 in a second. */
#define PAUSE_NS      100000
#define SIGNALS	      4
#define ROUNDS_A_MOVE 2
/* One move in so many lets the thread go wherever it likes. */
#define MOVES_A_FREE_ONE 4

/* Nobody else's: the loader's guard has those of crashes. */
#define SIGNAL SIGUSR1

/**
 * The threads that may be disturbed, under @lock: who leaves cannot be hit any more.
 * @arrived: signals, counted by those they hit.
 */
static struct {
	pthread_mutex_t lock;
	pthread_t thread[DISTURB_MAX];
	bool used[DISTURB_MAX];
	pthread_t disturber;
	unsigned int seed;
	bool stop;
	unsigned long arrived, moves;
	cpu_set_t all;
} disturb = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void on_signal(int signal)
{
	__atomic_fetch_add(&disturb.arrived, 1, __ATOMIC_RELAXED);
}

/* A CPU of those that the process may use. */
static void one_cpu(unsigned int random, cpu_set_t *set)
{
	unsigned int nth = random % (unsigned int)CPU_COUNT(&disturb.all), cpu = 0;

	while (!CPU_ISSET(cpu, &disturb.all) || nth--)
		cpu++;
	CPU_ZERO(set);
	CPU_SET(cpu, set);
}

static unsigned int random_below(unsigned int n)
{
	return (unsigned int)rand_r(&disturb.seed) % n;
}

/* A thread that is there, from a random place on; -1: none. */
static int anyone(void)
{
	unsigned int from = random_below(DISTURB_MAX);

	for (unsigned int i = 0; i < DISTURB_MAX; i++)
		if (disturb.used[(from + i) % DISTURB_MAX])
			return (int)((from + i) % DISTURB_MAX);
	return -1;
}

static void move(pthread_t thread)
{
	cpu_set_t set = disturb.all;

	if (random_below(MOVES_A_FREE_ONE))
		one_cpu((unsigned int)rand_r(&disturb.seed), &set);
	if (!pthread_setaffinity_np(thread, sizeof(set), &set))
		disturb.moves++;
}

static void *disturb_all(void *arg)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	for (unsigned int round = 0; !__atomic_load_n(&disturb.stop, __ATOMIC_ACQUIRE); round++) {
		pthread_mutex_lock(&disturb.lock);
		for (int i = 0; i < SIGNALS; i++) {
			int who = anyone();

			if (who >= 0)
				pthread_kill(disturb.thread[who], SIGNAL);
			if (who >= 0 && !i && round % ROUNDS_A_MOVE == 0)
				move(disturb.thread[who]);
		}
		pthread_mutex_unlock(&disturb.lock);
		nanosleep(&pause, NULL);
	}
	return NULL;
}

int disturb_start(unsigned int seed)
{
	/* Without SA_RESTART: what sleeps is woken, too. */
	struct sigaction action = { .sa_handler = on_signal };

	sigemptyset(&action.sa_mask);
	sigaction(SIGNAL, &action, NULL);
	sched_getaffinity(0, sizeof(disturb.all), &disturb.all);
	disturb.seed = seed;
	disturb.stop = false;
	disturb.arrived = disturb.moves = 0;
	return pthread_create(&disturb.disturber, NULL, disturb_all, NULL) ? -EAGAIN : 0;
}

struct disturbance disturb_stop(void)
{
	__atomic_store_n(&disturb.stop, true, __ATOMIC_RELEASE);
	pthread_join(disturb.disturber, NULL);
	return (struct disturbance){ __atomic_load_n(&disturb.arrived, __ATOMIC_RELAXED),
				     disturb.moves };
}

void disturb_join(void)
{
	pthread_mutex_lock(&disturb.lock);
	for (unsigned int i = 0; i < DISTURB_MAX; i++) {
		if (disturb.used[i])
			continue;
		disturb.thread[i] = pthread_self();
		disturb.used[i] = true;
		break;
	}
	pthread_mutex_unlock(&disturb.lock);
}

void disturb_leave(void)
{
	pthread_mutex_lock(&disturb.lock);
	for (unsigned int i = 0; i < DISTURB_MAX; i++)
		if (disturb.used[i] && pthread_equal(disturb.thread[i], pthread_self()))
			disturb.used[i] = false;
	pthread_mutex_unlock(&disturb.lock);
}

/* ---- memory ---------------------------------------------------------------------------------- */

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WATCHED 1
#endif
#endif
#ifndef WATCHED
#define WATCHED 0
#endif

unsigned long resident_bytes(void)
{
	FILE *file = WATCHED ? NULL : fopen("/proc/self/status", "re");
	unsigned long kib = 0;
	char line[256];

	if (!file)
		return 0;
	/* The machine's RAM is shared memory; what this process has for itself is not. */
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "RssAnon: %lu kB", &kib) == 1)
			break;
	fclose(file);
	return kib << 10;
}
