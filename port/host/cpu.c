// SPDX-License-Identifier: MIT
/*
 * CPUs in a process.
 *
 * There are two kinds of machine:
 *
 * - one with the host's own CPUs: port_cpu() is the CPU the thread really runs on, and the slot
 *   primitive is lockless (restartable sequences);
 * - one with simulated CPUs (machine_config.cpus, or a host without restartable sequences):
 *   threads are placed on CPUs in turn, and stay; the slot primitive is off and mm takes its locks.
 *
 * In both a CPU can be *held*: a word for each says whether anyone does, and holding waits until
 * no one does.  A thread that holds a CPU keeps its number even where the host moves it, so that
 * between hold and release nothing else that holds runs "on" that CPU, which is all that
 * preempt_disable() promises.
 *
 * On the host's own CPUs there are also the steps of port/step.h, by threads that hold nothing.
 * They look at the words, and <port/step_ops.h> says what taking one must do for them: it happens
 * on the CPU itself, or is followed by fence_cpu().
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "port/host/host.h"
#include "port/stack.h"
#include <port/step_ops.h>
#include <port/turns.h>

#if defined(__SANITIZE_THREAD__)
#define RACE_DETECTOR 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define RACE_DETECTOR 1
#endif
#endif
#ifndef RACE_DETECTOR
#define RACE_DETECTOR 0
#endif

long port_rseq_offset;
long port_held_offset;
struct port_cpu_word port_cpu_words[PORT_CPU_WORDS];

/* Of a machine in which threads take turns: what happens must not depend on the host. */
#define SEEDED_CPUS 4

/* How long a thread waits for its CPU before it looks for another. */
#define BUSY_WAIT_NS 1000000ull

/* Of simulated CPUs, which no sequence looks at; and the machine's, of whichever kind it is. */
static struct port_cpu_word simulated_words[CONFIG_NR_CPUS];
static struct port_cpu_word *words = simulated_words;

static size_t slot_bytes;
static unsigned int next_home, machine_number;
static bool simulated = true;
static __thread struct port_thread self = { .cpu = -1, .home_cpu = -1 };
static __thread unsigned int self_machine;

/* machine_words - from now on CPUs are simulated, or the host's; all @nr of them are free. */
static void machine_words(bool simulate, unsigned int nr)
{
	simulated = simulate;
	words = simulate ? simulated_words : port_cpu_words;
	memset(port_cpu_words, 0, CONFIG_NR_CPUS * sizeof(*port_cpu_words));
	for (unsigned int cpu = 0; cpu < nr; cpu++)
		words[cpu] = (struct port_cpu_word){ .word = PORT_CPU_FREE };
	__atomic_fetch_add(&machine_number, 1, __ATOMIC_RELAXED);
}

/* Inline code may look for these before there is a machine. */
__attribute__((constructor)) static void find_thread_words(void)
{
	port_rseq_offset = __rseq_offset;
	port_held_offset = (char *)&self.cpu - port_thread_pointer();
	machine_words(true, CONFIG_NR_CPUS);
}

/* Sequences are watched by neither the race detector nor an emulator: there they are off. */
static bool sequences_work(void)
{
#if defined(__x86_64__) || defined(__aarch64__)
	if (RACE_DETECTOR || !__rseq_size)
		return false;
	return !syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ, 0, 0);
#else
	return false;
#endif
}

/*
 * How many CPUs, and of which kind.  The host's CPUs are all on one node here, so a machine of
 * several nodes simulates its CPUs, and has one for each node at least.
 */
static unsigned int count_cpus(const struct machine_config *config, bool *simulate)
{
	long real = config->seed ? SEEDED_CPUS : sysconf(_SC_NPROCESSORS_CONF);

	*simulate = config->cpus || config->seed || config->nodes > 1 || real < 1 ||
		    real > CONFIG_NR_CPUS || !sequences_work();
	if (config->cpus)
		return config->cpus;
	if (real < 1)
		real = 1;
	if (real < config->nodes)
		real = config->nodes;
	return real > CONFIG_NR_CPUS ? CONFIG_NR_CPUS : (unsigned int)real;
}

/* One more than the highest CPU number: some hosts count fewer CPUs than they number. */
static long count_cpu_ids(void)
{
	long ids = sysconf(_SC_NPROCESSORS_CONF);
	cpu_set_t set;

	if (!sched_getaffinity(0, sizeof(set), &set))
		for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
			if (CPU_ISSET(cpu, &set) && cpu >= ids)
				ids = cpu + 1;
	return ids;
}

