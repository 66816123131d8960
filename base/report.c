// SPDX-License-Identifier: MIT
/*
 * The one place through which mistakes are told and counted: see base/report.h.
 *
 * Nothing here allocates or takes a lock, since a report may come from the middle of anything.
 */
#include "base/base.h"
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include "port/port.h"

unsigned long report_count;
const struct report_listener *report_listener;
void (*report_identify)(struct report_who *who);
int oops_in_progress;
EXPORT_SYMBOL(oops_in_progress);

/* Derived: deeper than any path through the core, and half a KiB of a small stack. */
#define TRACE_DEPTH 32

/* A call in last place could become a jump, and its frame would be missing in the trace. */
#define keep_frame() barrier()

void report_open(const char *title)
{
	__atomic_fetch_add(&report_count, 1, __ATOMIC_RELAXED);
	if (report_listener)
		report_listener->begin(title);
}

void report_close(void)
{
	if (report_listener)
		report_listener->end();
}

void report_calls(const unsigned long *entries, unsigned int nr, bool own)
{
	if (report_listener)
		report_listener->calls(entries, nr, own);
}

void report_who(struct report_who *who)
{
	who->pid = 0;
	who->comm = "swapper";
	if (report_identify)
		report_identify(who);
}

/* The port knows CPUs only while a machine runs. */
static unsigned int this_cpu(void)
{
	return port.nr_cpus ? port_cpu() : 0;
}

static void print_who(const char *level)
{
	struct report_who who;

	report_who(&who);
	printk("%sCPU: %u PID: %d Comm: %.20s\n", level, this_cpu(), who.pid, who.comm);
}

static void print_trace(const char *level, const unsigned long *entries, unsigned int nr,
			unsigned int inner, unsigned int left_out)
{
	printk("%sCall Trace:\n", level);
	printk("%s <TASK>\n", level);
	for (unsigned int i = 0; i < nr; i++) {
		if (left_out && i == inner)
			printk("%s ... and %u calls more ...\n", level, left_out);
		printk("%s %pB\n", level, (void *)entries[i]);
	}
	printk("%s </TASK>\n", level);
}

void report_trace_cut(const char *level, const unsigned long *entries, unsigned int nr,
		      unsigned int inner, unsigned int left_out)
{
	report_calls(entries, nr, false);
	print_trace(level, entries, nr, inner, left_out);
}

void report_trace(const char *level, const unsigned long *entries, unsigned int nr)
{
	report_trace_cut(level, entries, nr, nr, 0);
}

/* print_calls - the calls of this thread, without the innermost @skip functions. */
static noinline void print_calls(const char *level, unsigned int skip)
{
	unsigned long entries[TRACE_DEPTH];
	unsigned int nr = port_stack_trace(entries, TRACE_DEPTH, skip + 1);

	report_calls(entries, nr, true);
	print_trace(level, entries, nr, nr, 0);
	keep_frame();
}

noinline void dump_stack_lvl(const char *log_lvl)
{
	print_who(log_lvl);
	print_calls(log_lvl, 1);
	keep_frame();
}
EXPORT_SYMBOL(dump_stack_lvl);

noinline void dump_stack(void)
{
	print_who("");
	print_calls("", 1);
	keep_frame();
}
EXPORT_SYMBOL(dump_stack);

static bool names_its_kind(const char *text)
{
	return strstarts(text, "BUG") || strstarts(text, "WARNING") || strstarts(text, "INFO");
}

static void print_header(const char *fmt, va_list args)
{
	char text[256];

	vscnprintf(text, sizeof(text), fmt, args);
	report_open(text);
	pr_err("%s%s\n", names_its_kind(text) ? "" : "BUG: ", text);
}

void report_begin(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_header(fmt, args);
	va_end(args);
}

noinline void report_end(void)
{
	print_who(KERN_ERR);
	print_calls(KERN_ERR, 1);
	report_close();
	keep_frame();
}

noinline void report(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_header(fmt, args);
	va_end(args);
	print_who(KERN_ERR);
	print_calls(KERN_ERR, 1);
	report_close();
	keep_frame();
}

/**
 * bug_report - what BUG() says before it traps.
 * @file: where; @line: of it.
 */
noinline void bug_report(const char *file, int line)
{
	char title[256];

	scnprintf(title, sizeof(title), "kernel BUG at %s:%d!", file, line);
	report_open(title);
	pr_crit("------------[ cut here ]------------\n");
	pr_crit("%s\n", title);
	print_who(KERN_CRIT);
	print_calls(KERN_CRIT, 1);
	report_close();
	keep_frame();
}
EXPORT_SYMBOL(bug_report);

/**
 * warn_report - what WARN() says.
 * @file: where; @line: of it.
 * @fmt: the caller's own text, or NULL.
 */
noinline void warn_report(const char *file, int line, const char *fmt, ...)
{
	struct report_who who;
	char title[256];

	scnprintf(title, sizeof(title), "WARNING: at %s:%d", file, line);
	report_open(title);
	pr_warn("------------[ cut here ]------------\n");
	if (fmt) {
		struct va_format text = { .fmt = fmt };
		va_list args;

		va_start(args, fmt);
		text.va = &args;
		pr_warn("%pV", &text);
		va_end(args);
	}
	report_who(&who);
	pr_warn("WARNING: CPU: %u PID: %d at %s:%d %pS\n", this_cpu(), who.pid, file, line,
		__builtin_return_address(0));
	print_who(KERN_WARNING);
	print_calls(KERN_WARNING, 1);
	pr_warn("---[ end trace 0000000000000000 ]---\n");
	report_close();
	keep_frame();
}
EXPORT_SYMBOL(warn_report);

noinline void panic(const char *fmt, ...)
{
	char text[256], title[sizeof(text) + 32];
	va_list args;

	oops_in_progress = 1;
	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	strim(text);
	scnprintf(title, sizeof(title), "Kernel panic - not syncing: %s", text);
	report_open(title);
	pr_emerg("Kernel panic - not syncing: %s\n", text);
	print_who(KERN_EMERG);
	print_calls(KERN_EMERG, 1);
	pr_emerg("---[ end Kernel panic - not syncing: %s ]---\n", text);
	report_close();
	port_panic();
}
EXPORT_SYMBOL(panic);
