/* SPDX-License-Identifier: MIT */
/*
 * Module parameters.
 *
 * Each parameter is a struct kernel_param in section "__param" of the module: its name, where its
 * value lives, and the operations of its type.  The loader walks that section once for each
 * "name=value" it was given.
 */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/stat.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct module;
struct kernel_param;

#ifdef MODULE
#define MODULE_PARAM_PREFIX
#define __MODULE_INFO(tag, name, info)                                     \
	static const char __UNIQUE_ID(name)[] __used __section(".modinfo") \
		__aligned(1) = __stringify(tag) "=" info
#else
#define MODULE_PARAM_PREFIX	       KBUILD_MODNAME "."
#define __MODULE_INFO(tag, name, info) struct __UNIQUE_ID(name)
#endif

#define __MODULE_PARM_TYPE(name, _type) __MODULE_INFO(parmtype, name##type, #name ":" _type)

/** MODULE_PARM_DESC() - what a parameter is for, kept in the module's .modinfo. */
#define MODULE_PARM_DESC(_parm, desc) __MODULE_INFO(parm, _parm, #_parm ":" desc)

/* The operation takes "name" without a value. */
#define KERNEL_PARAM_OPS_FL_NOARG (1 << 0)

/**
 * struct kernel_param_ops - the operations of a parameter's type.
 * @flags: KERNEL_PARAM_OPS_FL_*.
 * @set: read the value from text (NULL for a bare name); 0 or a negative errno.
 * @get: write the value as a line of text into PAGE_SIZE bytes; its length or a negative errno.
 * @free: give back what @set took, when the module goes; may be NULL.
 */
struct kernel_param_ops {
	unsigned int flags;
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
	void (*free)(void *arg);
};

enum {
	KERNEL_PARAM_FL_UNSAFE = (1 << 0), /* setting it is a thing to be warned of */
	KERNEL_PARAM_FL_HWPARAM = (1 << 1),
	KERNEL_PARAM_FL_INTBOOL = (1 << 2), /* a bool of the days when it lived in an int */
};

/** struct kparam_string - a char array of @maxlen bytes at @string. */
struct kparam_string {
	unsigned int maxlen;
	char *string;
};

/**
 * struct kparam_array - an array parameter.
 * @max: elements there is room for.
 * @elemsize: bytes of each.
 * @num: where the number of values given goes, or NULL.
 * @ops: operations of one element.
 * @elem: the first element.
 */
struct kparam_array {
	unsigned int max;
	unsigned int elemsize;
	unsigned int *num;
	const struct kernel_param_ops *ops;
	void *elem;
};

/** struct kparam_obsolete - a parameter declared by MODULE_PARM(). */
struct kparam_obsolete {
	const char *type;
	unsigned int size;
	void *addr;
};

/**
 * struct kernel_param - one parameter.
 * @perm: the mode its file in sysfs would have.
 * @level: -1, as in Linux, for parameters of the ordinary kind.
 * @flags: KERNEL_PARAM_FL_*.
 */
struct kernel_param {
	const char *name;
	struct module *mod;
	const struct kernel_param_ops *ops;
	const u16 perm;
	s8 level;
	u8 flags;
	union {
		void *arg;
		const struct kparam_string *str;
		const struct kparam_array *arr;
		const struct kparam_obsolete *old;
	};
};

#ifdef MODULE
extern struct module __this_module;
#define __PARAM_MODULE (&__this_module)
#else
#define __PARAM_MODULE ((struct module *)0)
#endif

#define __module_param_call(prefix, _name, _ops, _arg, _perm, _level, _flags)   \
	static struct kernel_param __used __section("__param")                  \
		__aligned(__alignof__(struct kernel_param)) __param_##_name = { \
			.name = prefix #_name,                                  \
			.mod = __PARAM_MODULE,                                  \
			.ops = _ops,                                            \
			.perm = _perm,                                          \
			.level = _level,                                        \
			.flags = _flags,                                        \
			{ _arg },                                               \
		}

/* A module's variable of the wrong type makes the compiler say so on the module_param() line. */
#define __param_check(name, p, type)                            \
	static inline type __maybe_unused *__check_##name(void) \
	{                                                       \
		return (p);                                     \
	}

