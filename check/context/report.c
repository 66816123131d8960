// SPDX-License-Identifier: MIT
/* What is said of locks: the kernel's words, as its lockdep has them. */
#include <linux/hardirq.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "check/context/context.h"
#include "check/leak.h"

#include "kernel/lock_watch.h"
#include "base/base.h"

#define NAME_SIZE 160

/* ---- parts ----------------------------------------------------------------------------------- */

static void rule(char c, unsigned int length)
{
	char line[64];

	memset(line, c, length);
	line[length] = '\0';
	pr_err("%s\n", line);
}

static const char *name_of(const struct lock_class *class, char *buf)
{
	int n;

	if (!class)
		return "unknown";
	if (class->name)
		n = scnprintf(buf, NAME_SIZE, "%s", class->name);
	else
		n = scnprintf(buf, NAME_SIZE, "%ps", class->lock);
	if (class->subclass)
		scnprintf(buf + n, NAME_SIZE - n, "/%u", class->subclass);
	return buf;
}

/* How a class was used, in hard and soft interrupts, alone and shared. */
static const char *usage_letters(const struct lock_class *class, char *buf)
{
	for (unsigned int i = 0; i < 4; i++) {
		bool in = class && class->usage & 1u << (IN_HARDIRQ + i);
		bool on = class && class->usage & 1u << (ON_HARDIRQ + i);

		buf[i] = in && on ? '?' : in ? '-' : on ? '+' : '.';
	}
	buf[4] = '\0';
	return buf;
}

/* "(name){+.+.}-{2:2}" */
static const char *class_text(const struct lock_class *class, char *buf, size_t size)
{
	int waits = class && class->how & LOCK_SLEEPS ? 3 : 2;
	char name[NAME_SIZE], letters[5];

	scnprintf(buf, size, "(%s){%s}-{%d:%d}", name_of(class, name),
		  usage_letters(class, letters), waits, waits);
	return buf;
}

static void print_lock(const struct held *held)
{
	char text[NAME_SIZE + 32];

	pr_err("%px %s, at: %pS\n", held->lock, class_text(held->class, text, sizeof(text)),
	       (void *)held->ip);
}

static void print_class(const char *before, const struct lock_class *class, const char *after)
{
	char text[NAME_SIZE + 32];

	pr_err("%s %s%s\n", before, class_text(class, text, sizeof(text)), after);
}

static void print_site(u32 site)
{
	leak_print_site("       ", leak_site(site));
}

static void print_locks(const struct holder *holder, unsigned int from)
{
	unsigned int nr = holder->nr - from;
	char text[NAME_SIZE + 32];

	if (!nr)
		return;
	pr_err("%u lock%s held by %s/%d:\n", nr, nr == 1 ? "" : "s", holder->comm, holder->pid);
	for (unsigned int i = from; i < holder->nr; i++) {
		const struct held *held = &holder->held[i];

		pr_err(" #%u: %px %s, at: %pS\n", i - from, held->lock,
		       class_text(held->class, text, sizeof(text)), (void *)held->ip);
	}
}

static void print_end(const struct holder *holder)
{
	pr_err(" *** DEADLOCK ***\n");
	print_locks(holder, 0);
	pr_err("stack backtrace:\n");
	report_end();
}

/* ---- circles --------------------------------------------------------------------------------- */

static void report_circle(const struct finding *found, const struct holder *holder)
{
	char next[NAME_SIZE], prev[NAME_SIZE], middle[NAME_SIZE];
	const struct lock_class *between = found->path[0]->to;

	rule('=', 54);
	report_begin("WARNING: possible circular locking dependency detected");
	rule('-', 54);
	pr_err("%s/%d is trying to acquire lock:\n", holder->comm, holder->pid);
	print_lock(&found->next);
	pr_err("but task is already holding lock:\n");
	print_lock(&found->prev);
	pr_err("which lock already depends on the new lock.\n");
	pr_err("the existing dependency chain (in reverse order) is:\n");
	for (unsigned int i = found->nr_path; i-- > 0;) {
		char text[NAME_SIZE + 32];

		pr_err("-> #%u %s:\n", i + 1, class_text(found->path[i]->to, text, sizeof(text)));
		print_site(found->path[i]->site);
	}
	print_class("-> #0", found->next.class, ":");
	print_site(found->next.site);

	name_of(found->next.class, next);
	name_of(found->prev.class, prev);
	pr_err("other info that might help us debug this:\n");
	if (found->nr_path > 1)
		pr_err("Chain exists of:\n  %s --> %s --> %s\n", next, name_of(between, middle),
		       prev);
	else
		name_of(found->next.class, middle);
	pr_err(" Possible unsafe locking scenario:\n");
	pr_err("       CPU0                    CPU1\n");
	pr_err("       ----                    ----\n");
	pr_err("  lock(%s);\n", prev);
	pr_err("                               lock(%s);\n", middle);
	pr_err("                               lock(%s);\n", prev);
	pr_err("  lock(%s);\n", next);
	print_end(holder);
}

