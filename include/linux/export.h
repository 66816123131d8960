/* SPDX-License-Identifier: MIT */
/*
 * The table of symbols that modules may use.
 *
 * Each EXPORT_SYMBOL() puts one entry into the section "__ksymtab" of the file it stands in; the
 * linker gathers the entries, and the loader finds them between __start___ksymtab and
 * __stop___ksymtab.  The section holds nothing else, so it is an array.
 */
#ifndef LINUX_EXPORT_H
#define LINUX_EXPORT_H

#include <linux/compiler.h>

/** struct kernel_symbol - address and name of something exported. */
struct kernel_symbol {
	unsigned long value;
	const char *name;
};

#define __EXPORT_SYMBOL(sym)                                                            \
	static const struct kernel_symbol __ksymtab_##sym __used __section("__ksymtab") \
		__aligned(sizeof(void *)) = { (unsigned long)&sym, #sym }

#define EXPORT_SYMBOL(sym)		     __EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_GPL(sym)		     __EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_GPL_FUTURE(sym)	     __EXPORT_SYMBOL(sym)
#define EXPORT_UNUSED_SYMBOL(sym)	     __EXPORT_SYMBOL(sym)
#define EXPORT_UNUSED_SYMBOL_GPL(sym)	     __EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS(sym, ns)	     __EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_NS_GPL(sym, ns)	     __EXPORT_SYMBOL(sym)
#define EXPORT_SYMBOL_FOR_MODULES(sym, mods) __EXPORT_SYMBOL(sym)
#define EXPORT_NO_SYMBOLS

struct module;
#ifdef MODULE
extern struct module __this_module;
#define THIS_MODULE (&__this_module)
/* Until 2.6.24. */
#define SET_MODULE_OWNER(of) ((of)->owner = THIS_MODULE)
#else
#define THIS_MODULE ((struct module *)0)
#endif

#endif
