// SPDX-License-Identifier: MIT
/*
 * A device whose mistakes show only when a request fails and something else comes to it: a bad
 * pointer, or another program; and one that wants just that.  "wrong" says which.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define BYTES 64

struct state {
	char text[BYTES];
};

static char *wrong = "";
module_param(wrong, charp, 0444);

static DEFINE_MUTEX(lock);
static struct state *state;
static char *complaint;

static bool is(const char *name)
{
	return !strcmp(wrong, name);
}

static struct state *get_state(void)
{
	struct state *mine;

	mutex_lock(&lock);
	if (!state)
		state = kzalloc(sizeof(*state), GFP_KERNEL);
	mine = state;
	mutex_unlock(&lock);
	return mine;
}

static void drop_state(void)
{
	mutex_lock(&lock);
	kfree(state);
	state = NULL;
	mutex_unlock(&lock);
}

/* What was wrong with a text is kept, if there is memory for that. */
static int complain(char *copy)
{
	char *text = kstrdup("bad address", GFP_KERNEL);

	if (!text) {
		if (is("pointer"))
			kfree(copy);
		return -ENOMEM;
	}
	mutex_lock(&lock);
	kfree(complaint);
	complaint = text;
	mutex_unlock(&lock);
	return -EFAULT;
}

/* Without the lock: two at once free the same. */
static noinline void remark(void)
{
	char *old = complaint;

	complaint = kstrdup("written", GFP_KERNEL);
	kfree(old);
}

static ssize_t together_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	struct state *mine = get_state();
	ssize_t done;
	char *copy;

	if (!mine)
		return -ENOMEM;
	if (is("race"))
		remark();
	count = min_t(size_t, count, BYTES);
	copy = kzalloc(BYTES, GFP_KERNEL);
	if (!copy) {
		/* Whoever is behind get_state() just now still has it. */
		if (is("beside"))
			drop_state();
		return -ENOMEM;
	}
	if (copy_from_user(copy, buf, count)) {
		done = complain(copy);
	} else {
		mutex_lock(&lock);
		memcpy(mine->text, copy, BYTES);
		mutex_unlock(&lock);
		done = count;
	}
	kfree(copy);
	return done;
}

static ssize_t together_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	char text[BYTES] = "";

	mutex_lock(&lock);
	if (state)
		memcpy(text, state->text, BYTES);
	mutex_unlock(&lock);
	return simple_read_from_buffer(buf, count, pos, text, BYTES);
}

static const struct file_operations together_fops = {
	.owner = THIS_MODULE,
	.read = together_read,
	.write = together_write,
};

static struct miscdevice together = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "together",
	.fops = &together_fops,
};

static int __init together_init(void)
{
	return misc_register(&together);
}
module_init(together_init);

static void __exit together_exit(void)
{
	misc_deregister(&together);
	drop_state();
	kfree(complaint);
}
module_exit(together_exit);

MODULE_DESCRIPTION("Mistakes of two things at once");
MODULE_LICENSE("MIT");