static void report_recursion(const struct finding *found, const struct holder *holder)
{
	char name[NAME_SIZE];

	rule('=', 44);
	report_begin("WARNING: possible recursive locking detected");
	rule('-', 44);
	pr_err("%s/%d is trying to acquire lock:\n", holder->comm, holder->pid);
	print_lock(&found->next);
	pr_err("but task is already holding lock:\n");
	print_lock(&found->prev);
	print_site(found->prev.site);
	pr_err("other info that might help us debug this:\n");
	pr_err(" Possible unsafe locking scenario:\n");
	pr_err("       CPU0\n");
	pr_err("       ----\n");
	name_of(found->next.class, name);
	pr_err("  lock(%s);\n", name);
	pr_err("  lock(%s);\n", name);
	print_end(holder);
}

/* ---- interrupts ------------------------------------------------------------------------------ */

static const char *usage_name(enum lock_usage usage)
{
	static const char *const names[LOCK_USAGES] = {
		[IN_HARDIRQ] = "IN-HARDIRQ-W", [IN_HARDIRQ_SHARED] = "IN-HARDIRQ-R",
		[IN_SOFTIRQ] = "IN-SOFTIRQ-W", [IN_SOFTIRQ_SHARED] = "IN-SOFTIRQ-R",
		[ON_HARDIRQ] = "HARDIRQ-ON-W", [ON_HARDIRQ_SHARED] = "HARDIRQ-ON-R",
		[ON_SOFTIRQ] = "SOFTIRQ-ON-W", [ON_SOFTIRQ_SHARED] = "SOFTIRQ-ON-R",
	};

	return names[usage];
}

/* "HARDIRQ" or "SOFTIRQ" */
static const char *state_of(enum lock_usage usage)
{
	return usage % ON_HARDIRQ < IN_SOFTIRQ ? "HARDIRQ" : "SOFTIRQ";
}

/* "insmod/1 [HC0[0]:SC0[0]:HE1:SE1]": in which interrupts, and which are on. */
static void print_context(const struct holder *holder, const char *what)
{
	unsigned int soft = softirq_count() >> SOFTIRQ_SHIFT;

	pr_err("%s/%d [HC%lu[%lu]:SC%u[%u]:HE%d:SE%d] %s\n", holder->comm, holder->pid,
	       hardirq_count() >> HARDIRQ_SHIFT, hardirq_count() >> HARDIRQ_SHIFT, soft & 1,
	       soft & 1, !irqs_disabled() && !in_hardirq(), !in_softirq(), what);
}

static void report_inconsistent(const struct finding *found, const struct holder *holder)
{
	const struct lock_class *class = found->next.class;
	char name[NAME_SIZE];

	rule('=', 32);
	report_begin("WARNING: inconsistent lock state");
	rule('-', 32);
	pr_err("inconsistent {%s} -> {%s} usage.\n", usage_name(found->other_usage),
	       usage_name(found->usage));
	print_context(holder, "takes:");
	print_lock(&found->next);
	pr_err("{%s} state was registered at:\n", usage_name(found->other_usage));
	print_site(class->usage_sites[found->other_usage]);
	pr_err("other info that might help us debug this:\n");
	pr_err(" Possible unsafe locking scenario:\n");
	pr_err("       CPU0\n");
	pr_err("       ----\n");
	name_of(class, name);
	pr_err("  lock(%s);\n", name);
	pr_err("  <Interrupt>\n");
	pr_err("    lock(%s);\n", name);
	print_end(holder);
}

