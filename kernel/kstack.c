// SPDX-License-Identifier: MIT
/*
 * Kernel stacks.
 *
 * Why
 *
 *   Threads of the world below have megabytes of stack.  A kernel's have two pages, and code that
 *   keeps a buffer among its locals, or calls itself once for each level of some tree, works on the
 *   one and brings down the other.  So whatever thread code of a module runs in, it runs on a stack
 *   that is as small as a kernel's, and what it calls in the core runs there too.
 *
 * Which
 *
 *	the task's	init and exit functions, setters of parameters, kthreads, operations of
 *			files, KUnit cases of modules, and callbacks that the core makes from
 *			threads of its own
 *	the CPU's	what runs in interrupt context: callbacks of RCU
 *	the thread's	its own, of the world below: the command, the loader, threads of the core;
 *	own		and what is reached by port_stack_own(): the console, names of addresses
 *			(which read debug information), the start of a thread of the world below
 *
 *   A callback below an allocation, as a shrinker's, stays on the stack of whoever allocates, as in
 *   Linux.  So does an interrupt that comes while another is served.
 *
 * What one is
 *
 *	high  ─  the first frame
 *	         ...
 *	      ─  as deep as it was ever used; all below is KSTACK_FILL (kstack_marks.c)
 *	low   ─  STACK_END_MAGIC
 *	         a page that is not mapped
 *
 *   An area of vmalloc space.  The page below is the end of the area before it, which is never
 *   mapped: who grows into it faults, and that is caught as any crash is (loader_guard.c), on a
 *   stack of its own.  Modules are compiled to touch every page of a large frame in turn, so none
 *   leaps over.  Where nothing can be mapped, the magic word tells afterwards.
 *
 *   Its pages are the machine's, and count as KernelStack.  Freed areas stay mapped for the next
 *   (mm/vmalloc/lazy.c), so stacks have no store of their own.
 *
 * A crash leaves a stack as it is: it is retired, since lists may lead to what lay there, and its
 * task gets a new one.  That of a CPU is used again: there is no other.
 *
 * Where the port cannot switch (port.stacks is false), nobody has a kernel stack.
 */
#include "kernel/kernel.h"
#include "kernel/kstack.h"
#include "kernel/loader.h"
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>
#include "mm/boot/boot.h"
#include "mm/boot/trace.h"
#include "mm/kmalloc/kmalloc.h"
#include "mm/vmalloc/vmalloc.h"
#include "port/port.h"

static const char task_name[] = "TASK", irq_name[] = "IRQ";

unsigned long kernel_stack_size = SZ_8K;
EXPORT_SYMBOL(kernel_stack_size);

/**
 * struct kstacks - all of them.
 *
 *	KernelStack of meminfo = @nr * THREAD_SIZE
 *
 * @lock: guards @all and @nr.
 * @irq: by CPU.
 */
static struct {
	struct lock lock;
	struct list_head all;
	unsigned long nr;
	struct kstack *irq[CONFIG_NR_CPUS];
} kstacks;

/* ---- memory ---------------------------------------------------------------------------------- */

static unsigned long *end_word(const struct kstack *stack)
{
	return (unsigned long *)stack->on.low;
}

static void account(const struct kstack *stack, long kib_a_page)
{
	for (unsigned long at = stack->on.low; at < stack->on.high; at += PAGE_SIZE)
		mod_node_page_state(page_pgdat(vmalloc_to_page((void *)at)), NR_KERNEL_STACK_KB,
				    kib_a_page);
}

static struct kstack *kstack_make(const char *name, int node)
{
	const struct vmap_how how = {
		.align = PAGE_SIZE,
		.vm_flags = VM_ALLOC,
		.gfp = GFP_KERNEL,
		.node = node,
	};
	struct kstack *stack;
	void *memory;

