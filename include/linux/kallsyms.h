/* SPDX-License-Identifier: MIT */
/*
 * Names of code addresses.
 */
#ifndef _LINUX_KALLSYMS_H
#define _LINUX_KALLSYMS_H

#include <linux/kernel.h>
#include <linux/types.h>

#define KSYM_NAME_LEN 512
/* Derived: name, "+0x" and "/0x" with 16 digits each, " [module]", and the end. */
#define KSYM_SYMBOL_LEN (KSYM_NAME_LEN + 2 * (3 + 16) + 3 + 56 + 1)

/**
 * kallsyms_lookup_name() - the address of a symbol of the core or of a loaded module.
 * Return: the address, or 0.
 * Context: process context: the first call reads the program's symbol table.
 */
unsigned long kallsyms_lookup_name(const char *name);

/**
 * kallsyms_lookup() - the symbol that holds an address.
 * @addr: any address.
 * @size: where to put the symbol's size in bytes, or NULL.
 * @offset: where to put @addr's distance from its start, or NULL.
 * @modname: where to put the module's name, NULL for the core; or NULL.
 * @namebuf: KSYM_NAME_LEN bytes for the name.
 * Return: @namebuf, or NULL when no symbol is there.
 */
const char *kallsyms_lookup(unsigned long addr, unsigned long *size, unsigned long *offset,
			    char **modname, char *namebuf);

/** lookup_symbol_name() - only the name; Return: 0 or -ERANGE.  @buf: KSYM_NAME_LEN bytes. */
int lookup_symbol_name(unsigned long addr, char *buf);

/**
 * sprint_symbol() - name an address as "name+0xoff/0xsize [module]".
 * @buf: KSYM_SYMBOL_LEN bytes.
 * Return: the length written; an unknown address is written as 0x...
 */
int sprint_symbol(char *buf, unsigned long address);
/** sprint_symbol_no_offset() - as sprint_symbol(), "name [module]" only. */
int sprint_symbol_no_offset(char *buf, unsigned long address);
/** sprint_backtrace() - sprint_symbol() for a return address: names the call, not what follows. */
int sprint_backtrace(char *buf, unsigned long address);

#define print_ip_sym(loglvl, ip) printk("%s[<%p>] %pS\n", loglvl, (void *)(ip), (void *)(ip))
#define print_symbol(fmt, addr)                                 \
	do {                                                    \
		char __symbol[KSYM_SYMBOL_LEN];                 \
                                                                \
		sprint_symbol(__symbol, (unsigned long)(addr)); \
		printk(fmt, __symbol);                          \
	} while (0)

#endif
