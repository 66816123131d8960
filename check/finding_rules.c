// SPDX-License-Identifier: MIT
/*
 * What kinds of mistakes there are, and which report tells of which.
 *
 * Reports are told in the kernel's words, of which there are many for one thing.  Suppressions,
 * machine-readable output and people who count go by the kind: one word, which stays the same when
 * the words of a report change.
 */
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "check/finding.h"

const struct finding_rule finding_rules[] = {
	{ "leak", "memory or another resource was not given back", false },
	{ "lost-memory", "nothing leads to memory any more while its module is there", false },
	{ "unchecked-allocation", "the result of a failed allocation was used", true },
	{ "null-deref", "a NULL pointer was dereferenced", true },
	{ "wild-access", "an address was accessed at which there is nothing", true },
	{ "stack-overflow", "the kernel stack was used up", true },
	{ "divide-by-zero", "a number was divided by zero", true },
	{ "invalid-opcode", "an instruction was reached that is none", true },
	{ "bug", "BUG() was reached", true },
	{ "panic", "the machine panicked", true },
	{ "hang", "the module did not come back in time", true },
	{ "hung-task", "a task waits for what does not come", true },
	{ "livelock", "tasks go on, and none comes to an end", true },
	{ "killed", "the process of the run ended by a signal", true },
	{ "warning", "WARN() was reached", false },
	{ "out-of-bounds", "memory next to an object was written", false },
	{ "slab-out-of-bounds", "memory next to a slab object was accessed", false },
	{ "vmalloc-out-of-bounds", "memory next to a vmalloc area was accessed", false },
	{ "stack-out-of-bounds", "memory next to a variable on the stack was accessed", false },
	{ "global-out-of-bounds", "memory next to a global variable was accessed", false },
	{ "alloca-out-of-bounds", "memory next to an alloca() was accessed", false },
	{ "page-out-of-bounds", "memory next to a block of pages was accessed", false },
	{ "percpu-out-of-bounds", "memory next to a per-CPU variable was accessed", false },
	{ "use-after-scope", "a variable was accessed after its block had ended", false },
	{ "use-after-free", "freed memory was accessed", false },
	{ "vmalloc-use-after-free", "a freed vmalloc area was accessed", false },
	{ "percpu-use-after-free", "freed per-CPU memory was accessed", false },
	{ "slab-use-after-free", "a freed slab object was accessed", false },
	{ "uninit-value", "something depends on a value that nobody has written", false },
	{ "infoleak", "memory that nobody has written was copied to a program", false },
	{ "double-free", "memory was freed twice", false },
	{ "invalid-free", "something was freed that is not the start of a live allocation", false },
	{ "wrong-order", "pages were freed with another order than they were taken with", false },
	{ "wrong-cache", "an object was freed to another cache or pool than its own", false },
	{ "bad-page", "a page was freed or used in a state that it must not be in", false },
	{ "cache-not-empty", "a cache or pool was destroyed while objects of it live", false },
	{ "bad-argument", "a function was called with arguments that make no sense", false },
	{ "sleep-in-atomic", "a function that may sleep was called from atomic context", false },
	{ "wrong-context", "a function was called from a context that it is not for", false },
	{ "unbalanced-context", "preemption, interrupts or RCU were left otherwise", false },
	{ "lock-misuse", "a lock was used as it must not be", false },
	{ "lock-order", "locks were taken in an order that can deadlock", false },
	{ "deadlock", "a thread would wait for itself", false },
	{ "callback-misuse", "a timer, tasklet or work was used as it must not be", false },
	{ "kmap-misuse", "a mapping of a high page was used or ended wrongly", false },
	{ "device-misuse", "device memory was mapped or accessed wrongly", false },
	{ "dma-misuse", "DMA memory was used or freed wrongly", false },
	{ "deadlock", "something would wait for itself", false },
	{ "object-in-use", "a timer or work was freed or initialised while in use, or never was",
	  false },
	{ "deferred-misuse", "a timer, tasklet or work was used as it must not be", false },
	{ "irq-misuse", "an interrupt was used or served as it must not be", false },
	{ "thread-misuse", "a kernel thread was used as it must not be", false },
	{ "left-registered", "something of the module was registered when it was removed", false },
	{ "left-running", "code of the module ran when it was removed", false },
	{ "left-loaded", "the module could not be removed", false },
	{ "corruption", "lists or counts of the machine were broken", false },
	{ "insert-failed", "the module could not be inserted, although nothing was made to fail",
	  false },
	{ "test-failed", "a KUnit test of the module failed", false },
	{ "mistake", "something else is wrong", false },
	{ NULL, NULL, false },
};

