// SPDX-License-Identifier: MIT
/*
 * Threads of the world itself: started by the first who has work for them, asleep without any.
 *
 *	work	changes whenever there may be something to do; the thread sleeps on it
 *	state	NONE -> RUNS -> GONE: one life in a world
 *
 * The thread reads work before it looks for something to do, and sleeps only while work is what it
 * read.  So whoever leaves something to do and then calls core_thread_kick() is not overlooked.
 */
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include <linux/sched.h>
#include "port/port.h"

enum { NONE, RUNS, GONE };

static void thread_main(void *arg)
{
	struct core_thread *t = arg;

	set_task_comm(current, t->name);
	while (!__atomic_load_n(&t->stop, __ATOMIC_SEQ_CST)) {
		u32 work = __atomic_load_n(&t->work, __ATOMIC_SEQ_CST);
		u64 nap = t->run(t);

		if (!nap || __atomic_load_n(&t->stop, __ATOMIC_SEQ_CST))
			continue;
		WRITE_ONCE(current->__state, TASK_IDLE);
		port_wait(&t->work, work, nap == CORE_THREAD_IDLE ? 0 : nap);
		WRITE_ONCE(current->__state, TASK_RUNNING);
	}
	guard_leave();
	__atomic_store_n(&t->state, GONE, __ATOMIC_SEQ_CST);
	port_wake(&t->state, 1);
}

void core_thread_init(struct core_thread *t, const char *name, u64 (*run)(struct core_thread *t))
{
	*t = (struct core_thread){ .name = name, .run = run, .state = NONE };
}

static void start(struct core_thread *t)
{
	u32 none = NONE;

	if (!__atomic_compare_exchange_n(&t->state, &none, RUNS, false, __ATOMIC_SEQ_CST,
					 __ATOMIC_RELAXED))
		return;
	if (port_thread_start(thread_main, t, t->name))
		__atomic_store_n(&t->state, NONE, __ATOMIC_SEQ_CST);
}

void core_thread_kick(struct core_thread *t)
{
	if (unlikely(__atomic_load_n(&t->state, __ATOMIC_RELAXED) == NONE))
		start(t);
	__atomic_fetch_add(&t->work, 1, __ATOMIC_SEQ_CST);
	port_wake(&t->work, 1);
}

bool core_thread_runs(const struct core_thread *t)
{
	return __atomic_load_n(&t->state, __ATOMIC_SEQ_CST) == RUNS;
}

void core_thread_stop(struct core_thread *t)
{
	if (!core_thread_runs(t))
		return;
	__atomic_store_n(&t->stop, 1, __ATOMIC_SEQ_CST);
	core_thread_kick(t);
	while (core_thread_runs(t))
		port_wait(&t->state, RUNS, 0);
}
