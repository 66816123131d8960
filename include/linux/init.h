/* SPDX-License-Identifier: MIT */
/*
 * Marks on code and data that Linux needs only while starting or stopping, and the ways to name
 * the two functions that start and stop a module.
 *
 * Code goes to sections of the kernel's names, so that a trace or `nm -S` tells them apart.
 * Ashlar keeps these sections for the module's whole life.  Data stays in the ordinary sections:
 * a module is position independent here, where a constant that holds an address must be writable
 * to the loader and one that holds none must not be, and one named section cannot be both.
 */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define __init __section(".init.text") __cold
#define __exit __section(".exit.text") __used __cold
#define __initdata
#define __initconst
#define __exitdata
#define __exit_call __used
#define __refdata
#define __refconst
#define __ref
#define __init_or_module
#define __initdata_or_module
#define __initconst_or_module

/* Marks that Linux dropped in 3.8 and 4.x: such code and data always stay. */
#define __devinit
#define __devinitdata
#define __devinitconst
#define __devexit
#define __devexitdata
#define __devexitconst
#define __devexit_p(fn) fn
#define __exit_p(fn)	fn
#define __cpuinit
#define __cpuinitdata
#define __cpuinitconst
#define __cpuexit
#define __cpuexitdata
#define __init_refok
#define __initdata_refok
#define __exit_refok
#define __meminit
#define __meminitdata
#define __meminitconst
#define __memexit
#define __memexitdata
#define __sched_init

#ifndef __ASSEMBLY__

typedef int (*initcall_t)(void);
typedef void (*exitcall_t)(void);

#ifdef MODULE

#if __has_attribute(__copy__)
#define __module_alias(fn) __attribute__((__copy__(fn), __alias__(#fn)))
#else
#define __module_alias(fn) __attribute__((__alias__(#fn)))
#endif

/**
 * module_init() - name the function that starts the module.
 * @initfn: int fn(void); 0 or a negative errno.  A failed start must undo what it had done: the
 * exit function is not called then.
 *
 * The loader looks for init_module, which a module of the 2.x kind may also define itself.
 */
#define module_init(initfn)                                      \
	static inline initcall_t __maybe_unused __inittest(void) \
	{                                                        \
		return initfn;                                   \
	}                                                        \
	int init_module(void) __module_alias(initfn);

/**
 * module_exit() - name the function that stops the module.
 * @exitfn: void fn(void).
 *
 * A module with an init and no exit function cannot be removed, as in Linux.
 */
#define module_exit(exitfn)                                      \
	static inline exitcall_t __maybe_unused __exittest(void) \
	{                                                        \
		return exitfn;                                   \
	}                                                        \
	void cleanup_module(void) __module_alias(exitfn);

/* Linux orders built-in code by these; in a module each just names the init function. */
#define early_initcall(fn)	   module_init(fn)
#define pure_initcall(fn)	   module_init(fn)
#define core_initcall(fn)	   module_init(fn)
#define core_initcall_sync(fn)	   module_init(fn)
#define postcore_initcall(fn)	   module_init(fn)
#define postcore_initcall_sync(fn) module_init(fn)
#define arch_initcall(fn)	   module_init(fn)
#define arch_initcall_sync(fn)	   module_init(fn)
#define subsys_initcall(fn)	   module_init(fn)
#define subsys_initcall_sync(fn)   module_init(fn)
#define fs_initcall(fn)		   module_init(fn)
#define fs_initcall_sync(fn)	   module_init(fn)
#define rootfs_initcall(fn)	   module_init(fn)
#define device_initcall(fn)	   module_init(fn)
#define device_initcall_sync(fn)   module_init(fn)
#define late_initcall(fn)	   module_init(fn)
#define late_initcall_sync(fn)	   module_init(fn)
#define console_initcall(fn)	   module_init(fn)
#define security_initcall(fn)	   module_init(fn)
#define __initcall(fn)		   module_init(fn)
#define __exitcall(fn)		   module_exit(fn)

/* There is no kernel command line for a module to take words from. */
#define __setup_param(str, unique_id, fn)
#define __setup(str, fn)
#define early_param(str, fn)

#endif /* MODULE */

#endif /* __ASSEMBLY__ */

#endif
