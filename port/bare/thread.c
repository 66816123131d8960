// SPDX-License-Identifier: MIT
/*
 * Threads on bare metal: a small preemptive scheduler under the port's contract.
 *
 * One queue for all CPUs, first come first served.  Everything here is guarded by one spinlock,
 * taken with interrupts off, and held across the switch from one thread to the next: so nobody
 * takes a thread from the queue before its registers are where they can be found.
 *
 *	            port_wait()                        port_wake(), deadline
 *	RUNNING ────────────────────> WAITING ───────────────────────────────> READY
 *	   ^                                                                      │
 *	   └──────────────────────────────────────────────────────────────────────┘
 *
 * The timer's interrupt wakes whose time has come, and makes who has run for a tick go to the
 * queue's end.  A thread that holds a real CPU (cpu.c) is left in peace until it gives that back,
 * which is all that preempt_disable() asks for; it may still wait, for a lock of the core, and
 * others run on the CPU meanwhile, but do not hold it.
 *
 * Where nothing can run a CPU runs its idle thread, which is in no queue.
 *
 * Who becomes ready is run by an idle CPU, if there is one that may, which is kicked: it gets an
 * interrupt.  One that may run on a single CPU alone has that kicked also when it is busy.  A kick
 * makes a CPU choose again, no more; one that comes too late does no harm.
 *
 * A thread that has ended is freed by the next who starts one or is idle, who holds no lock then:
 * to take its stack away he has to wait for other CPUs.
 */
#include <linux/errno.h>
#include <linux/string.h>

#include "port/bare/bare.h"
#include <port/step.h>

#define BUCKETS (IS_ENABLED(CONFIG_BASE_SMALL) ? 8 : 64)

/* 250 in a second, as CONFIG_HZ says. */
#define TICK_NS (1000000000ull / CONFIG_HZ)

struct bare_cpu bare_cpus[CONFIG_NR_CPUS];
unsigned int bare_nr_cpus = 1;

/**
 * The scheduler, guarded by @locked.
 * @ready: threads that can run, in turn.
 * @timers: those that wait for a time, the next one first.
 * @waiting: those that wait for a word, by its address.
 * @dead: ended, and still to be freed, since nobody frees the stack he is on.
 */
static struct {
	u32 locked;
	struct list_head ready, timers, dead;
	struct list_head waiting[BUCKETS];
} sched;

static void sched_acquire(void)
{
	while (__atomic_exchange_n(&sched.locked, 1, __ATOMIC_ACQUIRE))
		board_pause();
}

static void sched_release(void)
{
	__atomic_store_n(&sched.locked, 0, __ATOMIC_RELEASE);
}

struct port_thread *port_self(void)
{
	return &current_thread()->record;
}

/* ---- choosing -------------------------------------------------------------------------------- */

static bool may_run_here(const struct thread *t)
{
	int cpu = cpus_only(t);

	return cpu < 0 || cpu == (int)board_cpu_number();
}

static struct thread *next_ready(void)
{
	struct thread *t;

	list_for_each_entry(t, &sched.ready, link)
		if (may_run_here(t))
			return t;
	return NULL;
}

bool thread_none_on(unsigned int cpu)
{
	return READ_ONCE(bare_cpus[cpu].current) == bare_cpus[cpu].idle;
}

/* This CPU needs no interrupt: it is idle and was interrupted, so it chooses next. */
static bool kick_if_idle(struct bare_cpu *cpu)
{
	if (!cpu->online || !thread_none_on(cpu->number) || cpu->kicked)
		return false;
	cpu->kicked = true;
	if (cpu->number != board_cpu_number())
		board_kick(cpu->number);
	return true;
}

