// SPDX-License-Identifier: MIT
/*
 * Types of module parameters.
 *
 * A type is a pair of functions and one kernel_param_ops; an array applies its element's
 * operations between commas.  What a value must be is what kstrto*() accept: the whole text, in
 * range for the type.  A value that is refused leaves the variable as it was, except in an array,
 * where the elements before the wrong one are set, as in Linux.
 *
 * Memory: a charp parameter owns a copy of its text.  The copies are on a list of their own,
 * because the variable may point to text of the module as well (its initial value), which is not
 * freed.
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "kernel/params.h"

/* ---- numbers ---------------------------------------------------------------------------------
 *
 * One pair of functions for each type: @read is a kstrto*(), which refuses what is out of range.
 */

#define DEFINE_NUMBER_PARAM(name, type, format, read)                               \
	int param_set_##name(const char *val, const struct kernel_param *kp)        \
	{                                                                           \
		return val ? read(val, 0, (type *)kp->arg) : -EINVAL;               \
	}                                                                           \
	EXPORT_SYMBOL(param_set_##name);                                            \
	int param_get_##name(char *buffer, const struct kernel_param *kp)           \
	{                                                                           \
		return scnprintf(buffer, PAGE_SIZE, format "\n", *(type *)kp->arg); \
	}                                                                           \
	EXPORT_SYMBOL(param_get_##name);                                            \
	const struct kernel_param_ops param_ops_##name = {                          \
		.set = param_set_##name,                                            \
		.get = param_get_##name,                                            \
	};                                                                          \
	EXPORT_SYMBOL(param_ops_##name)

DEFINE_NUMBER_PARAM(byte, unsigned char, "%hhu", kstrtou8);
DEFINE_NUMBER_PARAM(short, short, "%hi", kstrtos16);
DEFINE_NUMBER_PARAM(ushort, unsigned short, "%hu", kstrtou16);
DEFINE_NUMBER_PARAM(int, int, "%i", kstrtoint);
DEFINE_NUMBER_PARAM(uint, unsigned int, "%u", kstrtouint);
DEFINE_NUMBER_PARAM(long, long, "%li", kstrtol);
DEFINE_NUMBER_PARAM(ulong, unsigned long, "%lu", kstrtoul);
DEFINE_NUMBER_PARAM(ullong, unsigned long long, "%llu", kstrtoull);
DEFINE_NUMBER_PARAM(hexint, unsigned int, "%#08x", kstrtouint);

int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max)
{
	unsigned int num;
	int err;

	if (!val)
		return -EINVAL;
	err = kstrtouint(val, 0, &num);
	if (err)
		return err;
	if (num < min || num > max)
		return -EINVAL;
	*(unsigned int *)kp->arg = num;
	return 0;
}
EXPORT_SYMBOL(param_set_uint_minmax);

/* ---- truth values ---------------------------------------------------------------------------- */

static void bool_write(const struct kernel_param *kp, bool value)
{
	if (kp->flags & KERNEL_PARAM_FL_INTBOOL)
		*(int *)kp->arg = value;
	else
		*(bool *)kp->arg = value;
}

static bool bool_read(const struct kernel_param *kp)
{
	if (kp->flags & KERNEL_PARAM_FL_INTBOOL)
		return *(int *)kp->arg != 0;
	return *(bool *)kp->arg;
}

/* A bare name means yes. */
int param_set_bool(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ?: "1", &value);

	if (!err)
		bool_write(kp, value);
	return err;
}
EXPORT_SYMBOL(param_set_bool);

int param_get_bool(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%c\n", bool_read(kp) ? 'Y' : 'N');
}
EXPORT_SYMBOL(param_get_bool);

const struct kernel_param_ops param_ops_bool = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool,
	.get = param_get_bool,
};
EXPORT_SYMBOL(param_ops_bool);

int param_set_bool_enable_only(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ?: "1", &value);

	if (err)
		return err;
	if (!value && bool_read(kp))
		return -EROFS;
	bool_write(kp, value);
	return 0;
}
EXPORT_SYMBOL(param_set_bool_enable_only);

const struct kernel_param_ops param_ops_bool_enable_only = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bool_enable_only,
	.get = param_get_bool,
};
EXPORT_SYMBOL(param_ops_bool_enable_only);

int param_set_invbool(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ?: "", &value);

	if (!err)
		bool_write(kp, !value);
	return err;
}
EXPORT_SYMBOL(param_set_invbool);

