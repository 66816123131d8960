/* SPDX-License-Identifier: MIT */
/*
 * Modules: what a module says about itself, and the record the loader keeps of it.
 *
 * A module is an ELF shared object.  Strings "tag=text" that describe it are in section .modinfo;
 * init_module and cleanup_module start and stop it; __this_module is its record, which every
 * source file of the module offers and the linker keeps once.
 */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/types.h>
#include <linux/vermagic.h>

/* What modules have always had through this header. */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rbtree.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timex.h>
#include <linux/wait.h>

/* Derived: with the pointer beside it, a name fills one cache line. */
#define MODULE_NAME_LEN (64 - sizeof(unsigned long))

/** MODULE_INFO() - a word and a text about the module. */
#define MODULE_INFO(tag, info) __MODULE_INFO(tag, tag, info)

#define MODULE_LICENSE(_license)	 MODULE_INFO(license, _license)
#define MODULE_AUTHOR(_author)		 MODULE_INFO(author, _author)
#define MODULE_DESCRIPTION(_description) MODULE_INFO(description, _description)
#define MODULE_VERSION(_version)	 MODULE_INFO(version, _version)
#define MODULE_ALIAS(_alias)		 MODULE_INFO(alias, _alias)
#define MODULE_SOFTDEP(_softdep)	 MODULE_INFO(softdep, _softdep)
#define MODULE_WEAKDEP(_weakdep)	 MODULE_INFO(weakdep, _weakdep)
#define MODULE_FIRMWARE(_firmware)	 MODULE_INFO(firmware, _firmware)
#define MODULE_IMPORT_NS(ns)		 MODULE_INFO(import_ns, __stringify(ns))
#define MODULE_SUPPORTED_DEVICE(_device) MODULE_INFO(device, _device)

#define MODULE_ALIAS_CRYPTO(name) MODULE_INFO(alias, name)
#define MODULE_ALIAS_MISCDEV(minor) \
	MODULE_ALIAS("char-major-" __stringify(MISC_MAJOR) "-" __stringify(minor))
#define MODULE_ALIAS_CHARDEV(major, minor) \
	MODULE_ALIAS("char-major-" __stringify(major) "-" __stringify(minor))
#define MODULE_ALIAS_CHARDEV_MAJOR(major) MODULE_ALIAS("char-major-" __stringify(major) "-*")
#define MODULE_ALIAS_FS(name)		  MODULE_ALIAS("fs-" name)

/** MODULE_DEVICE_TABLE() - the devices a driver serves; kept under a name that tools look for. */
#ifdef MODULE
#define MODULE_DEVICE_TABLE(type, name)                           \
	extern typeof(name) __mod_##type##__##name##_device_table \
		__attribute__((unused, alias(__stringify(name))))
#else
#define MODULE_DEVICE_TABLE(type, name)
#endif

enum module_state {
	MODULE_STATE_LIVE,     /* its init function has returned 0 */
	MODULE_STATE_COMING,   /* linked, its init function runs */
	MODULE_STATE_GOING,    /* its exit function runs, or its init function failed */
	MODULE_STATE_UNFORMED, /* found, not yet linked */
};

/**
 * struct module - the record of one module.
 * @state: where in its life it is.
 * @list: loaded modules, in order of loading.
 * @name: as lsmod would show it.
 * @version: of MODULE_VERSION(), or NULL.
 * @kp: its parameters, @num_kp of them.
 * @syms: what it exports, @num_syms entries.
 * @init: starts it; NULL when it has no init function.
 * @exit: stops it; NULL when it has no exit function.
 * @args: the text of its parameters, which charp parameters may point into.
 * @refcnt: users, plus 1 while it is not going.
 * @users: modules that use its symbols: struct module_use by @source_list.
 * @uses: modules whose symbols it uses: struct module_use by @target_list.
 * @image: its file in memory, the loader's.
 *
 * Invariant: @refcnt = 1 + references taken + length of @users while @state is COMING or LIVE.
 */
struct module {
	enum module_state state;
	struct list_head list;
	char name[MODULE_NAME_LEN];
	const char *version;
	const char *srcversion;
	struct kernel_param *kp;
	unsigned int num_kp;
	const struct kernel_symbol *syms;
	unsigned int num_syms;
	int (*init)(void);
	void (*exit)(void);
	char *args;
	atomic_t refcnt;
	struct list_head users;
	struct list_head uses;
	void *image;
};

#ifdef MODULE
/* Every file of a module defines it; they are the same object after the link. */
struct module __this_module __weak;

static const char __UNIQUE_ID(vermagic)[] __used __section(".modinfo")
	__aligned(1) = "vermagic=" VERMAGIC_STRING;

/* The functions of a module of the 2.x kind, and what module_init() and module_exit() define. */
int init_module(void);
void cleanup_module(void);
#endif

/** module_name() - its name; "kernel" for code that is in no module. */
#define module_name(mod)                        \
	({                                      \
		struct module *__mod = (mod);   \
		__mod ? __mod->name : "kernel"; \
	})

/**
 * try_module_get() - keep a module loaded.
 * @module: the module; NULL (code of the core) always succeeds.
 * Return: true, or false when it is already going.
 * Context: any.
 */
bool try_module_get(struct module *module);

/** __module_get() - as try_module_get(), for one who holds a reference already.  Context: any. */
void __module_get(struct module *module);

/** module_put() - give a reference back.  Context: any. */
void module_put(struct module *module);

/** module_refcount() - references to a module, those of other modules included. */
int module_refcount(struct module *mod);

static inline bool module_is_live(struct module *mod)
{
	return mod->state != MODULE_STATE_GOING;
}

static inline int module_is_coming(struct module *mod)
{
	return mod->state == MODULE_STATE_COMING;
}

/** find_module() - the loaded module of a name, or NULL.  Context: under module_mutex. */
struct module *find_module(const char *name);

/** __module_address() - the module that an address is part of, or NULL. */
struct module *__module_address(unsigned long addr);
/** __module_text_address() - the module whose code an address is part of, or NULL. */
struct module *__module_text_address(unsigned long addr);
/** is_module_address - is there a module that __module_address() would find? */
bool is_module_address(unsigned long addr);
/** is_module_text_address - is there one that __module_text_address() would find? */
bool is_module_text_address(unsigned long addr);

/** __symbol_get() - the address of an exported symbol, its module kept loaded; or NULL. */
void *__symbol_get(const char *symbol);
/** __symbol_put() - let go of what __symbol_get() kept. */
void __symbol_put(const char *symbol);
#define symbol_get(x)	  ((typeof(&x))(__symbol_get(__stringify(x))))
#define symbol_put(x)	  __symbol_put(__stringify(x))
#define symbol_request(x) symbol_get(x)

/**
 * module_driver() - module_init() and module_exit() for a driver that only registers itself.
 * @__driver: the driver; further arguments go to both functions.
 */
#define module_driver(__driver, __register, __unregister, ...) \
	static int __init __driver##_init(void)                \
	{                                                      \
		return __register(&(__driver), ##__VA_ARGS__); \
	}                                                      \
	module_init(__driver##_init);                          \
	static void __exit __driver##_exit(void)               \
	{                                                      \
		__unregister(&(__driver), ##__VA_ARGS__);      \
	}                                                      \
	module_exit(__driver##_exit)

#endif