/* A CPU with nothing to do learns of @t now, not with its next tick. */
static void kick_for(const struct thread *t)
{
	int only = cpus_only(t);

	if (CONFIG_NR_CPUS == 1 || bare_nr_cpus == 1)
		return;
	if (only >= 0) {
		if (!kick_if_idle(&bare_cpus[only]) && !may_run_here(t))
			board_kick((unsigned int)only);
		return;
	}
	if (kick_if_idle(board_cpu()))
		return;
	for (unsigned int cpu = 0; cpu < bare_nr_cpus; cpu++)
		if (kick_if_idle(&bare_cpus[cpu]))
			return;
}

static void add_ready(struct thread *t)
{
	t->state = THREAD_READY;
	list_add_tail(&t->link, &sched.ready);
}

static void make_ready(struct thread *t)
{
	add_ready(t);
	kick_for(t);
}

static void wake(struct thread *t, bool woken)
{
	list_del(&t->link);
	if (t->deadline)
		list_del(&t->timer);
	t->deadline = 0;
	t->woken = woken;
	make_ready(t);
}

static bool wake_due(void)
{
	u64 now = board_time_ns();
	bool any = false;

	while (!list_empty(&sched.timers)) {
		struct thread *t = list_first_entry(&sched.timers, struct thread, timer);

		if (t->deadline > now)
			break;
		wake(t, false);
		any = true;
	}
	return any;
}

/* The next tick, or who waits for an earlier moment. */
static void set_alarm(void)
{
	u64 when = board_time_ns() + TICK_NS;

	if (!list_empty(&sched.timers))
		when = min(when, list_first_entry(&sched.timers, struct thread, timer)->deadline);
	board_alarm(when);
}

/* ---- switching ------------------------------------------------------------------------------- */

/* With the lock: the caller's state says whether it goes on.  Returns when it does. */
static void schedule(void)
{
	struct bare_cpu *cpu = board_cpu();
	struct thread *before = cpu->current, *next;

	wake_due();
	cpu->resched = cpu->kicked = false;
	if (before->state == THREAD_RUNNING && !before->idle)
		add_ready(before);
	next = next_ready();
	if (next)
		list_del(&next->link);
	else
		next = cpu->idle;
	next->state = THREAD_RUNNING;
	if (next == before)
		return;
	if (before->state == THREAD_READY)
		kick_for(before);
	cpu->current = next;
	if (before->idle || next->idle)
		board_idling(next->idle);
	board_switch_user(before, next);
	board_switch(&before->sp, next->sp);
}

void thread_tick(void)
{
	bare_had(BARE_TICK);
	sched_acquire();
	wake_due();
	board_cpu()->resched = next_ready();
	set_alarm();
	sched_release();
}

void thread_preempt(void)
{
	struct bare_cpu *cpu = board_cpu();
	const struct port_thread *me = &cpu->current->record;

	if (!cpu->resched || cpu->current->idle || (me->cpu >= 0 && !cpus_simulated()))
		return;
	sched_acquire();
	schedule();
	sched_release();
}

void thread_resched(void)
{
	unsigned long flags = board_irq_save();

	if (flags)
		thread_preempt();
	board_irq_restore(flags);
}

void port_yield(void)
{
	unsigned long flags = board_irq_save();

	sched_acquire();
	schedule();
	sched_release();
	board_irq_restore(flags);
	board_pause();
}

static void free_dead(void);

void thread_idle_loop(void)
{
	board_irq_save();
	sched_acquire();
	set_alarm(); /* each tick sets the next */
	sched_release();
	board_idling(true);
	for (;;) {
		free_dead();
		sched_acquire();
		schedule();
		sched_release();
		board_idle();
	}
}

/* ---- waiting --------------------------------------------------------------------------------- */

static struct list_head *bucket_of(const u32 *word)
{
	unsigned long key = (unsigned long)word / sizeof(*word);

	return &sched.waiting[(key ^ key / BUCKETS) % BUCKETS];
}

static void add_timer(struct thread *t, u64 timeout_ns)
{
	struct thread *other;
	u64 now = board_time_ns();

	t->deadline = timeout_ns > ~0ull - now ? ~0ull : now + timeout_ns;
	list_for_each_entry(other, &sched.timers, timer)
		if (other->deadline > t->deadline)
			break;
	list_add_tail(&t->timer, &other->timer);
	if (sched.timers.next == &t->timer)
		set_alarm();
}