int host_cpus_start(const struct machine_config *config)
{
	long ids = count_cpu_ids();
	bool simulate;
	void *slots;

	if (config->cpus > CONFIG_NR_CPUS)
		return host_fail(-EINVAL, "a machine has at most %d CPUs, not %u", CONFIG_NR_CPUS,
				 config->cpus);
	port.nr_cpus = count_cpus(config, &simulate);
	port.lockless_slots = !simulate;
	port.cpus_can_stop = simulate;
	port.nr_slot_cpus = port.nr_cpus;
	/* Sequences go by the host's CPU numbers, also where they find port_slot_none only. */
	slot_bytes = (size_t)(ids > port.nr_cpus ? ids : port.nr_cpus) * PORT_SLOT_BYTES;
	slots = mmap(NULL, slot_bytes, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (slots == MAP_FAILED)
		return host_fail(-ENOMEM, "the host refuses memory for %u CPUs: %s", port.nr_cpus,
				 strerror(errno));
	port.slot_base = slots;
	next_home = 0;
	machine_words(simulate, port.nr_cpus);
	return 0;
}

void host_cpus_stop(void)
{
	munmap(port.slot_base, slot_bytes);
	port.slot_base = NULL;
	machine_words(true, CONFIG_NR_CPUS);
}

struct port_thread *port_self(void)
{
	return &self;
}

static bool is_stopped(unsigned int cpu)
{
	return __atomic_load_n(&words[cpu].stopped, __ATOMIC_SEQ_CST);
}

/* A CPU for a thread that has none, each in turn; one is always in use. */
static int next_cpu(void)
{
	unsigned int cpu;

	do
		cpu = __atomic_fetch_add(&next_home, 1, __ATOMIC_RELAXED) %
		      (port.nr_cpus ? port.nr_cpus : 1);
	while (is_stopped(cpu));
	return (int)cpu;
}

/* Where a thread is placed; anew for each machine, and where its CPU was stopped. */
static unsigned int home_cpu(void)
{
	if (self_machine != machine_number) {
		self_machine = machine_number;
		self.home_cpu = next_cpu();
		self.bound = false;
	} else if (is_stopped((unsigned int)self.home_cpu)) {
		self.home_cpu = next_cpu();
		self.bound = false;
	}
	return (unsigned int)self.home_cpu;
}

unsigned int port_cpu(void)
{
	int cpu;

	if (self.cpu >= 0)
		return (unsigned int)self.cpu;
	if (simulated)
		return home_cpu();
	cpu = sched_getcpu();
	return (unsigned int)cpu < port.nr_cpus ? (unsigned int)cpu : 0;
}

static bool try_hold(unsigned int cpu)
{
	u32 *word = &words[cpu].word, free = PORT_CPU_FREE;

	return __atomic_compare_exchange_n(word, &free, PORT_CPU_TAKEN, false, __ATOMIC_ACQUIRE,
					   __ATOMIC_RELAXED);
}

/*
 * fence_cpu - @cpu's word was taken, perhaps from another CPU: whoever is in a sequence on @cpu
 * begins it again.  Simulated CPUs have no sequences.
 */
static unsigned int fence_cpu(unsigned int cpu)
{
	if (!simulated && syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ,
				  MEMBARRIER_CMD_FLAG_CPU, cpu))
		port_slot_fence();
	return cpu;
}

/*
 * The CPU is taken: go to another, as a scheduler would move the thread, or wait for this one.  A
 * wait ends now and then to look at the others again; who spins on one CPU for what a thread will
 * do must not keep that thread from a second.  Nor does anyone wait for a CPU that was stopped.
 */
static unsigned int hold_busy(unsigned int cpu)
{
	for (;;) {
		u32 *word = &words[cpu].word;

		for (unsigned int i = 1; i < port.nr_cpus && !self.bound; i++) {
			unsigned int other = (cpu + i) % port.nr_cpus;

			if (try_hold(other))
				return fence_cpu(other);
		}
		if (__atomic_exchange_n(word, PORT_CPU_AWAITED, __ATOMIC_ACQUIRE) == PORT_CPU_FREE)
			return fence_cpu(cpu);
		port_wait(word, PORT_CPU_AWAITED, BUSY_WAIT_NS);
		cpu = port_cpu();
	}
}

static int hold_simulated(void)
{
	unsigned int cpu = port_cpu();

	return try_hold(cpu) ? (int)cpu : -1;
}

void port_cpu_hold(void)
{
	int cpu = simulated ? hold_simulated() : port_step_hold();

	if (cpu < 0)
		cpu = (int)hold_busy(port_cpu());
	self.cpu = cpu;
	if (simulated) {
		self.home_cpu = cpu;
		/* Then giving it back goes the slow way, which has the point. */
		if (port_turns)
			words[cpu].word = PORT_CPU_AWAITED;
	}
}

