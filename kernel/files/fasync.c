// SPDX-License-Identifier: MIT
/* Signals at news: who has asked for one (FASYNC), and sending it. */
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include "mm/kmalloc/kmalloc.h"

/* All lists: they are short, and change rarely. */
static DEFINE_SPINLOCK(lists_lock);

static struct fasync_struct *find(struct fasync_struct *list, const struct file *file)
{
	for (; list; list = list->fa_next)
		if (list->fa_file == file)
			return list;
	return NULL;
}

static int take_out(const struct file *file, struct fasync_struct **list)
{
	struct fasync_struct *gone = NULL;

	spin_lock_irq(&lists_lock);
	for (; *list; list = &(*list)->fa_next)
		if ((*list)->fa_file == file) {
			gone = *list;
			*list = gone->fa_next;
			break;
		}
	spin_unlock_irq(&lists_lock);
	kfree_untraced(gone);
	return gone != NULL;
}

int fasync_helper(int fd, struct file *file, int on, struct fasync_struct **list)
{
	struct fasync_struct *new, *old;

	if (!on)
		return take_out(file, list);
	new = kmalloc_untraced(sizeof(*new), GFP_KERNEL | __GFP_ZERO);
	if (!new)
		return -ENOMEM;
	new->fa_fd = fd;
	new->fa_file = file;
	spin_lock_irq(&lists_lock);
	old = find(*list, file);
	if (old) {
		old->fa_fd = fd;
	} else {
		new->fa_next = *list;
		*list = new;
	}
	spin_unlock_irq(&lists_lock);
	if (!old)
		return 1;
	kfree_untraced(new);
	return 0;
}
EXPORT_SYMBOL(fasync_helper);

void kill_fasync(struct fasync_struct **list, int signal, int band)
{
	struct fasync_struct *one;
	unsigned long flags;

	if (!*list)
		return;
	spin_lock_irqsave(&lists_lock, flags);
	for (one = *list; one; one = one->fa_next) {
		struct fown_struct *owner = &one->fa_file->f_owner;

		read_lock(&owner->lock);
		if (owner->task)
			send_sig(owner->signum ?: signal, owner->task, 1);
		read_unlock(&owner->lock);
	}
	spin_unlock_irqrestore(&lists_lock, flags);
}
EXPORT_SYMBOL(kill_fasync);