	if (mm_trace_should_fail(MM_EVENT_VMALLOC, THREAD_SIZE, how.gfp))
		return NULL;
	stack = kmalloc_untraced(sizeof(*stack), GFP_KERNEL | __GFP_ZERO);
	if (!stack)
		return NULL;
	memory = vmalloc_untraced(THREAD_SIZE, &how, kstack_make);
	if (!memory) {
		kfree_untraced(stack);
		return NULL;
	}
	stack->on.low = (unsigned long)memory;
	stack->on.high = stack->on.low + THREAD_SIZE;
	stack->on.name = name;
	*end_word(stack) = STACK_END_MAGIC;
	kstack_fill(stack);
	account(stack, PAGE_SIZE / 1024);
	lock_acquire(&kstacks.lock);
	list_add_tail(&stack->link, &kstacks.all);
	kstacks.nr++;
	lock_release(&kstacks.lock);
	return stack;
}

static void unmake(struct kstack *stack)
{
	lock_acquire(&kstacks.lock);
	list_del(&stack->link);
	kstacks.nr--;
	lock_release(&kstacks.lock);
	account(stack, -(long)(PAGE_SIZE / 1024));
	vfree_untraced((void *)stack->on.low);
	kfree_untraced(stack);
}

static void give(struct task_struct *task, struct kstack *stack)
{
	task->kstack = stack;
	task->stack = stack ? (void *)stack->on.low : NULL;
}

int kstack_get(struct task_struct *task, int node)
{
	struct kstack *stack;

	if (!port.stacks)
		return 0;
	stack = kstack_make(task_name, node);
	if (!stack)
		return -ENOMEM;
	give(task, stack);
	return 0;
}

void kstack_put(struct task_struct *task)
{
	struct kstack *stack = task->kstack;

	give(task, NULL);
	if (stack && !stack->retired)
		unmake(stack);
}

/* The task's stack, in place of a retired one another if there is memory for it. */
static struct kstack *stack_of(struct task_struct *task)
{
	struct kstack *stack = task->kstack, *fresh;

	if (!stack || !stack->retired)
		return stack;
	fresh = kstack_make(task_name, NUMA_NO_NODE);
	if (fresh) {
		give(task, fresh);
		return fresh;
	}
	stack->retired = false;
	return stack;
}

/* ---- calls ----------------------------------------------------------------------------------- */

/* The thread is no longer on @stack. */
static void leave(struct kstack *stack, bool full)
{
	/* A full one was told of by its guard page. */
	if (*end_word(stack) != STACK_END_MAGIC && !full)
		report("BUG: Thread overran stack, or stack corrupted: %s, entered at %pS",
		       stack->on.name, stack->entry);
	*end_word(stack) = STACK_END_MAGIC;
	kstack_note(stack, full);
}

static void enter(struct kstack *stack, enum kstack_kind kind, const void *entry,
		  void (*fn)(void *arg), void *arg)
{
	stack->kind = kind;
	stack->entry = entry;
	/* Who left it by a jump left the marks of his variables. */
	if (unlikely(module_access))
		module_access->stack(stack->on.low, stack->on.high);
	port_stack_call(&stack->on, fn, arg);
	leave(stack, false);
}

void kstack_call(enum kstack_kind kind, const void *entry, void (*fn)(void *arg), void *arg)
{
	struct kstack *stack = NULL;

	if (!port_self()->stack)
		stack = stack_of(current);
	if (stack)
		enter(stack, kind, entry, fn, arg);
	else
		fn(arg);
}

/* struct entry - the arguments of a kstack_call(). */
struct entry {
	enum kstack_kind kind;
	const void *entry;
	void (*fn)(void *arg);
	void *arg;
};

static void call_entry(void *arg)
{
	const struct entry *e = arg;

	kstack_call(e->kind, e->entry, e->fn, e->arg);
}

const struct crash *kstack_guard_call(enum kstack_kind kind, const void *entry,
				      void (*fn)(void *arg), void *arg)
{
	struct entry e = { kind, entry, fn, arg };

	return guard_call(call_entry, &e);
}

