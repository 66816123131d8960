// SPDX-License-Identifier: MIT
/* What tests ask of the world they run in, on bare metal. */
#include <linux/errno.h>
#include <port/port.h>

#include "tests/disturb.h"
#include "tests/output.h"
#include "tests/parallel.h"

void test_output(const char *text, size_t len)
{
	port_console(text, len);
}

/* ---- threads --------------------------------------------------------------------------------- */

/** struct start - a gate that opens, or is called off, for all; @left: those that still run. */
struct start {
	u32 gate, left;
	void (*fn)(void *arg, unsigned int index);
	void *arg;
};

enum { GATE_CLOSED, GATE_OPEN, GATE_OFF };

struct worker {
	struct start *start;
	unsigned int index;
};

static void work(void *data)
{
	struct worker *worker = data;
	struct start *start = worker->start;

	while (__atomic_load_n(&start->gate, __ATOMIC_ACQUIRE) == GATE_CLOSED)
		port_wait(&start->gate, GATE_CLOSED, 0);
	if (start->gate == GATE_OPEN)
		start->fn(start->arg, worker->index);
	__atomic_fetch_sub(&start->left, 1, __ATOMIC_ACQ_REL);
	port_wake(&start->left, ~0u);
}

int test_parallel(unsigned int nr, void (*fn)(void *arg, unsigned int index), void *arg)
{
	static struct worker workers[TEST_THREADS_MAX];
	struct start start = { .gate = GATE_CLOSED, .fn = fn, .arg = arg };
	unsigned int made = 0;
	u32 left;

	for (; nr <= TEST_THREADS_MAX && made < nr; made++) {
		workers[made] = (struct worker){ &start, made };
		__atomic_fetch_add(&start.left, 1, __ATOMIC_ACQ_REL);
		if (port_thread_start(work, &workers[made], "test"))
			break;
	}
	if (made < nr && made < TEST_THREADS_MAX)
		__atomic_fetch_sub(&start.left, 1, __ATOMIC_ACQ_REL);
	__atomic_store_n(&start.gate, made < nr ? GATE_OFF : GATE_OPEN, __ATOMIC_RELEASE);
	port_wake(&start.gate, ~0u);
	while ((left = __atomic_load_n(&start.left, __ATOMIC_ACQUIRE)))
		port_wait(&start.left, left, 0);
	return made < nr ? -EAGAIN : 0;
}

/* ---- disturbance ----------------------------------------------------------------------------- */

/* There are no signals, and the timer's interrupt disturbs everybody as it is. */
int disturb_start(unsigned int seed)
{
	return -EAGAIN;
}

struct disturbance disturb_stop(void)
{
	return (struct disturbance){};
}

void disturb_join(void)
{
}

void disturb_leave(void)
{
}

unsigned long resident_bytes(void)
{
	return 0;
}