/**
 * module_param() - a parameter named like its variable.
 * @name: the variable, static or not.
 * @type: byte, short, ushort, int, uint, long, ulong, ullong, hexint, charp, bool, invbool, or a
 * word T of the module's own with param_ops_T and param_check_T().
 * @perm: mode of the file in sysfs, 0 for none.
 */
#define module_param(name, type, perm)	      module_param_named(name, name, type, perm)
#define module_param_unsafe(name, type, perm) module_param_named_unsafe(name, name, type, perm)

/** module_param_named() - as module_param(), known to users by another name. */
#define module_param_named(name, value, type, perm) __module_param(name, value, type, perm, 0)
#define module_param_named_unsafe(name, value, type, perm) \
	__module_param(name, value, type, perm, KERNEL_PARAM_FL_UNSAFE)

#define __module_param(name, value, type, perm, _flags)                                       \
	param_check_##type(name, &(value));                                                   \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_ops_##type, &(value), perm, -1, \
			    (_flags) | __PARAM_INTBOOL(value));                               \
	__MODULE_PARM_TYPE(name, #type)

/* Linux of 2.6 to 3.2 kept bool parameters in an int; which it is, is known here and noted. */
#define __PARAM_INTBOOL(value) (__same_type((value), int) ? KERNEL_PARAM_FL_INTBOOL : 0)

/** module_param_cb() - a parameter with operations of the module's own. */
#define module_param_cb(name, ops, arg, perm) \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, -1, 0)
#define module_param_cb_unsafe(name, ops, arg, perm) \
	__module_param_call(MODULE_PARAM_PREFIX, name, ops, arg, perm, -1, KERNEL_PARAM_FL_UNSAFE)

typedef int (*param_set_fn)(const char *val, const struct kernel_param *kp);
typedef int (*param_get_fn)(char *buffer, const struct kernel_param *kp);

/** module_param_call() - the older form of module_param_cb(): two functions. */
#define module_param_call(name, _set, _get, arg, perm)              \
	static const struct kernel_param_ops __param_ops_##name = { \
		.flags = 0,                                         \
		.set = (param_set_fn)(_set),                        \
		.get = (param_get_fn)(_get),                        \
	};                                                          \
	__module_param_call(MODULE_PARAM_PREFIX, name, &__param_ops_##name, arg, perm, -1, 0)

/** module_param_string() - a parameter copied into a char array; refused when it does not fit. */
#define module_param_string(name, string, len, perm)                               \
	static const struct kparam_string __param_string_##name = { len, string }; \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_ops_string,          \
			    .str = &__param_string_##name, perm, -1, 0);           \
	__MODULE_PARM_TYPE(name, "string")

/**
 * module_param_array() - values between commas.
 * @nump: pointer to the int that gets their number, or NULL.
 */
#define module_param_array(name, type, nump, perm) \
	module_param_array_named(name, name, type, nump, perm)

#define module_param_array_named(name, array, type, nump, perm)                                 \
	param_check_##type(name, &(array)[0]);                                                  \
	static const struct kparam_array __param_arr_##name = {                                 \
		.max = ARRAY_SIZE(array),                                                       \
		.num = (unsigned int *)(nump),                                                  \
		.ops = &param_ops_##type,                                                       \
		.elemsize = sizeof((array)[0]),                                                 \
		.elem = array,                                                                  \
	};                                                                                      \
	__module_param_call(MODULE_PARAM_PREFIX, name, &param_array_ops,                        \
			    .arr = &__param_arr_##name, perm, -1, __PARAM_INTBOOL((array)[0])); \
	__MODULE_PARM_TYPE(name, "array of " #type)

/* Parameters with a kind of hardware resource behind them. */
#define module_param_hw(name, type, hwtype, perm) \
	module_param_hw_named(name, name, type, hwtype, perm)
#define module_param_hw_named(name, value, type, hwtype, perm) \
	__module_param(name, value, type, perm, KERNEL_PARAM_FL_HWPARAM)
#define module_param_hw_array(name, type, hwtype, nump, perm) \
	module_param_array_named(name, name, type, nump, perm)

/** core_param() - in Linux a word of the kernel's command line; here a parameter of the module. */
#define core_param(name, var, type, perm) \
	param_check_##type(name, &(var)); \
	__module_param_call("", name, &param_ops_##type, &(var), perm, -1, __PARAM_INTBOOL(var))

/**
 * MODULE_PARM() - the declaration of 2.4: a variable and a word for its type.
 * @var: the variable.
 * @type: "b" byte, "h" short, "i" int, "l" long, "s" string, "cN" char[N+1]; with "MIN-MAX" or
 * "N" before it for an array.
 */
#define MODULE_PARM(var, type)                                                                  \
	static const struct kparam_obsolete __param_old_##var = { type, sizeof(var), &var };    \
	__module_param_call("", var, &param_ops_obsolete, .old = &__param_old_##var, 0, -1, 0); \
	__MODULE_PARM_TYPE(var, type)

/**
 * param_ops_byte, param_ops_short, param_ops_ushort, param_ops_int, param_ops_uint,
 * param_ops_long, param_ops_ulong, param_ops_ullong, param_ops_hexint, param_ops_charp,
 * param_ops_bool, param_ops_bool_enable_only, param_ops_invbool, param_ops_bint - what
 * module_param() makes of the names of types.
 *
 * bool_enable_only is a bool that does not go back, bint one that lives in an int.
 */
extern const struct kernel_param_ops param_ops_byte, param_ops_short, param_ops_ushort;
extern const struct kernel_param_ops param_ops_int, param_ops_uint, param_ops_long;
extern const struct kernel_param_ops param_ops_ulong, param_ops_ullong, param_ops_hexint;
extern const struct kernel_param_ops param_ops_charp, param_ops_bool, param_ops_bool_enable_only;
extern const struct kernel_param_ops param_ops_invbool, param_ops_bint;
/** param_ops_string, param_array_ops, param_ops_obsolete - those of the macros above. */
extern const struct kernel_param_ops param_ops_string, param_array_ops, param_ops_obsolete;

#define param_check_byte(name, p)   __param_check(name, p, unsigned char)
#define param_check_short(name, p)  __param_check(name, p, short)
#define param_check_ushort(name, p) __param_check(name, p, unsigned short)
#define param_check_int(name, p)    __param_check(name, p, int)
#define param_check_uint(name, p)   __param_check(name, p, unsigned int)
#define param_check_long(name, p)   __param_check(name, p, long)
#define param_check_ulong(name, p)  __param_check(name, p, unsigned long)
#define param_check_ullong(name, p) __param_check(name, p, unsigned long long)
#define param_check_hexint(name, p) param_check_uint(name, p)
#define param_check_charp(name, p)  __param_check(name, p, char *)
#define param_check_bint(name, p)   param_check_int(name, p)
/* An int will do for these two: see __PARAM_INTBOOL(). */
#define param_check_bool(name, p)                                                     \
	static inline void __maybe_unused __check_##name(void)                        \
	{                                                                             \
		BUILD_BUG_ON_MSG(!__same_type(*(p), bool) && !__same_type(*(p), int), \
				 "a bool parameter wants a bool variable");           \
	}
#define param_check_bool_enable_only param_check_bool
#define param_check_invbool	     param_check_bool

/**
 * param_set_byte, param_get_byte, param_set_short, param_get_short, param_set_ushort,
 * param_get_ushort, param_set_int, param_get_int, param_set_uint, param_get_uint, param_set_long,
 * param_get_long, param_set_ulong, param_get_ulong, param_set_ullong, param_get_ullong,
 * param_set_hexint, param_get_hexint - a number of the type, from text and as a line of it.
 *
 * A module calls them in operations of its own, with what those were given: module_param_cb().
 * param_set_*() takes what kstrtoul() takes with base 0.
 *
 * Return: as the operations of struct kernel_param_ops; -EINVAL where the text is no number or
 * missing, -ERANGE where it does not fit.
 */
int param_set_byte(const char *val, const struct kernel_param *kp);
int param_get_byte(char *buffer, const struct kernel_param *kp);
int param_set_short(const char *val, const struct kernel_param *kp);
int param_get_short(char *buffer, const struct kernel_param *kp);
int param_set_ushort(const char *val, const struct kernel_param *kp);
int param_get_ushort(char *buffer, const struct kernel_param *kp);
int param_set_int(const char *val, const struct kernel_param *kp);
int param_get_int(char *buffer, const struct kernel_param *kp);
int param_set_uint(const char *val, const struct kernel_param *kp);
int param_get_uint(char *buffer, const struct kernel_param *kp);
int param_set_long(const char *val, const struct kernel_param *kp);
int param_get_long(char *buffer, const struct kernel_param *kp);
int param_set_ulong(const char *val, const struct kernel_param *kp);
int param_get_ulong(char *buffer, const struct kernel_param *kp);
int param_set_ullong(const char *val, const struct kernel_param *kp);
int param_get_ullong(char *buffer, const struct kernel_param *kp);
int param_set_hexint(const char *val, const struct kernel_param *kp);
int param_get_hexint(char *buffer, const struct kernel_param *kp);

/** param_set_uint_minmax() - an unsigned int within [@min, @max]; -EINVAL outside. */
int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max);
/**
 * param_set_charp, param_get_charp - text, in memory of the parameter's own.
 * Return: as above; -ENOSPC for more than 1024 characters, -ENOMEM.
 */
int param_set_charp(const char *val, const struct kernel_param *kp);
int param_get_charp(char *buffer, const struct kernel_param *kp);
/** param_free_charp - give that memory back; @arg: the address of the char *. */
void param_free_charp(void *arg);
/** param_set_copystring, param_get_string - text in a struct kparam_string; -ENOSPC: too long. */
int param_set_copystring(const char *val, const struct kernel_param *kp);
int param_get_string(char *buffer, const struct kernel_param *kp);

/** param_set_bool, param_get_bool - what kstrtobool() takes, or just the name: yes; and Y or N. */
int param_set_bool(const char *val, const struct kernel_param *kp);
int param_get_bool(char *buffer, const struct kernel_param *kp);
/** param_set_bool_enable_only - the same, but -EROFS once it is yes and is to be no. */
int param_set_bool_enable_only(const char *val, const struct kernel_param *kp);
/** param_set_invbool, param_get_invbool - a bool that is false for yes; it needs a value. */
int param_set_invbool(const char *val, const struct kernel_param *kp);
int param_get_invbool(char *buffer, const struct kernel_param *kp);
/** param_set_bint - what param_set_bool() takes, as 1 or 0 in an int. */
int param_set_bint(const char *val, const struct kernel_param *kp);
#define param_get_bint param_get_int

/**
 * kernel_param_lock, kernel_param_unlock - no parameter changes between the two.
 *
 * It may be set while the module runs: who reads one that is not a plain word locks.
 * Context: process; sleeps.
 */
void kernel_param_lock(struct module *mod);
void kernel_param_unlock(struct module *mod);
#define kparam_block_sysfs_write(name)	 kernel_param_lock(__PARAM_MODULE)
#define kparam_unblock_sysfs_write(name) kernel_param_unlock(__PARAM_MODULE)

/** parameq() - whether two names are equal, '-' and '_' being the same. */
bool parameq(const char *name1, const char *name2);
/** parameqn() - the same of the first @n characters. */
bool parameqn(const char *name1, const char *name2, size_t n);

/**
 * parse_args() - set parameters from text.
 * @doing: who is asking, for messages.
 * @args: "name=value name2=\"two words\" name3"; cut up in place.
 * @params: table of @num parameters.
 * @min_level: only parameters of a level in [@min_level, @max_level] are set.
 * @arg: passed to @unknown.
 * @unknown: called for a name that is not in the table; NULL makes that an error.
 *
 * Return: NULL when all were set, the text from "--" on when that was met, or ERR_PTR(): -ENOENT
 * (unknown), -ENOSPC (too long), or what the parameter's set operation returned, each after one
 * line in the log.
 */
char *parse_args(const char *doing, char *args, const struct kernel_param *params, unsigned int num,
		 s16 min_level, s16 max_level, void *arg,
		 int (*unknown)(char *param, char *val, const char *doing, void *arg));

/** destroy_params() - free what the parameters' set operations took. */
void destroy_params(const struct kernel_param *params, unsigned int num);

#endif