int param_get_invbool(char *buffer, const struct kernel_param *kp)
{
	return sprintf(buffer, "%c\n", bool_read(kp) ? 'N' : 'Y');
}
EXPORT_SYMBOL(param_get_invbool);

const struct kernel_param_ops param_ops_invbool = {
	.set = param_set_invbool,
	.get = param_get_invbool,
};
EXPORT_SYMBOL(param_ops_invbool);

/* An int that holds a truth value. */
int param_set_bint(const char *val, const struct kernel_param *kp)
{
	bool value;
	int err = kstrtobool(val ?: "1", &value);

	if (!err)
		*(int *)kp->arg = value;
	return err;
}
EXPORT_SYMBOL(param_set_bint);

const struct kernel_param_ops param_ops_bint = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set_bint,
	.get = param_get_int,
};
EXPORT_SYMBOL(param_ops_bint);

/* ---- text ------------------------------------------------------------------------------------ */

struct charp_copy {
	struct list_head list;
	char text[];
};

/* Guarded by the parameter lock. */
static LIST_HEAD(charp_copies);

void params_text_init(void)
{
	INIT_LIST_HEAD(&charp_copies);
}

/* Free @text if it is one of our copies. */
static void charp_release(const char *text)
{
	struct charp_copy *copy;

	list_for_each_entry(copy, &charp_copies, list) {
		if (copy->text == text) {
			list_del(&copy->list);
			kfree(copy);
			return;
		}
	}
}

