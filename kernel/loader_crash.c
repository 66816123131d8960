// SPDX-License-Identifier: MIT
/*
 * Telling of a crash, in the kernel's words.
 *
 * By now the crashed call has been left.  What it held of this thread's context is let go of here,
 * and the lock of the buses, under which drivers are called; the other locks it held it holds for
 * ever.  When the fault was in the core, below the module, those
 * may be the allocators' own, and the machine is not to be used again.
 */
#include <linux/errno.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched/mm.h>
#include <linux/sprintf.h>

#include "kernel/files/bus.h"
#include "kernel/files/user.h"
#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "kernel/lock_watch.h"
#include "kernel/processor.h"
#include "mm/device/device.h"
#include "mm/highmem/highmem.h"
#include "port/port.h"
#include "port/stack.h"

/* Linux shows this much of an address space as the target of a NULL pointer. */
#define NULL_AREA PAGE_SIZE

/* The linker's names for the ends of the program's code. */
extern const char __executable_start[], etext[];

static bool stuck;
void (*loader_stuck_end)(void);
void (*crash_watcher)(const struct crash *crash);

bool loader_is_stuck(void)
{
	return READ_ONCE(stuck);
}

void loader_set_stuck(bool value)
{
	WRITE_ONCE(stuck, value);
}

static void print_registers(const struct crash *crash)
{
	char line[80];

	for (unsigned int i = 0; processor_registers(crash, i, line, sizeof(line)); i++)
		pr_alert("%s\n", line);
}

static void print_page_fault(const struct crash *crash)
{
	pr_alert("#PF: supervisor %s in kernel mode\n", crash->fetch ? "instruction fetch" :
							crash->write ? "write access" :
								       "read access");
	pr_alert("#PF: error_code(0x%04x) - %s\n",
		 crash->present | crash->write << 1 | crash->fetch << 4,
		 crash->present ? "permissions violation" : "not-present page");
}

/* What is known of the address: who gives out addresses that hold only for a time says so. */
static void print_explanation(unsigned long addr)
{
	static bool (*const explain[])(unsigned long addr, struct textbuf *t) = {
		device_explain_fault,
		kmap_explain_fault,
		user_explain_fault,
	};
	struct textbuf t;
	char text[512];

	textbuf_init(&t, text, sizeof(text));
	for (unsigned int i = 0; i < ARRAY_SIZE(explain); i++)
		if (explain[i](addr, &t)) {
			pr_alert("%s\n", text);
			return;
		}
}

/* Of a stack whose ends are not known there is only the pointer into it. */
static int name_full_stack(const struct crash *crash, char *text, size_t size)
{
	const struct port_stack *stack = crash->stack;

	if (!stack)
		return scnprintf(text, size,
				 "BUG: TASK stack guard page was hit at %px (stack pointer %px)",
				 (void *)crash->address, (void *)crash->sp);
	return scnprintf(text, size, "BUG: %s stack guard page was hit at %px (stack is %px..%px)",
			 stack->name, (void *)crash->address, (void *)stack->low,
			 (void *)(stack->high - 1));
}

static int name_fault(const struct crash *crash, char *text, size_t size)
{
	return scnprintf(text, size, "BUG: %s address: %px",
			 crash->address < NULL_AREA ? "kernel NULL pointer dereference," :
						      "unable to handle page fault for",
			 (void *)crash->address);
}

/* The headline; BUG() and panic() have printed theirs before. */
static int name_crash(const struct crash *crash, char *text, size_t size)
{
	switch (crash->kind) {
	case CRASH_FAULT:
		return name_fault(crash, text, size);
	case CRASH_STACK:
		return name_full_stack(crash, text, size);
	case CRASH_PROTECTION:
		return scnprintf(text, size,
				 "general protection fault, probably for non-canonical address");
	case CRASH_DIVIDE:
		return scnprintf(text, size, "divide error: 0000");
	case CRASH_OPCODE:
		return scnprintf(text, size, "invalid opcode: 0000");
	case CRASH_BUS:
		return scnprintf(text, size,
				 "BUG: the host could not supply the page at address: %px",
				 (void *)crash->address);
	case CRASH_HANG:
		return scnprintf(text, size, "INFO: the module did not come back in time");
	case CRASH_PANIC:
		break;
	}
	return scnprintf(text, size, "Oops: panic, the machine stops here");
}

