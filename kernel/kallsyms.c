// SPDX-License-Identifier: MIT
/*
 * Addresses by name and names of addresses, for %pS and its kin and for <linux/kallsyms.h>.
 *
 * A frame of a stack trace (%pB) that is in a module also gets its line of source: it is the one
 * the reader can change.
 */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "base/base.h"

#include "kernel/kernel.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"
#include "port/stack.h"

/* The reader of symbol tables serves one thread at a time. */
static struct lock kallsyms_lock = LOCK_INIT;

static bool find_symbol(unsigned long addr, struct symbol *symbol)
{
	bool found;

	lock_acquire(&kallsyms_lock);
	found = symbol_find(addr, symbol);
	lock_release(&kallsyms_lock);
	return found;
}

static bool find_line(unsigned long addr, struct source_line *line)
{
	bool found;

	lock_acquire(&kallsyms_lock);
	found = symbol_line(addr, line);
	lock_release(&kallsyms_lock);
	return found;
}

void kallsyms_changed(void)
{
	lock_acquire(&kallsyms_lock);
	symbols_changed();
	lock_release(&kallsyms_lock);
}

/* struct lookup - a question to the reader, which needs more stack than a kernel has. */
struct lookup {
	unsigned long addr;
	const char *name;
	struct symbol *symbol;
	struct source_line *line;
	bool found;
};

static void look_up_symbol(void *arg)
{
	struct lookup *q = arg;

	q->found = find_symbol(q->addr, q->symbol);
}

static void look_up_line(void *arg)
{
	struct lookup *q = arg;

	q->found = find_line(q->addr, q->line);
}

static void look_up_name(void *arg)
{
	struct lookup *q = arg;

	lock_acquire(&kallsyms_lock);
	q->addr = symbol_address(q->name);
	lock_release(&kallsyms_lock);
}

static bool kallsyms_symbol(unsigned long addr, struct symbol *symbol)
{
	struct lookup q = { .addr = addr, .symbol = symbol };

	port_stack_own(look_up_symbol, &q);
	return q.found;
}

bool kallsyms_line(unsigned long addr, struct source_line *line)
{
	struct lookup q = { .addr = addr, .line = line };

	port_stack_own(look_up_line, &q);
	return q.found;
}

/*
 * "name+0xoff/0xsize [module] file:line", as far as @kind asks for it: see printf_resolve_t.  A
 * return address may be the first of the next function, so its symbol is its predecessor's.
 */
static int describe(char *buf, size_t size, unsigned long addr, char kind)
{
	unsigned long at = kind == 'B' ? addr - 1 : addr;
	struct module *mod = __module_address(at);
	struct source_line line;
	struct symbol symbol;
	struct textbuf t;

	textbuf_init(&t, buf, size);
	if (!find_symbol(at, &symbol)) {
		textbuf_printf(&t, "0x%lx", addr);
	} else {
		textbuf_printf(&t, "%s", symbol.name);
		if (kind != 's')
			textbuf_printf(&t, "+0x%lx/0x%lx", addr - symbol.start, symbol.size);
	}
	if (mod && kind != 's')
		textbuf_printf(&t, " [%s]", mod->name);
	if (mod && kind == 'B' && find_line(at, &line))
		textbuf_printf(&t, " %s:%d", line.file, line.line);
	return (int)t.len;
}

struct description {
	char *buf;
	size_t size;
	unsigned long addr;
	char kind;
	int len;
};

static void describe_there(void *arg)
{
	struct description *d = arg;

	d->len = describe(d->buf, d->size, d->addr, d->kind);
}

/* The reader and the room for what it finds are too much for a kernel stack. */
static int resolve(char *buf, size_t size, unsigned long addr, char kind)
{
	struct description d = { buf, size, addr, kind, 0 };

	port_stack_own(describe_there, &d);
	return d.len;
}

void kallsyms_init(void)
{
	lock_init(&kallsyms_lock);
	printf_resolve = resolve;
}

void kallsyms_exit(void)
{
	printf_resolve = NULL;
}

/* ---- for modules ----------------------------------------------------------------------------- */

unsigned long kallsyms_lookup_name(const char *name)
{
	const struct kernel_symbol *symbol = ksymtab_find(name, NULL);
	struct lookup q = {};
	struct module *mod;
	unsigned long addr;

	if (symbol)
		return symbol->value;
	list_for_each_entry(mod, &loader_modules, list) {
		addr = (unsigned long)image_symbol(mod->image, name);
		if (addr)
			return addr;
	}
	q.name = name;
	port_stack_own(look_up_name, &q);
	return q.addr;
}
EXPORT_SYMBOL(kallsyms_lookup_name);

const char *kallsyms_lookup(unsigned long addr, unsigned long *size, unsigned long *offset,
			    char **modname, char *namebuf)
{
	struct module *mod = __module_address(addr);
	struct symbol symbol;

	if (!kallsyms_symbol(addr, &symbol))
		return NULL;
	if (size)
		*size = symbol.size;
	if (offset)
		*offset = addr - symbol.start;
	if (modname)
		*modname = mod ? mod->name : NULL;
	strscpy(namebuf, symbol.name, KSYM_NAME_LEN);
	return namebuf;
}
EXPORT_SYMBOL(kallsyms_lookup);

int lookup_symbol_name(unsigned long addr, char *buf)
{
	return kallsyms_lookup(addr, NULL, NULL, NULL, buf) ? 0 : -ERANGE;
}
EXPORT_SYMBOL(lookup_symbol_name);

int sprint_symbol(char *buf, unsigned long address)
{
	return min(resolve(buf, KSYM_SYMBOL_LEN, address, 'S'), KSYM_SYMBOL_LEN - 1);
}
EXPORT_SYMBOL(sprint_symbol);

int sprint_symbol_no_offset(char *buf, unsigned long address)
{
	return min(resolve(buf, KSYM_SYMBOL_LEN, address, 's'), KSYM_SYMBOL_LEN - 1);
}
EXPORT_SYMBOL(sprint_symbol_no_offset);

int sprint_backtrace(char *buf, unsigned long address)
{
	return min(resolve(buf, KSYM_SYMBOL_LEN, address, 'B'), KSYM_SYMBOL_LEN - 1);
}
EXPORT_SYMBOL(sprint_backtrace);