static void print_interrupted(const struct lock_class *safe, const struct lock_class *unsafe)
{
	char first[NAME_SIZE], second[NAME_SIZE];

	name_of(safe, first);
	name_of(unsafe, second);
	pr_err(" Possible interrupt unsafe locking scenario:\n");
	pr_err("       CPU0                    CPU1\n");
	pr_err("       ----                    ----\n");
	pr_err("  lock(%s);\n", second);
	pr_err("                               local_irq_disable();\n");
	pr_err("                               lock(%s);\n", first);
	pr_err("                               lock(%s);\n", second);
	pr_err("  <Interrupt>\n");
	pr_err("    lock(%s);\n", first);
}

/* Where @class became what its @usage makes it. */
static void print_became(const struct lock_class *class, enum lock_usage usage, const char *kind)
{
	const char *state = state_of(usage);

	pr_err("... which became %s-irq-%s at:\n", state, kind);
	print_site(class->usage_sites[usage]);
}

static void report_unsafe_order(const struct finding *found, const struct holder *holder)
{
	char one[NAME_SIZE + 32], other[NAME_SIZE + 32];
	const char *state = state_of(found->usage);

	rule('=', 53);
	report_begin("WARNING: %s-safe -> %s-unsafe lock order detected", state, state);
	rule('-', 53);
	print_context(holder, "is trying to acquire:");
	print_lock(&found->next);
	pr_err("and this task is already holding:\n");
	print_lock(&found->prev);
	pr_err("which would create a new lock dependency:\n");
	pr_err(" %s -> %s\n", class_text(found->prev.class, one, sizeof(one)),
	       class_text(found->next.class, other, sizeof(other)));
	pr_err("but this new dependency connects a %s-irq-safe lock:\n", state);
	print_class("", found->safe, "");
	print_became(found->safe, found->usage, "safe");
	pr_err("to a %s-irq-unsafe lock:\n", state);
	print_class("", found->unsafe, "");
	print_became(found->unsafe, found->other_usage, "unsafe");
	pr_err("other info that might help us debug this:\n");
	print_interrupted(found->safe, found->unsafe);
	print_end(holder);
}

static void report_inversion(const struct finding *found, const struct holder *holder)
{
	bool safe_now = found->safe == found->next.class;
	const struct lock_class *other = safe_now ? found->unsafe : found->safe;
	const char *kind = safe_now ? "unsafe" : "safe";

	rule('=', 56);
	report_begin("WARNING: possible irq lock inversion dependency detected");
	rule('-', 56);
	pr_err("%s/%d just changed the state of lock:\n", holder->comm, holder->pid);
	print_lock(&found->next);
	pr_err("but this lock %s %s-%s lock in the past:\n",
	       safe_now ? "took another," : "was taken by another,", state_of(found->usage), kind);
	print_class("", other, "");
	print_became(other, found->other_usage, kind);
	pr_err("and interrupts could create inverse lock ordering between them.\n");
	pr_err("other info that might help us debug this:\n");
	print_interrupted(found->safe, found->unsafe);
	print_end(holder);
}

void report_finding(const struct finding *found, const struct holder *holder)
{
	static void (*const report_of[])(const struct finding *, const struct holder *) = {
		[FOUND_RECURSION] = report_recursion,
		[FOUND_CIRCLE] = report_circle,
		[FOUND_INCONSISTENT] = report_inconsistent,
		[FOUND_UNSAFE_ORDER] = report_unsafe_order,
		[FOUND_INVERSION] = report_inversion,
	};

	report_of[found->kind](found, holder);
}

/* ---- what stays held, or goes while it is ---------------------------------------------------- */

void report_taken(const struct report_who *who, const struct held *held)
{
	pr_err(" taken by %s/%d at:\n", who->comm, who->pid);
	print_site(held->site);
}

void report_left(const char *what, const struct holder *holder, unsigned int before)
{
	rule('=', 40);
	report_begin("WARNING: lock held when %s returned!", what);
	rule('-', 40);
	print_locks(holder, before);
	for (unsigned int i = before; i < holder->nr; i++) {
		pr_err("#%u was taken at:\n", i - before);
		print_site(holder->held[i].site);
	}
	report_end();
}

void report_freed(const struct report_who *who, const struct held *held, const void *start,
		  size_t size)
{
	rule('=', 25);
	report_begin("WARNING: held lock freed!");
	rule('-', 25);
	pr_err("memory %px-%px is freed, with a lock still held there by %s/%d!\n", start,
	       start + size - 1, who->comm, who->pid);
	print_lock(held);
	pr_err("which was taken at:\n");
	print_site(held->site);
	report_end();
}
