// SPDX-License-Identifier: MIT
/*
 * Who uses whose symbols: a module that does keeps the other loaded.
 *
 * Locking: module_mutex guards the lists, since others look at them while modules come and go.
 */
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "base/textbuf.h"
#include "kernel/loader.h"
#include "kernel/loader_internal.h"

/** struct module_use - @source uses symbols of @target. */
struct module_use {
	struct list_head source_list, target_list;
	struct module *source, *target;
};

int module_add_use(struct module *source, struct module *target)
{
	struct module_use *use;

	list_for_each_entry(use, &target->users, source_list)
		if (use->source == source)
			return 0;
	use = kmalloc(sizeof(*use), GFP_KERNEL);
	if (!use)
		return -ENOMEM;
	use->source = source;
	use->target = target;
	mutex_lock(&module_mutex);
	list_add(&use->source_list, &target->users);
	list_add(&use->target_list, &source->uses);
	mutex_unlock(&module_mutex);
	__module_get(target);
	return 0;
}

void module_drop_uses(struct module *source)
{
	struct module_use *use, *next;

	mutex_lock(&module_mutex);
	list_for_each_entry_safe(use, next, &source->uses, target_list) {
		list_del(&use->source_list);
		list_del(&use->target_list);
		module_put(use->target);
		kfree(use);
	}
	mutex_unlock(&module_mutex);
}

void module_show_users(const struct module *mod, struct textbuf *t)
{
	const struct module_use *use;
	bool first = true;

	list_for_each_entry(use, &mod->users, source_list) {
		textbuf_printf(t, "%s%s", first ? "" : ",", use->source->name);
		first = false;
	}
}
