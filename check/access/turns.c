// SPDX-License-Identifier: MIT
/*
 * Loads and stores of instrumented code, where threads take turns (port/turns.h).
 *
 * Races are about accesses of memory, so another thread may go on before each.  The loader binds
 * modules to these instead of to those of instrument.c, which have no test for it.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "check/access/instrument.h"
#include "port/turns.h"

#define DEFINE_TURN(name, size, write)                             \
	static void in_turn_##name(unsigned long addr)             \
	{                                                          \
		port_turn_point(PORT_TURN_ACCESS);                 \
		if (unlikely(!shadow_allows(addr, size)))          \
			access_fault(addr, size, write, _RET_IP_); \
	}

DEFINE_TURN(load1, 1, false)
DEFINE_TURN(load2, 2, false)
DEFINE_TURN(load4, 4, false)
DEFINE_TURN(load8, 8, false)
DEFINE_TURN(load16, 16, false)
DEFINE_TURN(store1, 1, true)
DEFINE_TURN(store2, 2, true)
DEFINE_TURN(store4, 4, true)
DEFINE_TURN(store8, 8, true)
DEFINE_TURN(store16, 16, true)

static void in_turn_loadN(unsigned long addr, size_t size)
{
	port_turn_point(PORT_TURN_ACCESS);
	access_check(addr, size, false, _RET_IP_);
}

static void in_turn_storeN(unsigned long addr, size_t size)
{
	port_turn_point(PORT_TURN_ACCESS);
	access_check(addr, size, true, _RET_IP_);
}

#define TURN(name)                                   \
	{                                            \
#name, (unsigned long)in_turn_##name \
	}

static const struct {
	const char *name;
	unsigned long look;
} looks[] = {
	TURN(load1),  TURN(load2),  TURN(load4),  TURN(load8),	TURN(load16),  TURN(loadN),
	TURN(store1), TURN(store2), TURN(store4), TURN(store8), TURN(store16), TURN(storeN),
};

/* "__asan_load8" and "__asan_load8_noabort" are one. */
unsigned long turns_bind(const char *name)
{
	static const char prefix[] = "__asan_", suffix[] = "_noabort";
	size_t len;

	if (!port_turns || strncmp(name, prefix, strlen(prefix)) != 0)
		return 0;
	name += strlen(prefix);
	for (unsigned int i = 0; i < ARRAY_SIZE(looks); i++) {
		len = strlen(looks[i].name);
		if (strncmp(name, looks[i].name, len) == 0 &&
		    (!name[len] || strcmp(name + len, suffix) == 0))
			return looks[i].look;
	}
	return 0;
}
