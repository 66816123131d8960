// SPDX-License-Identifier: MIT
/*
 * Module parameters: from "name=value" to the variable.
 *
 * Text is cut by next_arg() into names and values.  Each name is looked up in a table of struct
 * kernel_param; the entry's operations read the value (params_types.c).
 */
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "kernel/params.h"

/* Guards every parameter's value, and the copies of text. */
static DEFINE_MUTEX(param_mutex);

/* ---- names ----------------------------------------------------------------------------------- */

static char dash_to_underscore(char c)
{
	return c == '-' ? '_' : c;
}

bool parameqn(const char *a, const char *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (dash_to_underscore(a[i]) != dash_to_underscore(b[i]))
			return false;
	return true;
}
EXPORT_SYMBOL(parameqn);

bool parameq(const char *a, const char *b)
{
	return parameqn(a, b, strlen(a) + 1);
}
EXPORT_SYMBOL(parameq);

static int parse_one(char *param, char *val, const char *doing, const struct kernel_param *params,
		     unsigned int num, s16 min_level, s16 max_level, void *arg,
		     int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	unsigned int i;
	int err;

	for (i = 0; i < num; i++) {
		const struct kernel_param *kp = &params[i];

		if (!parameq(param, kp->name))
			continue;
		if (kp->level < min_level || kp->level > max_level)
			return 0;
		if (!val && !(kp->ops->flags & KERNEL_PARAM_OPS_FL_NOARG))
			return -EINVAL;
		if (kp->flags & KERNEL_PARAM_FL_UNSAFE)
			pr_notice("Setting dangerous option %s - tainting kernel\n", kp->name);
		kernel_param_lock(kp->mod);
		err = kp->ops->set ? kp->ops->set(val, kp) : -EPERM;
		kernel_param_unlock(kp->mod);
		return err;
	}
	return unknown ? unknown(param, val, doing, arg) : -ENOENT;
}

char *parse_args(const char *doing, char *args, const struct kernel_param *params, unsigned int num,
		 s16 min_level, s16 max_level, void *arg,
		 int (*unknown)(char *param, char *val, const char *doing, void *arg))
{
	char *param, *val;
	int err;

	args = skip_spaces(args);
	while (*args) {
		args = next_arg(args, &param, &val);
		if (!val && strcmp(param, "--") == 0)
			return args;
		err = parse_one(param, val, doing, params, num, min_level, max_level, arg, unknown);
		switch (err) {
		case 0:
			continue;
		case -ENOENT:
			pr_err("%s: Unknown parameter `%s'\n", doing, param);
			break;
		case -ENOSPC:
			pr_err("%s: `%s' too large for parameter `%s'\n", doing, val ?: "", param);
			break;
		default:
			pr_err("%s: `%s' invalid for parameter `%s'\n", doing, val ?: "", param);
			break;
		}
		return ERR_PTR(err);
	}
	return NULL;
}
EXPORT_SYMBOL(parse_args);

/* ---- the whole table ------------------------------------------------------------------------- */

void kernel_param_lock(struct module *mod)
{
	mutex_lock(&param_mutex);
}
EXPORT_SYMBOL(kernel_param_lock);

void kernel_param_unlock(struct module *mod)
{
	mutex_unlock(&param_mutex);
}
EXPORT_SYMBOL(kernel_param_unlock);

void destroy_params(const struct kernel_param *params, unsigned int num)
{
	unsigned int i;

	for (i = 0; i < num; i++)
		if (params[i].ops->free)
			params[i].ops->free(params[i].arg);
}

void params_init(void)
{
	mutex_init(&param_mutex);
	params_text_init();
}