/* The first that fits counts. */
static const struct {
	const char *pattern, *rule;
} table[] = {
	{ "*KMSAN: kernel-infoleak *", "infoleak" },
	{ "*KMSAN: uninit-value *", "uninit-value" },
	{ "*KFENCE: out-of-bounds *", "slab-out-of-bounds" },
	{ "*KFENCE: memory corruption *", "out-of-bounds" },
	{ "*KFENCE: use-after-free *", "slab-use-after-free" },
	{ "*KFENCE: invalid free *", "invalid-free" },
	{ "*KFENCE: invalid *", "wild-access" },
	{ "*NULL pointer dereference*", "null-deref" },
	{ "*unable to handle page fault*", "wild-access" },
	{ "general protection fault*", "wild-access" },
	{ "*host could not supply the page*", "wild-access" },
	{ "*stack guard page was hit*", "stack-overflow" },
	{ "*overran stack*", "stack-overflow" },
	{ "divide error*", "divide-by-zero" },
	{ "invalid opcode*", "invalid-opcode" },
	{ "kernel BUG at *", "bug" },
	{ "Kernel panic*", "panic" },
	{ "Oops: panic*", "panic" },
	{ "*did not come back*", "hang" },
	{ "INFO: task *blocked for more than*", "hung-task" },
	{ "INFO: task *goes on without an end", "livelock" },
	{ "*rcu detected stalls*", "hang" },
	{ "WARNING: at *", "warning" },
	{ "*was removed with its*", "left-registered" },
	{ "*was removed while*", "left-running" },
	{ "*would wait for itself*", "deadlock" },
	{ "*waits too long*", "deadlock" },
	{ "*ODEBUG: *", "object-in-use" },
	{ "*preempt leak*", "unbalanced-context" },
	{ "*workqueue leaked*", "unbalanced-context" },
	{ "*huh, entered softirq*", "unbalanced-context" },
	{ "*from interrupt", "wrong-context" },

	{ "*sleeping function called*", "sleep-in-atomic" },
	{ "*scheduling while atomic*", "sleep-in-atomic" },
	{ "*atomic context*", "wrong-context" },
	{ "*interrupt context*", "wrong-context" },
	{ "*outside a kthread*", "wrong-context" },
	{ "*using smp_processor_id()*", "wrong-context" },
	{ "*imbalance*", "unbalanced-context" },
	{ "*preempt count*", "unbalanced-context" },
	{ "*rcu_read_unlock*", "unbalanced-context" },
	{ "*preempt leak*", "unbalanced-context" },
	{ "*workqueue leaked*", "unbalanced-context" },
	{ "*entered softirq*with preempt*", "unbalanced-context" },
	{ "*returned in a scope of*", "unbalanced-context" },
	{ "*would wait for itself*", "deadlock" },
	{ "*waits too long*", "deadlock" },
	{ "*circular locking*", "lock-order" },
	{ "*lock order detected*", "lock-order" },
	{ "*lock inversion*", "lock-order" },
	{ "*inconsistent lock state*", "lock-order" },
	{ "*possible recursive locking*", "lock-order" },
	{ "*lock held when *", "lock-misuse" },
	{ "*spinlock*", "lock-misuse" },
	{ "*rwlock*", "lock-misuse" },
	{ "*mutex*", "lock-misuse" },
	{ "*rwsem*", "lock-misuse" },
	{ "*semaphore*", "lock-misuse" },
	{ "* lock *", "lock-misuse" },

	{ "*was removed with its*", "left-registered" },
	{ "*was removed while*", "left-running" },
	{ "*timer*", "callback-misuse" },
	{ "*tasklet*", "callback-misuse" },
	{ "*workqueue*", "callback-misuse" },
	{ "*BUG: work *", "callback-misuse" },

	{ "unreferenced object*", "lost-memory" },
	{ "*freed with order*", "wrong-order" },
	{ "*Wrong slab cache*", "wrong-cache" },
	{ "mempool_free: *", "wrong-cache" },
	{ "*Invalid object pointer*", "invalid-free" },
	{ "*nexpected gfp*", "bad-argument" },
	{ "*already free*", "double-free" },
	{ "*free already*", "double-free" },
	{ "*double free*", "double-free" },
	{ "*Poison overwritten*", "use-after-free" },
	{ "*(corrupted)*", "use-after-free" },
	{ "*edzone*overwritten*", "out-of-bounds" },
	{ "*padding overwritten*", "out-of-bounds" },
	{ "*still has objects*", "cache-not-empty" },
	{ "*Objects remaining*", "cache-not-empty" },
	{ "*dma_pool_destroy*busy*", "cache-not-empty" },
	{ "*dma_pool_free*", "dma-misuse" },
	{ "*DMA-API*", "dma-misuse" },
	{ "*kmap*", "kmap-misuse" },
	{ "*unmap_local*", "kmap-misuse" },
	{ "*kunmap*", "kmap-misuse" },
	{ "*iounmap*", "device-misuse" },
	{ "*ioremap*", "device-misuse" },
	{ "*device memory*", "device-misuse" },
	{ "*nonexistent resource*", "device-misuse" },
	{ "*() of *", "device-misuse" },
	{ "*Bad page free*", "invalid-free" },
	{ "*nvalid free*", "invalid-free" },
	{ "*free_percpu*", "invalid-free" },
	{ "*bad address*", "invalid-free" },
	{ "*nonexistent vm area*", "invalid-free" },
	{ "*not allocated*", "invalid-free" },
	{ "*Bad page state*", "bad-page" },
	{ "*kthread*", "thread-misuse" },
	{ "*_check: *", "corruption" },
	{ "*corrupt*", "corruption" },
	{ "*is registered already*", "bad-argument" },
	{ "*is not registered*", "bad-argument" },
	{ "*kmem_cache_*", "bad-argument" },
	{ "*wrong timeout*", "bad-argument" },
	{ "*vmap*", "bad-argument" },
	{ "*vmalloc*", "bad-argument" },
	{ "*timer*", "deferred-misuse" },
	{ "*tasklet*", "deferred-misuse" },
	{ "*work*", "deferred-misuse" },
	{ "*IRQ*", "irq-misuse" },
	{ "*irq *", "irq-misuse" },
};

