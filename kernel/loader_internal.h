/* SPDX-License-Identifier: MIT */
/* What the loader's files of the kernel's world share. */
#ifndef KERNEL_LOADER_INTERNAL_H
#define KERNEL_LOADER_INTERNAL_H

#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>

struct crash;
struct module;
struct source_line;

/* All modules, in the order of loading; guarded by module_mutex. */
extern struct list_head loader_modules;
extern struct mutex module_mutex;

/**
 * ksymtab_find - an exported symbol.
 * @name: as a module's symbol table has it.
 * @owner: where to put the module that exports it, NULL for the core; or NULL.
 */
const struct kernel_symbol *ksymtab_find(const char *name, struct module **owner);

/** kallsyms_line - symbol_line() for any thread. */
bool kallsyms_line(unsigned long addr, struct source_line *line);

/** crash_report - tell of a crash as the kernel does, and put this thread's context in order. */
void crash_report(const struct crash *crash);
/** loader_set_stuck - see loader_is_stuck(). */
void loader_set_stuck(bool value);

#endif
