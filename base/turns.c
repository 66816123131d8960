// SPDX-License-Identifier: MIT
/* Turns (port/turns.h), where the port takes them; and the pause of loops that wait. */
#include "base/base.h"
#include <asm/processor.h>
#include <linux/export.h>
#include "port/port.h"
#include "port/turns.h"

const struct port_turns *port_turns;
EXPORT_SYMBOL(port_turns);
const struct port_turns_watcher *port_turns_watcher;

/* The slow way of cpu_relax(). */
void port_turn_relax(void)
{
	if (port_turns)
		port_turns->relax();
}
EXPORT_SYMBOL(port_turn_relax);

/* So many calls up, a module may have called: kmalloc() of its own, or below one of the core's. */
#define CALLS 8

static bool is_module(unsigned long ip)
{
	return context_in_module && context_in_module(ip);
}

void port_turn_at(unsigned long ip)
{
	if (port_turns)
		port_turns->point(is_module(ip) ? PORT_TURN_CALL : PORT_TURN_CORE);
}

void port_turn_here(void)
{
	unsigned long calls[CALLS];
	unsigned int nr, i = 0;

	if (likely(!port_turns))
		return;
	nr = port_stack_trace(calls, CALLS, 1);
	while (i < nr && !is_module(calls[i]))
		i++;
	port_turns->point(i < nr ? PORT_TURN_CALL : PORT_TURN_CORE);
}