const struct finding_rule *finding_rule_find(const char *name)
{
	const struct finding_rule *rule = finding_rules;

	while (rule[1].name && strcmp(rule->name, name) != 0)
		rule++;
	return rule;
}

/* "BUG: KASAN: slab-out-of-bounds in foo+0x12/0x40 [foo]" names its kind itself. */
static const char *sanitizer_rule(const char *title)
{
	const char *at = strstr(title, "KASAN: ");
	size_t len;

	if (!at)
		return NULL;
	at += strlen("KASAN: ");
	len = strcspn(at, " ");
	for (const struct finding_rule *rule = finding_rules; rule->name; rule++)
		if (strlen(rule->name) == len && strncmp(at, rule->name, len) == 0)
			return rule->name;
	if (strstr(at, "out-of-bounds"))
		return "out-of-bounds";
	if (strstr(at, "after-free"))
		return "use-after-free";
	if (strstr(at, "null-ptr-deref"))
		return "null-deref";
	return strstr(at, "free") ? "invalid-free" : "wild-access";
}

const char *finding_rule_of(const char *title)
{
	const char *rule = sanitizer_rule(title);

	for (size_t i = 0; !rule && i < ARRAY_SIZE(table); i++)
		if (glob_match(table[i].pattern, title))
			rule = table[i].rule;
	return rule ?: "mistake";
}
