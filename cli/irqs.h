/* SPDX-License-Identifier: MIT */
/* Interrupts of a run: irqs.c. */
#ifndef CLI_IRQS_H
#define CLI_IRQS_H

#include "cli/cli.h"

/** struct irq_event - interrupt @irq comes @count times, @ms milliseconds after the modules. */
struct irq_event {
	unsigned int irq;
	unsigned long count, ms;
};

/**
 * struct irq_events - @nr of them, in order of time; @of is for own_free().
 * @what: they are called, NULL: --irq.
 */
struct irq_events {
	const char *what;
	struct irq_event *of;
	unsigned int nr;
};

/** irqs_parse - add those of "N[*COUNT][@MS],...". Return: an exit code; after a message. */
int irqs_parse(const char *text, struct irq_events *events);

/**
 * irqs_run - raise them, each when its time comes, and wait until @stay milliseconds have passed.
 * Return: an exit code; after a message.
 */
int irqs_run(const struct irq_events *events, unsigned int stay);

#endif
