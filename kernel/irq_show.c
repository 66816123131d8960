// SPDX-License-Identifier: MIT
/* /proc/interrupts and /proc/softirqs. */
#include "kernel/irq.h"
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include "port/port.h"

static void show_cpus(struct textbuf *t, unsigned int indent)
{
	unsigned int cpu;

	textbuf_printf(t, "%*s", indent, "");
	for_each_online_cpu(cpu)
		textbuf_printf(t, "CPU%-8u", cpu);
	textbuf_printf(t, "\n");
}

/* Under the lock: one line, where it has handlers. */
static void show_irq(struct textbuf *t, unsigned int irq)
{
	const struct irq_action *action = irqs.desc[irq].actions;
	const char *before = "  ";
	bool level;
	unsigned int cpu;

	if (!action)
		return;
	level = action->flags & (IRQF_TRIGGER_HIGH | IRQF_TRIGGER_LOW);
	textbuf_printf(t, "%3u: ", irq);
	for_each_online_cpu(cpu)
		textbuf_printf(t, "%10u ", irqs.desc[irq].count[cpu]);
	textbuf_printf(t, " %8s %3u-%-8s", "ashlar", irq, level ? "level" : "edge");
	for (; action; action = action->next) {
		textbuf_printf(t, "%s%s", before, action->name);
		before = ", ";
	}
	textbuf_printf(t, "\n");
}

/* Those that the world below serves by itself. */
static void show_port(struct textbuf *t, const struct port_interrupt *interrupt)
{
	unsigned int cpu;

	textbuf_printf(t, "%s: ", interrupt->label);
	for_each_online_cpu(cpu)
		textbuf_printf(t, "%10u ", interrupt->count(cpu));
	textbuf_printf(t, "  %s\n", interrupt->what);
}

void interrupts_show(struct textbuf *t)
{
	show_cpus(t, 11);
	lock_acquire(&irqs.lock);
	for (unsigned int irq = 0; irq < NR_IRQS; irq++)
		show_irq(t, irq);
	for (unsigned int i = 0; i < port.nr_interrupts; i++)
		show_port(t, &port.interrupts[i]);
	textbuf_printf(t, "ERR: %10u\n", irqs.nobodys);
	lock_release(&irqs.lock);
}

void softirqs_show(struct textbuf *t)
{
	unsigned int cpu;

	show_cpus(t, 20);
	for (unsigned int nr = 0; nr < NR_SOFTIRQS; nr++) {
		textbuf_printf(t, "%12s:", softirq_to_name[nr]);
		for_each_online_cpu(cpu)
			textbuf_printf(t, " %10u", kstat_softirqs_cpu(nr, (int)cpu));
		textbuf_printf(t, "\n");
	}
}