int param_set_charp(const char *val, const struct kernel_param *kp)
{
	struct charp_copy *copy;
	size_t len;

	if (!val)
		return -EINVAL;
	len = strnlen(val, 1024 + 1);
	if (len > 1024) {
		pr_err("%s: string parameter too long\n", kp->name);
		return -ENOSPC;
	}
	copy = kmalloc(struct_size(copy, text, len + 1), GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	memcpy(copy->text, val, len + 1);
	charp_release(*(char **)kp->arg);
	list_add(&copy->list, &charp_copies);
	*(char **)kp->arg = copy->text;
	return 0;
}
EXPORT_SYMBOL(param_set_charp);

int param_get_charp(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", *(char **)kp->arg);
}
EXPORT_SYMBOL(param_get_charp);

void param_free_charp(void *arg)
{
	charp_release(*(char **)arg);
}
EXPORT_SYMBOL(param_free_charp);

const struct kernel_param_ops param_ops_charp = {
	.set = param_set_charp,
	.get = param_get_charp,
	.free = param_free_charp,
};
EXPORT_SYMBOL(param_ops_charp);

int param_set_copystring(const char *val, const struct kernel_param *kp)
{
	const struct kparam_string *kps = kp->str;

	if (!val)
		return -EINVAL;
	if (strnlen(val, kps->maxlen) == kps->maxlen) {
		pr_err("%s: string doesn't fit in %u chars.\n", kp->name, kps->maxlen - 1);
		return -ENOSPC;
	}
	strcpy(kps->string, val);
	return 0;
}
EXPORT_SYMBOL(param_set_copystring);

int param_get_string(char *buffer, const struct kernel_param *kp)
{
	return scnprintf(buffer, PAGE_SIZE, "%s\n", kp->str->string);
}
EXPORT_SYMBOL(param_get_string);

const struct kernel_param_ops param_ops_string = {
	.set = param_set_copystring,
	.get = param_get_string,
};
EXPORT_SYMBOL(param_ops_string);

/* ---- arrays ---------------------------------------------------------------------------------- */

/* One element of @arr as a parameter of its own. */
static struct kernel_param array_element(const struct kernel_param *kp, unsigned int i)
{
	const struct kparam_array *arr = kp->arr;
	struct kernel_param element = {
		.name = kp->name,
		.mod = kp->mod,
		.ops = arr->ops,
		.perm = kp->perm,
		.level = kp->level,
		.flags = kp->flags,
		{ (char *)arr->elem + (size_t)i * arr->elemsize },
	};

	return element;
}

/*
 * The values of @val, between commas, go to the elements of @kp from 0 on; at least @min and at
 * most @kp's maximum of them.  The commas are overwritten and put back.
 */
static int array_set(const char *val, const struct kernel_param *kp, unsigned int min)
{
	const struct kparam_array *arr = kp->arr;
	unsigned int num = 0;
	char *text = (char *)val;
	char end;
	size_t len;
	int err;

	if (!val)
		return -EINVAL;
	do {
		struct kernel_param element = array_element(kp, num);

		if (num == arr->max) {
			pr_err("%s: can only take %u arguments\n", kp->name, arr->max);
			return -EINVAL;
		}
		len = strcspn(text, ",");
		end = text[len];
		text[len] = '\0';
		err = arr->ops->set(text, &element);
		text[len] = end;
		if (err)
			return err;
		text += len + 1;
		num++;
	} while (end == ',');

	if (num < min) {
		pr_err("%s: needs at least %u arguments\n", kp->name, min);
		return -EINVAL;
	}
	if (arr->num)
		*arr->num = num;
	return 0;
}

static int param_array_set(const char *val, const struct kernel_param *kp)
{
	return array_set(val, kp, 1);
}

static int param_array_get(char *buffer, const struct kernel_param *kp)
{
	const struct kparam_array *arr = kp->arr;
	unsigned int i, num = arr->num ? *arr->num : arr->max;
	int len, off = 0;

	for (i = 0; i < num; i++) {
		struct kernel_param element = array_element(kp, i);

		if (off)
			buffer[off - 1] = ',';
		len = arr->ops->get(buffer + off, &element);
		if (len < 0)
			return len;
		off += len;
	}
	buffer[off] = '\0';
	return off;
}

static void param_array_free(void *arg)
{
	const struct kparam_array *arr = arg;
	unsigned int i, num = arr->num ? *arr->num : arr->max;

	if (!arr->ops->free)
		return;
	for (i = 0; i < num; i++)
		arr->ops->free((char *)arr->elem + (size_t)i * arr->elemsize);
}

const struct kernel_param_ops param_array_ops = {
	.set = param_array_set,
	.get = param_array_get,
	.free = param_array_free,
};
EXPORT_SYMBOL(param_array_ops);

/* ---- MODULE_PARM() --------------------------------------------------------------------------- */

/* The bounds before the letter of a MODULE_PARM() type: "2-8i", "4i", "i". */
static const char *obsolete_bounds(const char *type, unsigned int *min, unsigned int *max)
{
	char *end;

	*min = 1;
	*max = 1;
	if (!isdigit(*type))
		return type;
	*min = simple_strtoul(type, &end, 10);
	*max = *min;
	if (*end == '-')
		*max = simple_strtoul(end + 1, &end, 10);
	return end;
}

static int param_set_obsolete(const char *val, const struct kernel_param *kp)
{
	const struct kparam_obsolete *old = kp->old;
	struct kparam_array arr = { .elem = old->addr };
	struct kparam_string str = { .string = old->addr };
	struct kernel_param as = { .name = kp->name, .mod = kp->mod, .arr = &arr };
	unsigned int min, max;
	const char *letter = obsolete_bounds(old->type, &min, &max);

	switch (*letter) {
	case 'b':
		arr.ops = &param_ops_byte;
		arr.elemsize = sizeof(char);
		break;
	case 'h':
		arr.ops = &param_ops_short;
		arr.elemsize = sizeof(short);
		break;
	case 'i':
		arr.ops = &param_ops_int;
		arr.elemsize = sizeof(int);
		break;
	case 'l':
		arr.ops = &param_ops_long;
		arr.elemsize = sizeof(long);
		break;
	case 's':
		arr.ops = &param_ops_charp;
		arr.elemsize = sizeof(char *);
		break;
	case 'c':
		str.maxlen = simple_strtoul(letter + 1, NULL, 10) + 1;
		if (str.maxlen == 1 || str.maxlen > old->size)
			str.maxlen = old->size;
		as.str = &str;
		return param_set_copystring(val, &as);
	default:
		pr_err("%s: unknown parameter type '%s'\n", kp->name, old->type);
		return -EINVAL;
	}
	arr.max = min_t(unsigned int, max, old->size / arr.elemsize);
	return array_set(val, &as, min);
}

static void param_free_obsolete(void *arg)
{
	const struct kparam_obsolete *old = arg;
	unsigned int i, min, max;

	if (*obsolete_bounds(old->type, &min, &max) != 's')
		return;
	max = min_t(unsigned int, max, old->size / sizeof(char *));
	for (i = 0; i < max; i++)
		charp_release(((char **)old->addr)[i]);
}

/* There is no reading back: 2.4 had no sysfs. */
const struct kernel_param_ops param_ops_obsolete = {
	.set = param_set_obsolete,
	.free = param_free_obsolete,
};
EXPORT_SYMBOL(param_ops_obsolete);