static void print_headline(const struct crash *crash)
{
	char text[160];

	name_crash(crash, text, sizeof(text));
	report_open(text);
	if (crash->kind == CRASH_STACK) {
		pr_emerg("%s\n", text);
		pr_alert("stack guard page: 0000\n");
		return;
	}
	pr_alert("%s\n", text);
	if (crash->kind != CRASH_FAULT)
		return;
	print_explanation(crash->address);
	print_page_fault(crash);
}

/* Of what a report is about the instruction comes first, then the calls that led there. */
static void tell_place(const struct crash *crash)
{
	/* As if it were the call before a return address. */
	const unsigned long behind = crash->ip + 1;

	report_calls(&behind, 1, true);
}

/*
 * Whose function was it?  The C library's string functions hold no locks, so a fault in one counts
 * for who called it: the innermost frame that is the core's or a module's decides.
 */
static bool was_in_core(const struct crash *crash)
{
	unsigned long addr = crash->ip;
	unsigned int i = 0;

	if (crash->kind == CRASH_PANIC)
		return true;
	for (;;) {
		if (__module_address(addr))
			return false;
		if (addr >= (unsigned long)__executable_start && addr < (unsigned long)etext)
			return true;
		if (i == crash->nr_frames)
			return true;
		addr = crash->frames[i++];
	}
}

/* Of this thread only: the CPU, interrupts, RCU, scopes of allocation. */
static void let_go(void)
{
	struct port_thread *t = port_self();

	t->rcu_depth = 0;
	t->insists = false;
	*memalloc_scope() &= ~MEMALLOC_SCOPES;
	if (t->irq_depth)
		context_irq_restore(0);
	if (t->preempt_count)
		preempt_count_sub(t->preempt_count);
}

void crash_report(const struct crash *crash)
{
	crash_report_in(crash, 0);
}

void crash_report_in(const struct crash *crash, unsigned int buses)
{
	struct source_line line;
	struct report_who who;

	let_go();
	bus_crashed(buses);
	kstack_crashed(crash->stack, crash->outer_stack, crash->kind == CRASH_STACK);
	if (was_in_core(crash))
		loader_set_stuck(true);
	print_headline(crash);
	if (crash->kind == CRASH_PANIC) {
		report_close();
		return;
	}
	tell_place(crash);
	if (crash_watcher)
		crash_watcher(crash);
	report_who(&who);
	pr_alert("CPU: %u PID: %d Comm: %s\n", port_cpu(), who.pid, who.comm);
	if (kallsyms_line(crash->ip, &line))
		pr_alert("%s%pS %s:%d\n", processor_where, (void *)crash->ip, line.file, line.line);
	else
		pr_alert("%s%pS\n", processor_where, (void *)crash->ip);
	print_registers(crash);
	report_trace_cut(KERN_ALERT, crash->frames, crash->nr_frames, CRASH_FRAMES_INNER,
			 crash->nr_left_out);
	report_close();
}

/* ---- kernel threads, and other functions ----------------------------------------------------- */

struct int_call {
	int (*fn)(void *data);
	void *data;
	int ret;
};

static void call_int(void *arg)
{
	struct int_call *call = arg;

	call->ret = call->fn(call->data);
}

static int guard_int(const void *entry, int (*fn)(void *data), void *data)
{
	struct int_call call = { fn, data, -EFAULT };
	unsigned int before = locks_held(), buses = bus_depth();
	const struct crash *crash = kstack_guard_call(KSTACK_THREAD, entry, call_int, &call);

	if (crash) {
		crash_report_in(crash, buses);
		background_crashed(crash);
		locks_left(NULL, before);
	}
	return call.ret;
}

int guard_thread(int (*fn)(void *data), void *data)
{
	return guard_int(fn, fn, data);
}

int guard_function(int (*fn)(void *data), void *data)
{
	return guard_int(NULL, fn, data);
}
