// SPDX-License-Identifier: MIT
/*
 * Instrumented modules: what the loader does differently for them.
 *
 * A compiler that instruments a module has it call __asan_load8() and the like, which are exported
 * as any function is, and makes constructors that hand over its variables.  The linker puts those
 * into a section of their own (kdir/access.lds), because the C library would call them while it
 * maps the file, before a symbol is bound: here they are called when all are, and not by others.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "kernel/kstack.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"

const struct module_access *module_access;

/* What compilers call in modules that ask: of one thing, or of the other. */
static const char *const prefixes[] = { "__asan_", "__msan_" };

static bool image_asks(const struct image *image, const char *prefix)
{
	const char *symbol;

	for (unsigned int i = 0; (symbol = image_needs(image, i)); i++)
		if (strstarts(symbol, prefix))
			return true;
	return false;
}

bool loader_access_can(const struct image *image)
{
	const char *answered = module_access ? module_access->prefix : "";

	for (unsigned int i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (strcmp(prefixes[i], answered) != 0 && image_asks(image, prefixes[i]))
			return false;
	return !module_access || !module_access->only || image_asks(image, answered);
}

unsigned long loader_access_bind(const char *name, unsigned long value)
{
	return module_access ? module_access->bind(name, value) : 0;
}

void loader_access_mapped(const struct image *image)
{
	unsigned long start, end;

	image_bounds(image, &start, &end);
	if (module_access)
		module_access->mapped(start, end);
}

void loader_access_gone(const struct image *image)
{
	unsigned long start, end;

	image_bounds(image, &start, &end);
	if (module_access)
		module_access->gone(start, end);
}

static void call_constructors(void *arg)
{
	const struct image_part *part = arg;
	void (**constructors)(void) = part->start;

	for (size_t i = 0; i < part->size / sizeof(*constructors); i++)
		constructors[i]();
}

void loader_access_construct(const struct image *image)
{
	struct image_part part = image_section(image, "access_ctors");

	if (part.size)
		kstack_call(KSTACK_INIT, NULL, call_constructors, &part);
}
