// SPDX-License-Identifier: MIT
/*
 * Modules' code that the core calls by itself: shrinkers, back ends, notifiers, CPU states, and
 * handlers of interrupts, softirqs and timers.
 *
 * It may run in a thread of the core, which no module's call is guarding, or deep below another
 * module's allocation.  Either way a crash ends that one call; what it was in the middle of stays
 * as it is, and the core takes the callback out.  So it does with one that comes back in another
 * context than it was called in: the next call would only add to that.
 *
 * Where the crash leaves the machine stuck someone may wait for ever for what ran here, so whoever
 * has to know is told (loader_stuck_end).
 */
#include <linux/irqflags.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "kernel/block/block.h"
#include "kernel/files/bus.h"
#include "kernel/interrupt.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "kernel/lock_watch.h"
#include "mm/reclaim/reclaim.h"
#include "port/stack.h"

/* struct context - what a callback has to leave as it was. */
struct context {
	u32 preempt_count, rcu_depth;
	unsigned long irqs_off;
	unsigned int locks, buses;
};

static struct context context_now(void)
{
	const struct port_thread *t = port_self();

	return (struct context){ t->preempt_count, t->rcu_depth, irqs_disabled(), locks_held(),
				 bus_depth() };
}

static bool context_is(const struct context *c)
{
	struct context now = context_now();

	return now.preempt_count == c->preempt_count && now.rcu_depth == c->rcu_depth &&
	       now.irqs_off == c->irqs_off;
}

/* Back to @c, in which the thread was atomic; the CPU is kept, or taken back, on the way. */
static void context_return(const struct context *c)
{
	struct port_thread *t = port_self();

	preempt_count_add(1);
	context_irq_restore(c->irqs_off);
	t->preempt_count = c->preempt_count + 1;
	t->rcu_depth = c->rcu_depth;
	preempt_count_sub(1);
}

static void end_here(void *arg)
{
	loader_stuck_end();
}

/* Who ends a run prints, for which a kernel stack is too small on some hosts. */
static void end_if_stuck(void)
{
	if (loader_is_stuck() && loader_stuck_end)
		port_stack_own(end_here, NULL);
}

bool background_call(const char *what, const void *entry, void (*fn)(void *arg), void *arg)
{
	const struct context before = context_now();
	bool atomic = !preemptible();
	const struct crash *crashed = kstack_guard_call(KSTACK_CALLBACK, entry, fn, arg);
	bool spins;

	if (crashed) {
		crash_report_in(crashed, before.buses);
		end_if_stuck();
	}
	spins = locks_left(crashed ? NULL : what, before.locks);
	if (context_is(&before))
		return !crashed;
	if (!atomic) {
		context_reset(crashed || spins ? NULL : what);
		return false;
	}
	if (!crashed && !spins)
		report("BUG: %s returned with preempt count %08x, not %08x%s", what,
		       (u32)preempt_count(), before.preempt_count,
		       before.irqs_off == irqs_disabled() ? "" : ", and other interrupts");
	context_return(&before);
	return false;
}

/* Whose code was it?  What it called, of the core or the C library, is further in. */
static const struct module *module_of(const struct crash *crash)
{
	const struct module *mod = __module_address(crash->ip);

	for (unsigned int i = 0; !mod && i < crash->nr_frames; i++)
		mod = __module_address(crash->frames[i]);
	return mod;
}

void background_crashed(const struct crash *crash)
{
	const struct module *mod = module_of(crash);
	unsigned long start, end;

	end_if_stuck();
	/* Looking for what is the module's takes locks, which nobody may have for ever. */
	if (!mod || loader_is_stuck())
		return;
	image_bounds(mod->image, &start, &end);
	block_crashed(start, end);
}

static bool call_guarded(void (*fn)(void *arg), void *arg)
{
	return background_call("a callback of reclaim", NULL, fn, arg);
}

/* struct handler - the arguments of a handler_call(). */
struct handler {
	enum kstack_kind kind;
	const void *entry;
	void (*fn)(void *arg);
	void *arg;
};

static void call_handler(void *arg)
{
	const struct handler *h = arg;

	run_on_irq_stack(h->kind, h->entry, h->fn, h->arg);
}

bool handler_call(enum kstack_kind kind, const void *entry, const char *what, void (*fn)(void *arg),
		  void *arg)
{
	const struct context before = context_now();
	struct handler handler = { kind, entry, fn, arg };
	const struct crash *crashed;
	bool spins;

	port_self()->atomic_ip = (unsigned long)entry;
	crashed = guard_call(call_handler, &handler);
	if (crashed) {
		crash_report_in(crashed, before.buses);
		background_crashed(crashed);
	}
	spins = locks_left(crashed ? NULL : what, before.locks);
	if (likely(context_is(&before)))
		return !crashed;
	if (!crashed && !spins)
		report("BUG: %s %pS preempt leak: %08x -> %08x%s", what, entry,
		       before.preempt_count, (u32)preempt_count(),
		       before.irqs_off == irqs_disabled() ? "" : ", and interrupts changed");
	context_return(&before);
	return !crashed;
}

static void thread_begins(const char *name)
{
	set_task_comm(current, name);
	current->flags |= PF_KTHREAD;
	/* Without one its callbacks run on the stack that the thread has anyway. */
	if (kstack_get(current, NUMA_NO_NODE))
		pr_warn("%s: no memory for a kernel stack\n", name);
}

static void thread_ends(void)
{
	guard_leave();
	kstack_put(current);
	task_attach(NULL);
}

void background_enter_world(void)
{
	static const struct reclaim_world world = {
		.call = call_guarded,
		.thread_begins = thread_begins,
		.thread_ends = thread_ends,
	};

	reclaim_set_world(&world);
}

void background_leave_world(void)
{
	kswapd_enable(false);
	reclaim_set_world(NULL);
}

static void say_left(const char *what, const char *name, void *module)
{
	report("BUG: module %s was removed with its %s %s still registered", (const char *)module,
	       what, name);
}

static void say_nothing(const char *what, const char *name, void *module)
{
}

void background_forget(const char *module, unsigned long start, unsigned long end, bool crashed)
{
	reclaim_say_fn say = crashed ? say_nothing : say_left;

	reclaim_forget(start, end, say, (void *)module);
	cpuhp_forget(start, end, say, (void *)module);
	if (!interrupt_forget(start, end, crashed ? NULL : module)) {
		report("BUG: module %s was removed while a handler of it runs", module);
		loader_set_stuck(true);
	}
}

bool modules_run_threads(void)
{
	const struct module *mod;

	list_for_each_entry(mod, &loader_modules, list) {
		unsigned long start, end;

		image_bounds(mod->image, &start, &end);
		if (kthread_running_in(start, end))
			return true;
	}
	return false;
}
