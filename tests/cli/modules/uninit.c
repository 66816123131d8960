// SPDX-License-Identifier: MIT
/* Reads what nobody wrote, in the way that "what" says; or nothing of the kind. */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/list_sort.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
#include <linux/workqueue.h>

static char *what = "nothing";
module_param(what, charp, 0);

struct thing {
	struct list_head node;
	struct work_struct work;
	struct completion done;
	int number, unset;
};

/* ---- what is right: the core writes most of it ----------------------------------------------- */

static int by_number(void *priv, const struct list_head *a, const struct list_head *b)
{
	return list_entry(a, struct thing, node)->number -
	       list_entry(b, struct thing, node)->number;
}

static int by_value(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void work(struct work_struct *work)
{
	struct thing *thing = container_of(work, struct thing, work);

	thing->number++;
	complete(&thing->done);
}

/* The core calls with a variable of its own, where other functions of this module had theirs. */
static noinline void dirty_stack(void)
{
	char unset[512];

	barrier_data(unset);
}

static int thread(void *arg)
{
	struct thing *thing = arg;

	dirty_stack();
	complete(&thing->done);
	return 0;
}

static struct thing *new_thing(int number)
{
	struct thing *thing = kmalloc(sizeof(*thing), GFP_KERNEL);

	if (!thing)
		return NULL;
	thing->number = number;
	INIT_WORK(&thing->work, work);
	init_completion(&thing->done);
	return thing;
}

static int use_lists(void)
{
	struct thing *thing, *next;
	LIST_HEAD(things);
	int last = 0;

	for (int i = 5; i > 0; i--) {
		thing = new_thing(i);
		if (thing)
			list_add(&thing->node, &things);
	}
	list_sort(NULL, &things, by_number);
	list_for_each_entry_safe(thing, next, &things, node) {
		if (thing->number < last)
			pr_err("not sorted\n");
		last = thing->number;
		list_del(&thing->node);
		kfree(thing);
	}
	return 0;
}

static int use_threads(void)
{
	struct thing *thing = new_thing(7);
	struct task_struct *task;

	if (!thing)
		return -ENOMEM;
	dirty_stack();
	schedule_work(&thing->work);
	wait_for_completion(&thing->done);
	if (thing->number != 8)
		pr_err("no work\n");
	reinit_completion(&thing->done);
	task = kthread_run(thread, thing, "uninit");
	if (!IS_ERR(task))
		wait_for_completion(&thing->done);
	kfree(thing);
	return 0;
}

static int use_results(void)
{
	int values[4], sum = 0, n, number, __percpu * counts;
	struct timespec64 now;
	char text[16], *copy;
	u8 random[3];
	long value;

	ktime_get_ts64(&now);
	get_random_bytes(random, sizeof(random));
	if (kstrtoint("12", 10, &number) || kstrtol("13", 10, &value))
		return -EINVAL;
	n = sscanf("1 2 3 4", "%d %d %d %d", &values[0], &values[1], &values[2], &values[3]);
	sort(values, 4, sizeof(*values), by_value, NULL);
	snprintf(text, sizeof(text), "%d", values[2]);
	copy = kstrdup(text, GFP_KERNEL);
	counts = alloc_percpu(int);
	if (counts)
		sum += *per_cpu_ptr(counts, 0);
	if (copy && strcmp(copy, text) == 0)
		sum++;
	pr_info("%d %d %ld %d %lld\n", n, number, value, sum + random[2] * 0, now.tv_sec * 0);
	free_percpu(counts);
	kfree(copy);
	return 0;
}

/* ---- what is wrong --------------------------------------------------------------------------- */

static noinline void field(void)
{
	struct thing *thing = new_thing(1);

	if (thing && thing->unset) /* nobody wrote it */
		pr_info("set\n");
	kfree(thing);
}

static noinline void loop(void)
{
	int *values = kmalloc_array(9, sizeof(*values), GFP_KERNEL), sum = 0;

	for (int i = 0; values && i < 9; i++)
		if (values[i])
			sum++;
	pr_warn("counted\n");
	kfree(values);
}

static noinline void local(int way)
{
	int values[2] = {}, unset[2];

	if (way)
		memcpy(unset, values, sizeof(unset));
	if (unset[1]) /* a local one */
		pr_info("set\n");
}

/* Only where the second request fails: the way back looks at what the way there did not set. */
static noinline int way_back(void)
{
	char *first = kzalloc(8, GFP_KERNEL), *second;
	int *state = kmalloc(sizeof(*state), GFP_KERNEL);
	int err = -ENOMEM;

	if (!first || !state)
		goto out;
	second = kzalloc(16, GFP_KERNEL);
	if (second)
		*state = 0;
	kfree(second);
	err = 0;
	if (*state) /* not set, if there was no memory */
		err = -EBUSY;
out:
	kfree(state);
	kfree(first);
	return err;
}

static ssize_t show(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	char *text = kmalloc(32, GFP_KERNEL);
	ssize_t done;

	if (!text)
		return -ENOMEM;
	strscpy(text, "short", 32);
	done = simple_read_from_buffer(buf, count, pos, text, strcmp(what, "leak") ? 6 : 32);
	kfree(text);
	return done;
}

static ssize_t store(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	char text[8];

	count = min(count, sizeof(text));
	if (copy_from_user(text, buf, count))
		return -EFAULT;
	for (size_t i = 0; i < count; i++)
		if (text[i] == '!')
			return -EINVAL;
	return (ssize_t)count;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.read = show,
	.write = store,
};
static struct miscdevice device = { MISC_DYNAMIC_MINOR, "uninit", &fops };

static int __init uninit_init(void)
{
	int err = use_lists() ?: use_threads() ?: use_results();

	if (strcmp(what, "field") == 0)
		field();
	else if (strcmp(what, "loop") == 0)
		loop();
	else if (strcmp(what, "local") == 0)
		local(0);
	else if (strcmp(what, "way_back") == 0 && way_back())
		return -ENOMEM;
	return err ?: misc_register(&device);
}

static void __exit uninit_exit(void)
{
	misc_deregister(&device);
}

module_init(uninit_init);
module_exit(uninit_exit);
MODULE_DESCRIPTION("reads what nobody wrote");
MODULE_LICENSE("GPL");