/*
 * The stack of this CPU; NULL where the thread is on it, or on another's.  A CPU that was lent as
 * its holder waits in vain (base/context.c) may find that one there: the stack is taken then.
 */
static struct kstack *claim_irq_stack(void)
{
	const struct port_stack *on = port_self()->stack;
	struct kstack *stack = kstacks.irq[port_cpu()];

	for (; on; on = on->outer)
		if (on->name == irq_name)
			return NULL;
	if (!stack || __atomic_exchange_n(&stack->busy, 1, __ATOMIC_ACQUIRE))
		return NULL;
	return stack;
}

void run_on_irq_stack(enum kstack_kind kind, const void *entry, void (*fn)(void *arg), void *arg)
{
	struct kstack *stack;

	WARN_ON_ONCE(!in_interrupt());
	stack = claim_irq_stack();
	if (!stack) {
		fn(arg);
		return;
	}
	enter(stack, kind, entry, fn, arg);
	__atomic_store_n(&stack->busy, 0, __ATOMIC_RELEASE);
}

void kstack_crashed(const struct port_stack *from, const struct port_stack *to, bool full)
{
	const struct port_stack *on;

	for (on = from; on && on != to; on = on->outer) {
		struct kstack *stack = container_of(on, struct kstack, on);

		if (on->own)
			continue;
		stack->retired = !stack->busy;
		leave(stack, full && on == from);
		__atomic_store_n(&stack->busy, 0, __ATOMIC_RELEASE);
	}
}

void kstack_jumped(void)
{
	struct port_thread *me = port_self();
	struct port_stack *on = me->stack;

	me->stack = NULL;
	for (; on; on = on->outer)
		if (!on->own)
			leave(container_of(on, struct kstack, on), false);
}

/* ---- life ------------------------------------------------------------------------------------ */

static int make_irq_stacks(void)
{
	for (unsigned int cpu = 0; cpu < port.nr_cpus; cpu++) {
		kstacks.irq[cpu] = kstack_make(irq_name, NUMA_NO_NODE);
		if (!kstacks.irq[cpu])
			return -ENOMEM;
	}
	return 0;
}

int kstack_init(void)
{
	unsigned int wanted = machine_config()->stack;
	int err;

	lock_init(&kstacks.lock);
	INIT_LIST_HEAD(&kstacks.all);
	kstacks.nr = 0;
	memset(kstacks.irq, 0, sizeof(kstacks.irq));
	kernel_stack_size = max_t(unsigned long, wanted ? wanted : SZ_8K, PAGE_SIZE);
	kstack_marks_init();
	if (!port.stacks)
		return 0;
	err = kstack_get(current, NUMA_NO_NODE);
	if (!err)
		err = make_irq_stacks();
	if (err)
		kstack_exit();
	return err;
}

void kstack_exit(void)
{
	give(current, NULL);
	while (!list_empty(&kstacks.all))
		unmake(list_first_entry(&kstacks.all, struct kstack, link));
}

int kstack_check(void)
{
	unsigned long nr = 0, kib = global_node_page_state(NR_KERNEL_STACK_KB);
	const struct kstack *stack;
	int broken = 0;

	lock_acquire(&kstacks.lock);
	list_for_each_entry(stack, &kstacks.all, link) {
		nr++;
		if (*end_word(stack) == STACK_END_MAGIC)
			continue;
		pr_err("kstack_check: the stack at %px has no end word\n", (void *)stack->on.low);
		broken++;
	}
	if (nr != kstacks.nr || nr * THREAD_SIZE / 1024 != kib) {
		pr_err("kstack_check: %lu stacks, counted as %lu, are %lu KiB\n", nr, kstacks.nr,
		       kib);
		broken++;
	}
	lock_release(&kstacks.lock);
	return broken;
}
