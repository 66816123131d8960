// SPDX-License-Identifier: MIT
/* Where in a module's source a call was, in words. */
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>

#include "check/place.h"

#include "kernel/loader.h"
#include "kernel/loader_internal.h"

int place_print(char *buf, size_t size, unsigned long return_address)
{
	/* A return address stands behind its call, and may be the first of the next line. */
	unsigned long addr = return_address - 1;
	struct source_line line;

	if (kallsyms_line(addr, &line))
		return scnprintf(buf, size, "%s:%d in %s", line.file, line.line, line.function);
	return scnprintf(buf, size, "%ps", (void *)addr);
}

int place_print_ways(char *buf, size_t size, unsigned long frame, unsigned long caller)
{
	int n = place_print(buf, size, frame);

	if (!caller)
		return n;
	n += scnprintf(buf + n, size - n, " (from ");
	n += place_print(buf + n, size - n, caller);
	return n + scnprintf(buf + n, size - n, ")");
}

unsigned long place_in_module(const unsigned long *frames, u32 nr, unsigned long *caller)
{
	u32 i = 0;

	while (i < nr && !__module_address(frames[i]))
		i++;
	*caller = i + 1 < nr && __module_address(frames[i + 1]) ? frames[i + 1] : 0;
	return i < nr ? frames[i] : 0;
}
