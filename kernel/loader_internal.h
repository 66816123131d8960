/* SPDX-License-Identifier: MIT */
/* What the loader's files of the kernel's world share. */
#ifndef KERNEL_LOADER_INTERNAL_H
#define KERNEL_LOADER_INTERNAL_H

#include <linux/export.h>
#include <linux/list.h>
#include <linux/mutex.h>

struct crash;
struct image;
struct module;
struct source_line;
struct textbuf;

/* All modules, in the order of loading; guarded by module_mutex. */
extern struct list_head loader_modules;
extern struct mutex module_mutex;

/**
 * ksymtab_find - an exported symbol.
 * @name: as a module's symbol table has it.
 * @owner: where to put the module that exports it, NULL for the core; or NULL.
 */
const struct kernel_symbol *ksymtab_find(const char *name, struct module **owner);

/* ---- loader_tests.c -------------------------------------------------------------------------- */

/** loader_run_tests - the module's own, unless they are held back. Return: how many failed. */
unsigned long loader_run_tests(struct module *mod);

/* ---- loader_where.c -------------------------------------------------------------------------- */

void module_places_init(void);
/** module_place_add - @mod's addresses are known as its own from now on. Return: 0 or -ENOMEM. */
int module_place_add(struct module *mod);
void module_place_del(const struct module *mod);

/* ---- loader_uses.c --------------------------------------------------------------------------- */

/** module_add_use - @source uses @target, and so has a reference. Return: 0 or -ENOMEM. */
int module_add_use(struct module *source, struct module *target);
/** module_drop_uses - it uses none any more. */
void module_drop_uses(struct module *source);
/** module_show_users - the modules that use symbols of @mod, with commas. Under module_mutex. */
void module_show_users(const struct module *mod, struct textbuf *t);

/** kallsyms_line - symbol_line() for any thread. */
bool kallsyms_line(unsigned long addr, struct source_line *line);

/** crash_report - tell of a crash as the kernel does, and put this thread's context in order. */
void crash_report(const struct crash *crash);

/**
 * crash_report_in - the same, of a call that the core has made in the middle of something.
 * @buses: bus_depth() of the caller, before.
 */
void crash_report_in(const struct crash *crash, unsigned int buses);

/**
 * background_crashed - code of a module's that runs by itself has crashed, which was reported: what
 * waits for the module to do something is not to wait for ever.
 */
void background_crashed(const struct crash *crash);
/* ---- loader_access.c: modules that are instrumented ------------------------------------------ */

/** loader_access_can - is there who checks accesses, if the module is built to ask? */
bool loader_access_can(const struct image *image);
/** loader_access_bind - the address to bind @name to instead of the exported @value, or 0. */
unsigned long loader_access_bind(const char *name, unsigned long value);
/** loader_access_mapped, loader_access_gone - the module is in memory, or about to leave it. */
void loader_access_mapped(const struct image *image);
void loader_access_gone(const struct image *image);
/** loader_access_construct - call what compilers have instrumented modules do first. */
void loader_access_construct(const struct image *image);

/** loader_set_stuck - see loader_is_stuck(). */
void loader_set_stuck(bool value);

#endif