static __attribute__((noinline)) void wake_next(u32 *word)
{
	port_wake(word, 1);
	if (port_turns)
		port_turn_at(self.atomic_ip);
}

static void give_free(unsigned int cpu)
{
	u32 *word = &words[cpu].word;

	if (__atomic_exchange_n(word, PORT_CPU_FREE, __ATOMIC_RELEASE) == PORT_CPU_AWAITED)
		wake_next(word);
}

void port_cpu_release(void)
{
	unsigned int cpu = (unsigned int)self.cpu;

	self.cpu = -1;
	give_free(cpu);
}

/* ---- CPUs that come and go ------------------------------------------------------------------- */

/* A CPU of the host's own: its scheduler is asked, and may have been told to keep us elsewhere. */
static int bind_really(int cpu)
{
	static __thread cpu_set_t before;
	cpu_set_t only;

	if (!self.bound && sched_getaffinity(0, sizeof(before), &before))
		return -EINVAL;
	if (cpu < 0)
		return sched_setaffinity(0, sizeof(before), &before) ? -EINVAL : 0;
	CPU_ZERO(&only);
	CPU_SET((unsigned int)cpu, &only);
	return sched_setaffinity(0, sizeof(only), &only) ? -EINVAL : 0;
}

int port_cpu_bind(int cpu)
{
	/* This places the thread in this machine; only then can it be placed elsewhere. */
	port_cpu();
	if (cpu < 0 && !self.bound)
		return 0;
	if (cpu >= (int)port.nr_cpus || (cpu >= 0 && is_stopped((unsigned int)cpu)))
		return -EINVAL;
	if (!simulated && bind_really(cpu))
		return -EINVAL;
	self.bound = cpu >= 0;
	if (self.bound)
		self.home_cpu = cpu;
	return 0;
}

/*
 * A stopped CPU stays held, by no one: so nobody else comes to hold it, and those who look where
 * they are find themselves elsewhere.
 */
void port_cpu_stop(void)
{
	__atomic_store_n(&words[self.cpu].stopped, true, __ATOMIC_SEQ_CST);
	self.cpu = -1;
}

void port_cpu_resume(unsigned int cpu)
{
	self.cpu = self.home_cpu = (int)cpu;
	__atomic_store_n(&words[cpu].stopped, false, __ATOMIC_SEQ_CST);
}

/* ---- interrupts, fences, threads ------------------------------------------------------------- */

/*
 * Interrupts here are threads that hold the CPU they arrive on, so keeping them off is holding
 * it: linux/irqflags.h counts, and holds through preempt_count.
 */
unsigned long port_irq_save(void)
{
	return self.irq_depth++;
}

void port_irq_restore(unsigned long flags)
{
	self.irq_depth = (u32)flags;
}

void port_slot_fence(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ, 0, 0);
}

/**
 * struct start - a thread that is to start.
 * @fn, @arg: what it does; @name: the host's kernel keeps 15 characters.
 * @turn: its place among those that take turns, or NULL.
 */
struct start {
	void (*fn)(void *);
	void *arg;
	char name[16];
	struct turn_thread *turn;
};

static void *thread_main(void *data)
{
	struct start start;

	if (((struct start *)data)->turn)
		host_turn_enter(((struct start *)data)->turn);
	start = *(struct start *)data;
	free(data);
	pthread_setname_np(pthread_self(), start.name);
	start.fn(start.arg);
	if (start.turn)
		host_turn_leave();
	return NULL;
}

/* Who takes turns is waited for, by the next who has one. */
static int create_host_thread(struct start *start, pthread_t *thread)
{
	pthread_attr_t attr;
	int err;

	pthread_attr_init(&attr);
	if (!start->turn)
		pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	err = pthread_create(thread, &attr, thread_main, start);
	pthread_attr_destroy(&attr);
	return err;
}

/* Once it runs, its record is its own. */
static void create_thread(void *arg)
{
	struct start **wanted = arg, *start;
	struct turn_thread *turn = NULL;
	pthread_t thread;

	start = malloc(sizeof(*start));
	if (!start)
		return;
	*start = **wanted;
	if (host_turns_on()) {
		start->turn = turn = host_turn_new();
		if (!turn)
			goto failed;
	}
	if (create_host_thread(start, &thread))
		goto failed;
	*wanted = NULL;
	if (turn)
		host_turn_started(turn, thread);
	return;
failed:
	host_turn_drop(turn);
	free(start);
}

int port_thread_start(void (*fn)(void *arg), void *arg, const char *name)
{
	struct start start = { .fn = fn, .arg = arg }, *wanted = &start;

	snprintf(start.name, sizeof(start.name), "%s", name);
	port_stack_own(create_thread, &wanted);
	return wanted ? -EAGAIN : 0;
}
