// SPDX-License-Identifier: MIT
/*
 * Interrupts that the machine's devices raise, as --irq has them: N[*COUNT][@MS],...
 *
 * They come in the order of their times, which count from when all modules are in.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "base/number.h"
#include "cli/host.h"
#include "cli/irqs.h"

#define MAX_COUNT 1000000ul
#define MAX_MS	  3600000ul

/* A number up to @max at *@at, which is moved past it. */
static bool parse_number(const char **at, unsigned long max, unsigned long *number)
{
	bool overflow;
	u64 value;
	size_t digits = number_digits(*at, SIZE_MAX, 10, &value, &overflow);

	*number = (unsigned long)value;
	*at += digits;
	return digits && !overflow && value <= max;
}

/* "N[*COUNT][@MS]" at *@at, up to a comma or the end. */
static bool parse_one(const char **at, struct irq_event *event)
{
	unsigned long irq, count = 1, ms = 0;

	if (!parse_number(at, machine_last_irq(), &irq))
		return false;
	if (**at == '*' && (++*at, !parse_number(at, MAX_COUNT, &count) || !count))
		return false;
	if (**at == '@' && (++*at, !parse_number(at, MAX_MS, &ms)))
		return false;
	*event = (struct irq_event){ (unsigned int)irq, count, ms };
	return **at == ',' || !**at;
}

/* Behind those of the same time. */
static bool add(struct irq_events *events, struct irq_event event)
{
	struct irq_event *all = own_resize(events->of, (events->nr + 1) * sizeof(*all));
	unsigned int i;

	if (!all)
		return false;
	events->of = all;
	for (i = events->nr++; i && all[i - 1].ms > event.ms; i--)
		all[i] = all[i - 1];
	all[i] = event;
	return true;
}

static const char *name_of(const struct irq_events *events)
{
	return events->what ?: "--irq";
}

int irqs_parse(const char *text, struct irq_events *events)
{
	const char *at = text;
	struct irq_event event;

	do {
		if (!parse_one(&at, &event)) {
			complain_usage("%s wants N[*COUNT][@MS], N up to %u, as in 5*3@100, not %s",
				       name_of(events), machine_last_irq(), text);
			return EXIT_USAGE;
		}
		if (!add(events, event)) {
			complain("the host has no memory left");
			return EXIT_USAGE;
		}
	} while (*at++);
	return EXIT_OK;
}

static void sleep_until(unsigned long start, unsigned long ms)
{
	unsigned long now = machine_time_ms() - start;

	if (now < ms)
		machine_sleep((unsigned int)(ms - now));
}

static int raise(const struct irq_event *event, const char *what)
{
	int err = 0;

	for (unsigned long i = 0; i < event->count && !err; i++)
		err = machine_raise(event->irq);
	switch (err) {
	case 0:
		return EXIT_OK;
	case -EAGAIN:
		complain_usage("%s %u: the interrupt is disabled; it waits", what, event->irq);
		return EXIT_OK;
	default:
		complain_usage("%s %u: no module has requested this interrupt", what, event->irq);
		return EXIT_USAGE;
	}
}

int irqs_run(const struct irq_events *events, unsigned int stay)
{
	unsigned long start = machine_time_ms();
	int code = EXIT_OK;

	for (unsigned int i = 0; i < events->nr; i++) {
		sleep_until(start, events->of[i].ms);
		code = raise(&events->of[i], name_of(events)) ?: code;
	}
	if (events->nr)
		machine_settle();
	sleep_until(start, stay);
	return code;
}