int port_wait(u32 *word, u32 value, u64 timeout_ns)
{
	unsigned long flags = board_irq_save();
	struct thread *me;
	int err = 0;

	sched_acquire();
	me = current_thread();
	if (__atomic_load_n(word, __ATOMIC_SEQ_CST) == value) {
		me->word = word;
		me->state = THREAD_WAITING;
		list_add_tail(&me->link, bucket_of(word));
		if (timeout_ns)
			add_timer(me, timeout_ns);
		schedule();
		err = me->woken ? 0 : -ETIMEDOUT;
	}
	sched_release();
	board_irq_restore(flags);
	return err;
}

void port_wake(u32 *word, unsigned int nr)
{
	unsigned long flags = board_irq_save();
	struct list_head *bucket = bucket_of(word);
	struct thread *t, *next;

	sched_acquire();
	list_for_each_entry_safe(t, next, bucket, link) {
		if (t->word != word)
			continue;
		if (!nr--)
			break;
		wake(t, true);
	}
	sched_release();
	board_irq_restore(flags);
}

/* ---- beginning and end ----------------------------------------------------------------------- */

static struct thread *take_dead(void)
{
	struct thread *t;

	sched_acquire();
	t = list_first_entry_or_null(&sched.dead, struct thread, link);
	if (t)
		list_del(&t->link);
	sched_release();
	return t;
}

/* Interrupts are off. */
static void free_dead(void)
{
	struct thread *t;

	while (!list_empty_careful(&sched.dead) && (t = take_dead()))
		room_give(t);
}

static void thread_end(void)
{
	struct thread *me;

	board_irq_save();
	sched_acquire();
	me = current_thread();
	me->state = THREAD_DEAD;
	list_add_tail(&me->link, &sched.dead);
	schedule();
	__builtin_unreachable();
}

/* The first on a new stack, where schedule() of who was here before ends, too. */
void thread_entered(void)
{
	struct thread *me = current_thread();

	sched_release();
	board_irq_restore(FLAG_INTERRUPTS);
	me->fn(me->arg);
	thread_end();
}

void thread_init(struct thread *t, unsigned long low, unsigned long high)
{
	memset(t, 0, sizeof(*t));
	t->record.cpu = t->record.home_cpu = -1;
	t->own = (struct port_stack){ .low = low, .high = high, .name = "own", .own = true };
}

int port_thread_start(void (*fn)(void *arg), void *arg, const char *name)
{
	unsigned long flags = board_irq_save();
	struct thread *t;

	free_dead();
	t = room_take();
	if (t) {
		t->fn = fn;
		t->arg = arg;
		strscpy(t->name, name, sizeof(t->name));
		t->sp = board_new_stack(t->own.high, thread_entered);
		sched_acquire();
		make_ready(t);
		sched_release();
	}
	board_irq_restore(flags);
	return t ? 0 : -EAGAIN;
}

void thread_adopt_cpu(unsigned int number, unsigned long low, unsigned long high)
{
	static struct thread idle[CONFIG_NR_CPUS];
	struct bare_cpu *cpu = &bare_cpus[number];

	thread_init(&idle[number], low, high);
	idle[number].idle = true;
	idle[number].state = THREAD_RUNNING;
	cpu->self = cpu;
	cpu->number = number;
	cpu->slots = (unsigned long)number << PORT_SLOT_SHIFT;
	cpu->copies = (unsigned long)number << PORT_STEP_SHIFT;
	cpu->idle = cpu->current = &idle[number];
	cpu->online = true;
}

void threads_init(void)
{
	INIT_LIST_HEAD(&sched.ready);
	INIT_LIST_HEAD(&sched.timers);
	INIT_LIST_HEAD(&sched.dead);
	for (unsigned int i = 0; i < BUCKETS; i++)
		INIT_LIST_HEAD(&sched.waiting[i]);
}
