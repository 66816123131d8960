// SPDX-License-Identifier: MIT
/* Exported symbols, references to modules, and which module an address belongs to. */
#include <linux/atomic.h>
#include <linux/export.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "kernel/loader.h"
#include "kernel/loader_internal.h"

/* The linker's names for the ends of the core's table. */
extern const struct kernel_symbol __start___ksymtab[], __stop___ksymtab[];

/* ---- symbols --------------------------------------------------------------------------------- */

static const struct kernel_symbol *table_find(const struct kernel_symbol *start,
					      const struct kernel_symbol *end, const char *name)
{
	for (; start < end; start++)
		if (strcmp(start->name, name) == 0)
			return start;
	return NULL;
}

static const struct kernel_symbol *find_exact(const char *name, struct module **owner)
{
	const struct kernel_symbol *symbol;
	struct module *mod;

	*owner = NULL;
	symbol = table_find(__start___ksymtab, __stop___ksymtab, name);
	if (symbol)
		return symbol;
	list_for_each_entry(mod, &loader_modules, list) {
		if (mod->state == MODULE_STATE_GOING)
			continue;
		symbol = table_find(mod->syms, mod->syms + mod->num_syms, name);
		if (symbol) {
			*owner = mod;
			return symbol;
		}
	}
	return NULL;
}

/*
 * The table has the names of the source.  A function that shares its name with one of the C
 * library's is called "ashlar_..." in object files: see __kernel_name().
 */
const struct kernel_symbol *ksymtab_find(const char *name, struct module **owner)
{
	static const char prefix[] = "ashlar_";
	const struct kernel_symbol *symbol;
	struct module *ignored;

	owner = owner ?: &ignored;
	symbol = find_exact(name, owner);
	if (!symbol && strncmp(name, prefix, sizeof(prefix) - 1) == 0)
		symbol = find_exact(name + sizeof(prefix) - 1, owner);
	return symbol;
}

void *__symbol_get(const char *name)
{
	const struct kernel_symbol *symbol;
	struct module *owner;

	mutex_lock(&module_mutex);
	symbol = ksymtab_find(name, &owner);
	if (symbol && !try_module_get(owner))
		symbol = NULL;
	mutex_unlock(&module_mutex);
	return symbol ? (void *)symbol->value : NULL;
}
EXPORT_SYMBOL(__symbol_get);

void __symbol_put(const char *name)
{
	struct module *owner;

	mutex_lock(&module_mutex);
	if (WARN_ON(!ksymtab_find(name, &owner)))
		owner = NULL;
	mutex_unlock(&module_mutex);
	module_put(owner);
}
EXPORT_SYMBOL(__symbol_put);

/* ---- references ------------------------------------------------------------------------------ */

bool try_module_get(struct module *module)
{
	if (!module)
		return true;
	/* 0 means that it is going. */
	return atomic_inc_not_zero(&module->refcnt);
}
EXPORT_SYMBOL(try_module_get);

void __module_get(struct module *module)
{
	if (module)
		atomic_inc(&module->refcnt);
}
EXPORT_SYMBOL(__module_get);

void module_put(struct module *module)
{
	if (!module)
		return;
	/* The last reference is the loader's own. */
	if (WARN(atomic_read(&module->refcnt) <= 1 && module->state == MODULE_STATE_LIVE,
		 "%s: module_put() without a reference\n", module->name))
		return;
	atomic_dec(&module->refcnt);
}
EXPORT_SYMBOL(module_put);

int module_refcount(struct module *mod)
{
	return atomic_read(&mod->refcnt) - 1;
}
EXPORT_SYMBOL(module_refcount);

/* ---- modules --------------------------------------------------------------------------------- */

struct module *find_module(const char *name)
{
	struct module *mod;

	list_for_each_entry(mod, &loader_modules, list)
		if (strcmp(mod->name, name) == 0)
			return mod;
	return NULL;
}
EXPORT_SYMBOL(find_module);

struct module *__module_text_address(unsigned long addr)
{
	struct module *mod = __module_address(addr);

	return mod && image_is_code(mod->image, addr) ? mod : NULL;
}
EXPORT_SYMBOL(__module_text_address);

bool is_module_address(unsigned long addr)
{
	return __module_address(addr) != NULL;
}
EXPORT_SYMBOL(is_module_address);

bool is_module_text_address(unsigned long addr)
{
	return __module_text_address(addr) != NULL;
}
EXPORT_SYMBOL(is_module_text_address);

int __request_module(bool wait, const char *fmt, ...)
{
	char name[KMOD_PATH_LEN];
	va_list args;
	int len;
	char *c;

	va_start(args, fmt);
	len = vsnprintf(name, sizeof(name), fmt, args);
	va_end(args);
	if (len >= (int)sizeof(name))
		return -ENAMETOOLONG;
	for (c = name; *c; c++)
		if (*c == '-')
			*c = '_';
	return find_module(name) ? 0 : -ENOENT;
}
EXPORT_SYMBOL(__request_module);
